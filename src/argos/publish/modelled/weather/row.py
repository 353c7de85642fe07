"""The rows of table ``weather``: of one place and day, and what was told before of the same."""

from datetime import timedelta
from typing import Any

import numpy as np
import polars as pl

from argos.epidemiology.weather.ahead import DAYS
from argos.epidemiology.weather.reasons import sentence
from argos.epidemiology.weather.states import UNKNOWN, Sky, Vigilance
from argos.epidemiology.weather.weather import Before
from argos.publish import rule
from argos.publish.modelled.weather.given import Speaker
from argos.publish.modelled.weather.reason import Said, reason_of, shown_chance
from argos.publish.modelled.weather.rules import Pathology

Row = dict[str, Any]
# What is read of earlier nights.
TOLD = ["pathology", "indicator", "place", "origin", "date", "known_from", "sky", "vigilance"]


def row_of(said: Said, pathology: Pathology, row: int, ahead: int) -> Row:
    """Return the row of a place and day."""
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
    if said.ready.within:  # made of figures that are published already
        tells_of_nobody = True
    return float(rule.HIDDEN_UP_TO + 1 if tells_of_nobody else said.ready.behind[row])


def _name(kind: type[Sky] | type[Vigilance], state: int) -> str:
    return "unknown" if state == UNKNOWN else kind(state).name.lower()


def told_before(panel: Speaker, pathology: Pathology, rows: pl.DataFrame | None) -> Before | None:
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
