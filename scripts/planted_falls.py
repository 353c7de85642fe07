"""Quiet daily series in which the level sinks and stays low for four weeks: the truth of falls.

The series are those of `planted_outbreaks`, without outbreaks. Figures fall by a fifth, a third or
a half over a week, stay there for three weeks and come back within one; each day's cases are drawn
from those that there were.
"""

from dataclasses import dataclass, replace

import numpy as np

from argos.epidemiology.series import Floats
from planted_outbreaks import Outbreak, Planted, planted

LOWER = {"a fifth": 0.2, "a third": 0.33, "a half": 0.5}
SINKS, STAYS, RETURNS = 7, 21, 7
APART = 150  # days between two falls: a baseline forgets the former


@dataclass(frozen=True)
class Fallen:
    """Series, and the falls of their last year."""

    given: Planted
    falls: tuple[Outbreak, ...]


def fallen(series: int, years: int, seed: int) -> Fallen:
    """Return quiet series with two falls each in their last year."""
    given = planted(series, years, seed, outbreaks=False)
    rng = np.random.default_rng(seed + 100)
    falls, quiet = [], given.quiet.copy()
    for row in range(series):
        day = given.start + int(rng.integers(10, 60))
        while day < given.counts.shape[1] - SINKS - STAYS - RETURNS - 40:
            size = str(rng.choice(list(LOWER)))
            share = 1 - LOWER[size] * _shape()
            days = slice(day, day + len(share))
            kept = rng.binomial(given.counts[row, days].astype(int), share)
            given.counts[row, days] = kept
            falls.append(Outbreak(row, day, day + SINKS + STAYS - 1, size))
            quiet[row, day : day + len(share) + 28] = False
            day += APART
    return Fallen(replace(given, quiet=quiet), tuple(falls))


def _shape() -> Floats:
    down = np.arange(1, SINKS + 1) / SINKS
    return np.concatenate([down, np.ones(STAYS), 1 - np.arange(1, RETURNS + 1) / RETURNS])
