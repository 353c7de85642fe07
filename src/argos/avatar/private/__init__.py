"""A way of making invented people that is differentially private, its budget counted by OpenDP."""

from argos.avatar.private.method import Private

__all__ = ["Private"]
