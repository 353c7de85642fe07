"""What a released table keeps of the people's statistics, beside what chance alone would change.

For who reviews a table, never for who receives it: figures about the people may tell of outliers
(arXiv 2312.05114).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from scipy.stats import norm

from argos.avatar.draws import Generator
from argos.avatar.measures import correlation_change, hellinger
from argos.avatar.prepared import Floats, Measured, Prepared
from argos.avatar.review.outcome import CONFIDENCE

BOOTSTRAPS = 20


class Measure(StrEnum):
    """What is kept of a table."""

    HELLINGER = "hellinger"
    CORRELATIONS = "correlations"
    SPREADS = "spreads"


@dataclass(frozen=True, slots=True)
class Kept:
    """How far one statistic of the released table stands from that of the people.

    Attributes:
        measure: mean Hellinger distance of columns (0 to 1), mean absolute change of correlations
            (points, 0 to 200), or the largest relative change of a standard deviation (0 to ∞).
        estimate: of the released table.
        low, high: its 95 % interval, from bootstraps of both tables.
        floor: mean over as many people drawn from the people with replacement: what chance
            alone would change.

    """

    measure: Measure
    estimate: float
    low: float
    high: float
    floor: float


def kept(
    people: Prepared, released: Prepared, random: Generator, bootstraps: int = BOOTSTRAPS
) -> tuple[Kept, ...]:
    """Return how much of the people's statistics a table keeps, beside what chance changes.

    The bootstrap gives the width of the interval only, and not its middle: drawing both tables
    again takes them farther apart. None of the figures is below 0.
    """
    measures = [m for m in Measure if m is not Measure.SPREADS or people.measured]
    drawn = [_again(people, random) for _ in range(bootstraps)]
    floors = np.mean([_changes(people, each) for each in drawn], axis=0)
    spread = np.std([_changes(each, _again(released, random)) for each in drawn], axis=0, ddof=1)
    errors = float(norm.ppf((1 + CONFIDENCE) / 2)) * spread
    found = _changes(people, released)
    return tuple(
        Kept(measure, value, max(0.0, value - error), value + error, floor)
        for measure, value, error, floor in zip(
            measures, found.tolist(), errors.tolist(), floors.tolist(), strict=True
        )
    )


def _again(table: Prepared, random: Generator) -> Prepared:
    return table.take(random.integers(0, table.rows, table.rows))


def _changes(people: Prepared, other: Prepared) -> Floats:
    found = [np.mean(list(hellinger(people, other).values())), correlation_change(people, other)]
    if people.measured:
        found.append(max(_spreads(people, other), default=0.0))
    return np.array(found, dtype=np.float64)


def _spreads(people: Prepared, other: Prepared) -> Sequence[float]:
    return [
        abs(new.values.std() / old.values.std() - 1)
        for old, new in zip(people.columns, other.columns, strict=True)
        if isinstance(old, Measured) and isinstance(new, Measured) and old.values.std() > 0
    ]
