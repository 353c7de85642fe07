"""The forecast that any other must beat: things stay as they are, as surely as they did so far.

The baseline of the COVID-19 Forecast Hub (Cramer et al., PNAS 119 (2022) e2113561119, supplement;
Ray et al., https://doi.org/10.1101/2020.08.19.20177493): the median of every horizon is the last
figure, and the spread comes from the changes from one column to the next seen so far.
"""

import numpy as np
from numpy.typing import ArrayLike

from argos.core.language import Text, same
from argos.epidemiology.forecasts import HUB_LEVELS, QuantileForecast, refuse_unless
from argos.epidemiology.series import Floats, matrix, require_length


def baseline_forecast(
    series: ArrayLike,
    horizon: int,
    *,
    seed: int,
    levels: ArrayLike = HUB_LEVELS,
    draws: int = 10_000,
) -> QuantileForecast:
    """Return forecasts of the columns that follow, each with the last figure as its median.

    The past first differences and their negatives make one symmetric distribution. At every step a
    change is drawn from it by an even grid of its quantiles in random order, and added to the sum
    of those before. The sums are shifted to have their median at 0, added to the last figure, and
    cut at 0. The order is the same for every series: each forecast is what it would be alone.

    Args:
        series: (series, time), of figures that cannot be negative. Differences with a missing end
            are left out.
        horizon: how many columns ahead.
        seed: of the random order.
        levels: of the quantiles, as in ``QuantileForecast``.
        draws: size of the grid; at one step ahead the quantiles do not depend on the order.

    Returns:
        (series, horizon, level); NaN where the last figure is missing, or no difference is known.

    Raises:
        SeriesRefused: there are fewer than two columns, horizon or draws are not over 0, or the
            levels are not fit for a forecast.

    """
    given = matrix(series)
    require_length(given, 2)
    refuse_unless(horizon > 0, same("horizon > 0"), same(f"{horizon}"))
    refuse_unless(draws > 1, Text("plus d'un tirage", "more than one draw"), same(f"{draws}"))
    wanted = np.asarray(levels, dtype=np.float64)
    steps = _change_quantiles(given, draws)
    generator = np.random.default_rng(seed)
    sums, ahead = np.zeros_like(steps), np.empty((len(given), horizon, wanted.size))
    for step in range(horizon):
        sums += steps[:, generator.permutation(draws)]
        shifted = sums - np.median(sums, axis=1, keepdims=True)
        ahead[:, step] = np.quantile(shifted, wanted, axis=1).T
    rising = np.maximum.accumulate(ahead, axis=2)  # equal quantiles may cross by rounding
    return QuantileForecast(np.maximum(given[:, -1, None, None] + rising, 0), wanted)


def _change_quantiles(series: Floats, size: int) -> Floats:
    """Return quantiles of the first differences and their negatives at an even grid from 0 to 1.

    Between two of them they are interpolated in line, as R does unless told otherwise (Hyndman and
    Fan 1996, definition 7).
    """
    changes = np.diff(series, axis=1)
    ordered = np.sort(np.concatenate([changes, -changes], axis=1), axis=1)  # NaN come last
    last = (~np.isnan(ordered)).sum(axis=1, keepdims=True) - 1
    place = np.linspace(0, 1, size) * np.maximum(last, 0)
    low = np.floor(place).astype(np.intp)
    high = np.minimum(low + 1, np.maximum(last, 0))
    at_low, at_high = (np.take_along_axis(ordered, at, axis=1) for at in (low, high))
    return np.asarray(at_low + (place - low) * (at_high - at_low))
