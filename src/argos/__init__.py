"""Argos: the place where the health actors of a territory pool what they see every day."""

__version__ = "0.1.0"
