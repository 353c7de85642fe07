"""The weather of parts of larger places, of which few are counted and only by whole weeks.

A part leans on the place that holds it: its norm where its own past is too short, its growth as
far as its counts say little, its days since the last whole week, and its forecast.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from scipy import special

from argos.epidemiology.forecasting.growth import damped, pooled_growth
from argos.epidemiology.forecasting.known import Indices
from argos.epidemiology.forecasts import HUB_LEVELS, QuantileForecast
from argos.epidemiology.series import Flags, Floats
from argos.epidemiology.weather.foretold import WEEK, week_to_come
from argos.epidemiology.weather.measures import Measure
from argos.epidemiology.weather.norm import Norm, norm_of
from argos.epidemiology.weather.trend import Growth, growth_of
from argos.epidemiology.weather.weather import Given

NOWHERE = -1  # the row of a larger place that is not known
SHARED_OVER, FEWEST_SHARED = 52, 4  # weeks that a share is learnt over, and those it needs
SHORTEST = 3  # weeks that a growth and its noise need


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts by whole weeks, the last column is the last whole week.

    Attributes:
        figures: (part, week), NaN where unknown or hidden.
        hidden: (part, week), known to be few, and no more.
        few: what a hidden figure is taken for.
        most: what it may be at most: today's, so that no threshold is missed.
        holder: (part), the row of the larger place that holds it, or ``NOWHERE``.

    """

    figures: Floats
    hidden: Flags
    few: float
    most: float
    holder: Indices

    @property
    def taken(self) -> Floats:
        """The figures, those that are hidden taken for ``few``."""
        return np.where(self.hidden, self.few, self.figures)

    @property
    def now(self) -> Floats:
        """(part), the figure of the last week, the most that it may be where it is hidden."""
        return np.where(self.hidden[:, -1], self.most, self.figures[:, -1])

    def of_holder(self, values: Floats) -> Floats:
        """Return for each part what is known of its holder; NaN where there is none."""
        known = np.where(self.holder == NOWHERE, 0, self.holder)
        if not len(values):
            return np.full((len(self.holder), *values.shape[1:]), np.nan)
        there = (self.holder != NOWHERE).reshape(-1, *(1,) * (values.ndim - 1))
        return np.where(there, values[known], np.nan)


@dataclass(frozen=True, slots=True)
class Holders:
    """The larger places.

    Attributes:
        levels: (holder, week), totals of the same weeks; NaN where unknown.
        norm: (holder), what is usual now.
        growth: (holder), weekly and in logarithms, as it is told today.
        ahead: (holder), its change over the 7 days to come, as foretold.
        holidays: (holder), what public holidays hide of the growth of the last week.
        days: from the end of the last whole week to today.

    """

    levels: Floats
    norm: Floats
    growth: Floats
    ahead: Floats
    holidays: Floats
    days: int

    @property
    def since(self) -> Floats:
        """(holder), change of the level since the last whole week, in logarithms."""
        return np.asarray(np.nan_to_num(self.growth) * self.days / WEEK)


@dataclass(frozen=True, slots=True)
class OfParts:
    """What the weather of parts is made from, and what of it is their holder's.

    Attributes:
        given: what `argos.epidemiology.weather.weather.weather` takes.
        shared: (part), the norm is the holder's, scaled by the part's share of it.
        followed: (part), the trend is the holder's alone.

    """

    given: Given
    shared: Flags
    followed: Flags


