"""One place: all that concerns it, and the places around it to walk to."""

from typing import Any

import polars as pl

from argos.core.places import places
from argos.outputs.resolve import usual_period
from argos.outputs.snapshot import Snapshot
from argos.web import formats, published
from argos.web.choices import Choices
from argos.web.feeds import feeds
from argos.web.pages.lines import line_of, weight
from argos.web.views import page

BELOW = {
    "fra": ("reg", None),
    "reg": ("dep", "reg"),
    "dep": ("epci", "dep"),
    "epci": ("com", "epci"),
}


@page("argos/place.html")
def view(snapshot: Snapshot, choices: Choices, place: str, **_: str) -> dict[str, Any]:
    """Return the lines of every indicator published at a place, its parents and its children.

    Raises:
        UsageError: ``UNKNOWN_PLACE``; the nearest are named.

    """
    code = places().resolve(place)
    lines = lines_at(snapshot, choices, code)
    children = [_neighbour(snapshot, each) for each in _children(code)]
    return {
        "place": code,
        "title": formats.place(code),
        "lines": lines,
        "rising": [line for line in lines if line["finding"].direction == "rising"],
        "weekly": usual_period(code) == "week",
        "parents": [_neighbour(snapshot, each) for each in places().parents(code).values()],
        "children": [child for child in children if child["published"]],
        "silent": [child for child in children if not child["published"]],
        "choices": choices,
        "bulletin": choices.but(place=code).query(),
    }


def lines_at(snapshot: Snapshot, choices: Choices, code: str) -> list[dict[str, Any]]:
    """Return a line for each indicator of which something is published at this very place."""
    every = feeds(snapshot, published.now())
    found = [
        line_of(snapshot, choices.but(indicator=each), code, every)
        for each in snapshot.labels["indicator"]
        if code in snapshot.places(each)
    ]
    return sorted((line for line in found if line is not None), key=weight)


def _children(code: str) -> list[str]:
    level, column = BELOW.get(code.split(":")[0], (None, None))
    if level is None:
        return []
    frame = places().frame.filter(pl.col("level") == level)
    if column is not None:
        frame = frame.filter(pl.col(column) == code)
    return frame.sort("name")["place"].to_list()


def _neighbour(snapshot: Snapshot, code: str) -> dict[str, Any]:
    return {"code": code, "name": formats.place(code), "published": code in _published(snapshot)}


def _published(snapshot: Snapshot) -> set[str]:
    """Return every place of which something is published."""
    return snapshot.once(
        "published places",
        lambda: {p for each in snapshot.labels["indicator"] for p in snapshot.places(each)},
    )
