"""The reporting triangle, and the delay with which figures are reported.

A triangle holds one number per reference date and delay: what was added to that date's figure so
many days (or weeks) later. Cells that are not reported yet are NaN, and so are missing ones.

Downward corrections (duplicates removed, stays requalified) are normal: an increment may be
negative. A correction is taken off the nearest shorter delays of its own row, so that the total of
the date stays what was last published and no share of the delay distribution is negative.
"""

import numpy as np
from numpy.typing import ArrayLike

from argos.core.language import Text
from argos.epidemiology.series import Floats, SeriesRefused, require_length


def triangle(values: ArrayLike) -> Floats:
    """Return reporting triangles as floats, (series, time, delay); one may be given as a matrix.

    Raises:
        SeriesRefused: another number of dimensions, an infinite cell, or fewer dates than delays,
            so that no date has been reported in full; it tells the length needed.

    """
    given = np.array(values, dtype=np.float64, ndmin=3)
    if given.ndim != 3 or np.isinf(given).any():
        raise SeriesRefused(
            "NOT_A_TRIANGLE",
            expected=Text(
                "des nombres finis par date et par délai", "finite numbers by date and by delay"
            ),
            found=Text(
                f"{given.ndim} dimensions ou une valeur infinie",
                f"{given.ndim} dimensions or an infinite value",
            ),
            todo=Text("donner un triangle par série", "give a triangle a series"),
        )
    require_length(given[:, :, 0], given.shape[2])
    return given


def from_snapshots(known: ArrayLike) -> Floats:
    """Return triangles from figures as they were known after each delay, (series, time, delay).

    A snapshot that is missing leaves its own cell and the next one missing.
    """
    cumulative = np.array(known, dtype=np.float64, ndmin=3)
    return triangle(np.diff(cumulative, axis=2, prepend=0.0))


def absorb_corrections(triangles: Floats) -> Floats:
    """Return triangles without negative cells: each is taken off the delays before it, in its row.

    The sum of a row stays the same, unless it is negative itself, and then it becomes zero.
    """
    absorbed, debt = np.array(triangles), np.zeros(triangles.shape[:2])
    for delay in reversed(range(triangles.shape[2])):
        value = np.nan_to_num(triangles[:, :, delay]) + debt
        debt = np.minimum(value, 0.0)
        absorbed[:, :, delay] = np.maximum(value, 0.0)
    return np.where(np.isnan(triangles), np.nan, absorbed)


def as_of(triangles: Floats, back: int) -> Floats:
    """Return triangles as they stood ``back`` dates before the last: later reports are NaN."""
    times, delays = triangles.shape[1] - back, triangles.shape[2]
    age = np.arange(times)[::-1]
    return np.where(np.arange(delays) > age[:, None], np.nan, triangles[:, :times])


def delay_pmf(triangles: Floats, history: int | None = None) -> Floats:
    """Estimate the share reported at each delay, by chain ladder.

    Empty cells of a delay are filled from the left, with the ratio of that delay to all shorter
    ones over the dates where both are known, f_d = sum x_d / max(1, sum x_{<d}); the share of a
    delay is its column's part of the filled total (Mack 1993; baselinenowcast).

    Args:
        triangles: from ``triangle``.
        history: last reference dates to use; all of them if None.

    Returns:
        (series, delay), summing to one; NaN for a series where nothing was reported, or where no
        date is known up to some delay.

    Raises:
        SeriesRefused: fewer dates than delays.

    """
    delays = triangles.shape[2]
    used = triangles if history is None else triangles[:, max(0, triangles.shape[1] - history) :]
    require_length(used[:, :, 0], delays)
    filled = absorb_corrections(used)
    known = np.logical_and.accumulate(~np.isnan(filled), axis=2)
    for delay in range(1, delays):
        both, before = known[:, :, delay], filled[:, :, :delay].sum(axis=2)
        top = np.where(both, filled[:, :, delay], 0.0).sum(axis=1)
        left = np.where(both, before, 0.0).sum(axis=1)
        ratio = np.where(both.any(axis=1), top / np.maximum(left, 1.0), np.nan)
        empty = np.isnan(filled[:, :, delay])
        filled[:, :, delay] = np.where(empty, ratio[:, None] * before, filled[:, :, delay])
    whole = ~np.isnan(filled).any(axis=2, keepdims=True)
    column = np.where(whole, filled, 0.0).sum(axis=1)
    total = column.sum(axis=1, keepdims=True)
    return np.asarray(column / np.where(total > 0, total, np.nan))


def complete(triangles: Floats, pmf: Floats) -> Floats:
    """Fill every empty cell with its expectation given what its row has to the left.

    With x reported up to a delay whose cumulated share is F, the date's total is expected to be
    (x + 1 - F) / F, and the next delay's cell is its share of that total. Nothing reported is thus
    still expected to become something.

    Args:
        triangles: from ``triangle``.
        pmf: (series, delay), from ``delay_pmf``.

    Returns:
        (series, time, delay); NaN where F is zero, or the cell of the shortest delay is missing.

    """
    filled = np.array(triangles)
    reported = np.cumsum(pmf, axis=1)
    for delay in range(1, triangles.shape[2]):
        share = np.where(reported[:, delay - 1] > 0, reported[:, delay - 1], np.nan)[:, None]
        total = (filled[:, :, :delay].sum(axis=2) + 1.0 - share) / share
        empty = np.isnan(filled[:, :, delay])
        filled[:, :, delay] = np.where(empty, total * pmf[:, delay, None], filled[:, :, delay])
    return filled


def wait(pmf: Floats, share: float = 0.9) -> Floats:
    """Return the delay by which ``share`` of the final figure is reported, (series,).

    Args:
        pmf: (series, delay), from ``delay_pmf``.
        share: between 0 and 1.

    """
    reached = np.cumsum(pmf, axis=1) >= share - 1e-12
    return np.where(reached.any(axis=1), reached.argmax(axis=1), np.nan)
