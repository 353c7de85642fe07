"""The command line: one thin command per step of a flow."""

from argos.cli.app import main

__all__ = ["main"]
