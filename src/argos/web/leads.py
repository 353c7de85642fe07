"""Which series move before which, in words: ``tables.LEAD_TIMES``."""

import polars as pl

from argos.core.language import Text
from argos.outputs.snapshot import Snapshot
from argos.outputs.standing import newest
from argos.web import formats
from argos.web.choices import Choices
from argos.web.figures.figure import words


def leads(snapshot: Snapshot, choices: Choices) -> list[str]:
    """Return a sentence for each lead of the chosen indicator, leading or led, at its place.

    What was not found (the best shift is the last one tried, or none) is not told.
    """
    place = choices.place or "fra"
    rows = newest(
        snapshot.modelled("lead_times", choices.instant, place=place), ("leading", "target")
    )
    named = (pl.col("leading") == choices.indicator) | (pl.col("target") == choices.indicator)
    told = rows.filter(named & ~pl.col("at_edge") & pl.col("lead").is_not_null())
    known = set(snapshot.labels["indicator"])
    both = told.filter(pl.col("leading").is_in(known), pl.col("target").is_in(known))
    last = both.sort("days").unique(("leading", "target"), keep="last", maintain_order=True)
    return [_sentence(snapshot, row) for row in last.sort(-pl.col("lead")).iter_rows(named=True)]


def _sentence(snapshot: Snapshot, row: dict[str, float]) -> str:
    first, then = (words(snapshot, str(row[each]))["label"] for each in ("leading", "target"))
    days, reach = round(row["lead"]), _reach(row)
    if row["low"] is None or row["low"] <= 0 or days < 1:
        return str(
            Text(
                f"{first} : pas d'avance établie{reach.fr} sur « {then} ».",
                f"{first}: no lead established{reach.en} over “{then}”.",
            )
        )
    return str(
        Text(
            f"{first} : {days} jours d'avance{reach.fr} sur « {then} »{_usable(row).fr}.",
            f"{first}: {days} days ahead{reach.en} of “{then}”{_usable(row).en}.",
        )
    )


def _reach(row: dict[str, float]) -> Text:
    if row["low"] is None or row["high"] is None:
        return Text("", "")
    low, high = formats.number(round(row["low"])), formats.number(round(row["high"]))
    return Text(f" ({low} à {high} jours)", f" ({low} to {high} days)")


def _usable(row: dict[str, float]) -> Text:
    """Say what is left of a lead once the source has reported."""
    left = row["usable_before_event"]
    if left is None:
        return Text("", "")
    count = round(left)
    if count <= 0:
        return Text(", mais aucun jour utile", ", but no useful day")
    useful = formats.number(count)
    return Text(
        f", soit {useful} jour{'s' if count > 1 else ''} utile{'s' if count > 1 else ''}",
        f", {useful} of them useful",
    )
