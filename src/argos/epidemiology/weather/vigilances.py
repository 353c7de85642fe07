"""The vigilance: which written threshold is reached, by which of several measures."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from argos.epidemiology.forecasts import QuantileForecast
from argos.epidemiology.series import Floats
from argos.epidemiology.weather.ahead import DAYS, paths, reached
from argos.epidemiology.weather.states import Settling, States, Told, told

NONE = -1


@dataclass(frozen=True, slots=True)
class Decided:
    """The vigilance of each place and day.

    Attributes:
        told: the level, with its probability.
        by: (place, day), the measure that it comes from; ``NONE`` where unknown.

    """

    told: Told
    by: NDArray[np.int64]


def of_figure(
    value: ArrayLike, thresholds: ArrayLike, levels: Floats, *, ahead: Floats | None = None
) -> Floats:
    """Return the probability that a measure reaches each threshold, (place, DAYS, 3).

    Today's figure is as published: a threshold is reached from the very figure on. A day ahead is
    as likely as ``ahead`` says; unknown where that is not given.

    Args:
        value: (place), of today; NaN where unknown.
        thresholds: yellow, orange, red, in the unit of the measure; NaN where there is none.
        levels: of the quantiles of ``ahead``.
        ahead: (place, DAYS, quantile), of today and the days ahead.

    """
    now, bounds = np.asarray(value, np.float64), np.asarray(thresholds, np.float64)
    found = np.full((len(now), DAYS, 3), np.nan)
    if ahead is not None:
        found = reached(ahead, levels, bounds)
    exact = (now[:, None] >= bounds).astype(np.float64)
    found[:, 0] = np.where(np.isnan(now)[:, None], np.nan, exact)
    return _ladder(found)


def of_level(quantiles: Floats, levels: Floats, bounds: Floats) -> Floats:
    """Return the probability that the level itself reaches bounds of each place, (place, DAYS, 3).

    Args:
        quantiles: (place, DAYS, quantile), of `argos.epidemiology.weather.ahead.paths`.
        levels: of the quantiles.
        bounds: (place, 3); unknown where a place has none at all.

    """
    found = reached(quantiles, levels, bounds[:, None, :])
    absent = np.asarray(np.isnan(bounds).all(axis=1))
    return _ladder(np.where(absent[:, None, None], np.nan, found))


def with_level(value: ArrayLike, level: ArrayLike, quantiles: Floats) -> Floats:
    """Return the quantiles of a measure that goes with the level: a share, a rate.

    What goes from 4 to 5 when the level goes from 80 to 100. (place, DAYS, quantile).
    """
    now = np.asarray(value, np.float64)[:, None, None]
    base = np.maximum(np.asarray(level, np.float64), 1)[:, None, None]
    return np.asarray(now * np.maximum(quantiles, 0) / base)


def own_path(value: ArrayLike, forecast: QuantileForecast, horizons: Sequence[int]) -> Floats:
    """Return the quantiles of a measure that has forecasts of its own, (place, DAYS, quantile)."""
    now = np.asarray(value, np.float64)
    return paths(now, np.zeros_like(now), forecast, horizons)


def highest(
    measures: Sequence[Floats], settling: Settling, before: States | None = None
) -> Decided:
    """Return the highest vigilance of several measures; unknown where no measure is known.

    The probability that a level is reached is that of the measure that most likely reaches it: at
    least that, since any one of them is enough.

    Args:
        measures: (place, DAYS, 3) each, from ``of_figure`` and ``of_level``.
        settling: how much must speak against the vigilance told before. Today's figures are sure
            to reach a threshold or not, so theirs is never held back.
        before: (place, DAYS), the vigilance told before of the same days.

    """
    stacked = np.stack(measures)
    unknown = np.asarray(np.isnan(stacked).any(axis=-1))
    filled = np.where(unknown[..., None], -1.0, stacked)
    none = np.asarray(unknown.all(axis=0))
    exceeds = np.where(none[..., None], np.nan, filled.max(axis=0))
    chosen = told(exceeds, settling, before)
    # Of green, the measure that is nearest to yellow is told.
    rung = np.maximum(chosen.state.astype(np.int64), 1) - 1
    likely = np.take_along_axis(filled, rung[None, ..., None], axis=-1)[..., 0]
    return Decided(chosen, np.where(none, NONE, likely.argmax(axis=0)))


def _ladder(exceeds: Floats) -> Floats:
    """Make sure that a higher level is never likelier than a lower one.

    Where a text has no threshold for a level, that level is reached with the one above it.
    """
    return np.asarray(np.maximum.accumulate(exceeds[..., ::-1], axis=-1)[..., ::-1])
