"""What days usually bring: the rhythm of the week, the level of the last weeks, the scatter.

Everything is causal: what is said of a day rests on earlier days alone. Holidays are missing days
here, so that they neither alarm nor enter what later days are compared with.
"""

from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from argos.epidemiology.series import Flags, Floats

WEEKS_REMEMBERED = 8.0  # half-life of the rhythm's memory
PRIOR_CASES = 20.0  # cases without rhythm that each weekday begins with
SCATTER_WEEKS = 12
SCATTER_PRIOR = 2.0  # weeks of Poisson scatter that each dispersion begins with
MOST_SCATTER = 9.0  # three standard deviations: a past outbreak does not widen the ordinary more
LEAST_MEAN = 0.1

Weekdays = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Grain:
    """What differs between daily and weekly series; lengths are in columns.

    Attributes:
        week: columns in a week, 7 or 1.
        baseline: over how many columns the recent level is taken.
        guard: columns between it and the column judged, so that a rise does not hide itself.
        windows: over how many columns counts are summed, and what each sum weighs as evidence.
        farrington: what Farrington's test of a week weighs.
        essence: what ESSENCE's switch weighs; 0 leaves it out.

    """

    week: int
    baseline: int
    guard: int
    windows: tuple[tuple[int, float], ...]
    farrington: float
    essence: float


# The weights were chosen on outbreaks planted with other seeds than those that are reported.
DAILY = Grain(7, 28, 7, ((1, 0.5), (3, 1.0), (7, 2.0)), farrington=1.0, essence=0.5)
WEEKLY = Grain(1, 8, 2, ((1, 1.0), (2, 0.5)), farrington=0.25, essence=0.0)
# By columns in a week: how a fall is looked for.
FALLING = {
    7: Grain(7, 28, 7, ((7, 1.0), (14, 1.0)), farrington=0.0, essence=0.0),
    1: Grain(1, 8, 2, ((1, 1.0), (2, 1.0)), farrington=0.0, essence=0.0),
}


@dataclass(frozen=True, slots=True)
class Usual:
    """What is usual, (series, time).

    Attributes:
        counts: the series without holidays and without negative figures, which are revisions.
        factor: the weekday's share of a mean day, about 1; 1 for weekly series.
        dispersion: variance over mean of single columns around their level, at least 1.

    """

    counts: Floats
    factor: Floats
    dispersion: Floats


def usual(series: Floats, grain: Grain, weekday: Weekdays, holiday: Flags) -> Usual:
    """Return what is usual in series.

    Args:
        series: counts (series, time), from ``series.matrix``.
        grain: ``DAILY`` or ``WEEKLY``.
        weekday: 0 (Monday) to 6 of each column; not looked at in weekly series.
        holiday: True for what is no ordinary day, (time,) or (series, time).

    """
    odd = np.broadcast_to(holiday, series.shape) | (series < 0)
    counts = np.where(odd, np.nan, series)
    factor = weekday_factors(counts, weekday) if grain.week == 7 else np.ones_like(counts)
    return Usual(counts, factor, _dispersion(counts, factor, grain))


def no_ordinary_day(weekday: Weekdays, holiday: Flags) -> Flags:
    """Return public holidays and the bridges that they make with a week-end.

    A Monday before a holiday and a Friday after one are half a holiday: SOS acts of 13 July 2020, a
    Monday, were twice those of a Monday.

    Args:
        weekday: 0 (Monday) to 6 of each day.
        holiday: public holidays, (time,) or (series, time).

    """
    tomorrow, yesterday = np.zeros_like(holiday), np.zeros_like(holiday)
    tomorrow[..., :-1], yesterday[..., 1:] = holiday[..., 1:], holiday[..., :-1]
    bridge = ((weekday == 0) & tomorrow) | ((weekday == 4) & yesterday)
    return np.asarray(holiday | bridge)


def weekday_factors(counts: Floats, weekday: Weekdays) -> Floats:
    """Return how many times a mean day each day usually brings, (series, time), learnt before it.

    f_w = (Σ λ^age y + K) / (Σ λ^age m + K) over past days of the weekday w, m the mean of the seven
    days around, K ``PRIOR_CASES``, scaled to a mean of 1 over the seven weekdays: the Poisson
    estimate given the level, so that a season that rises is not taken for a rhythm.
    """
    level = _centred_mean(counts)
    fade = 0.5 ** (1.0 / WEEKS_REMEMBERED)
    seen, due = np.zeros((2, counts.shape[0], 7))
    factor = np.ones_like(counts)
    for t in range(counts.shape[1]):
        known = t - 4  # the last day whose seven days around are over
        if known >= 3:
            day = weekday[known]
            both = ~np.isnan(counts[:, known]) & ~np.isnan(level[:, known])
            seen[both, day] = fade * seen[both, day] + counts[both, known]
            due[both, day] = fade * due[both, day] + level[both, known]
        share = (seen + PRIOR_CASES) / (due + PRIOR_CASES)
        factor[:, t] = share[:, weekday[t]] / share.mean(axis=1)
    return factor


def level_before(counts: Floats, due: Floats, width: int, guard: int) -> tuple[Floats, Floats]:
    """Return Σ counts and Σ due over the ``width`` columns that end a guard before each.

    Columns in which either is missing are left out of both; where fewer than half are known, both
    sums are NaN.
    """
    known = ~np.isnan(counts) & ~np.isnan(due)
    columns = before(known.astype(np.float64), width, guard)
    enough = np.where(columns >= width / 2, 1.0, np.nan)
    seen = before(np.where(known, counts, 0.0), width, guard)
    expected = before(np.where(known, due, 0.0), width, guard)
    return seen * enough, expected * enough


def before(values: Floats, width: int, guard: int) -> Floats:
    """Return the sum of the columns t − guard − width … t − guard − 1, short at the beginning.

    A guard of −1 gives the sum of the ``width`` columns that end with t itself.
    """
    total = np.cumsum(np.pad(values, ((0, 0), (1, 0))), axis=1)
    end = np.maximum(np.arange(values.shape[1]) - guard, 0)
    return np.asarray(total[:, end] - total[:, np.maximum(end - width, 0)])


def _dispersion(counts: Floats, factor: Floats, grain: Grain) -> Floats:
    """Return φ = (n₀ + Σ (y − μ)²/μ) / (n₀ + n) over the last ``SCATTER_WEEKS``, a guard left out.

    μ is the recent level right before each column, with the rhythm of the week.
    """
    seen, due = level_before(counts, factor, grain.baseline, 0)
    mean = np.maximum(seen / due * factor, LEAST_MEAN)
    part = np.minimum((counts - mean) ** 2 / mean, MOST_SCATTER)
    known = ~np.isnan(part)
    total, columns = (
        before(each, SCATTER_WEEKS * grain.week, grain.guard)
        for each in (np.where(known, part, 0.0), known.astype(np.float64))
    )
    prior = SCATTER_PRIOR * grain.week
    return np.maximum(1.0, (prior + total) / (prior + columns))


def _centred_mean(counts: Floats) -> Floats:
    """Return the mean of the seven days around each, NaN where fewer than five are known."""
    padded = np.pad(counts, ((0, 0), (3, 3)), constant_values=np.nan)
    around = sliding_window_view(padded, 7, axis=1)
    days = (~np.isnan(around)).sum(axis=2)
    return np.asarray(np.nansum(around, axis=2) / np.where(days >= 5, days, np.nan))
