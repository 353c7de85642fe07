"""Several series over each other, on one axis or two, for Explore."""

import json
import textwrap
from collections.abc import Sequence
from datetime import date
from typing import Literal

import polars as pl

from argos.web.charts.empty import empty_chart
from argos.web.charts.frames import Rows, gap_words, short, span, whole
from argos.web.charts.locale import word
from argos.web.charts.look import Look
from argos.web.charts.parts import (
    EDGES,
    Part,
    heading,
    lowest_above_zero,
    soft_words,
    temporal,
    top,
    value_axis,
    value_scale,
    zoom,
)
from argos.web.charts.render import Chart
from argos.web.charts.theme import colours, dashes

Kind = Literal["line", "bar", "area"]


def compared(
    frame: pl.DataFrame,
    look: Look,
    *,
    kind: Kind = "line",
    units: Sequence[str],
    second_axis: Sequence[str] = (),
) -> Chart:
    """Draw several series; dragging chooses a period where there is a script.

    Each has its own colour and its own dash. On one axis a line is named at its end; bars, areas
    and a second axis have a key above instead.

    Args:
        frame: a series frame with ``series`` (label); the means are drawn, or else the values.
        look: language, theme and width.
        kind: of marks.
        units: what the left axis measures, then the right one if there is one.
        second_axis: labels of the series that go by the right axis.

    """
    frame = whole(frame, by=["series"])
    if frame["value"].is_null().all():
        return empty_chart(frame, look, unit=units[0] if units else "")
    names = frame["series"].unique(maintain_order=True).to_list()
    right = [name for name in names if name in second_axis]
    left = [name for name in names if name not in second_axis]
    if not left:
        left, right = right, []
    first, last = span(frame)
    axis = {"labelExpr": _dates(first, last), "grid": False, "labelOverlap": True,
            "tickCount": max(3, int(look.pixels / look.text / 6))}  # fmt: skip
    title = [_title(units, right, look), *_key(frame, look)]
    ends = kind == "line" and not right and len(names) > 1
    layers = [
        layer
        for side, group in ((False, left), (True, right)) if group
        for layer in _axis_layers(frame.filter(pl.col("series").is_in(group)), group, names, look,
                                  kind, right=side, ends=ends, both=bool(right))
    ]  # fmt: skip
    for layer in layers:  # not for all at once: the names at the ends keep to the edge when zoomed
        layer["encoding"].setdefault("x", temporal("d", first, last, axis))
    layers[0]["params"] = [zoom(look)]
    return Chart({
        "width": look.pixels, "height": look.height, "padding": EDGES,
        "autosize": {"type": "fit", "contains": "padding"},
        "title": {**heading(""), "text": title},
        "layer": layers,
        "resolve": {"scale": {"y": "independent"}} if right else {},
    })  # fmt: skip


def _key(frame: pl.DataFrame, look: Look) -> list[str]:
    """Return in words why a line breaks off and what is paler."""
    words = ", ".join(gap_words(frame, look))
    breaks = [word("breaks", look.language, what=words)] if words else []
    said = " · ".join([*breaks, *soft_words(frame, look, "paler")])
    return textwrap.wrap(said, int(look.pixels / look.text * 2))


def _title(units: Sequence[str], right: Sequence[str], look: Look) -> str:
    if not right or len(units) < 2:
        return units[0] if units else ""
    sides = ("à gauche", "à droite") if look.language == "fr" else ("left", "right")
    return f"{units[0]} ({sides[0]}) · {units[1]} ({sides[1]})"


def _dates(first: date, last: date) -> str:
    """Return the labels of an axis that may be zoomed: months over a long time, or else days."""
    day = "utcFormat(datum.value, '%-d %b')"
    if (last - first).days < 200:
        return day
    month = "%b %Y" if first.year != last.year else "%b"
    return f"utcdate(datum.value) == 1 ? utcFormat(datum.value, '{month}') : {day}"


def _axis_layers(
    part: pl.DataFrame,
    group: Sequence[str],
    names: Sequence[str],
    look: Look,
    kind: Kind,
    *,
    right: bool,
    ends: bool,
    both: bool,
) -> list[Part]:
    axis = {**value_axis(part), "orient": "right" if right else "left", "grid": not right}
    layers: list[Part] = []
    for name in group:
        one = part.filter(pl.col("series") == name)
        # With two axes each layer has a scale of its own, equal to that of its group: one shows it.
        y = {"type": "quantitative", "axis": None if both and layers else axis,
             "scale": value_scale(part)}  # fmt: skip
        for soft, rows in enumerate(_halves(one, kind)):
            if rows:
                y = {**y, "axis": None} if soft and both else y
                mark = _mark(names.index(name), len(names), one.height, look, kind, soft=bool(soft))
                layers.append(_series(rows, name, names, look, mark, y, key=not ends))
    return [*layers, *(_ends(part, group, names, look) if ends else [])]


