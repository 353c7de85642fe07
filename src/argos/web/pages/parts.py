"""What several pages show alike."""

from typing import Any

import polars as pl

from argos.core.language import Text, language
from argos.outputs.snapshot import Snapshot
from argos.web import drawn, formats, tables
from argos.web.choices import Choices

ROWS = 60  # of a table on a page; the download has them all


def figure(snapshot: Snapshot, name: str, choices: Choices) -> dict[str, Any]:
    """Return what `_figure.html` shows of a figure."""
    each = drawn.figure(snapshot, name, choices)
    query = choices.query()
    joint = "&" if query else "?"
    return {
        "figure": each,
        "name": name,
        "query": query,
        "look": f"{query}{joint}v={drawn.edition(snapshot)}",
        "base": f"/{language()}/chart/{name}",
        "heads": tables.heads(each.table),
        "rows": tables.rows(each.table.tail(ROWS).reverse()),
        "cut": each.table.height > ROWS,
    }


def best_place(snapshot: Snapshot, indicator: str, asked: str) -> str:
    """Return the place to show of an indicator: the one asked, or else what holds most of it."""
    known = snapshot.places(indicator)
    order = [asked, TERRITORY, "dep:44", "fra"]
    return next((each for each in order if each in known), known[0] if known else "fra")


def ages_of(snapshot: Snapshot, indicator: str) -> list[str]:
    """Return the age classes of an indicator, all ages first."""
    row = snapshot.labels.row(by_predicate=pl.col("indicator") == indicator, named=True)
    return ["all", *row["ages"]]


def labels(snapshot: Snapshot) -> list[tuple[str, str]]:
    """Return every indicator and its label in the reader's language."""
    rows = snapshot.labels.iter_rows(named=True)
    return [(row["indicator"], str(Text(row["label_fr"], row["label_en"]))) for row in rows]


def places_of(snapshot: Snapshot, indicator: str) -> list[tuple[str, str]]:
    """Return the places of an indicator and their names, large ones first."""
    rank = {"fra": 0, "reg": 1, "dep": 2, "epci": 3, "com": 4}
    known = [(each, formats.place(each)) for each in snapshot.places(indicator)]
    return sorted(known, key=lambda each: (rank[each[0].split(":")[0]], each[1]))


TERRITORY = "reg:52"
"""The place that pages show where none is chosen."""
