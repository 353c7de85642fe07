"""What models take the hidden days of a closed source for: what its released figures say of them.

A released day is at least 11, to the nearest 5, or hidden: 0 to 10; or it was taken away, since it
would have disclosed another. So is a week, once all of its days have been told. Nothing else of a
closed source reaches a model.
"""

import numpy as np
from scipy.special import gammaincc

from argos.epidemiology.series import Floats
from argos.publish.rule import HIDDEN_UP_TO

HIDDEN = -1.0  # in place of a figure: of this day or week it is told that it is hidden
TAKEN = -2.0  # that it was taken away
MIDDLE = 5.0  # what a hidden figure is taken for where nothing else is known: 0 to 10
WEEK = 7


def estimated_stock(days: Floats) -> Floats:
    """Return who is present, `MIDDLE` where that is hidden, NaN where it was taken away."""
    known = np.where(days == TAKEN, np.nan, days)
    return np.where(known == HIDDEN, MIDDLE, known)


def estimated(days: Floats, weeks: Floats, weekday: int) -> Floats:
    """Return counts of each day, with an estimate of those hidden and those taken away.

    In a week that is known, they share what the shown ones leave of it. In one that is not (it goes
    on), they are as the two weeks before: those hidden the mean of a Poisson law under 11 at that
    level. Estimates are whole numbers, spread evenly.

    Args:
        days: (place, day), released; `HIDDEN` where hidden, `TAKEN`, NaN where missing.
        weeks: (place, day), the figure of the week that ends on each Sunday, likewise; NaN on all
            other days, and where it is not known.
        weekday: of column 0; Monday is 0.

    Returns:
        (place, day); NaN where missing.

    """
    skipped, places = weekday, days.shape[0]
    edges = ((0, 0), (skipped, -(skipped + days.shape[1]) % WEEK))
    by_week = np.pad(days, edges, constant_values=np.nan).reshape(places, -1, WEEK)
    totals = np.pad(weeks, edges, constant_values=np.nan).reshape(places, -1, WEEK)[:, :, -1]
    totals = np.where(totals == HIDDEN, MIDDLE, totals)
    unknown = np.isnan(by_week).any(axis=2) | (totals == TAKEN)
    totals = np.where(unknown, np.nan, totals)
    hidden, taken = by_week == HIDDEN, by_week == TAKEN
    shown = np.nansum(np.where(hidden | taken, 0.0, by_week), axis=2)
    left = np.maximum((totals - shown) / np.maximum((hidden | taken).sum(axis=2), 1), 0)
    before = _level_before(totals)
    of_hidden = np.where(np.isnan(totals), under_11(before), np.minimum(left, HIDDEN_UP_TO))
    of_taken = np.where(np.isnan(totals), before, left)
    filled = np.where(hidden, _spread(of_hidden, hidden), by_week)
    filled = np.where(taken, _spread(of_taken, taken), filled)
    return np.asarray(filled.reshape(places, -1)[:, skipped : skipped + days.shape[1]])


def under_11(mean: Floats) -> Floats:
    """Return the mean of a Poisson law of those of its counts that are hidden, 0 to 10.

    E[N | N <= 10] = m P(N <= 9) / P(N <= 10); `MIDDLE` where the mean is not known.
    """
    all_hidden, all_but_one = (
        gammaincc(most + 1, np.maximum(mean, 0.0)) for most in (HIDDEN_UP_TO, HIDDEN_UP_TO - 1)
    )
    ratio = all_but_one / np.where(all_hidden > 0, all_hidden, np.nan)
    found = np.where(np.isnan(ratio), HIDDEN_UP_TO, mean * ratio)
    return np.where(np.isnan(mean), MIDDLE, found)


def _level_before(totals: Floats) -> Floats:
    """Return the mean day of the two weeks before each, each as it was last known; NaN of none."""
    places, weeks = totals.shape
    last = np.maximum.accumulate(np.where(np.isnan(totals), -1, np.arange(weeks)), axis=1)
    rows = np.arange(places)[:, None]
    known = np.where(last >= 0, totals[rows, np.maximum(last, 0)], np.nan)
    blank = np.full((places, 2), np.nan)
    longer = np.concatenate([blank, known], axis=1)
    one, two = longer[:, 1:-1], longer[:, :-2]
    return np.asarray(np.where(np.isnan(two), one, (one + two) / 2) / WEEK)


def _spread(mean: Floats, hidden: np.ndarray) -> Floats:
    """Return whole numbers for the hidden days of each week, whose mean is as near as can be."""
    until = np.cumsum(hidden, axis=2) * mean[:, :, None]
    return np.asarray(np.floor(until + 0.5) - np.floor(until - mean[:, :, None] + 0.5))
