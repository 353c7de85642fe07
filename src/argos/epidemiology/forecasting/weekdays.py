"""From a week's total to the days and back: the weekly rhythm of each place."""

from collections.abc import Callable, Sequence

import numpy as np

from argos.epidemiology.forecasting.known import Indices, Known, Model, depths
from argos.epidemiology.series import Floats, require_length

Totals = Callable[[Indices], Floats]  # horizons of whole weeks → their medians (place, horizon)

WEEKS = 8  # over which the rhythm is learnt
PARENT = 100.0  # cases that the parent's rhythm counts for


def weekday_shares(known: Known) -> Floats:
    """Return the share of each weekday in a week's total, (place, weekday), the origin's last.

    The share of the place's own counts over the last eight weeks, to which ``PARENT`` cases with
    the shares of its parent are added: a small place has the rhythm of those around it. Missing
    days are left out. Weeks given as such have one share, 1.

    Raises:
        SeriesRefused: there are fewer than eight weeks.

    """
    width = known.week
    require_length(known.target, WEEKS * width)
    recent = known.target[:, -WEEKS * width :].reshape(-1, WEEKS, width)
    there = (~np.isnan(recent)).sum(1)
    mean = np.nansum(recent, axis=1) / np.where(there > 0, there, np.nan)
    own = np.nan_to_num(mean) * WEEKS
    shares = np.full_like(own, 1 / width)
    depth = depths(known.parents)
    for level in range(int(depth.max()) + 1):
        rows = depth == level
        above = shares[known.parents[rows]]
        whole = ~np.isnan(mean[rows]).any(1, keepdims=True)
        summed = np.where(whole, own[rows], 0) + PARENT * above
        shares[rows] = summed / summed.sum(1, keepdims=True)
    return np.asarray(shares)


def by_day(known: Known, horizons: Sequence[int], whole_weeks: Totals) -> Floats:
    """Return the medians of single columns, (place, horizon): a weekday's share of the week around.

    That week ends three days later, and begins after the origin.

    Args:
        known: the figures.
        horizons: columns ahead.
        whole_weeks: gives the medians of weeks that lie wholly ahead, by the horizon of their end.

    Raises:
        SeriesRefused: there are fewer than eight weeks.

    """
    ahead = np.asarray(horizons)
    ends = np.maximum(ahead + known.week // 2, known.week)
    return np.asarray(whole_weeks(ends) * weekday_shares(known)[:, (ahead - 1) % known.week])


def by_week(known: Known, horizons: Sequence[int], whole_weeks: Totals) -> Floats:
    """Return the medians of weeks, (place, horizon); of one that has begun, its days are kept.

    Args:
        known: the figures.
        horizons: columns ahead, of the end of the week.
        whole_weeks: gives the medians of weeks that lie wholly ahead, by the horizon of their end.

    Raises:
        SeriesRefused: a week has begun and there are fewer than eight weeks.

    """
    ahead, width = np.asarray(horizons), known.week
    medians = whole_weeks(np.maximum(ahead, width))
    if (ahead < width).any():
        coming = by_day(known, range(1, width), whole_weeks)
        days = np.concatenate([known.target[:, -width:], coming], axis=1)
        for place in np.flatnonzero(ahead < width):
            medians[:, place] = days[:, ahead[place] : ahead[place] + width].sum(1)
    return medians


def daily(model: Model) -> Model:
    """Return the model of days that goes with a model of weeks."""

    def of_days(known: Known, horizons: Sequence[int]) -> Floats:
        """Return the medians of single columns (`by_day`)."""
        return by_day(known, horizons, lambda ends: model(known, ends.tolist()))

    return of_days
