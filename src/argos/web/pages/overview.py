"""The overview: the state of each indicator in a line, the most important first."""

from typing import Any

from argos.outputs.snapshot import Snapshot
from argos.web import formats, published
from argos.web.choices import Choices
from argos.web.feeds import Feed, feeds
from argos.web.pages.lines import line_of, weight
from argos.web.pages.parts import TERRITORY, figure
from argos.web.signals import about_data, concerning, open_ones, signals
from argos.web.skies import outlooks, verdict
from argos.web.views import page

SIGNALS = 5  # shown, of those that concern the place


@page("argos/overview.html")
def view(snapshot: Snapshot, choices: Choices, **_: str) -> dict[str, Any]:
    """Return the lines of the overview and its verdict."""
    late = feeds(snapshot, published.now())
    asked = choices.place or TERRITORY
    lines = lines_of(snapshot, choices, asked, late)
    told = concerning(signals(snapshot, choices), asked)
    found = open_ones(told)
    return {
        "title": formats.place(asked),
        "place": asked,
        "lines": lines,
        "rising": [line for line in lines if line["finding"].direction == "rising"],
        "falling": [line for line in lines if line["finding"].direction == "falling"],
        "feeds": [feed for feed in late if feed.late],
        "on_time": [feed for feed in late if not feed.late],
        "choices": choices,
        "map": map_of(snapshot, asked, choices, lines),
        "signals": found[:SIGNALS],
        "more_signals": max(0, len(found) - SIGNALS),
        "unsure": about_data(told),
        "outlooks": (skies := outlooks(snapshot, choices, asked)),
        "verdict": verdict(skies),
        "weather_map": _weather_map(snapshot, choices, asked) if skies else None,
        "newest": max((line["series"].known_at for line in lines), default=None),
    }


def _weather_map(snapshot: Snapshot, choices: Choices, asked: str) -> dict[str, Any]:
    """Return the map of the health weather, of the worst of all pathologies."""
    return figure(snapshot, "weather", Choices(place=asked, as_of=choices.as_of))


def lines_of(
    snapshot: Snapshot, choices: Choices, asked: str, every: list[Feed]
) -> list[dict[str, Any]]:
    """Return the line of every indicator at a place, what matters most first."""
    found = [
        line_of(snapshot, choices.but(indicator=each), asked, every)
        for each in snapshot.labels["indicator"]
    ]
    return sorted((line for line in found if line is not None), key=weight)


def map_of(
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
