"""What one measure finds, in one form for all: an estimate, its interval, a target, a direction."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from math import sqrt

import numpy as np
from scipy.stats import norm
from scipy.stats import t as student

from argos.avatar.attacks.risk import wilson
from argos.avatar.prepared import Floats
from argos.core.language import Text

Z = float(norm.ppf(0.975))  # every interval is at 95 %
GROUPS = 20  # of rows, each left out once, for the interval of a figure of the whole table


class MeasureName(StrEnum):
    """The measures, by the names that the authors' documentation gives them."""

    HIDDEN_RATE = "hidden_rate"
    LOCAL_CLOAKING = "local_cloaking"
    DISTANCE_TO_CLOSEST = "distance_to_closest"
    CLOSEST_DISTANCES_RATIO = "closest_distances_ratio"
    CLOSEST_RATE = "closest_rate"
    COLUMN_DIRECT_MATCH = "column_direct_match_protection"
    ROW_DIRECT_MATCH = "row_direct_match_protection"
    CATEGORICAL_HIDDEN_RATE = "categorical_hidden_rate"
    CORRELATION_PROTECTION = "correlation_protection_rate"
    INFERENCE_CONTINUOUS = "inference_continuous"
    INFERENCE_CATEGORICAL = "inference_categorical"
    HELLINGER = "hellinger_mean"
    CORRELATION_CHANGE = "correlation_difference"


class Ties(StrEnum):
    """What an avatar as near as one's own does: hides nothing, hides by chance, hides."""

    STRICT = "strict"
    EXPECTED = "expected"
    GENEROUS = "generous"


TARGETS: Mapping[MeasureName, float] = {
    MeasureName.HIDDEN_RATE: 90,
    MeasureName.LOCAL_CLOAKING: 5,
    MeasureName.DISTANCE_TO_CLOSEST: 0.2,
    MeasureName.CLOSEST_DISTANCES_RATIO: 0.3,
    MeasureName.CLOSEST_RATE: 90,
    MeasureName.COLUMN_DIRECT_MATCH: 50,
    MeasureName.ROW_DIRECT_MATCH: 90,
    MeasureName.CATEGORICAL_HIDDEN_RATE: 90,
    MeasureName.CORRELATION_PROTECTION: 95,
    MeasureName.INFERENCE_CONTINUOUS: 10,
    MeasureName.INFERENCE_CATEGORICAL: 10,
    MeasureName.HELLINGER: 0.1,
    MeasureName.CORRELATION_CHANGE: 10,
}
LESS_IS_BETTER = frozenset({MeasureName.HELLINGER, MeasureName.CORRELATION_CHANGE})

TITLES: Mapping[MeasureName, Text] = {
    MeasureName.HIDDEN_RATE: Text("taux de masquage (%)", "hidden rate (%)"),
    MeasureName.LOCAL_CLOAKING: Text(
        "camouflage local (médiane, avatars)", "local cloaking (median, avatars)"
    ),
    MeasureName.DISTANCE_TO_CLOSEST: Text(
        "distance à la personne la plus proche (médiane)", "distance to the closest person (median)"
    ),
    MeasureName.CLOSEST_DISTANCES_RATIO: Text(
        "rapport des deux plus courtes distances (médiane)",
        "ratio of the two closest distances (median)",
    ),
    MeasureName.CLOSEST_RATE: Text(
        "avatars qui ne sont pas trop proches (%)", "avatars not too close (%)"
    ),
    MeasureName.COLUMN_DIRECT_MATCH: Text(
        "valeurs différentes de celles de son avatar (%)",
        "values that are not one's own avatar's (%)",
    ),
    MeasureName.ROW_DIRECT_MATCH: Text(
        "lignes absentes des avatars (%)", "rows absent from the avatars (%)"
    ),
    MeasureName.CATEGORICAL_HIDDEN_RATE: Text(
        "taux de masquage par les catégories (%)", "hidden rate by categories (%)"
    ),
    MeasureName.CORRELATION_PROTECTION: Text(
        "protection de la corrélation (%)", "correlation protection (%)"
    ),
    MeasureName.INFERENCE_CONTINUOUS: Text(
        "erreur de qui devine un nombre (%)", "error of who guesses a number (%)"
    ),
    MeasureName.INFERENCE_CATEGORICAL: Text(
        "erreurs de qui devine une catégorie (%)", "errors of who guesses a category (%)"
    ),
    MeasureName.HELLINGER: Text(
        "distance de Hellinger (moyenne des colonnes)", "Hellinger distance (mean of columns)"
    ),
    MeasureName.CORRELATION_CHANGE: Text(
        "changement des corrélations (points)", "change of correlations (points)"
    ),
}


@dataclass(frozen=True, slots=True)
class MeasureFound:
    """What one measure finds of a table.

    Attributes:
        name: which.
        estimate: in the unit of its title.
        low, high: its 95 % interval.
        ties: the convention on ties, where there is a choice.
        apart: of which part of the people: 1 everybody, 0.05 the most isolated twentieth.
        columns: column → figure, where the estimate is a mean over columns.

    """

    name: MeasureName
    estimate: float
    low: float
    high: float
    ties: Ties | None = None
    apart: float = 1.0
    columns: Mapping[str, float] = field(default_factory=dict)

    @property
    def target(self) -> float:
        """Return what the authors recommend (science of the method, not law)."""
        return TARGETS[self.name]

    @property
    def more_is_better(self) -> bool:
        """Return whether the estimate should be over the target, or under."""
        return self.name not in LESS_IS_BETTER

    @property
    def met(self) -> bool:
        """Return whether the estimate is on the right side of the target."""
        return self.estimate > self.target if self.more_is_better else self.estimate < self.target

    @property
    def title(self) -> Text:
        """Return what it is, for a person."""
        return TITLES[self.name]


Interval = tuple[float, float, float]


def percent(parts: Floats) -> Interval:
    """Return a mean of parts, 0 to 1 for each person, in %, with Wilson's bounds.

    For a part that is 0 or 1 it is a share's interval; for others, whose variance is at most a
    share's, it is at least as wide as it has to be.
    """
    bounds = wilson(float(parts.sum()), len(parts))
    low, high = bounds.estimate - bounds.error, bounds.estimate + bounds.error
    return 100 * float(parts.mean()), 100 * low, 100 * high


def middle(values: Floats) -> Interval:
    """Return a median with the order statistics that hold it in 95 of 100 samples.

    Ranks n/2 ± z·√n/2, whatever the distribution (Conover, Practical Nonparametric Statistics).
    """
    ordered, number = np.sort(values), len(values)
    reach = Z * sqrt(number) / 2
    low = max(0, int(np.floor(number / 2 - reach)) - 1)
    high = min(number - 1, int(np.ceil(number / 2 + reach)))
    return float(np.median(ordered)), float(ordered[low]), float(ordered[high])


def average(values: Floats) -> Interval:
    """Return a mean over people with its normal interval."""
    mean, number = float(values.mean()), len(values)
    error = Z * float(values.std(ddof=1)) / sqrt(number) if number > 1 else 0.0
    return mean, mean - error, mean + error


def left_out(whole: float, without: Floats) -> Interval:
    """Return a figure of the whole table with the interval of a delete-a-group jackknife.

    Variance (g − 1)/g · Σ(θ without a group − their mean)², Student's t with g − 1 degrees (Wolter,
    Introduction to Variance Estimation, 2007).
    """
    groups = len(without)
    variance = (groups - 1) / groups * float(((without - without.mean()) ** 2).sum())
    error = float(student.ppf(0.975, groups - 1)) * sqrt(variance)
    return whole, whole - error, whole + error
