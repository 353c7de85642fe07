"""Whether a level falls, stands or rises, with how sure that is."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from argos.epidemiology.series import Floats, matrix, require_length

MEMORY = 8  # weeks over which the overdispersion is learnt


@dataclass(frozen=True, slots=True)
class Growth:
    """Weekly growth of each place at the last column, (place) each.

    Attributes:
        weekly: in logarithms: 0.18 is about 20 % a week.
        spread: its standard deviation.
        scale: overdispersion of the counts, 1 for Poisson.

    """

    weekly: Floats
    spread: Floats
    scale: Floats

    def percent(self) -> Floats:
        """Return the growth in per cent a week."""
        return np.asarray(100 * np.expm1(self.weekly))


def growth_of(levels: ArrayLike, pooled: ArrayLike | None = None, *, week: int = 7) -> Growth:
    """Return the growth of weekly totals from one week to the next, with its uncertainty.

    g_t = log((X_t + ½) / (X_{t-week} + ½)), whose noise of counts is φ (1/X_t + 1/X_{t-week})
    (delta method). φ is the mean of (g_t - g_{t-week})² / (1/X_t + 4/X_{t-week} + 1/X_{t-2 week})
    over the last eight weeks, at least 1: true turns count as noise, so it errs to the careful.

    Args:
        levels: (place, time), totals of a week that end at each column, the last one is now.
        pooled: (place), growth shrunk towards the place that contains it
            (`argos.epidemiology.forecasting.growth.pooled_growth`); its spread is taken to be the
            place's own, which is more than it is. The own growth where missing.
        week: columns a week.

    Raises:
        SeriesRefused: fewer than three weeks.

    """
    given = matrix(levels)
    require_length(given, 2 * week + 1)
    scale = _overdispersion(given[:, -(MEMORY + 2) * week :], week)
    now, before = given[:, -1], given[:, -1 - week]
    own = np.log((now + 0.5) / (before + 0.5))
    if pooled is not None:
        shrunk = np.asarray(pooled, np.float64)
        own = np.where(np.isnan(shrunk) | np.isnan(own), own, shrunk)
    noise = np.sqrt(scale * (1 / (now + 1) + 1 / (before + 1)))
    return Growth(weekly=own, spread=noise, scale=scale)


def trend_chances(growth: Growth, steady: float) -> Floats:
    """Return the probability that each place falls, stands and rises, (place, 3).

    Args:
        growth: of the places.
        steady: weekly growth, in logarithms and either way, that is still no change.

    """
    below = special.ndtr((-steady - growth.weekly) / growth.spread)
    above = special.ndtr((growth.weekly - steady) / growth.spread)
    return np.stack([below, 1 - below - above, above], axis=-1)


def _overdispersion(levels: Floats, week: int) -> Floats:
    growth = np.log((levels[:, week:] + 0.5) / (levels[:, :-week] + 0.5))
    turn = growth[:, week:] - growth[:, :-week]
    now, before, first = levels[:, 2 * week :], levels[:, week:-week], levels[:, : -2 * week]
    chance = 1 / (now + 1) + 4 / (before + 1) + 1 / (first + 1)
    squared = turn**2 / chance
    known = ~np.isnan(squared)
    mean = np.where(known, squared, 0).sum(1) / np.maximum(known.sum(1), 1)
    return np.asarray(np.maximum(mean, 1.0))
