"""Signals: all that the last run of the models tells, ranked, and how to answer."""

from typing import Any

from argos.core.language import Text
from argos.outputs.snapshot import Snapshot
from argos.web import formats
from argos.web.choices import ALLOWED, Choices
from argos.web.signals import (
    QUALITY,
    STATES,
    Signal,
    about_data,
    concerning,
    open_ones,
    signals,
)
from argos.web.views import page


@page("argos/signals.html")
def view(snapshot: Snapshot, choices: Choices, **_: str) -> dict[str, Any]:
    """Return every signal of a place (of all, where none is chosen), of one state if chosen."""
    every = signals(snapshot, choices)
    here = concerning(every, choices.place) if choices.place else every
    shown = [each for each in here if choices.state in ("", each.state)]
    return {
        "title": titled(here),
        "told": bool(every),
        "health": [each for each in shown if each.row["kind"] != QUALITY],
        "data": [each for each in shown if each.row["kind"] == QUALITY],
        "choices": choices,
        "where": formats.place(choices.place) if choices.place else "",
        "states": [
            {"word": str(STATES[each]), "on": choices.state == each, "count": _count(here, each),
             "query": choices.query(state="" if choices.state == each else each)}
            for each in ALLOWED["state"] if each
        ],
    }  # fmt: skip


def titled(found: list[Signal]) -> str:
    """Say how many signals are open, and which comes first."""
    health, data = open_ones(found), about_data(found)
    if not health:
        if data:
            return str(
                Text("Aucun signal de santé ; des données sont à vérifier",
                     "No health signal; some data need checking")
            )  # fmt: skip
        return str(Text("Aucun signal ouvert", "No open signal"))
    count = formats.many(len(health), Text("signal ouvert", "open signal"),
                         Text("signaux ouverts", "open signals"))  # fmt: skip
    first = health[0]
    return str(
        Text(f"{count}, d'abord : {first.pathology}, {first.where}",
             f"{count}, first of all: {first.pathology}, {first.where}")
    )  # fmt: skip


def _count(found: list[Signal], state: str) -> int:
    return sum(each.state == state for each in found)
