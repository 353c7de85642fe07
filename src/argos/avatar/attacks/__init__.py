"""What an attacker with real knowledge gets from a table, against people who are not in it."""

from argos.avatar.attacks.linkability import linkability
from argos.avatar.attacks.risk import Risk, Wilson, risk, wilson

__all__ = ["Risk", "Wilson", "linkability", "risk", "wilson"]
