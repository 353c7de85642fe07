"""Evaluation: what forecasts were worth, and every one of them against what came."""

from typing import Any

import polars as pl

from argos.core.language import Text
from argos.outputs.resolve import check_indicator
from argos.outputs.snapshot import Snapshot
from argos.web import formats, scored
from argos.web.choices import ALLOWED, Choices
from argos.web.figures.evaluation import HORIZON, horizon_of
from argos.web.figures.figure import words
from argos.web.pages.parts import figure, labels
from argos.web.views import page

NEAR = (7, 14)  # horizons of the table of all indicators
FIRST = "new_admissions"
RANK = {"fra": 0, "reg": 1, "dep": 2}


@page("argos/evaluation.html")
def view(snapshot: Snapshot, choices: Choices, **_: str) -> dict[str, Any]:
    """Return the scores of all indicators, and the past forecasts of the chosen one.

    Raises:
        UsageError: an unknown indicator, or a place at which it is not published.

    """
    rows = scored.scores(snapshot, choices.but(indicator=""))
    chosen = _chosen(snapshot, choices, rows)
    if chosen.indicator:
        check_indicator(chosen.indicator, snapshot.labels)
    shown = _shown(snapshot, rows)
    return {
        "title": _title(shown),
        "sentences": _sentences(shown, chosen),
        "choices": chosen,
        "lines": _lines(shown),
        "models": _rows(snapshot, rows.filter(indicator=chosen.indicator)),
        "months": _months(snapshot, chosen),
        "against": figure(snapshot, "evaluation", chosen) if chosen.indicator else None,
        "calibration": figure(snapshot, "calibration", chosen) if chosen.indicator else None,
        "labels": [each for each in labels(snapshot) if each[0] in _places_of(snapshot)],
        "places": _places(snapshot, chosen),
        "horizons": [each for each in ALLOWED["horizon"] if each],
        "horizon": str(horizon_of(chosen)),
        "named": _named(snapshot, chosen),
    }  # fmt: skip


def _chosen(snapshot: Snapshot, choices: Choices, rows: pl.DataFrame) -> Choices:
    """Choose an indicator that is foretold and a place of it, where none is chosen."""
    known = _places_of(snapshot)
    wanted = choices.indicator or next(
        (each for each in (FIRST, *sorted(known)) if each in known), ""
    )
    if not wanted:
        return choices
    where = known.get(wanted, [])
    order = [choices.place, "reg:52", "dep:44", *where]
    place = choices.place or next((each for each in order if each in where), "fra")
    return choices.but(indicator=wanted, place=place)


def _places_of(snapshot: Snapshot) -> dict[str, list[str]]:
    """Return the places of each indicator that is foretold."""
    known, found = set(snapshot.labels["indicator"]), dict[str, list[str]]()
    for indicator, place, _ in snapshot.foretold().iter_rows():
        if indicator in known:
            found.setdefault(indicator, []).append(place)
    return found


def _models(snapshot: Snapshot) -> dict[str, str]:
    """Return the model that is shown of each indicator."""
    return {indicator: model for indicator, _, model in snapshot.foretold().iter_rows()}


def _places(snapshot: Snapshot, choices: Choices) -> list[tuple[str, str]]:
    known = [
        (each, formats.place(each)) for each in _places_of(snapshot).get(choices.indicator, [])
    ]
    return sorted(known, key=lambda each: (RANK.get(each[0].split(":")[0], 3), each[1]))


