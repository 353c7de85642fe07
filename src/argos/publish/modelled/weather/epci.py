"""The health weather of EPCI, from their weekly figures as published and the place that holds each.

Where the last whole week has a figure, the sky is the EPCI's own. Where it is under 11, it is
unknown, and the reason tells the sky of the département, which may be another one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
import polars as pl

from argos.core.places import places
from argos.epidemiology.forecasting.known import Indices
from argos.epidemiology.series import Floats
from argos.epidemiology.weather.ahead import DAYS
from argos.epidemiology.weather.part import NOWHERE, Holders, OfParts, Parts, given_of
from argos.epidemiology.weather.reasons import sentence
from argos.epidemiology.weather.states import UNKNOWN
from argos.epidemiology.weather.weather import weather
from argos.epidemiology.weather.within import Within
from argos.publish import rule
from argos.publish.modelled.known.hidden import MIDDLE
from argos.publish.modelled.known.levels import WEEK
from argos.publish.modelled.known.weekly import Weekly, Weeks
from argos.publish.modelled.weather.epci_measures import measure
from argos.publish.modelled.weather.given import STALE, Ready, like_for_like
from argos.publish.modelled.weather.reason import BASE, Said, reason_of
from argos.publish.modelled.weather.row import Row, row_of, told_before
from argos.publish.modelled.weather.rules import Pathology, WeatherRules

SHOWN, FEW, MISSING = range(3)  # the last whole week of an EPCI


@dataclass(frozen=True)
class Around:
    """What is known when it is told, whatever the pathology.

    Attributes:
        rules: of the weather.
        weekly: what is known of EPCI, by indicator.
        evening: on which it is told.
        coded: % of a partner's rows that have a diagnosis.
        before: rows of table ``weather`` of earlier nights.

    """

    rules: WeatherRules
    weekly: Mapping[str, Weekly]
    evening: date
    coded: Mapping[str, float]
    before: pl.DataFrame | None = None


@dataclass(frozen=True)
class Told:
    """What is told of a pathology elsewhere: by each indicator, and which of them speaks where."""

    pathology: Pathology
    said: Sequence[Said]
    speaking: Sequence[tuple[Said, int]]

    @property
    def of(self) -> dict[str, tuple[Said, int]]:
        """What speaks for each place, and the row of the place there."""
        return {said.ready.panel.places[row]: (said, row) for said, row in self.speaking}


@dataclass(frozen=True)
class Of:
    """What tells of an indicator at EPCI: a `given.Speaker`."""

    indicator: str
    rounded: bool
    places: tuple[str, ...]
    origin: date


@dataclass(frozen=True)
class _Made:
    """The weather of EPCI by one indicator.

    Attributes:
        said: the weather.
        state: (place), of the last whole week: ``SHOWN``, ``FEW``, ``MISSING``.
        holder: of each place, the code of the larger one; empty where there is none.

    """

    said: Said
    state: Indices
    holder: Sequence[str]


def rows(told: Told, around: Around) -> list[Row]:
    """Return the rows of table ``weather`` of EPCI.

    Of each EPCI the first indicator speaks whose last whole week has a figure that makes a sky,
    else the first that is known to be few there, else the first.
    """
    made = [each for each in (_made(told, said, around) for said in told.said) if each is not None]
    chosen: dict[str, tuple[_Made, int]] = {}
    for state in (SHOWN, FEW, MISSING):
        for each in made:
            for row in np.flatnonzero(each.state == state).tolist():
                chosen.setdefault(each.said.ready.panel.places[row], (each, row))
    of, found = told.of, []
    for each, row in chosen.values():
        for ahead in range(DAYS):
            own = row_of(each.said, told.pathology, row, ahead)
            if each.state[row] == FEW:
                own |= _few(each, row, ahead, of.get(each.holder[row]))
            found.append(own)
    return found


def _few(
    each: _Made, row: int, ahead: int, holder: tuple[Said, int] | None
) -> dict[str, str | None]:
    """Return what a row says otherwise where all that is known of the last week is under 11.

    The sky is unknown, and that of the holder is told in the reason. The vigilance stands: that
    of the most there may be.
    """
    sky = UNKNOWN
    if holder is not None:
        said, above = holder
        sky = int(said.weather.sky.state[above, ahead])
    within = replace(each.said.ready.within[row], around=sky)
    told = replace(reason_of(each.said, row, ahead), sky=UNKNOWN, why_unknown="few", within=within)
    text = sentence(told, each.said.rules.sureness)
    nothing = dict.fromkeys(("confidence", "worse", "growth"))
    return {"sky": "unknown", **nothing, "reason_fr": text.fr, "reason_en": text.en}


def _made(told: Told, larger: Said, around: Around) -> _Made | None:
    """Return the weather of EPCI by an indicator; None where its weeks are too few or too old."""
    weekly = around.weekly.get(larger.ready.panel.indicator)
    if weekly is None:
        return None
    weeks = weekly.as_of(around.evening)
    last = weekly.date_of(weeks.newest)
    if weeks.newest < 0 or (around.evening - last).days > STALE:
        return None
    above = holders_among(weekly.places, larger.ready.panel.places)
    parts = _parts(weeks, above, larger.ready.panel.places)
    holding = holders_of(larger, last, parts.figures.shape[1])
    of = Of(weekly.indicator, weekly.rounded, weekly.places, max(last, larger.ready.panel.origin))
    files = told.pathology.on(of.origin, epci=True)
    measures = [measure(each, around.weekly, of.places, around.evening) for each in files]
    found = given_of(parts, holding, last, measures)
    if found is None:
        return None
    coded = around.coded.get(weekly.partner, 100.0) < (told.pathology.coded_at_least or 0.0)
    ready = Ready(
        panel=of,
        given=replace(found.given, uncoded=np.full(len(of.places), coded)),
        files=files,
        behind=parts.figures[:, -1],
        hidden=parts.hidden[:, -1],
        daily=np.empty((len(of.places), 0)),
        within=_within(found, parts, holding, last, above, larger),
    )
    before = told_before(of, told.pathology, around.before)
    said = Said(ready, weather(ready.given, around.rules.sky.rules(), before), around.rules)
    shown = ~np.isnan(parts.figures[:, -1]) & (said.weather.why[:, 0] == 0)
    few = parts.hidden[:, -1] & (not coded)
    return _Made(said, np.select([shown, few], [SHOWN, FEW], MISSING), above)


def holders_among(names: Sequence[str], larger: Sequence[str]) -> list[str]:
    """Return for each EPCI the département where most of its people live, or its région.

    Empty where neither is among the larger places.
    """
    frame = places().frame
    most = (
        frame.filter((pl.col("level") == "com") & pl.col("epci").is_in(list(names)))
        .group_by("epci", "dep", "reg").agg(pl.col("population").sum())
        .sort("population", descending=True)
        .unique("epci", keep="first", maintain_order=True)
    )  # fmt: skip
    of = {epci: (dep, reg) for epci, dep, reg, _ in most.iter_rows()}
    known = set(larger)
    return [next((up for up in of.get(name, ()) if up in known), "") for name in names]


def _parts(weeks: Weeks, above: Sequence[str], larger: Sequence[str]) -> Parts:
    number = {name: row for row, name in enumerate(larger)}
    until = weeks.newest + 1
    return Parts(
        figures=weeks.figures[:, :until],
        hidden=weeks.hidden[:, :until],
        few=MIDDLE,
        most=rule.HIDDEN_UP_TO,
        holder=np.array([number.get(name, NOWHERE) for name in above], np.intp),
    )


def holders_of(larger: Said, last: date, weeks: int) -> Holders:
    """Return what EPCI need of the larger places, by so many weeks up to a Sunday."""
    levels, median = larger.ready.given.levels, larger.weather.levels.median
    days = (larger.ready.panel.origin - last).days
    at = levels.shape[1] - 1 - days - WEEK * np.arange(weeks)[::-1]
    there = (at >= 0) & (at < levels.shape[1])
    weekly = np.where(there, levels[:, np.where(there, at, 0)], np.nan)
    return Holders(
        levels=weekly,
        norm=larger.ready.given.norm.median,
        growth=larger.weather.growth.weekly,
        ahead=np.log((median[:, DAYS - 1] + 0.5) / (median[:, 0] + 0.5)),
        holidays=_hidden_by_holidays(larger.ready, int(at[-1])),
        days=max(days, 0),
    )


def _hidden_by_holidays(ready: Ready, last: int) -> Floats:
    """Return what public holidays hide of the growth of the week that ends at a column."""
    daily = ready.daily[:, : last + 1]
    if not 2 * WEEK <= last + 1 <= ready.daily.shape[1]:
        return np.zeros(len(daily))
    first = ready.panel.origin - timedelta(days=ready.daily.shape[1] - 1)
    return _last_growth(like_for_like(daily, first)) - _last_growth(daily)


def _last_growth(daily: Floats) -> Floats:
    before, now = daily[:, -2 * WEEK : -WEEK].sum(axis=1), daily[:, -WEEK:].sum(axis=1)
    return np.asarray(np.log((now + 0.5) / (before + 0.5)))


def _within(
    found: OfParts, parts: Parts, holding: Holders, last: date, above: Sequence[str], larger: Said
) -> list[Within]:
    """Return what is said of each EPCI beside the place that holds it."""
    since = np.nan_to_num(np.expm1(parts.of_holder(holding.since)))
    if larger.rounded:
        since = BASE * np.round(100 * since / BASE) / 100
    few = found.given.norm.median < rule.HIDDEN_UP_TO
    return [
        Within(
            week_to=last,
            holder=places().name(holder) if holder else "",
            shared=bool(found.shared[row]),
            usually_few=bool(few[row]),
            followed=bool(found.followed[row]) and bool(holder),
            since=float(since[row]),
        )
        for row, holder in enumerate(above)
    ]
