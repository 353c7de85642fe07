"""Intervals around medians, from the errors that the same model made before.

Errors are counted on a scale on which those of large and small places are alike, so that all places
of one depth teach each other; how wide intervals must be is corrected by how often they held.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike
from scipy.optimize import nnls

from argos.core.language import same
from argos.epidemiology.forecasts import HUB_LEVELS
from argos.epidemiology.series import Floats, require

FADING = 200.0  # columns after which an error counts half
FEWEST = 4  # past origins whose figures have come, before which no interval is given
STEP = 0.01  # of the adaptation: what one miss moves a level by
EDGE = 0.01  # levels are never moved beyond: an extreme of few errors says little
OFFSET = 1.0  # added to counts, so that zero has a logarithm


def adaptive_quantiles(
    medians: ArrayLike,
    came: ArrayLike,
    origins: Sequence[int],
    horizon: int,
    groups: ArrayLike,
    levels: ArrayLike = HUB_LEVELS,
    *,
    told: ArrayLike | None = None,
) -> Floats:
    """Return quantiles around the medians made at each origin, from the errors known by then.

    An error is e = log(y + 1) - log(m + 1). Within a group its variance is a / (m + 1) + φ, the
    noise of counts and that of growth; a and φ are fitted by least squares of e², not negative, and
    errors are divided by its root: a variance-stabilised scale. Quantiles of the errors so scaled,
    all places of the group together, halved in weight every ``FADING`` columns (Barber, Candès,
    Ramdas, Tibshirani, Ann Stat 51 (2023) 816), are put back around the median. The level at which
    an interval is read moves by ``STEP`` (nominal share of misses - share missed) whenever figures
    come: adaptive conformal inference (Gibbs, Candès, NeurIPS 34 (2021) 1660), on each interval.
    Errors count with both signs, so the median stays the model's: what many places miss at a time
    is one turn of an epidemic missed; a year holds few, and the next turn is the other way.
    Of n errors, an interval of a share s is read at s (1 + 1/n), as in split conformal prediction
    (Lei, G'Sell, Rinaldo, Tibshirani, Wasserman, JASA 113 (2018) 1094). Here n is the effective
    number of weighted errors (Kish), where those of forecasts that overlap in time count as one.

    Args:
        medians: (place, origin), of one horizon.
        came: (place, origin), what came, as it was known when it had; NaN where it has not yet.
        origins: columns of the origins, rising.
        horizon: how many columns ahead: a figure teaches the origins from its own column on.
        groups: (place), whose errors are pooled, such as the depths of the places.
        levels: of the quantiles.
        told: (place, origin, level), quantiles given at earlier origins, which are kept and judged
            as they were; a group that has none at an origin, all NaN, is given them.

    Returns:
        (place, origin, level), not under 0; NaN where ``FEWEST`` errors are not known yet.

    Raises:
        SeriesRefused: the shapes differ, or origins do not rise.

    """
    middle, truth = np.asarray(medians, np.float64), np.asarray(came, np.float64)
    at, wanted = np.asarray(origins), np.asarray(levels, np.float64)
    require(middle.shape == truth.shape, same(f"{middle.shape}"), same(f"{truth.shape}"))
    require(at.shape == middle.shape[1:], same(f"{middle.shape[1:]}"), same(f"{at.shape}"))
    require(bool((np.diff(at) > 0).all()), same("origins ↑"), same(f"{at}"))
    shape = (*middle.shape, wanted.size)
    found = np.full(shape, np.nan) if told is None else np.array(told, np.float64)
    require(found.shape == shape, same(f"{shape}"), same(f"{found.shape}"))
    for group in np.unique(groups):
        rows = np.asarray(groups) == group
        found[rows] = _of_group(found[rows], middle[rows], truth[rows], at, horizon, wanted)
    return found


def _of_group(
    found: Floats, middle: Floats, came: Floats, at: Floats, horizon: int, levels: Floats
) -> Floats:
    """Return quantiles of one group, going through its origins in order."""
    read, judged = levels.copy(), 0
    alone = min(1.0, float(np.median(np.diff(at))) / horizon) if at.size > 1 else 1.0
    for origin, column in enumerate(at):
        past = int(np.searchsorted(at, column - horizon, side="right"))
        while judged < past:
            read = _moved(read, came[:, judged], found[:, judged], levels)
            judged += 1
        if not np.isnan(found[:, origin]).all():
            continue
        age = column - horizon - at[:past]
        weight = 0.5 ** (age / FADING)
        learnt = _errors(middle[:, :past], came[:, :past], weight)
        if learnt is not None:
            errors = (~np.isnan(middle[:, :past] + came[:, :past])).sum(0)
            count = (errors @ weight) ** 2 / (errors @ weight**2) * alone
            further = _further(np.sort(read), count)
            found[:, origin] = _around(middle[:, origin], learnt, further)
    return found


def _further(read: Floats, count: float) -> Floats:
    """Return levels at which the quantiles of so many errors are read: (1 + 1/n) as much inside."""
    half = read.size // 2
    lower = np.clip(read[:half] - (0.5 - read[:half]) / count, EDGE, 0.5)
    return np.concatenate([lower, [0.5], 1 - lower[::-1]])


def _moved(read: Floats, came: Floats, quantiles: Floats, levels: Floats) -> Floats:
    """Return the levels at which quantiles are read after figures have come."""
    known = ~np.isnan(came) & ~np.isnan(quantiles[:, 0])
    if not known.any():
        return read
    half = levels.size // 2
    truth, told = came[known, None], quantiles[known]
    missed = ((truth < told[:, :half]) | (truth > told[:, :half:-1])).mean(0)
    lower = np.clip(read[:half] + STEP * (2 * levels[:half] - missed) / 2, EDGE, 0.5)
    return np.concatenate([lower, [0.5], 1 - lower[::-1]])


def _errors(
    middle: Floats, came: Floats, weight: Floats
) -> tuple[Floats, Floats, tuple[float, float]] | None:
    """Return scaled errors, rising, the share of weight below each, and the scale's a and φ."""
    known = ~np.isnan(middle + came)
    if known.any(0).sum() < FEWEST:
        return None
    error = (np.log(came + OFFSET) - np.log(middle + OFFSET))[known]
    noise = 1 / (middle[known] + OFFSET)
    weight = np.broadcast_to(weight, known.shape)[known]
    scale = _variance(error, noise, weight)
    scaled = error / np.sqrt(scale[0] * noise + scale[1])
    scaled, weight = np.append(scaled, -scaled), np.append(weight, weight)
    order = np.argsort(scaled)
    weight = weight[order] / weight.sum()
    return scaled[order], np.cumsum(weight) - weight / 2, scale


def _variance(error: Floats, noise: Floats, weight: Floats) -> tuple[float, float]:
    """Return a and φ of the variance a x noise + φ: least squares relative to the variance."""
    if np.ptp(noise) < noise.max() / 2:  # all of one size: one number tells it
        return 0.0, float(np.average(error**2, weights=weight)) + 1e-9
    root = np.sqrt(weight) / (noise + noise.min())
    sides = np.stack([noise * root, root], axis=1)
    a, constant = nnls(sides, error**2 * root)[0]
    return float(a), float(constant) + 1e-9


def _around(
    middle: Floats, learnt: tuple[Floats, Floats, tuple[float, float]], read: Floats
) -> Floats:
    """Return quantiles of figures around their medians, (place, level)."""
    scaled, below, (a, constant) = learnt
    size = np.sqrt(a / (middle + OFFSET) + constant)
    moved = np.log(middle + OFFSET)[:, None] + size[:, None] * np.interp(read, below, scaled)
    return np.maximum(np.exp(moved) - OFFSET, 0)
