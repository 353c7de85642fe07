"""Trends: what comes if the growth of the last days goes on and wears off."""

from collections.abc import Sequence

import numpy as np

from argos.epidemiology.forecasting.catch_ups import without_catch_ups
from argos.epidemiology.forecasting.growth import damped, pooled_growth
from argos.epidemiology.forecasting.known import Indices, Known, totals
from argos.epidemiology.forecasting.weekdays import by_week, without_holidays
from argos.epidemiology.series import Floats, require_length

WEEKS = 5  # with fewer, a growth cannot be told from noise


def pooled_trend(known: Known, horizons: Sequence[int]) -> Floats:
    """Return medians of weeks to come from the pooled growth of the series itself, damped.

    The total of the last week times exp(k g): g is the weekly growth of the last three days,
    shrunk towards that of the place above (`growth.pooled_growth`), k the weeks of it that are
    still to come (`growth.damped`).

    Args:
        known: the figures; what leads them is not looked at.
        horizons: columns ahead.

    Returns:
        (place, horizon); NaN where a day of the last week is missing.

    Raises:
        SeriesRefused: there are fewer than five weeks.

    """
    figures = mended(known)
    growth = pooled_growth(figures, known.parents, width=turn(known), week=known.week)
    return _grown(known, figures, growth, horizons)


def lone_trend(known: Known, horizons: Sequence[int]) -> Floats:
    """Return the same from the growth of each place alone: what pooling is measured against.

    Args:
        known: the figures.
        horizons: columns ahead.

    Raises:
        SeriesRefused: there are fewer than five weeks.

    """
    figures, alone = mended(known), np.arange(len(known.target))
    growth = pooled_growth(figures, alone, width=turn(known), week=known.week)
    return _grown(known, figures, growth, horizons)


def mended(known: Known) -> Floats:
    """Return the target without its catch-ups and holidays; weeks are left as they are.

    A place that contains others is lowered by what they are lowered by. Holidays come first: they
    make no catch-up, and the day after one is none either.

    Raises:
        SeriesRefused: there are fewer than five weeks.

    """
    require_length(known.target, WEEKS * known.week)
    if known.week == 1:
        return known.target
    usual = without_holidays(known)
    leaf = np.ones(len(known.parents), dtype=bool)
    leaf[known.parents[known.parents != np.arange(leaf.size)]] = False
    figures = usual.copy()
    figures[leaf] = without_catch_ups(figures[leaf]) if leaf.any() else figures[leaf]
    excess = np.where(np.isnan(figures), 0.0, usual - figures)
    place = np.flatnonzero(leaf)
    above = known.parents[place]
    while not np.array_equal(above, place):
        up = above != place
        np.subtract.at(figures, above[up], excess[leaf][up])
        place, above = above, known.parents[above]
    return figures


def turn(known: Known) -> int:
    """Return the columns in which a turn is looked for: three days, or one week."""
    return max(1, known.week // 2)


def _grown(known: Known, figures: Floats, growth: Floats, horizons: Sequence[int]) -> Floats:
    level = totals(figures, known.week)[:, -1:]

    def whole_weeks(ends: Indices) -> Floats:
        return np.asarray(level * np.exp(growth[:, -1:] * damped(ends, known.week)))

    return by_week(known, horizons, whole_weeks)
