"""What is written over a series where it falls: holidays, incidents, outbreaks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from argos.web.charts.frames import Rows, instant
from argos.web.charts.look import Look
from argos.web.charts.parts import Part
from argos.web.charts.theme import colours

MarkKind = Literal["holiday", "incident", "outbreak"]


@dataclass(frozen=True, slots=True)
class Mark:
    """A day that explains a figure, with the words to write beside it."""

    date: date
    label: str
    kind: MarkKind


@dataclass(frozen=True, slots=True)
class Placed:
    """A mark with the row of its label above the chart; None where there is no room."""

    mark: Mark
    x: float
    row: int | None
    align: Literal["left", "center", "right"]
    text: str


def placed(marks: list[tuple[Mark, float]], width: float, size: int, rows: int = 2) -> list[Placed]:
    """Give each mark a row for its label so that none covers another.

    Incidents and outbreaks come first, a holiday takes what is left.

    Args:
        marks: each mark and where it falls, in pixels from the left of the plot.
        width: of the plot, in pixels.
        size: of the text, in pixels.
        rows: how many rows of labels there may be.

    """
    taken: list[list[tuple[float, float]]] = [[] for _ in range(rows)]
    longest = max(8, int(width / (size * 0.5) / 2))
    done = []
    for mark, x in sorted(marks, key=lambda pair: (pair[0].kind == "holiday", pair[1])):
        text = mark.label if len(mark.label) <= longest else mark.label[: longest - 1] + "…"
        long = len(text) * size * 0.5 + 8
        align: Literal["left", "center", "right"] = (
            "left" if x < long / 2 else "right" if x > width - long / 2 else "center"
        )
        left = {"left": x, "center": x - long / 2, "right": x - long}[align]
        row = next((r for r in range(rows) if _free(taken[r], left, left + long)), None)
        if row is not None:
            taken[row].append((left, left + long))
        done.append(Placed(mark, x, row, align, text))
    return done


def _free(taken: list[tuple[float, float]], left: float, right: float) -> bool:
    return all(right <= start or left >= end for start, end in taken)


def mark_layers(shown: Sequence[Placed], look: Look) -> list[Part]:
    """Return the annotations: a rule where an incident or outbreak falls, a tick for a holiday."""
    if not shown:
        return []
    rules = [{"a": instant(p.mark.date), "label": p.mark.label, "kind": p.mark.kind} for p in shown]
    holidays = {p.mark.kind == "holiday" for p in shown}
    return [
        *(_rule(rules, look, holiday=holiday) for holiday in sorted(holidays, reverse=True)),
        *_labels(shown, look),
    ]


def _rule(rules: Rows, look: Look, *, holiday: bool) -> Part:
    mark: Part = {"type": "rule", "color": colours(look).muted, "strokeWidth": 1, "y": -3}
    mark |= {"y2": 5} if holiday else {"y2": {"expr": "height"}, "strokeDash": [3, 2]}
    return {
        "data": {"values": rules},
        "transform": [{"filter": f"datum.kind {'==' if holiday else '!='} 'holiday'"}],
        "mark": mark,
        "encoding": {"x": {"field": "a", "type": "temporal"},
                     "tooltip": [{"field": "label", "type": "nominal", "title": " "}]},
    }  # fmt: skip


def _labels(shown: Sequence[Placed], look: Look) -> list[Part]:
    shades = colours(look)
    rows = [
        {"a": instant(p.mark.date), "t": p.text, "side": p.align, "y": -4 - p.row * (look.text + 4),
         "ink": shades.muted if p.mark.kind == "holiday" else shades.text}
        for p in shown if p.row is not None
    ]  # fmt: skip
    return [{
        "data": {"values": rows},
        "mark": {"type": "text", "align": {"expr": "datum.side"}, "baseline": "bottom",
                 "y": {"expr": "datum.y"}, "fontSize": look.text - 1},
        "encoding": {"x": {"field": "a", "type": "temporal"},
                     "text": {"field": "t", "type": "nominal"},
                     "color": {"field": "ink", "type": "nominal", "scale": None}},
    }] if rows else []  # fmt: skip