def _series(
    rows: Rows, name: str, names: Sequence[str], look: Look, mark: Part, y: Part, *, key: bool
) -> Part:
    """Return the layer of a series; its colour has a key above, if it is not named at its end."""
    palette = [colours(look).series[i % 6] for i in range(len(names))]
    line = mark["type"] == "line"
    long = sum(len(each) + 6 for each in names) * look.text * 0.52 > look.pixels
    legend = {"orient": "top", "symbolStrokeWidth": 3, "symbolOpacity": 1,
              "symbolSize": look.text * 22 if line else look.text * 8, "labelLimit": look.pixels,
              "symbolType": "stroke" if line else "square",
              "columns": 1 if long else 0}  # fmt: skip
    channels: Part = {"color": {"value": palette[names.index(name)]}}
    if key:
        ranges = {"color": palette, "strokeDash": [dashes(i, look) for i in range(len(names))]}
        channels = {
            channel: {"field": "s", "type": "nominal", "legend": legend,
                      "scale": {"domain": list(names), "range": each}}
            for channel, each in ranges.items() if line or channel == "color"
        }  # fmt: skip
    tips = [{"field": "d", "type": "temporal", "timeUnit": "utcyearmonthdate", "title": " ",
             "format": "%A %-d %B %Y"},
            {"field": "m", "type": "quantitative", "format": ",.1~f", "title": name}]  # fmt: skip
    return {
        "data": {"values": rows}, "mark": {**mark, "clip": True},
        **({"transform": [{"calculate": json.dumps(name), "as": "s"}]} if key else {}),
        "encoding": {"y": {**y, "field": "m", "stack": None}, **channels, "tooltip": tips},
    }  # fmt: skip


def _mark(n: int, count: int, days: int, look: Look, kind: Kind, *, soft: bool) -> Part:
    """Return the mark of the n-th series; paler where it is provisional."""
    dash, pale = dashes(n, look), 0.45 if soft else 1
    if kind == "bar":  # those of one day stand side by side
        each = (look.pixels - look.text * 5) / max(1, days) * 0.85 / count
        return {"type": "bar", "size": round(max(0.6, each), 2), "opacity": pale,
                "xOffset": round((n - (count - 1) / 2) * each, 2)}  # fmt: skip
    line = {"strokeWidth": look.text / 5.5, "strokeDash": dash, "strokeCap": "butt"}
    if kind == "area":
        return {"type": "area", "opacity": 0.3 * pale, "line": line}
    return {"type": "line", "opacity": pale, **line}


def _halves(one: pl.DataFrame, kind: Kind) -> tuple[Rows, Rows]:
    """Return the rows of a series' solid days and of its provisional end.

    A day without a figure is null, never zero, and no bar at all.
    """
    column = "value" if kind == "bar" else _column(one)
    days = one.select("date", pl.col(column), "provisional").rows()
    solid = [(day, value) for day, value, soft in days if not soft]
    tail = [(day, value) for day, value, soft in days if soft]
    if kind != "bar" and solid and tail:
        tail.insert(0, solid[-1])
    whole_rows = [[{"d": day.isoformat(), "m": short(value)} for day, value in part
                   if kind != "bar" or value is not None] for part in (solid, tail)]  # fmt: skip
    return whole_rows[0], whole_rows[1]


def _column(one: pl.DataFrame) -> str:
    """Return what a line goes by: the 7-day means, but where most days with a figure lack one."""
    return "mean" if one["mean"].count() * 2 >= one["value"].count() > 0 else "value"


def _ends(part: pl.DataFrame, group: Sequence[str], names: Sequence[str], look: Look) -> list[Part]:
    """Return the names at the ends of the lines, pushed apart where they would touch."""
    high, tall = top(part) or lowest_above_zero(part), look.height * 0.72
    least = (look.text + 3) * high / tall
    ends = []
    for name in group:
        one = part.filter(pl.col("series") == name)
        column = _column(one)
        known = one.filter(pl.col(column).is_not_null())
        if not known.is_empty():
            ends.append((float(known[-1, column]), name))
    floor, found = -least, []
    for value, name in sorted(ends):
        floor = max(value, floor + least)
        palette = colours(look).series
        long = 16 if look.width == "narrow" else 26
        text = name if len(name) <= long else name[: long - 1] + "…"
        found.append({
            "data": {"values": [{"m": short(floor)}]},
            "mark": {"type": "text", "text": text, "align": "left", "dx": 6, "fontWeight": 600,
                     "clip": False,  # what may be zoomed is clipped, but for this
                     "color": palette[names.index(name) % len(palette)]},
            "encoding": {"x": {"value": "width"}, "y": {"field": "m", "type": "quantitative"}},
        })  # fmt: skip
    return found
