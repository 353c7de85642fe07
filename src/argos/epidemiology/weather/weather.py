"""The health weather of many places: a sky and a vigilance, today and seven days ahead."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from argos.core.language import Text, same
from argos.epidemiology.forecasts import QuantileForecast
from argos.epidemiology.series import Flags, Floats, require
from argos.epidemiology.weather.ahead import DAYS, paths, reached
from argos.epidemiology.weather.measures import Judged, Levels, Measure
from argos.epidemiology.weather.norm import Norm, bounds
from argos.epidemiology.weather.skies import SkyRules, sky
from argos.epidemiology.weather.states import UNKNOWN, States, Told
from argos.epidemiology.weather.trend import Growth, trend_chances
from argos.epidemiology.weather.vigilances import NONE, Decided, highest

REASONS = ("", "no_data", "missing", "short", "coding", "no_forecast")


@dataclass(frozen=True, slots=True)
class Given:
    """What is known of an illness at all places, at the last day.

    Attributes:
        levels: (place, time), totals of a week that end at each day, the last one is today.
        norm: from ``norm_of(levels, …)``.
        growth: from ``growth_of(levels, …)``.
        forecast: (place, horizon, quantile) of the totals to come; NaN where there is none.
        horizons: of the forecast, in days; the last is 7 or more.
        measures: what the vigilance may come from, the most telling first.
        uncoded: (place), where too few records have a diagnosis for any verdict.

    """

    levels: Floats
    norm: Norm
    growth: Growth
    forecast: QuantileForecast
    horizons: Sequence[int]
    measures: Sequence[Measure]
    uncoded: Flags | None = None

    def __post_init__(self) -> None:
        places = len(self.levels)
        sizes = [len(self.norm.median), len(self.growth.weekly), len(self.forecast.predicted)]
        require(set(sizes) == {places}, Text(f"{places} lieux", f"{places} places"),
                same(f"{sizes}"))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Before:
    """What was told before of the same days, (place, DAYS) each, ``UNKNOWN`` where nothing was."""

    sky: States
    vigilance: States


@dataclass(frozen=True, slots=True)
class Weather:
    """The weather of each place and day, (place, DAYS), and what it was made of.

    Attributes:
        sky: `states.Sky` with its probability.
        vigilance: `states.Vigilance` with its probability, and the measure that it comes from.
        why: index in ``REASONS`` of why the sky is unknown; 0 where it is known.
        levels: the level, its forecast and norm.
        bounds: (place, 3), levels of the sky's upper bands.
        growth: as given.
        trend: (place), -1, 0, 1: the likeliest.
        judged: each measure.

    """

    sky: Told
    vigilance: Decided
    why: NDArray[np.int64]
    levels: Levels
    bounds: Floats
    growth: Growth
    trend: NDArray[np.int64]
    judged: Sequence[Judged]


def weather(given: Given, rules: SkyRules, before: Before | None = None) -> Weather:
    """Return the weather of each place, today and seven days ahead.

    A level of today is a count, so that the true one lies around it: its noise is that of the
    growth (`trend`). Whether it reaches a band has a probability therefore, and a level that
    trembles around a bound does not make the sky flicker (`states.told`).

    Args:
        given: what is known.
        rules: how a sky is made.
        before: what was told before of the same days.

    """
    now = given.levels[:, -1]
    noise = np.sqrt(given.growth.scale / (now + 1))
    quantiles = paths(now, noise, given.forecast, given.horizons)
    levels = Levels(now, quantiles, given.forecast.levels, given.norm, rules.few)
    usual = bounds(given.norm, rules.ratios, rules.few)
    why = _why(given, levels, usual)
    bands = reached(quantiles, levels.at, usual[:, None, :])
    bands = np.where((why > 0)[..., None], np.nan, bands)
    trends = trend_chances(given.growth, np.log1p(rules.steady))
    judged = [each.judged(levels) for each in given.measures]
    return Weather(
        sky=sky(bands, trends, rules, before.sky if before else None),
        vigilance=_vigilance(given, judged, rules, before),
        why=why,
        levels=levels,
        bounds=usual,
        growth=given.growth,
        trend=np.where(np.isnan(trends).any(1), 0, trends.argmax(1) - 1),
        judged=judged,
    )


def _vigilance(
    given: Given, judged: Sequence[Judged], rules: SkyRules, before: Before | None
) -> Decided:
    shape = (len(given.levels), DAYS)
    if not judged:
        blank = np.full(shape, np.nan)
        nothing = Told(np.full(shape, UNKNOWN, np.int8), blank, blank)
        return Decided(nothing, np.full(shape, NONE))
    hidden = given.uncoded if given.uncoded is not None else np.zeros(shape[0], np.bool_)
    masked = [np.where(hidden[:, None, None], np.nan, each.exceeds) for each in judged]
    return highest(masked, rules.settling, before.vigilance if before else None)


def _why(given: Given, levels: Levels, usual: Floats) -> NDArray[np.int64]:
    """Return why each sky is unknown, (place, DAYS): the first reason that holds."""
    no_data = np.isnan(given.levels).all(axis=1)
    missing = np.isnan(levels.now) | np.isnan(given.growth.weekly)
    short = np.isnan(usual).any(axis=1)
    uncoded = np.zeros_like(short) if given.uncoded is None else given.uncoded
    found = np.select([no_data, uncoded, missing, short], [1, 4, 2, 3], 0)
    unforeseen = np.isnan(levels.quantiles).any(axis=2)
    return np.where(found[:, None] > 0, found[:, None], np.where(unforeseen, 5, 0))


def worst_ahead(states: States) -> States:
    """Return the worst state of the days ahead, (place); ``UNKNOWN`` where none is known."""
    return np.asarray(states[:, 1:].max(axis=1))
