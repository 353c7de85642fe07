"""Catch-ups: days on which a backlog is reported at once."""

import warnings

import numpy as np
from numpy.typing import ArrayLike

from argos.epidemiology.series import Flags, Floats, matrix, require_length

BEFORE, AFTER = 14, 7  # columns it is compared with; the later ones where they are known
TIMES, MORE = 2.0, 5.0  # a catch-up is over twice the highest of them, and five more


def catch_ups(series: ArrayLike) -> Flags:
    """Tell the days whose figure is a backlog and not that day's own, (series, time).

    A day is one when its figure is over ``TIMES`` the highest of the ``BEFORE`` days before it and
    of the ``AFTER`` days after it that are known, and ``MORE`` cases over that. Growth lasts, so it
    is no catch-up; the peak that a hospital reports each week is none either, for the week before
    has the same. The rule is ours; it finds the 267 admissions of Essonne on 18 September 2020.

    Args:
        series: (series, time), counts by day.

    Raises:
        SeriesRefused: there are no more than ``BEFORE`` days.

    """
    given = matrix(series)
    require_length(given, BEFORE + 1)
    near = _neighbours(given)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # nothing known around is no catch-up
        highest = np.nanmax(near, axis=2)
    found = given > TIMES * highest + MORE
    found[:, :BEFORE] = False
    return np.asarray(found)


def without_catch_ups(series: ArrayLike) -> Floats:
    """Return series whose catch-ups are replaced by the median of the days around.

    It serves to see level and growth. The days to which the backlog belongs are not known, so it is
    given to none of them; what is to be foretold stays as published.

    Args:
        series: (series, time), counts by day.

    Raises:
        SeriesRefused: there are no more than ``BEFORE`` days.

    """
    given = matrix(series)
    found = catch_ups(given)
    row, day = np.nonzero(found)
    mended = given.copy()
    mended[row, day] = np.nanmedian(_neighbours(given)[row, day], axis=1)
    return mended


def _neighbours(given: Floats) -> Floats:
    """Return the days around each day, (series, time, neighbour)."""
    padded = np.pad(given, ((0, 0), (BEFORE, AFTER)), constant_values=np.nan)
    windows = np.lib.stride_tricks.sliding_window_view(padded, BEFORE + 1 + AFTER, axis=1)
    return np.delete(windows, BEFORE, axis=2)
