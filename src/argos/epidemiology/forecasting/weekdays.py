"""From a week's total to the days and back: the weekly rhythm of each place."""

from collections.abc import Callable, Sequence

import numpy as np

from argos.epidemiology.forecasting.known import Indices, Known, Model, depths
from argos.epidemiology.series import Flags, Floats, require_length

Totals = Callable[[Indices], Floats]  # horizons of whole weeks → their medians (place, horizon)

WEEKS = 8  # over which the rhythm is learnt
PARENT = 100.0  # cases that the parent's rhythm counts for
HOLIDAY = 0.5  # of the way from its weekday to a Sunday: .53 on those of April to July 2020
LEAST = 1e-6  # share of a weekday on which nothing ever happens


def weekday_shares(known: Known) -> Floats:
    """Return the share of each weekday in a week's total, (place, weekday), the origin's last.

    The share of the place's own counts over the last eight weeks, to which ``PARENT`` cases with
    the shares of its parent are added: a small place has the rhythm of those around it. Missing
    days are left out, and so are public holidays. Weeks given as such have one share, 1.

    Raises:
        SeriesRefused: there are fewer than eight weeks.

    """
    width = known.week
    require_length(known.target, WEEKS * width)
    usual = np.where(holidays(known)[: known.target.shape[1]], np.nan, known.target)
    recent = usual[:, -WEEKS * width :].reshape(-1, WEEKS, width)
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


def holidays(known: Known, ahead: int = 0) -> Flags:
    """Return the closed days that are not Sundays, (time and ahead): none where it is not known."""
    found = np.zeros(known.target.shape[1] + ahead, dtype=bool)
    if known.closed is not None and known.week > 1:
        shut = known.closed[: found.size]
        found[: shut.size] = shut & (np.arange(shut.size) % known.week != _sunday(known))
    return found


def on_holidays(known: Known, shares: Floats, ahead: int = 0) -> Floats:
    """Return what a column counts over the same weekday otherwise, (place, time and ahead).

    1 but for public holidays, which lie ``HOLIDAY`` of the way from their weekday to a Sunday.
    """
    at = np.flatnonzero(holidays(known, ahead))
    factors = np.ones((len(known.target), known.target.shape[1] + ahead))
    if at.size:
        weekday = (at - known.target.shape[1]) % known.week
        sunday = (_sunday(known) - known.target.shape[1]) % known.week
        low = shares[:, [sunday]] / np.maximum(shares[:, weekday], LEAST)
        factors[:, at] = 1 + HOLIDAY * (low - 1)
    return factors


def without_holidays(known: Known) -> Floats:
    """Return the target as if its public holidays had been days like others.

    Where there are fewer than eight weeks, their rhythm is not known and it is left as it is.
    """
    if known.target.shape[1] < WEEKS * known.week or not holidays(known).any():
        return known.target
    return np.asarray(known.target / on_holidays(known, weekday_shares(known)))


def _sunday(known: Known) -> int:
    """Return which column of a week is Sunday: the one that is closed most often."""
    assert known.closed is not None  # noqa: S101 - asked by those who looked
    shut = np.flatnonzero(known.closed) % known.week
    return int(np.bincount(shut, minlength=known.week).argmax())


def days_ahead(known: Known, count: int) -> Floats:
    """Return the weight of each of the days to come in an ordinary week's total, (place, day).

    Raises:
        SeriesRefused: there are fewer than eight weeks.

    """
    shares, width = weekday_shares(known), known.week
    usual = shares[:, np.arange(count) % width]
    return np.asarray(usual * on_holidays(known, shares, count)[:, known.target.shape[1] :])


def by_day(known: Known, horizons: Sequence[int], weeks: Totals) -> Floats:
    """Return the medians of single columns, (place, horizon): a day's share of the week around.

    That week ends three days later, and begins after the origin.

    Args:
        known: the figures.
        horizons: columns ahead.
        weeks: gives the medians of weeks that lie wholly ahead, by the horizon of their end.

    Raises:
        SeriesRefused: there are fewer than eight weeks.

    """
    ahead, width = np.asarray(horizons), known.week
    ends = np.maximum(ahead + width // 2, width)
    weights = days_ahead(known, int(ends.max()))
    whole = np.stack([weights[:, end - width : end].sum(1) for end in ends], axis=1)
    return np.asarray(weeks(ends) * weights[:, ahead - 1] / whole)


def by_week(known: Known, horizons: Sequence[int], ordinary: Totals) -> Floats:
    """Return the medians of weeks, (place, horizon); of one that has begun, its days are kept.

    Args:
        known: the figures.
        horizons: columns ahead, of the end of the week.
        ordinary: gives the medians of weeks that lie wholly ahead, by the horizon of their end, as
            if they had no public holiday.

    Raises:
        SeriesRefused: a week has begun or has a holiday, and there are fewer than eight weeks.

    """
    ahead, width = np.asarray(horizons), known.week

    def weeks(ends: Indices) -> Floats:
        return np.asarray(ordinary(ends) * _holiday_weeks(known, ends))

    medians = weeks(np.maximum(ahead, width))
    if (ahead < width).any():
        coming = by_day(known, range(1, width), weeks)
        days = np.concatenate([known.target[:, -width:], coming], axis=1)
        for place in np.flatnonzero(ahead < width):
            medians[:, place] = days[:, ahead[place] : ahead[place] + width].sum(1)
    return medians


def _holiday_weeks(known: Known, ends: Indices) -> Floats:
    """Return what weeks to come count over ordinary ones, (place, horizon): 1 without holidays."""
    if not holidays(known, int(ends.max()))[known.target.shape[1] :].any():
        return np.ones((len(known.target), ends.size))
    weights = days_ahead(known, int(ends.max()))
    return np.stack([weights[:, end - known.week : end].sum(1) for end in ends], axis=1)


def daily(model: Model) -> Model:
    """Return the model of days that goes with a model of weeks."""

    def of_days(known: Known, horizons: Sequence[int]) -> Floats:
        """Return the medians of single columns (`by_day`)."""
        return by_day(known, horizons, lambda ends: model(known, ends.tolist()))

    return of_days
