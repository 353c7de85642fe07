"""Which weeks of past years a week is compared with, and their season."""

import itertools
from collections import defaultdict

import numpy as np
from numpy.typing import NDArray

from argos.core.language import Text
from argos.epidemiology.series import SeriesRefused

Indices = NDArray[np.int64]
Dates = NDArray[np.datetime64]
WEEK = np.timedelta64(7, "D")


def by_references(
    length: int, years: int, frequency: int, half_window: int, dates: Dates | None = None
) -> dict[tuple[int, ...], Indices]:
    """Return the weeks with a whole baseline, grouped by how long ago their reference weeks are.

    A reference week is the same week of a past year: ``frequency`` ago, or, with dates, the week
    whose day is nearest to the same date. Weeks of one group share one design.

    Args:
        length: weeks of the series.
        years: how many past years.
        frequency: weeks in a year.
        half_window: weeks needed before the oldest reference week.
        dates: first day of every week, (time,).

    Returns:
        (0, weeks ago a year before, two years before, ...) to the columns of its weeks.

    Raises:
        SeriesRefused: the dates are not 7 days apart, or not one a column.

    """
    if dates is None:
        ago = np.tile(np.arange(years + 1) * frequency, (length, 1))
    else:
        ago = _weeks_ago(_weekly(dates, length), years)
    groups: dict[tuple[int, ...], list[int]] = defaultdict(list)
    for week, references in enumerate(ago.tolist()):
        if references[-1] + half_window <= week:
            groups[tuple(references)].append(week)
    return {references: np.array(weeks) for references, weeks in groups.items()}


def seasons(
    references: tuple[int, ...], half_window: int, levels: int, left_out: int
) -> tuple[Indices, Indices]:
    """Return the offsets of a baseline from its week, and their level of the seasonal factor.

    The windows around the reference weeks are the last level. The weeks between two windows are
    dealt out to the levels before it in turn, the first ones taking the rest of the division
    (Noufaily 2013). With one level only the windows count.

    Args:
        references: 0 and how many weeks ago the reference weeks are, in that order.
        half_window: weeks on each side of a reference week.
        levels: 1, or how many parts a year has.
        left_out: most recent weeks that do not count.

    Returns:
        Offsets (points,), negative and rising, and levels (points,) from 1 to ``levels``.

    """
    level = dict.fromkeys(range(-half_window, 1), levels)
    for later, ago in itertools.pairwise(references):
        level |= dict.fromkeys(range(-ago - half_window, -ago + half_window + 1), levels)
        between = np.arange(-ago + half_window + 1, -later - half_window)
        parts = np.array_split(between, levels - 1) if levels > 1 else []
        for number, part in enumerate(parts, start=1):
            level |= dict.fromkeys(part.tolist(), number)
    offsets = sorted(offset for offset in level if offset < -left_out)
    return np.array(offsets), np.array([level[offset] for offset in offsets])


def _weekly(dates: Dates, length: int) -> Dates:
    days = np.asarray(dates, dtype="datetime64[D]")
    if len(days) != length or (np.diff(days) != WEEK).any():
        raise SeriesRefused(
            "DATES_NOT_WEEKLY",
            expected=Text("une date par colonne, à 7 jours", "a date a column, 7 days apart"),
            found=Text("un autre écart ou un autre nombre", "another step or another number"),
            todo=Text("compléter les semaines par NaN", "fill in the missing weeks with NaN"),
        )
    return days


def _weeks_ago(days: Dates, years: int) -> Indices:
    """Return how many weeks ago the same date of each past year is nearest, (time, years + 1)."""
    month = days.astype("datetime64[M]")
    within = days - month.astype("datetime64[D]")
    back = month[:, None] - 12 * np.arange(years + 1)
    same_date = back.astype("datetime64[D]") + within[:, None]
    between = (days[:, None] - same_date).astype(np.int64)
    return np.asarray((between + 3) // 7)
