"""Importing this module prepares Django, so that the models can be imported after it."""

from argos.register import setup

setup()
