"""Reporting delay and nowcast of Lawless 1994, by reverse-time hazards.

J. F. Lawless, Adjustments for reporting delays and the prediction of occurred but not reported
events, Canadian Journal of Statistics 22(1), 1994. Seen from the longest delay backwards, the
hazard of a delay is its part of everything reported up to it, which needs no final figures.
"""

from dataclasses import dataclass

import numpy as np

from argos.epidemiology.reporting import absorb_corrections
from argos.epidemiology.series import Floats, require_length


@dataclass(frozen=True, slots=True)
class LawlessNowcast:
    """The delay and the nowcast that follows from it.

    Attributes:
        observed: reported so far, (series, time).
        delay_cdf: share reported up to each delay, (series, delay).
        point: expected final figure, (series, time); NaN where nothing is known, or where the
            share reported so far is zero.

    """

    observed: Floats
    delay_cdf: Floats
    point: Floats


def delay_cdf(triangles: Floats) -> Floats:
    """Estimate the share reported up to each delay, (series, delay).

    With x the cells, N_d the sum of x_0..x_d and sums over the dates known up to delay d, the
    reverse hazard is g_d = sum x_d / sum N_d, and F(d) = prod over j > d of (1 - g_j): Lawless
    1994, (2.6) to (2.8). The share at the longest delay is one.

    Args:
        triangles: from ``reporting.triangle``.

    Returns:
        NaN from the left up to any delay up to which no date is known or reported.

    Raises:
        SeriesRefused: fewer dates than delays.

    """
    require_length(triangles[:, :, 0], triangles.shape[2])
    absorbed = absorb_corrections(triangles)
    known = np.logical_and.accumulate(~np.isnan(absorbed), axis=2)
    cells = np.where(known, absorbed, 0.0)
    reported = np.where(known, np.cumsum(cells, axis=2), 0.0).sum(axis=1)
    hazard = np.full_like(reported, np.nan)
    np.divide(cells.sum(axis=1), reported, out=hazard, where=reported > 0)
    later = np.cumprod((1.0 - hazard)[:, :0:-1], axis=1)[:, ::-1]
    return np.concatenate([later, np.ones((len(later), 1))], axis=1)


def nowcast(triangles: Floats) -> LawlessNowcast:
    """Nowcast each date as N / W: reported so far over the share reported after that delay.

    A date counts up to its first missing cell, with the share of that delay. The intervals are
    left out, since R's ``surveillance`` drops a term of Lawless (2.16) and there is nothing to hold
    them to: use ``argos.epidemiology.nowcast`` for uncertainty.

    Args:
        triangles: from ``reporting.triangle``.

    Raises:
        SeriesRefused: fewer dates than delays.

    """
    cdf = delay_cdf(triangles)
    known = ~np.isnan(triangles)
    observed = np.where(known.any(axis=2), np.nansum(triangles, axis=2), np.nan)
    first = np.logical_and.accumulate(known, axis=2)
    counted = np.where(first, triangles, 0.0).sum(axis=2)
    share = np.take_along_axis(cdf, np.maximum(first.sum(axis=2) - 1, 0), axis=1)
    point = np.full_like(observed, np.nan)
    np.divide(counted, share, out=point, where=(share > 0) & first[:, :, 0])
    return LawlessNowcast(observed, cdf, point)
