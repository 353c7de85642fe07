"""Growth of many places at once, each leaning on the place that contains it."""

import numpy as np
from numpy.typing import ArrayLike

from argos.epidemiology.forecasting.known import Indices, depths, later, totals
from argos.epidemiology.series import Floats, require_length

MEMORY = 4  # weeks over which the noise and the spread between places are learnt
LEAST_NOISE = 0.5  # of a count, relative to Poisson: less would be chance
DAMPING = 0.75  # share of a week's growth that is left the week after


def pooled_growth(series: ArrayLike, parents: Indices, *, width: int, week: int = 7) -> Floats:
    """Return the weekly log growth of each place at each date, shrunk towards its parent's.

    The growth of a place is g = log(X_t / X_{t-week}), where X is the total of ``width`` columns.
    Around the growth G of its parent it has the variance a u + τ², where u = 1/X_t + 1/X_{t-week}
    is the noise of counts (delta method), a its overdispersion, and τ² what places truly differ
    by. Both are estimated by weighted least squares of (g - G)² on u and 1, over all places of one
    depth and the last four weeks; the estimate is G + τ² / (τ² + a u) (g - G): empirical Bayes with
    moments (Morris, JASA 78 (1983) 47). A half is added to counts, so that zero has a logarithm.

    Args:
        series: (place, time), counts.
        parents: (place), as in ``Known``.
        width: columns of the total: a week, or less to see a turn sooner.
        week: columns of a week: the same weekdays are compared.

    Returns:
        (place, time); the parent's where the place is missing, NaN where that is missing too.

    Raises:
        SeriesRefused: there are fewer columns than ``width`` and a week.

    """
    now = totals(series, width)
    require_length(now, width + week)
    before = later(now, week)
    growth = np.log((now + 0.5) / (before + 0.5))
    noise = 1 / (now + 1) + 1 / (before + 1)
    pooled, depth = growth.copy(), depths(parents)
    for level in range(1, int(depth.max()) + 1):
        rows = depth == level
        above = pooled[np.asarray(parents)[rows]]
        apart = growth[rows] - above
        scale, spread = _variances(apart, noise[rows], MEMORY * week)
        kept = spread / (spread + scale * noise[rows] + 1e-12)
        pooled[rows] = above + np.where(np.isnan(apart), 0.0, kept * apart)
    return pooled


def damped(horizons: ArrayLike, week: int = 7, damping: float = DAMPING) -> Floats:
    """Return how many weeks of today's growth are still to come by each horizon.

    Growth that keeps a share d each week adds d + d² + … = d (1 - d^(h/week)) / (1 - d) by horizon
    h (the damped trend of Gardner, McKenzie, Management Science 31 (1985) 1237).
    """
    weeks = np.asarray(horizons, np.float64) / week
    return np.asarray(damping * (1 - damping**weeks) / (1 - damping))


def _variances(apart: Floats, noise: Floats, memory: int) -> tuple[Floats, Floats]:
    """Return overdispersion and spread between places at each date, from the columns up to it."""
    known = ~np.isnan(apart)
    weight = np.where(known, 1 / (np.where(known, noise, 1) + 0.03) ** 2, 0.0)
    squared, chance = np.where(known, apart, 0) ** 2, np.where(known, noise, 0)

    def moving(each: Floats) -> Floats:
        summed = np.cumsum(np.append(np.zeros(memory), (weight * each).sum(0)))
        return np.asarray(summed[memory:] - summed[:-memory])

    nn, n, one = moving(chance**2), moving(chance), moving(np.ones_like(chance))
    sn, s = moving(squared * chance), moving(squared)
    with np.errstate(divide="ignore", invalid="ignore"):
        scale = (one * sn - n * s) / (nn * one - n**2)
        scale = np.maximum(np.nan_to_num(scale, nan=1.0, posinf=1.0, neginf=1.0), LEAST_NOISE)
        spread = np.maximum(np.nan_to_num((s - scale * n) / one), 0.0)
    return scale, spread
