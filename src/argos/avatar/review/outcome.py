"""What one attack gets, in one form for all: an estimate, its interval, what it is read by."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from math import hypot

import numpy as np
from scipy.stats import norm
from scipy.stats import t as student

from argos.avatar.attacks import Risk, balanced_accuracy, mean_risk

CONFIDENCE = 0.95


class Attack(StrEnum):
    """The attacks of `argos.avatar.attacks` that a table is put to."""

    LINKABILITY = "linkability"
    BY_VALUE = "singling_out_by_value"
    BY_PROFILE = "singling_out_by_profile"
    INFERENCE = "inference"
    BY_DISTANCE = "membership_by_distance"
    BY_DENSITY = "membership_by_density"
    OF_ISOLATED = "membership_of_isolated"
    BY_SEED = "linkage_by_seed"
    RECONSTRUCTION = "reconstruction"


BALANCED = frozenset({Attack.BY_DISTANCE, Attack.BY_DENSITY, Attack.OF_ISOLATED})


def nothing_of(attack: Attack) -> float:
    """Return the estimate of an attacker who learns nothing."""
    return 0.5 if attack in BALANCED else 0.0


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one attack gets.

    Attributes:
        attack: which.
        estimate: the risk beyond the control, unclipped; of a membership the balanced accuracy, of
            a reconstruction the difference to the control.
        low, high: its interval, 95 % unless it was averaged for another confidence.
        control: the success on people held out; of a membership 1/2.
        chance: the success of guesses without the table.
        columns: column → risk, of an inference.
        floor: what the same attack gets of people who had no part in the table: its own noise.
        raw: what it gets of the table of people itself: whether it works at all.

    """

    attack: Attack
    estimate: float
    low: float
    high: float
    control: float
    chance: float
    columns: Mapping[str, float] = field(default_factory=dict)
    floor: float | None = None
    raw: float | None = None

    @property
    def nothing(self) -> float:
        """Return the estimate of an attacker who learns nothing."""
        return nothing_of(self.attack)

    @property
    def worst_column(self) -> str | None:
        """Return the column that an inference finds best."""
        return max(self.columns, key=self.columns.__getitem__) if self.columns else None


def of_risk(attack: Attack, found: Risk) -> Outcome:
    """Return the outcome of an attack on one table."""
    if attack not in BALANCED:
        control = found.control.estimate
        return Outcome(attack, found.estimate, found.low, found.high, control, found.chance)
    middle, error = balanced_accuracy(found), hypot(found.attack.error, found.control.error) / 2
    return Outcome(attack, middle, middle - error, middle + error, 0.5, 0.5)


def of_reconstruction(found: Risk) -> Outcome:
    """Return by how much more claims are right of people of the table than of strangers.

    The difference of the two shares, and not the risk beyond the control: typical people share so
    much that nearly every claim may be right of strangers, and what is left to divide by is noise.
    """
    estimate = found.attack.estimate - found.control.estimate
    error = hypot(found.attack.error, found.control.error)
    low, high = estimate - error, estimate + error
    return Outcome(Attack.RECONSTRUCTION, estimate, low, high, found.control.estimate, found.chance)


def of_columns(risks: Mapping[str, Risk]) -> Outcome:
    """Return the outcome of an inference: the mean over columns.

    The columns are those of the same people: their errors are taken to go together, which makes
    the interval as wide as that of one column.
    """
    found, middle = list(risks.values()), mean_risk(risks)
    error = float(np.mean([r.high - r.estimate for r in found])) if found else 0.0
    control = float(np.mean([r.control.estimate for r in found])) if found else 0.0
    chance = float(np.mean([r.chance for r in found])) if found else 0.0
    told = {name: r.estimate for name, r in risks.items()}
    return Outcome(Attack.INFERENCE, middle, middle - error, middle + error, control, chance, told)


def averaged(
    over: Sequence[Outcome], floors: Sequence[Outcome] = (), confidence: float = CONFIDENCE
) -> Outcome:
    """Return the mean of one attack over several tables, with Student's interval.

    The spread between tables holds the draw of halves, of the method and of the attack. Of one
    table alone the attack's own interval is kept, made wider for another confidence than its 95 %.
    """
    estimates = np.array([o.estimate for o in over])
    middle = float(estimates.mean())
    low, high = _interval(over, middle, confidence)
    return replace(
        over[0], estimate=middle, low=low, high=high,
        floor=float(np.mean([o.estimate for o in floors])) if floors else None,
        control=float(np.mean([o.control for o in over])),
        chance=float(np.mean([o.chance for o in over])), columns=_columns(over),
    )  # fmt: skip


def _interval(over: Sequence[Outcome], middle: float, confidence: float) -> tuple[float, float]:
    reached = (1 + confidence) / 2
    if len(over) == 1:
        wider = float(norm.ppf(reached) / norm.ppf((1 + CONFIDENCE) / 2))
        return middle - wider * (middle - over[0].low), middle + wider * (over[0].high - middle)
    spread = float(np.std([o.estimate for o in over], ddof=1))
    error = float(student.ppf(reached, len(over) - 1)) * spread / len(over) ** 0.5
    return middle - error, middle + error


def _columns(over: Sequence[Outcome]) -> dict[str, float]:
    names = {name: None for outcome in over for name in outcome.columns}
    return {n: float(np.mean([o.columns[n] for o in over if n in o.columns])) for n in names}
