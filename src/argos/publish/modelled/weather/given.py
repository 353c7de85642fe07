"""What the weather is made from: levels, forecasts and measures of one panel's places."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

import numpy as np
import polars as pl

from argos.core.places import places
from argos.epidemiology.forecasting.growth import pooled_growth
from argos.epidemiology.forecasting.known import later, totals
from argos.epidemiology.forecasts import HUB_LEVELS, QuantileForecast
from argos.epidemiology.series import Flags, Floats
from argos.epidemiology.weather.foretold import week_to_come
from argos.epidemiology.weather.measures import BySeasons, Figure, Measure, ToNorm
from argos.epidemiology.weather.norm import norm_of
from argos.epidemiology.weather.trend import growth_of
from argos.epidemiology.weather.weather import Given
from argos.epidemiology.weather.within import Within
from argos.publish import rule
from argos.publish.modelled.known.levels import WEEK, behind
from argos.publish.modelled.known.panel import Panel
from argos.publish.modelled.known.panels import Panels
from argos.publish.modelled.nowcasts import whole
from argos.publish.modelled.signals.board import NATION, holidays
from argos.publish.modelled.weather.rules import MeasureFile, Pathology

PER_HEAD = 100_000
STALE = 14  # days after which a figure says nothing of today any more
LOOKED_BACK = 16 * WEEK  # days of a measure that are looked at
QUIET = 10 * WEEK  # days over which a hidden level is taken to be as high as it may be


@dataclass(frozen=True)
class Beside:
    """What is known beside the panels.

    Attributes:
        beds: intensive-care beds by place.
        forecasts: rows of table ``forecasts`` as they are made tonight, those chosen are taken.
        coded: % of a partner's rows that have a diagnosis.

    """

    beds: Mapping[str, float] = field(default_factory=dict)
    forecasts: pl.DataFrame | None = None
    coded: Mapping[str, float] = field(default_factory=dict)


def coded_by_partner(quality: pl.DataFrame) -> dict[str, float]:
    """Return the % of a partner's rows with a diagnosis, of its least coded feed.

    Args:
        quality: rows of table ``feed_quality``.

    """
    last = quality.sort("known_from").unique("feed", keep="last").drop_nulls("coded")
    partner = pl.col("feed").str.split(".").list.first()
    least = last.group_by(partner.alias("partner")).agg(pl.col("coded").min().cast(pl.Float64))
    return dict(least.iter_rows())


class Speaker(Protocol):
    """What tells of an indicator at places: a panel, or its EPCI by week."""

    @property
    def indicator(self) -> str:
        """Its name."""
        ...

    @property
    def rounded(self) -> bool:
        """Whether it is under disclosure control."""
        ...

    @property
    def places(self) -> Sequence[str]:
        """The places."""
        ...

    @property
    def origin(self) -> date:
        """The day from which it looks ahead."""
        ...


@dataclass(frozen=True)
class Ready:
    """All of one panel, or of its EPCI.

    Attributes:
        panel: the indicator.
        given: what the library takes.
        files: the measures in force, in the order of ``given.measures``.
        behind: (place), persons counted over the last 7 days.
        hidden: (place), under disclosure control and under 11: only that may be told.
        daily: (place, day), what the levels are totals of; of EPCI, nothing.
        within: of EPCI, what is said of each beside the place that holds it.

    """

    panel: Speaker
    given: Given
    files: Sequence[MeasureFile]
    behind: Floats
    hidden: Flags
    daily: Floats
    within: Sequence[Within] = ()


def ready(panel: Panel, panels: Panels, pathology: Pathology, beside: Beside) -> Ready:
    """Return what the weather of a panel's places is made from.

    Where only "fewer than 11" may be told of a level, it is taken as 10 for weeks: what is said
    then depends on nothing else.
    """
    daily = whole(panel)
    levels = totals(daily, WEEK)
    norm = norm_of(levels, panel.origin, seasonal=pathology.seasonal)
    counted = behind(panel, panel.newest)
    hidden = panel.rounded & (counted <= rule.HIDDEN_UP_TO) & ~np.isnan(levels[:, -1])
    growth = pooled_growth(like_for_like(daily, panel.first), panel.parents, width=WEEK)
    shown, rate = levels.copy(), np.nan_to_num(growth)
    shown[hidden, -QUIET:], rate[hidden, -QUIET:] = rule.HIDDEN_UP_TO, 0.0
    pooled = np.where(hidden, np.nan, growth[:, -1])
    files = pathology.on(panel.origin)
    return Ready(
        panel=panel,
        given=Given(
            levels=shown,
            norm=norm,
            growth=growth_of(shown, pooled),
            forecast=_forecast(panel, week_to_come(shown, rate), beside.forecasts, hidden),
            horizons=(WEEK,),
            measures=[_measure(each, panel, panels, beside) for each in files],
            uncoded=_uncoded(panel, pathology, beside),
        ),
        files=files,
        behind=counted,
        hidden=hidden,
        daily=daily,
    )


def like_for_like(daily: Floats, first: date) -> Floats:
    """Return figures whose last two weeks have the same ordinary days.

    A public holiday, and its weekday in the other week, count nothing: the week of Easter Monday
    is not compared with a whole one. Holidays are those of the nation.

    Args:
        daily: (place, day), at least two weeks.
        first: the day of column 0.

    """
    dates = np.datetime64(first) + np.arange(daily.shape[1])
    off = holidays(NATION, dates)[-2 * WEEK :].reshape(2, WEEK).any(axis=0)
    alike = daily.copy()
    alike[:, -2 * WEEK :][:, np.tile(off, 2)] = 0.0
    return alike


def _uncoded(panel: Panel, pathology: Pathology, beside: Beside) -> Flags:
    least = pathology.coded_at_least or 0.0
    coded = beside.coded.get(panel.partner, 100.0)
    return np.full(len(panel.places), coded < least)


def _forecast(
    panel: Panel, plain: QuantileForecast, rows: pl.DataFrame | None, hidden: Flags
) -> QuantileForecast:
    """Return the forecasts of the week to come: those made tonight, the plain one elsewhere."""
    if rows is None or rows.is_empty():
        return plain
    mine = rows.filter(
        (pl.col("indicator") == panel.indicator) & (pl.col("origin") == panel.origin)
        & pl.col("chosen") & (pl.col("horizon") == WEEK) & (pl.col("width") == WEEK)
    )  # fmt: skip
    made = plain.predicted.copy()
    row = {name: number for number, name in enumerate(panel.places)}
    for place, quantiles in mine.select("place", "quantiles").iter_rows():
        told = place in row and quantiles is not None and len(quantiles) == HUB_LEVELS.size
        if told and None not in quantiles and not hidden[row[place]]:
            made[row[place], 0] = quantiles
    return QuantileForecast(made, HUB_LEVELS)


def _measure(each: MeasureFile, panel: Panel, panels: Panels, beside: Beside) -> Measure:
    if each.kind == "norm":
        return ToNorm(each.thresholds)
    if each.kind == "seasons":
        return BySeasons()
    past = figures_of(each, panel, panels, beside)
    if each.ahead == "level":
        return Figure(past[:, -1], each.thresholds, with_level=True)
    growth = np.log((past + 0.5) / (later(past, WEEK) + 0.5))
    own = week_to_come(past, growth, counts=False)
    return Figure(past[:, -1], each.thresholds, forecast=own, horizons=(WEEK,))


def figures_of(each: MeasureFile, panel: Panel, panels: Panels, beside: Beside) -> Floats:
    """Return the figures of a measure up to today, (place, day); NaN if unknown or hidden.

    All of them are NaN where the last one is too old to say anything of today.
    """
    names = [name for name in (each.of, each.over) if name]
    unknown = np.full((len(panel.places), 2), np.nan)
    if any(name not in panels for name in names):
        return unknown
    column = min(panel.newest, *(panels[name].newest for name in names))
    if panel.newest - column > STALE:
        return unknown
    width = 1 if each.kind == "occupancy" else WEEK
    top, *rest = (_counted(panels[name], panel.places, column, width) for name in names)
    under = rest[0] / 100 if rest else _capacity(each, panel.places, beside)
    return np.asarray(top / np.where(under > 0, under, np.nan))


def _capacity(each: MeasureFile, names: Sequence[str], beside: Beside) -> Floats:
    """Return what a count is divided by, (place, 1): inhabitants, or beds."""
    if each.kind == "occupancy":
        return np.array([[beside.beds.get(name, np.nan)] for name in names]) / 100
    found = (places().population(name) for name in names)
    return np.array([[float(people) if people else np.nan] for people in found]) / PER_HEAD


def _counted(panel: Panel, names: Sequence[str], column: int, width: int) -> Floats:
    """Return totals up to a column at some places."""
    row = {name: number for number, name in enumerate(panel.places)}
    sums = totals(panel.latest[:, : column + 1], width)[:, -LOOKED_BACK:]
    blank = np.full(sums.shape[1], np.nan)
    return np.stack([sums[row[name]] if name in row else blank for name in names])
