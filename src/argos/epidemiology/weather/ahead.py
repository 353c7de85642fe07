"""Levels of today and of each day ahead, as distributions, from few forecasts between."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from argos.core.language import Text, same
from argos.epidemiology.forecasts import QuantileForecast
from argos.epidemiology.series import Floats, require

DAYS = 8  # today and seven days ahead
HALF = 0.5  # of a count, so that zero has a logarithm


def paths(
    level: ArrayLike, spread: ArrayLike, forecast: QuantileForecast, horizons: Sequence[int]
) -> Floats:
    """Return quantiles of the level of today and of each day ahead, (place, DAYS, quantile).

    Between two horizons the median of log(level + ½) goes straight, and the squared distance of
    each quantile from it too, as the variance of a sum of daily changes does.

    Args:
        level: (place), of today.
        spread: (place), standard deviation of its logarithm: the noise of counts.
        forecast: (place, horizon, quantile) of the totals of the week that ends so far ahead.
        horizons: days ahead of the forecasts, rising, the last one 7 or more.

    Raises:
        SeriesRefused: horizons do not fit.

    """
    fits = list(horizons) == sorted(set(horizons)) and bool(horizons) and horizons[0] > 0
    fits = fits and horizons[-1] >= DAYS - 1 and len(horizons) == forecast.predicted.shape[1]
    require(fits, Text("des horizons croissants, jusqu'à 7", "rising horizons, up to 7"),
            same(f"{list(horizons)}"))  # fmt: skip
    logs = np.log(np.maximum(forecast.predicted, 0) + HALF)
    now = np.log(np.asarray(level, np.float64) + HALF)
    wide = np.asarray(spread, np.float64)[:, None] * special.ndtri(forecast.levels)
    known = np.concatenate([(now[:, None] + wide)[:, None], logs], axis=1)
    middle = known[..., forecast.levels.size // 2]
    apart = known - middle[..., None]
    days, at = np.arange(DAYS, dtype=np.float64), np.array([0.0, *horizons])
    found = _between(days, at, middle)[..., None] + _signed_root(
        _between(days, at, np.sign(apart) * apart**2)
    )
    return np.asarray(np.exp(np.maximum.accumulate(found, axis=-1)) - HALF)


def reached(quantiles: Floats, levels: Floats, bounds: Floats) -> Floats:
    """Return the probability that a figure is at least each bound, (…, bound).

    The distribution is linear between two quantiles, and never surer than the outermost of them.

    Args:
        quantiles: (…, quantile), rising; NaN where unknown.
        levels: of the quantiles.
        bounds: (…, bound), broadcast to the figures; NaN where there is none: probability 0.

    """
    outer, count = quantiles[..., None, :], levels.size
    passed = (outer <= bounds[..., None]).sum(-1)
    low = np.clip(passed - 1, 0, count - 2)
    wide = np.broadcast_to(outer, (*low.shape, count))
    left, right = (np.take_along_axis(wide, (low + n)[..., None], -1)[..., 0] for n in (0, 1))
    step = np.where(right > left, right - left, 1.0)
    share = np.clip((bounds - left) / step, 0, 1)
    share = np.where((right == left) & (bounds >= right), 1.0, share)
    below = levels[low] + share * (levels[low + 1] - levels[low])
    unknown = np.isnan(quantiles).any(axis=-1, keepdims=True)
    return np.where(unknown, np.nan, np.where(np.isnan(bounds), 0.0, 1 - below))


def _between(days: Floats, at: Floats, values: Floats) -> Floats:
    """Return values on the straight line between those at some days, (place, day, …)."""
    right = np.clip(np.searchsorted(at, days), 1, at.size - 1)
    share = (days - at[right - 1]) / (at[right] - at[right - 1])
    share = share.reshape(-1, *(1,) * (values.ndim - 2))
    lower, upper = values[:, right - 1], values[:, right]
    # Today is known also where no forecast is: what has no weight must not make it NaN.
    mixed = np.where(share == 0, lower, np.where(share == 1, upper, lower * (1 - share)
                     + upper * share))  # fmt: skip
    return np.asarray(mixed)


def _signed_root(squares: Floats) -> Floats:
    return np.asarray(np.sign(squares) * np.sqrt(np.abs(squares)))
