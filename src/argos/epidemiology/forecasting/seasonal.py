"""Seasons: what usually comes at this time of the year, and how far this year is from it."""

from collections.abc import Sequence

import numpy as np

from argos.epidemiology.forecasting.growth import damped, pooled_growth
from argos.epidemiology.forecasting.known import Indices, Known, totals
from argos.epidemiology.forecasting.trend import mended, turn
from argos.epidemiology.forecasting.weekdays import by_week
from argos.epidemiology.series import Floats, require_length

YEAR = 52  # weeks, so that weekdays stay in their place
YEARS = 2  # the fewest whose seasons are a habit
MARGIN = 3  # weeks: a season comes sooner one year and later another


def seasonal_growth(known: Known, horizons: Sequence[int]) -> Floats:
    """Return medians of weeks to come from the season's usual growth and this year's own.

    log S_{t+h} = log S_t + u_t(h) + k(h) (g_t - u_{t-week}(week)): u_t(h) is the mean over past
    years of the log growth from the same date to h columns later, counts being totalled over the
    three weeks before and after; g is the pooled growth of the series now (`growth.pooled_growth`),
    and what it has beyond the usual wears off (k, `growth.damped`).

    Args:
        known: the figures; what leads them is not looked at.
        horizons: columns ahead, up to half a year.

    Returns:
        (place, horizon); NaN where a day of the last week, or the same time of all past years, is
        missing.

    Raises:
        SeriesRefused: there are fewer than two years and seven weeks, or the horizon is too far.

    """
    week, figures = known.week, mended(known)
    require_length(figures, (YEARS * YEAR + 2 * MARGIN + 1) * week)
    level = totals(figures, week)[:, -1:]
    growth = pooled_growth(figures, known.parents, width=turn(known), week=week)[:, -1:]
    smooth = np.log(around(figures, MARGIN * week) + 1)
    beyond = growth - usual_growth(smooth, np.array([week]), week, start=-week)

    def whole_weeks(ends: Indices) -> Floats:
        usual = usual_growth(smooth, ends, week)
        return np.asarray(level * np.exp(usual + damped(ends, week) * beyond))

    return by_week(known, horizons, whole_weeks)


def usual_growth(smooth: Floats, ends: Indices, week: int, start: int = 0) -> Floats:
    """Return the mean growth over past years at this time of the year, (place, horizon).

    Args:
        smooth: (place, time), log counts around each date; the last column is the origin.
        ends: columns to which it grows.
        week: columns of a week.
        start: column from which it grows, counted from the origin: 0, or less.

    """
    origin = smooth.shape[1] - 1 + start
    back = np.arange(1, smooth.shape[1] // (YEAR * week) + 1) * YEAR * week
    back = back[origin - back >= 0]
    then = smooth[:, origin - back]
    at = origin - back + np.asarray(ends)[:, None]
    after = smooth[:, np.minimum(at, smooth.shape[1] - 1)]
    growth = np.where(at < smooth.shape[1], after - then[:, None], np.nan)
    known = ~np.isnan(growth)
    return np.asarray(
        np.where(known, growth, 0).sum(2) / np.where(known.any(2), known.sum(2), np.nan)
    )


def around(series: Floats, half: int) -> Floats:
    """Return the total of the columns around each, ``half`` before and after; NaN at the ends."""
    width = 2 * half + 1
    return np.hstack([totals(series, width)[:, half:], np.full((len(series), half), np.nan)])
