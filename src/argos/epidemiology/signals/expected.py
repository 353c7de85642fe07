"""What was to be expected of each column: the season of past years on the level of the last weeks.

Farrington's regression knows the season and not that this year is a tenth above; the mean of the
last weeks knows the level and not that the season turns. Each is used for what it knows:

    E_t = F_t (Σ y + φ/τ²) / (Σ F + φ/τ²)

over the last weeks before a guard, F the season: the mean of a gamma posterior for this year's
ratio to the season, of prior mean 1 and coefficient of variation τ. Where there are not years
enough, or where the season has foretold the last months worse than the recent level alone did
(a new disease has no season), the recent level alone is expected.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from argos.epidemiology.detection import farrington
from argos.epidemiology.series import Flags, Floats
from argos.epidemiology.signals.usual import LEAST_MEAN, Grain, Usual, before, level_before

FEWEST_YEARS, MOST_YEARS = 3, 5
WEEKS_A_YEAR = 52
RATIO_SCATTER = 0.1  # τ: by how much a year differs from its season, as a share
CHOICE_WEEKS = 12  # over which season and recent level are compared
CLEARLY = 1.5  # how many times worse the season has to be before it is given up
LEAST_ERROR = 0.07  # relative error of what is expected, at the least
ERROR_PRIOR = 26.0  # weeks of that error which each series begins with
MOST_ERROR = 6.0  # largest squared standardised departure that counts

LEAST_SEASON = 0.01  # cases a day
ERROR_WEEKS = 26  # over which that error is learnt

NOUFAILY = farrington.Settings(levels=10, left_out=26, trend_p=1.0)


@dataclass(frozen=True, slots=True)
class Expected:
    """What was expected, (series, time); NaN where nothing can be said.

    Attributes:
        mean: expected count of each column.
        error: relative error of it, a share; its square comes on top of the scatter.
        season: what past years alone would have expected; NaN without them.
        seasonal: whether the season was used.

    """

    mean: Floats
    error: Floats
    season: Floats
    seasonal: Flags


def expected(usual: Usual, grain: Grain, start: int) -> Expected:
    """Return what was expected of each column from ``start`` on (earlier ones may be NaN).

    Args:
        usual: of the series, from ``usual.usual``.
        grain: ``DAILY`` or ``WEEKLY``.
        start: first column asked for.

    """
    recent = _on_level(usual, grain, usual.factor, prior=False)
    first = start - (CHOICE_WEEKS + 2) * grain.week - grain.baseline - grain.guard
    season = _season(usual, grain, first) * usual.factor
    anchored = _on_level(usual, grain, season, prior=True)
    seasonal = _miss(usual, grain, anchored) <= CLEARLY * _miss(usual, grain, recent)
    mean = np.where(seasonal, anchored, recent)
    return Expected(mean, _relative_error(usual, grain, mean), season, seasonal)


def totals(usual: Usual, mean: Floats, width: int) -> tuple[Floats, Floats]:
    """Return counts and what was expected of them, summed over the ``width`` columns up to each.

    Missing columns are left out of both; NaN where fewer than half are known.
    """
    return level_before(usual.counts, mean, width, -1)


def _on_level(usual: Usual, grain: Grain, shape: Floats, *, prior: bool) -> Floats:
    """Return the shape, scaled to the level of the last weeks."""
    seen, due = level_before(usual.counts, shape, grain.baseline, grain.guard)
    known = usual.dispersion / RATIO_SCATTER**2 if prior else 0.0
    return np.asarray((seen + known) / (due + known) * shape)


def _season(usual: Usual, grain: Grain, first: int) -> Floats:
    """Return Farrington's expectation of a mean day of each week, drawn through the middles."""
    length = usual.counts.shape[1]
    if length // grain.week <= FEWEST_YEARS * WEEKS_A_YEAR + NOUFAILY.half_window:
        return np.full(usual.counts.shape, np.nan)
    before_first = (first // grain.week - NOUFAILY.half_window) // WEEKS_A_YEAR
    years = min(max(before_first, FEWEST_YEARS), MOST_YEARS)
    ends = np.arange(length - 1, -1, -grain.week)[::-1]
    weeks = _week_totals(usual, grain)[:, ends]
    settings = replace(NOUFAILY, years=years)
    begin = max(int(np.searchsorted(ends, first)), 0)
    found = farrington.detect(weeks, settings, start=begin).expected / grain.week
    middles = ends - grain.week // 2
    return np.exp(_drawn_through(np.log(np.maximum(found, LEAST_SEASON)), middles, length))


def _week_totals(usual: Usual, grain: Grain) -> Floats:
    """Return the total of the week up to each column, its missing days filled by their rhythm."""
    seen, due = level_before(usual.counts, usual.factor, grain.week, -1)
    return np.asarray(np.round(seen * grain.week / due))


def _drawn_through(values: Floats, at: NDArray[np.int64], length: int) -> Floats:
    """Draw straight lines through values at some columns, (series, length); level at both ends."""
    column = np.clip(np.arange(length), at[0], at[-1])
    right = np.clip(np.searchsorted(at, column), 1, len(at) - 1)
    left = right - 1
    share = (column - at[left]) / (at[right] - at[left])
    before_it, after_it = values[:, left], values[:, right]
    return np.where(share == 1, after_it, before_it * (1 - share) + after_it * share)


def _miss(usual: Usual, grain: Grain, mean: Floats) -> Floats:
    """Return how badly a week's totals were expected of late; infinite where they were not."""
    departure = _departure(usual, grain, mean, LEAST_ERROR)
    known = ~np.isnan(departure)
    total = before(np.where(known, departure, 0.0), CHOICE_WEEKS * grain.week, 0)
    columns = before(known.astype(np.float64), CHOICE_WEEKS * grain.week, 0)
    enough = columns >= CHOICE_WEEKS * grain.week / 2
    return np.where(enough, total / np.maximum(columns, 1.0), np.inf)


def _relative_error(usual: Usual, grain: Grain, mean: Floats) -> Floats:
    """Return the error that makes the past totals of a week scatter as they did.

    e² = e₀² (n₀ + Σ z²) / (n₀ + n), z² = (S − M)²/(φ M + (e₀ M)²) cut at ``MOST_ERROR``, where it
    is more than e₀².
    """
    squared = _departure(usual, grain, mean, LEAST_ERROR)
    seen, due = totals(usual, mean, grain.week)
    known = ~np.isnan(squared)
    above = np.where(known & (seen > due), 2 * squared, 0.0)
    total = before(above, ERROR_WEEKS * grain.week, grain.guard)
    columns = before(known.astype(np.float64), ERROR_WEEKS * grain.week, grain.guard)
    prior = ERROR_PRIOR * grain.week
    ratio = (prior + total) / (prior + columns)
    week = np.maximum(totals(usual, mean, grain.week)[1], LEAST_MEAN)
    more = np.maximum(ratio - 1, 0) * (usual.dispersion / week + LEAST_ERROR**2)
    return np.sqrt(LEAST_ERROR**2 + more)


def _departure(usual: Usual, grain: Grain, mean: Floats, error: float) -> Floats:
    """Return the squared standardised departure of the week's total up to each column, cut."""
    seen, due = totals(usual, mean, grain.week)
    due = np.maximum(due, LEAST_MEAN)
    variance = usual.dispersion * due + (error * due) ** 2
    return np.minimum((seen - due) ** 2 / variance, MOST_ERROR)
