"""The overview: the state of each indicator in a line, the most important first."""

from typing import Any

from argos.outputs.snapshot import Snapshot
from argos.web import formats, published
from argos.web.choices import Choices
from argos.web.feeds import Feed, feeds, of_partners
from argos.web.figures.figure import words
from argos.web.findings import Finding, finding, is_level
from argos.web.frames import Shown, shown
from argos.web.pages.parts import TERRITORY, best_place, figure
from argos.web.views import page

ORDER = {"rising": 0, "falling": 1, "steady": 2, "unknown": 3}


@page("argos/overview.html")
def view(snapshot: Snapshot, choices: Choices, **_: str) -> dict[str, Any]:
    """Return the lines of the overview and its verdict."""
    late = feeds(snapshot, published.now())
    asked = choices.place or TERRITORY
    lines = [
        line
        for indicator in snapshot.labels["indicator"]
        if (line := _line(snapshot, indicator, asked, choices, late)) is not None
    ]
    lines.sort(key=_weight)
    return {
        "title": formats.place(asked),
        "lines": lines,
        "rising": [line for line in lines if line["finding"].direction == "rising"],
        "falling": [line for line in lines if line["finding"].direction == "falling"],
        "feeds": [feed for feed in late if feed.late],
        "on_time": [feed for feed in late if not feed.late],
        "choices": choices,
        "map": _map(snapshot, asked, choices, lines),
        "newest": max((line["series"].known_at for line in lines), default=None),
    }


def _map(
    snapshot: Snapshot, asked: str, choices: Choices, lines: list[dict[str, Any]]
) -> dict[str, Any] | None:
    """Return the map of what matters most, or of what is chosen, where départements have it."""
    usable = [
        line["indicator"] for line in lines
        if sum(each.startswith("dep:") for each in snapshot.places(line["indicator"])) > 1
    ]  # fmt: skip
    wanted = choices.indicator if choices.indicator in usable else next(iter(usable), None)
    if wanted is None:
        return None
    return figure(snapshot, "territory", choices.but(indicator=wanted, place=asked))


def _line(
    snapshot: Snapshot, indicator: str, asked: str, choices: Choices, every: list[Feed]
) -> dict[str, Any] | None:
    place = best_place(snapshot, indicator, asked)
    chosen = choices.but(indicator=indicator, place=place)
    series = shown(snapshot, chosen.ask())
    if series.frame.is_empty() or series.known_at is None:
        return None
    said = words(snapshot, indicator)
    return {
        "indicator": indicator,
        "label": said["label"],
        "unit": said["unit"],
        "where": formats.place(place),
        "elsewhere": place != asked,
        "series": series,
        "finding": finding(series, level=is_level(indicator, said["unit"])),
        "provisional": int(series.frame["provisional"].sum()),
        "late": of_partners(every, series.sources),
        "query": chosen.but(indicator="").query(),
        "spark": chosen.query(),
    }


def _weight(line: dict[str, Any]) -> tuple[int, float]:
    state: Finding = line["finding"]
    series: Shown = line["series"]
    change = abs(state.change) if state.change is not None else 0.0
    return ORDER[state.direction], -change if series.frame.height else 0.0
