"""What an attacker with real knowledge gets from a table, against people who are not in it."""

from argos.avatar.attacks.inference import inference, mean_risk
from argos.avatar.attacks.linkability import linkability
from argos.avatar.attacks.membership import (
    balanced_accuracy,
    membership_by_density,
    membership_by_distance,
)
from argos.avatar.attacks.reconstruction import reconstruction
from argos.avatar.attacks.risk import Risk, Wilson, risk, wilson
from argos.avatar.attacks.seed import seed_linkage
from argos.avatar.attacks.shadow import membership_by_shadows
from argos.avatar.attacks.singling_out import singling_out_by_profile, singling_out_by_value

__all__ = [
    "Risk",
    "Wilson",
    "balanced_accuracy",
    "inference",
    "linkability",
    "mean_risk",
    "membership_by_density",
    "membership_by_distance",
    "membership_by_shadows",
    "reconstruction",
    "risk",
    "seed_linkage",
    "singling_out_by_profile",
    "singling_out_by_value",
    "wilson",
]
