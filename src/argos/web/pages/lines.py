"""The state of an indicator in a line, as the overview, a place and a partner show it."""

from typing import Any

from argos.outputs.snapshot import Snapshot
from argos.web import formats
from argos.web.choices import Choices
from argos.web.feeds import Feed, of_partners
from argos.web.figures.figure import words
from argos.web.findings import Finding, finding
from argos.web.frames import Shown, shown
from argos.web.measures import measure_of
from argos.web.pages.parts import ages_of, best_place

ORDER = {"rising": 0, "falling": 1, "disturbed": 2, "unclear": 3, "steady": 4, "unknown": 5}


def line_of(
    snapshot: Snapshot, choices: Choices, asked: str, every: list[Feed]
) -> dict[str, Any] | None:
    """Return the line of the chosen indicator at a place, or at the nearest that has it.

    Args:
        snapshot: what is published.
        choices: the indicator and what else is chosen.
        asked: the place; empty for the one that is chosen.
        every: all feeds; the late ones behind the series are told.

    Returns:
        What `_lines.html` shows; None where nothing is published, or not of the chosen age.

    """
    indicator = choices.indicator
    if choices.age not in ages_of(snapshot, indicator):
        return None
    place = best_place(snapshot, indicator, asked or choices.place)
    chosen = choices.but(place=place)
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
        "finding": finding(series, measure=measure_of(indicator, said["unit"])),
        "provisional": int(series.frame["provisional"].sum()),
        "late": of_partners(every, series.sources),
        "choices": chosen,
        "query": chosen.but(indicator="").query(),
        "spark": chosen.query(),
    }


def weight(line: dict[str, Any]) -> tuple[int, float]:
    """Return a line's rank: what rises first, then the largest change."""
    state: Finding = line["finding"]
    series: Shown = line["series"]
    change = abs(state.change) if state.change is not None else 0.0
    return ORDER[state.direction], -change if series.frame.height else 0.0
