"""A plain forecast of the week to come, for where no better one is at hand."""

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from argos.epidemiology.forecasting.growth import damped
from argos.epidemiology.forecasts import HUB_LEVELS, QuantileForecast
from argos.epidemiology.series import Floats, matrix

WEEK = 7
LEARNT = 12  # weeks of past errors


def week_to_come(
    levels: ArrayLike, growth: ArrayLike, *, counts: bool = True, week: int = WEEK
) -> QuantileForecast:
    """Return the total of the week to come of each place, (place, 1, quantile).

    The growth goes on, damped; its error is normal in logarithms, with the variance s (1/X + 1/M)
    of counts X of this week and M of the median to come, or s where it is no count. s is learnt
    from the errors of the same rule over the last twelve weeks, all places together; of counts it
    is at least 1.

    Args:
        levels: (place, time), totals of a week that end at each column, the last one is now.
        growth: (place, time), weekly and in logarithms, as it was at each column
            (`argos.epidemiology.forecasting.growth.pooled_growth`).
        counts: whether the levels are counts, and not shares.
        week: columns a week: 7 or 1.

    """
    given, rate = matrix(levels), matrix(growth)
    middle = np.log(given + 0.5) + rate * damped([WEEK])[0]
    spread = 1 / (given + 1) + 1 / (np.exp(middle) + 0.5)
    if not counts:
        spread = np.ones_like(spread)
    came = np.log(given + 0.5)
    scale = _scale(came, middle, spread, least=1.0 if counts else 0.0, week=week)
    wide = np.sqrt(scale * spread[:, -1:]) * special.ndtri(HUB_LEVELS)
    made = np.maximum(np.exp(middle[:, -1:] + wide) - 0.5, 0)
    return QuantileForecast(made[:, None], HUB_LEVELS)


def _scale(came: Floats, middle: Floats, spread: Floats, *, least: float, week: int) -> float:
    errors = came[:, week:] - middle[:, :-week]
    squared = (errors**2 / spread[:, :-week])[:, -LEARNT * week :]
    known = ~np.isnan(squared)
    return max(float(np.where(known, squared, 0).sum() / max(known.sum(), 1)), least)