def _shown(snapshot: Snapshot, rows: pl.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of the model that is shown of each indicator."""
    models = _models(snapshot)
    shown = pl.col("indicator").replace_strict(models, default=None, return_dtype=pl.String)
    return _rows(snapshot, rows.filter(pl.col("model") == shown) if models else rows.clear())


def _rows(snapshot: Snapshot, rows: pl.DataFrame) -> list[dict[str, Any]]:
    """Return rows of scores in words, by indicator, level, horizon, then error."""
    known = set(snapshot.labels["indicator"])
    wide = pl.col("level").replace_strict(RANK, default=len(RANK), return_dtype=pl.Int8)
    ordered = rows.filter(pl.col("indicator").is_in(known)).sort(
        "indicator", wide, "level", "horizon", "relative", nulls_last=True
    )
    return [_row(snapshot, row) for row in ordered.iter_rows(named=True)]


def _row(snapshot: Snapshot, row: dict[str, Any]) -> dict[str, Any]:
    low, high = row["low"], row["high"]
    reach = (
        ""
        if low is None or high is None
        else f"[{formats.number(low, 2)} ; {formats.number(high, 2)}]"
    )
    return {
        "indicator": row["indicator"],
        "label": words(snapshot, row["indicator"])["label"],
        "level": scored.level_name(row["level"]),
        "model": scored.model_name(row["model"]),
        "code": row["model"],
        "horizon": row["horizon"],
        "relative": "–" if row["relative"] is None else formats.number(row["relative"], 2),
        "reach": reach,
        "cover_50": _share(row["cover_50"]),
        "cover_90": _share(row["cover_90"]),
        "bias": "–" if row["bias"] is None else formats.number(row["bias"], 2),
        "figures": int(row["figures"]),
        "period": _period(row["period"]),
        "kept": row["vintages"] == "kept",
        "in": bool(row["in_ensemble"]),
        "baseline": row["model"] == scored.BASELINE,
        "worth": scored.of_row(row),
        "query": Choices(indicator=row["indicator"]).query(),
    }  # fmt: skip


def _period(code: str) -> str:
    lately = Text("12 dernières semaines", "last 12 weeks")
    return str(lately) if code == scored.LATELY else code


def _share(value: float | None) -> str:
    return "–" if value is None else formats.share(value)


def _months(snapshot: Snapshot, choices: Choices) -> list[dict[str, Any]]:
    """Return the scores of the chosen indicator over 12 weeks and by month, of the model shown."""
    model = choices.model or _models(snapshot).get(choices.indicator, "")
    rows = snapshot.modelled("scores", choices.instant).filter(
        pl.col("indicator") == choices.indicator, pl.col("period") != scored.ALL,
        pl.col("horizon") == horizon_of(choices), pl.col("model") == model,
    )  # fmt: skip
    own = rows.filter(level=scored.level_of(rows, choices.place or "fra"))
    ordered = own.sort(pl.col("period") != scored.LATELY, "period", descending=[False, True])
    return [_row(snapshot, row) for row in ordered.iter_rows(named=True)]


def _lines(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return a line for each indicator and level, with its scores a week and two weeks ahead."""
    lines: dict[tuple[str, str, bool], dict[str, Any]] = {}
    for row in rows:
        line = lines.setdefault((row["indicator"], row["level"], row["kept"]), {**row, "at": {}})
        line["at"][row["horizon"]] = row
    return [{**line, "cells": [line["at"].get(each) for each in NEAR]} for line in lines.values()]


def _title(rows: list[dict[str, Any]]) -> str:
    """Say of how many indicators forecasts beat the naive rule a week ahead."""
    week = [each for each in rows if each["horizon"] == HORIZON]
    names = {each["indicator"] for each in week}
    if not names:
        return str(Text("Aucune prévision n'a encore été évaluée",
                        "No forecast has been evaluated yet"))  # fmt: skip
    better = {
        name for name in names
        if not any(each["worth"].loses for each in week if each["indicator"] == name)
    }  # fmt: skip
    count, of = len(better), len(names)
    return str(
        Text(
            f"À 7 jours, les prévisions valent mieux que {scored.NAIVE.fr} "
            f"pour {count} indicateur{'s' if count > 1 else ''} sur {of}",
            f"7 days ahead, forecasts beat {scored.NAIVE.en} for {count} of {of} "
            f"indicator{'s' if of > 1 else ''}",
        )
    )


def _sentences(rows: list[dict[str, Any]], choices: Choices) -> list[str]:
    """Say at each level what the chosen indicator's forecasts were worth, near and far."""
    own = [each for each in rows if each["indicator"] == choices.indicator and each["kept"]]
    own = own or [each for each in rows if each["indicator"] == choices.indicator]
    said = []
    for level in dict.fromkeys(each["level"] for each in own):
        parts = [_at(each) for each in own if each["level"] == level]
        said.append(f"{level} : {' ; '.join(parts)}.")
    return said


def _at(row: dict[str, Any]) -> str:
    short, days = row["worth"].short, row["horizon"]
    return str(Text(f"à {days} jours, {short}", f"{days} days ahead, {short}"))


def _named(snapshot: Snapshot, choices: Choices) -> str:
    if not choices.indicator:
        return ""
    return words(snapshot, choices.indicator)["label"]
