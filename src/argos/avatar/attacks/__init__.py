"""What an attacker with real knowledge gets from a table, against people who are not in it."""

from argos.avatar.attacks.linkability import linkability
from argos.avatar.attacks.membership import balanced_accuracy, membership_by_distance
from argos.avatar.attacks.risk import Risk, Wilson, risk, wilson

__all__ = [
    "Risk",
    "Wilson",
    "balanced_accuracy",
    "linkability",
    "membership_by_distance",
    "risk",
    "wilson",
]
