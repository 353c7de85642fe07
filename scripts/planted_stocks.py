"""Persons present, made of admissions and stays: quiet ones, and waves planted in them.

Admissions are those of `planted_outbreaks` without outbreaks (level, season, drift, weekdays,
holidays, scatter), a stay lasts gamma-distributed days of mean 6 to 16, and fewer leave on a
week-end. A rise adds to the usual admissions half, as many or twice as many within two weeks, stays
there for two and wanes; a fall is its mirror: it leaves two thirds, a half or a third of them.
"""

from dataclasses import dataclass

import numpy as np

from argos.epidemiology.series import Flags, Floats
from argos.epidemiology.signals.usual import Weekdays
from planted_outbreaks import YEAR, Outbreak, planted

SIZES = {"a half": 0.5, "as many": 1.0, "twice as many": 2.0}
GROWS, STAYS, WANES = 14, 14, 14
AFTER = 60  # days after which a wave is forgotten: the last who came have left
LONGEST = 70
WEEKEND = 0.6  # share of those due to leave who do so on a Saturday or Sunday


@dataclass(frozen=True)
class Stocks:
    """Persons present, (series, day), what was planted, and where nothing was."""

    present: Floats
    holiday: Flags
    start: int
    rises: tuple[Outbreak, ...]
    falls: tuple[Outbreak, ...]
    quiet: Flags


def stocks(series: int, years: int, seed: int, *, waves: bool = True) -> Stocks:
    """Return stocks of whole years, the last of which is judged."""
    given = planted(series, years, seed, outbreaks=False)
    rng = np.random.default_rng(seed + 200)
    coming: Floats = given.counts
    quiet = np.ones(coming.shape, dtype=np.bool_)
    found: dict[str, list[Outbreak]] = {"rises": [], "falls": []}
    for row in range(series if waves else 0):
        day = given.start + int(rng.integers(10, 60))
        while day < coming.shape[1] - GROWS - STAYS - WANES - 10:
            size = str(rng.choice(list(SIZES)))
            kind = "falls" if rng.random() < 0.5 else "rises"
            _plant(rng, coming, row, day, size, kind)
            found[kind].append(Outbreak(row, day, day + GROWS + STAYS - 1, size))
            quiet[row, day : day + GROWS + STAYS + WANES + AFTER] = False
            day += GROWS + STAYS + WANES + AFTER + int(rng.integers(20, 60))
    present = _present(rng, coming, given.weekday)
    quiet[:, : YEAR // 4] = False  # wards fill
    return Stocks(
        present, given.holiday, given.start, tuple(found["rises"]), tuple(found["falls"]), quiet
    )


def _plant(
    rng: np.random.Generator, coming: Floats, row: int, day: int, size: str, kind: str
) -> None:
    shape = np.concatenate(
        [np.arange(1, GROWS + 1) / GROWS, np.ones(STAYS), 1 - np.arange(1, WANES + 1) / WANES]
    )
    days = slice(day, day + len(shape))
    usual = coming[row, day - 56 : day].mean()
    if kind == "rises":
        coming[row, days] += rng.poisson(usual * SIZES[size] * shape)
    else:
        left = 1 / (1 + SIZES[size] * shape)
        coming[row, days] = rng.binomial(coming[row, days].astype(int), left)


def _present(rng: np.random.Generator, coming: Floats, weekday: Weekdays) -> Floats:
    """Return who is there at the end of each day."""
    rows, days = coming.shape
    stay: Floats = np.asarray(rng.uniform(6, 16, rows))
    leaves = np.zeros((rows, days + LONGEST + 1))
    for row in range(rows):
        came = np.repeat(np.arange(days), coming[row].astype(int))
        lasts = np.asarray(rng.gamma(1.2, stay[row] / 1.2, came.size)).astype(int)
        lasts = np.minimum(lasts, LONGEST)
        np.add.at(leaves[row], came + lasts, 1)
    present = np.zeros((rows, days))
    due, here = np.zeros((2, rows))
    for day in range(days):
        due = due + leaves[:, day]
        gone = np.round(due * (WEEKEND if weekday[day] >= 5 else 1.0))
        here, due = here + coming[:, day] - gone, due - gone
        present[:, day] = here
    return present
