"""The health weather of every place and pathology: the rows of table ``weather``."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

import numpy as np
import polars as pl

from argos.epidemiology.weather.ahead import DAYS
from argos.epidemiology.weather.weather import weather
from argos.outputs.modelled import WEATHER
from argos.outputs.store import Outputs
from argos.publish.modelled.house import House
from argos.publish.modelled.known.levels import made_columns
from argos.publish.modelled.known.panel import Panel, evening_of
from argos.publish.modelled.known.panels import Panels
from argos.publish.modelled.known.weekly import Weekly, weeklies
from argos.publish.modelled.weather import epci
from argos.publish.modelled.weather.given import STALE, Beside, Ready, coded_by_partner, ready
from argos.publish.modelled.weather.reason import Said
from argos.publish.modelled.weather.row import TOLD, Row, row_of, told_before
from argos.publish.modelled.weather.rules import Pathology, WeatherRules

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
        before=outputs.rows("weather").filter(recent).select(TOLD).collect(),
        weekly=weeklies(outputs, house.weather.counted, panels.known_at),
    )


def rows(
    panels: Panels,
    rules: WeatherRules,
    *,
    beside: Beside | None = None,
    before: pl.DataFrame | None = None,
    weekly: Mapping[str, Weekly] | None = None,
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
        weekly: what is known of EPCI, by indicator.

    """
    found: list[Row] = []
    around = beside or Beside()
    evening = evening_of(panels.known_at)
    known = epci.Around(rules, weekly or {}, evening, around.coded, before)
    for pathology in rules.pathology:
        alive = _alive([panels[name] for name in pathology.levels if name in panels])
        prepared = [ready(panel, panels, pathology, around) for panel in alive]
        said = [_said(each, pathology, rules, before) for each in prepared]
        speaking = [(said[n], row) for n, rows in _speaking(prepared) for row in rows]
        found += [
            row_of(each, pathology, row, ahead) for each, row in speaking for ahead in range(DAYS)
        ]
        if weekly:
            found += epci.rows(epci.Told(pathology, said, speaking), known)
    return pl.DataFrame(found, schema=made_columns(WEATHER))


def _alive(known: Sequence[Panel]) -> list[Panel]:
    """Leave out the sources that ended long before the others."""
    newest = max((panel.origin for panel in known), default=date.min)
    long_enough = [panel for panel in known if panel.newest >= 2 * STALE]
    return [panel for panel in long_enough if (newest - panel.origin).days <= STALE]


def _speaking(prepared: Sequence[Ready]) -> list[tuple[int, list[int]]]:
    """Return which rows of each panel speak: of each place the first known, else the first."""
    chosen: dict[str, tuple[int, int]] = {}
    for known in (True, False):
        for number, each in enumerate(prepared):
            there = ~np.isnan(each.given.levels[:, -1])
            for row, place in enumerate(each.panel.places):
                if place not in chosen and (there[row] or not known):
                    chosen[place] = (number, row)
    return [
        (number, [row for who, row in chosen.values() if who == number])
        for number in range(len(prepared))
    ]


def _said(
    each: Ready, pathology: Pathology, rules: WeatherRules, before: pl.DataFrame | None
) -> Said:
    told = told_before(each.panel, pathology, before)
    return Said(each, weather(each.given, rules.sky.rules(), told), rules)
