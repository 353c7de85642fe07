"""Daily series with weekday, season, holidays and scatter, and outbreaks planted in them.

Level of each series log-uniform from 2 to 60 a day; season a cosine of amplitude 0.1 to 0.7 on the
logarithm; a slow drift of 10 % over a month and a trend; weekdays of three strengths; public
holidays 10 to 50 % lower; negative binomial, variance 1 to 2.5 times the mean. An outbreak is an
excess of 8, 16 or 32 standard deviations of a day in all, by a gamma curve with its mean after a
week, nearly over after three. Past years hold one outbreak each, which nobody has marked.
"""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from argos.core.calendar import public_holidays
from argos.epidemiology.series import Flags, Floats
from argos.epidemiology.signals.usual import Weekdays

FIRST = date(2019, 1, 7)
YEAR = 365
SIZES = {"low": 8.0, "mid": 16.0, "high": 32.0}
LONGEST = 28
MONDAY_TO_SUNDAY = np.array([1.25, 1.05, 1.0, 1.0, 1.05, 0.85, 0.8])


@dataclass(frozen=True)
class Outbreak:
    """One planted outbreak of the last year: its series, columns and size."""

    row: int
    first: int
    last: int
    size: str


@dataclass(frozen=True)
class Planted:
    """Series and what was planted.

    Attributes:
        counts: (series, time).
        weekday, holiday: (time,).
        start: first column of the year that is judged.
        outbreaks: of that year.
        quiet: (series, time), columns without an outbreak and not in the fortnight after one.

    """

    counts: Floats
    weekday: Weekdays
    holiday: Flags
    start: int
    outbreaks: tuple[Outbreak, ...]
    quiet: Flags


def planted(series: int, years: int, seed: int, *, outbreaks: bool = True) -> Planted:
    """Return series of whole years, the last of which is judged."""
    rng = np.random.default_rng(seed)
    days = YEAR * years
    weekday, holiday = calendar(days)
    mean = _means(rng, series, weekday, holiday)
    over = rng.uniform(1.001, 2.5, (series, 1))
    counts = rng.negative_binomial(mean / (over - 1), 1 / over).astype(np.float64)
    start, found = days - YEAR, []
    quiet = np.ones(counts.shape, dtype=np.bool_)
    if outbreaks:
        scatter = np.sqrt(over * mean)
        for row in range(series):
            for year in range(years - 1):
                _plant(rng, counts, scatter, row, YEAR * year + int(rng.integers(0, 330)))
            found += _judged_year(rng, counts, scatter, row, start)
    for each in found:
        quiet[each.row, each.first : each.last + 15] = False
    return Planted(counts, weekday, holiday, start, tuple(found), quiet)


def calendar(days: int) -> tuple[Weekdays, Flags]:
    """Return weekday and whether it is a public holiday of each day from ``FIRST`` on."""
    dates = [FIRST + timedelta(days=each) for each in range(days)]
    holidays = {day for year in {each.year for each in dates} for day in public_holidays(year)}
    return np.array([each.weekday() for each in dates]), np.array([d in holidays for d in dates])


def _means(rng: np.random.Generator, series: int, weekday: Weekdays, holiday: Flags) -> Floats:
    t = np.arange(len(weekday))
    level = np.log(2) + rng.random((series, 1)) * np.log(30)
    amplitude, phase = rng.uniform(0.1, 0.7, (series, 1)), rng.uniform(-30, 30, (series, 1))
    season = amplitude * np.cos(2 * np.pi * (t - 20 - phase) / 365.25)
    trend = rng.normal(0, 0.05, (series, 1)) * t / YEAR
    rhythm = MONDAY_TO_SUNDAY ** rng.uniform(0, 2, (series, 1))
    mean = np.exp(level + season + trend + _drift(rng, series, len(t))) * rhythm[:, weekday]
    return np.asarray(mean * np.where(holiday, rng.uniform(0.5, 0.9, (series, 1)), 1.0))


def _drift(rng: np.random.Generator, series: int, days: int) -> Floats:
    keep = np.exp(-1 / 30)
    steps = rng.normal(0, 0.1 * np.sqrt(1 - keep**2), (series, days))
    drift = np.empty_like(steps)
    drift[:, 0] = rng.normal(0, 0.1, series)
    for t in range(1, days):
        drift[:, t] = keep * drift[:, t - 1] + steps[:, t]
    return drift


def _judged_year(
    rng: np.random.Generator, counts: Floats, scatter: Floats, row: int, start: int
) -> list[Outbreak]:
    found, day = [], start + int(rng.integers(0, 60))
    while day < counts.shape[1] - LONGEST - 2:
        size, cases = _plant(rng, counts, scatter, row, day)
        on = np.flatnonzero(cases)
        if len(on):
            found.append(Outbreak(row, day + int(on[0]), day + int(on[-1]), size))
        day += 60 + int(rng.integers(0, 90))
    return found


def _plant(
    rng: np.random.Generator, counts: Floats, scatter: Floats, row: int, day: int
) -> tuple[str, Floats]:
    size = str(rng.choice(list(SIZES)))
    total = rng.poisson(SIZES[size] * scatter[row, day : day + 7].mean())
    when = np.minimum(rng.gamma(3.0, 7 / 3, total), LONGEST - 1).astype(int)
    cases = np.bincount(when, minlength=LONGEST).astype(np.float64)
    counts[row, day : day + LONGEST] += cases[: counts.shape[1] - day]
    return size, cases