def given_of(
    parts: Parts, holders: Holders, last: date, measures: Sequence[Measure] = ()
) -> OfParts | None:
    """Return what the weather of parts is made from; None where there are too few weeks.

    Today's level is that of the last whole week, carried on by the growth of its holder. The
    median of the week to come changes as the holder's is foretold to, and by what the part grew
    otherwise, damped. In logarithms its variance goes straight from that of the count to that of
    the week to come, which is learnt from the past errors of the plain rule
    (`argos.epidemiology.weather.foretold`), and straight on.

    Args:
        parts: of the places.
        holders: of the places that hold them.
        last: the day on which the last week ends.
        measures: what the vigilance may come from.

    """
    if parts.figures.shape[1] < SHORTEST:
        return None
    norm, shared = norm_of_parts(parts, holders, last)
    pooled, apart = _growth(parts, holders)
    rate = pooled[:, -1] + _known(parts.of_holder(holders.holidays))
    rate = np.where(np.isnan(rate), parts.of_holder(holders.growth), rate)
    growth = _as_sure(growth_of(parts.taken, rate, week=1), rate, parts.now)
    known = parts.figures.copy()
    known[:, -1] = parts.now
    plain = week_to_come(known, np.nan_to_num(pooled), week=1)
    ahead = parts.of_holder(holders.ahead)
    own = _known(rate) * damped([WEEK])[0]
    change = np.where(np.isnan(ahead), own, ahead + damped([WEEK])[0] * apart)
    now = np.log(parts.now + 0.5) + _known(parts.of_holder(holders.since))
    noise, later = _variances(parts.now, growth.scale, plain, holders.days)
    levels = parts.taken.copy()
    levels[:, -1] = np.exp(now) - 0.5
    wide = np.sqrt(later)[:, None] * special.ndtri(HUB_LEVELS)
    made = np.maximum(np.exp((now + change)[:, None] + wide) - 0.5, 0)
    given = Given(
        levels=levels,
        norm=norm,
        # The noise of a level is √(scale / (level + 1)): this scale makes it what it is here.
        growth=replace(growth, scale=noise * (levels[:, -1] + 1)),
        forecast=QuantileForecast(made[:, None], HUB_LEVELS),
        horizons=(WEEK,),
        measures=measures,
    )
    followed = np.asarray(parts.hidden[:, -2:].any(axis=1) | np.isnan(parts.figures[:, -2]))
    return OfParts(given, shared, followed)


def norm_of_parts(parts: Parts, holders: Holders, last: date) -> tuple[Norm, Flags]:
    """Return the norm of each part, and where it is the holder's scaled by the part's share.

    The share is that of all it counted in what its holder did, over the weeks of the last year in
    which both are known.
    """
    own = norm_of(parts.taken, last, week=1)
    scaled = _shares(parts, holders) * parts.of_holder(holders.norm)
    shared = np.isnan(own.median) & ~np.isnan(scaled)
    return replace(own, median=np.where(shared, scaled, own.median)), shared


def _shares(parts: Parts, holders: Holders) -> Floats:
    mine = parts.taken[:, -SHARED_OVER:]
    whole = parts.of_holder(holders.levels)[:, -SHARED_OVER:]
    both = ~np.isnan(mine) & ~np.isnan(whole)
    under = np.where(both, whole, 0).sum(axis=1)
    enough = (both.sum(axis=1) >= FEWEST_SHARED) & (under > 0)
    share = np.where(both, mine, 0).sum(axis=1) / np.where(enough, under, 1)
    return np.where(enough, np.minimum(share, 1.0), np.nan)


def _growth(parts: Parts, holders: Holders) -> tuple[Floats, Floats]:
    """Return the growth of parts shrunk towards their holder's, and how far it is from it now."""
    count, larger = len(parts.holder), len(holders.levels)
    up = np.where(parts.holder == NOWHERE, np.arange(count), count + parts.holder)
    parents = np.concatenate([up, count + np.arange(larger)]).astype(np.intp)
    pooled = pooled_growth(np.vstack([parts.figures, holders.levels]), parents, width=1, week=1)
    above = parts.of_holder(pooled[count:])
    return pooled[:count], _known(pooled[:count, -1] - above[:, -1])


def _as_sure(growth: Growth, rate: Floats, now: Floats) -> Growth:
    """Return growth where the week before is not known: its noise as if that had been like now."""
    unknown = np.isnan(growth.weekly)
    spread = np.sqrt(2 * growth.scale / (now + 1))
    return replace(
        growth,
        weekly=np.where(unknown, rate, growth.weekly),
        spread=np.where(unknown, spread, growth.spread),
    )


def _variances(
    now: Floats, scale: Floats, plain: QuantileForecast, days: int
) -> tuple[Floats, Floats]:
    """Return the variance of log levels of today and of 7 days later, so many days after a week."""
    counted = scale / (now + 1)
    logs = np.log(plain.predicted[:, 0] + 0.5)
    middle, top = logs[:, HUB_LEVELS.size // 2], logs[:, -1]
    foretold = np.maximum(((top - middle) / special.ndtri(HUB_LEVELS[-1])) ** 2, counted)
    slope = (foretold - counted) / WEEK
    return counted + days * slope, foretold + days * slope


def _known(values: Floats) -> Floats:
    """Return changes, none where nothing is known."""
    return np.nan_to_num(values)
