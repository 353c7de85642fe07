"""A table under a chart: the words of its columns, and its cells as a reader sees them."""

from datetime import date, datetime
from typing import Any

import polars as pl

from argos.core.language import Text
from argos.web import formats

HEADS = {
    "date": Text("Jour", "Day"),
    "value": Text("Chiffre", "Figure"),
    "mean": Text("Moyenne 7 jours", "7-day mean"),
    "label": Text("Lieu", "Place"),
    "place": Text("Code", "Code"),
    "estimated": Text("Estimé une fois tout transmis", "Estimated once all is told"),
    "est_low": Text("au moins (5 %)", "at least (5%)"),
    "est_high": Text("au plus (95 %)", "at most (95%)"),
    "whole": Text("Estimé une fois tout transmis", "Estimated once all is told"),
    "low90": Text("5 %", "5%"),
    "low50": Text("25 %", "25%"),
    "median": Text("Médiane", "Median"),
    "high50": Text("75 %", "75%"),
    "high90": Text("95 %", "95%"),
    "low_95": Text("2,5 %", "2.5%"),
    "high_95": Text("97,5 %", "97.5%"),
    "came": Text("Venu", "Came"),
    "inside": Text("Dans la fourchette de 90 %", "Within the 90% range"),
    "origin": Text("Prévu le", "Foretold on"),
    "beds": Text("Lits ouverts", "Open beds"),
    "range": Text("Fourchette", "Range"),
    "held": Text("A tenu (%)", "Held (%)"),
    "of": Text("Prévisions", "Forecasts"),
    "panel": Text("Groupe", "Group"),
    "series": Text("Série", "Series"),
    "provisional": Text("État", "State"),
    "vigilance": Text("Vigilance", "Vigilance"),
    "sky": Text("Ciel", "Sky"),
    "vigilance_ahead": Text("Vigilance au pire", "Vigilance at worst"),
    "sky_ahead": Text("Ciel au pire", "Sky at worst"),
    "says": Text("Raison", "Reason"),
    "says_ahead": Text("Raison, au pire", "Reason, at worst"),
}
LEFT_OUT = {"status", "known_from", "partner", "rounded"}  # of the page; the download has them


QUANTILES = {"low90", "low50", "median", "high50", "high90"}


def heads(table: pl.DataFrame) -> list[tuple[str, bool]]:
    """Return the words of each column, and whether it holds numbers."""
    return [
        (str(HEADS.get(name, Text(name, name))), table.schema[name].is_float())
        for name in _shown(table)
    ]


def rows(table: pl.DataFrame) -> list[list[tuple[str, bool]]]:
    """Return the cells of each row in words, and whether each is a number."""
    names = _shown(table)
    return [
        [(_cell(name, row), table.schema[name].is_float()) for name in names]
        for row in table.iter_rows(named=True)
    ]


def _shown(table: pl.DataFrame) -> list[str]:
    return [name for name in table.columns if name not in LEFT_OUT]


def _cell(name: str, row: dict[str, Any]) -> str:
    value = row[name]
    if name == "value" and "status" in row:
        return "" if row["status"] is None else formats.figure(value, row["status"])
    if name in QUANTILES and value is None:
        return "<11" if row.get("rounded") else ""
    if name == "inside":
        return "" if value is None else str(Text("oui", "yes") if value else Text("non", "no"))
    if isinstance(value, bool):
        return str(Text("provisoire", "provisional")) if value else ""
    if isinstance(value, datetime):
        return formats.instant(value)
    if isinstance(value, date):
        return formats.day(value, year=True, weekday=True)
    if isinstance(value, float) or value is None:
        return formats.number(value)
    return str(value)
