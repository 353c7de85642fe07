"""The health weather of every place and pathology: the rows of table ``weather``."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import numpy as np
import polars as pl

from argos.epidemiology.weather.ahead import DAYS
from argos.epidemiology.weather.reasons import sentence
from argos.epidemiology.weather.states import UNKNOWN, Sky, Vigilance
from argos.epidemiology.weather.weather import Before, weather
from argos.outputs.modelled import WEATHER
from argos.outputs.store import Outputs
from argos.publish import rule
from argos.publish.modelled.house import House
from argos.publish.modelled.known.levels import made_columns
from argos.publish.modelled.known.panel import Panel
from argos.publish.modelled.known.panels import Panels
from argos.publish.modelled.weather.given import STALE, Beside, Ready, coded_by_partner, ready
from argos.publish.modelled.weather.reason import Said, reason_of, shown_chance
from argos.publish.modelled.weather.rules import Pathology, WeatherRules

Row = dict[str, Any]
REMEMBERED = 30  # days of weather told before that may speak of the same days


def tonight(
    panels: Panels, outputs: Outputs, forecasts: pl.DataFrame, house: House
) -> pl.DataFrame:
    """Return the rows of tonight, by the rules of the house, beside what is published already.

    Args:
        panels: what is known of all indicators.
        outputs: holds the coding of feeds and the weather told before.
        forecasts: rows of table ``forecasts`` as they are made tonight.
        house: its rules and beds.

    """
    recent = pl.col("date") > panels.known_at.date() - timedelta(days=REMEMBERED)
    coded = coded_by_partner(outputs.rows("feed_quality").collect())
    places = {place for panel in panels for place in panel.places}
    beds = house.intensive_care(places, panels.known_at.date())
    return rows(
        panels,
        house.weather,
        beside=Beside(beds, forecasts, coded),
        before=outputs.rows("weather").filter(recent).collect(),
    )


def rows(
    panels: Panels,
    rules: WeatherRules,
    *,
    beside: Beside | None = None,
    before: pl.DataFrame | None = None,
) -> pl.DataFrame:
    """Return the rows of table ``weather``, with ``behind``.

    At each place the first indicator of a pathology whose level is known there speaks. A place of
    which one is published without a level today is told as unknown, with the reason.

    Args:
        panels: what is known of all indicators.
        rules: of the weather.
        beside: beds, forecasts and coding.
        before: rows of table ``weather`` of earlier nights; the skies of the same days are kept
            while little speaks against them.

    """
    found: list[Row] = []
    for pathology in rules.pathology:
        alive = _alive([panels[name] for name in pathology.levels if name in panels])
        prepared = [ready(panel, panels, pathology, beside or Beside()) for panel in alive]
        for each, places in _speaking(prepared):
            found += _told(each, places, pathology, rules, before)
    return pl.DataFrame(found, schema=made_columns(WEATHER))


def _alive(known: Sequence[Panel]) -> list[Panel]:
    """Leave out the sources that ended long before the others."""
    newest = max((panel.origin for panel in known), default=date.min)
    long_enough = [panel for panel in known if panel.newest >= 2 * STALE]
    return [panel for panel in long_enough if (newest - panel.origin).days <= STALE]


def _speaking(prepared: Sequence[Ready]) -> list[tuple[Ready, list[int]]]:
    """Return which rows of each panel speak: of each place the first known, else the first."""
    chosen: dict[str, tuple[int, int]] = {}
    for known in (True, False):
        for number, each in enumerate(prepared):
            there = ~np.isnan(each.given.levels[:, -1])
            for row, place in enumerate(each.panel.places):
                if place not in chosen and (there[row] or not known):
                    chosen[place] = (number, row)
    return [
        (each, [row for who, row in chosen.values() if who == number])
        for number, each in enumerate(prepared)
    ]


def _told(
    each: Ready,
    places: Sequence[int],
    pathology: Pathology,
    rules: WeatherRules,
    before: pl.DataFrame | None,
) -> list[Row]:
    made = weather(each.given, rules.sky.rules(), _before(each.panel, pathology, before))
    said = Said(each, made, rules)
    return [_row(said, pathology, row, ahead) for row in places for ahead in range(DAYS)]


def _row(said: Said, pathology: Pathology, row: int, ahead: int) -> Row:
    panel, made = said.ready.panel, said.weather
    reason = reason_of(said, row, ahead)
    text = sentence(reason, said.rules.sureness)
    by = int(made.vigilance.by[row, ahead])
    hidden = bool(said.ready.hidden[row])
    sky, vigilance = made.sky, made.vigilance.told
    return {
        "place": panel.places[row],
        "pathology": pathology.id,
        "label_fr": pathology.label.fr,
        "label_en": pathology.label.en,
        "indicator": panel.indicator,
        "origin": panel.origin,
        "date": panel.origin + timedelta(days=ahead),
        "ahead": ahead,
        "sky": _name(Sky, reason.sky),
        "confidence": shown_chance(sky.probability[row, ahead], panel),
        "worse": shown_chance(sky.worse[row, ahead], panel),
        "vigilance": _name(Vigilance, reason.vigilance),
        "vigilance_confidence": shown_chance(vigilance.probability[row, ahead], panel),
        "vigilance_worse": shown_chance(vigilance.worse[row, ahead], panel),
        "measure": said.ready.files[by].id if by >= 0 else None,
        "level": None if hidden else said.ratio(row, ahead),
        "growth": None if hidden else reason.growth,
        "tension": said.tension(row),
        "reason_fr": text.fr,
        "reason_en": text.en,
        "rounded": panel.rounded,
        "behind": _behind(said, row),
    }


def _behind(said: Said, row: int) -> float:
    """Return the persons behind a row.

    A hidden level is told of as what it is, under 11, and that a day is missing tells of nobody:
    neither is kept back.
    """
    tells_of_nobody = said.ready.hidden[row] or np.isnan(said.weather.levels.now[row])
    return float(rule.HIDDEN_UP_TO + 1 if tells_of_nobody else said.ready.behind[row])


def _name(kind: type[Sky] | type[Vigilance], state: int) -> str:
    return "unknown" if state == UNKNOWN else kind(state).name.lower()


def _before(panel: Panel, pathology: Pathology, rows: pl.DataFrame | None) -> Before | None:
    """Return what was last told of each place and day, by earlier origins."""
    if rows is None or rows.is_empty():
        return None
    mine = rows.filter(
        (pl.col("pathology") == pathology.id) & (pl.col("origin") < panel.origin)
        & (pl.col("indicator") == panel.indicator)
    )  # fmt: skip
    last = mine.sort("origin", "known_from").unique(["place", "date"], keep="last")
    told = np.full((2, len(panel.places), DAYS), UNKNOWN, np.int8)
    number = {name: row for row, name in enumerate(panel.places)}
    for place, day, *names in last.select("place", "date", "sky", "vigilance").iter_rows():
        ahead = (day - panel.origin).days
        if place in number and 0 <= ahead < DAYS:
            told[:, number[place], ahead] = _state(Sky, names[0]), _state(Vigilance, names[1])
    return Before(told[0], told[1])


def _state(kind: type[Sky] | type[Vigilance], name: str) -> int:
    return UNKNOWN if name == "unknown" else int(kind[name.upper()])
