"""The wall: the crisis room's screen, one thing at a time in large type, turning by itself."""

from itertools import islice
from typing import Any

from argos.outputs.snapshot import Snapshot
from argos.web import formats, published
from argos.web.choices import Choices
from argos.web.feeds import feeds
from argos.web.foretold import foretold
from argos.web.pages.overview import lines_of, map_of
from argos.web.pages.parts import TERRITORY, figure
from argos.web.signals import concerning, open_ones, signals
from argos.web.views import page

SECONDS = 20  # a panel stays
CHARTS = 4  # of the indicators that matter most
LINES = 5  # of the first panel, and signals of the second
FANS = 1


@page("argos/wall.html")
def view(
    snapshot: Snapshot, choices: Choices, step: str = "1", still: str = "", **_: str
) -> dict[str, Any]:
    """Return one panel of the wall, and the address of the next one.

    Panels: in short; the signals; the map; the series that matter most; what is foretold of the
    first of them; the feeds. A step past the last one begins again. A ``still`` wall stays where
    it is.
    """
    every = feeds(snapshot, published.now())
    asked = choices.place or TERRITORY
    lines = lines_of(snapshot, choices, asked, every)
    panels = _panels(snapshot, choices, asked, lines)
    at = (int(step or 1) - 1) % len(panels)
    return {
        "title": formats.place(asked),
        "panel": panels[at](),
        "lines": lines[:LINES],
        "rising": [line for line in lines if line["finding"].direction == "rising"],
        "feeds": every,
        "silent": [feed for feed in every if feed.late],
        "newest": max((line["series"].known_at for line in lines), default=None),
        "step": at + 1,
        "steps": len(panels),
        "before": (at - 1) % len(panels) + 1,
        "after": (at + 1) % len(panels) + 1,
        "still": bool(still),
        "held": "/still" if still else "",
        "seconds": SECONDS,
        "query": choices.query(),
    }


def _panels(
    snapshot: Snapshot, choices: Choices, asked: str, lines: list[dict[str, Any]]
) -> list[Any]:
    """Return what makes each panel; a map and charts only where there is something to draw."""
    mapped = map_of(snapshot, asked, choices, lines)
    maps = [lambda: {"kind": "figure", "figure": mapped}] if mapped else []
    charts = [lambda line=line: _chart(snapshot, line) for line in lines[:CHARTS]]
    found = open_ones(concerning(signals(snapshot, choices), asked))[:LINES]
    told = [lambda: {"kind": "signals", "signals": found}] if found else []
    fans = [lambda line=line: _fan(snapshot, line) for line in _foretold(snapshot, lines)]
    short, last = {"kind": "short"}, {"kind": "feeds"}
    return [lambda: short, *told, *maps, *charts, *fans, lambda: last]


def _foretold(snapshot: Snapshot, lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the first lines of which something is foretold."""
    found = (line for line in lines if foretold(snapshot, line["choices"]) is not None)
    return list(islice(found, FANS))


def _fan(snapshot: Snapshot, line: dict[str, Any]) -> dict[str, Any]:
    return {"kind": "figure", "figure": figure(snapshot, "forecast", line["choices"]),
            "late": line["late"]}  # fmt: skip


def _chart(snapshot: Snapshot, line: dict[str, Any]) -> dict[str, Any]:
    return {"kind": "figure", "figure": figure(snapshot, "series", line["choices"]),
            "late": line["late"]}  # fmt: skip
