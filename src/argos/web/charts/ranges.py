"""Small multiples of ranges: one panel each, on one scale, with a line that must not be crossed."""

import textwrap
from collections.abc import Mapping
from datetime import date

import polars as pl

from argos.web.charts.empty import empty_chart
from argos.web.charts.fan import band_layers, median_line
from argos.web.charts.frames import short
from argos.web.charts.locale import number
from argos.web.charts.look import Look
from argos.web.charts.parts import (
    Part,
    cut,
    edge_of,
    heading,
    number_format,
    temporal,
    time_axis,
)
from argos.web.charts.render import Chart
from argos.web.charts.theme import colours

WORD_ABOVE = 1.12  # of a line's height, up to which the scale goes so that its word has room
_COLUMNS = {"narrow": 1, "wide": 2, "full": 2}


def ranges(
    frame: pl.DataFrame,
    look: Look,
    *,
    unit: str,
    key: str,
    rules: Mapping[str, Mapping[str, float]],
    highest: float | None = None,
) -> Chart:
    """Draw a panel for each ``panel`` of a frame, in the order in which they come.

    Args:
        frame: panel, date, low90, low50, median, high50, high90: the outer and the inner range,
            and ``value`` for what is known; each may be null.
        look: language, theme and width; a phone has one column.
        unit: what a figure measures.
        key: what the ranges are, in words.
        rules: of each panel, the lines to draw: their word (or none) and height.
        highest: the top of the scale, where what lies above it is cut.

    """
    if frame.is_empty():
        return empty_chart(pl.DataFrame(schema={"date": pl.Date}), look, unit=unit)
    panels = frame.partition_by("panel", maintain_order=True)
    across = min(len(panels), _COLUMNS[look.width])
    top = highest or _top(frame, rules)
    room = look.pixels - 16 - _axis_room(top, look) - (across - 1) * look.text * 2
    width = int((room - look.text * 2 * across) / across)
    first, last = _ends(frame)
    concat = [
        _panel(part, look, width, (first, last), top, rules.get(part[0, "panel"], {}),
               labels=n % across == 0) for n, part in enumerate(panels)
    ]  # fmt: skip
    lines = [unit, *textwrap.wrap(key, int(look.pixels / look.text * 2))]
    return Chart({
        "title": {**heading("", look.text), "text": lines}, "padding": 4, "columns": across,
        "spacing": {"row": look.text * 1.2, "column": look.text}, "concat": concat,
        "align": "none" if across == 1 else "each",
        "resolve": {"scale": {"y": "independent", "x": "independent"}},
    })  # fmt: skip


def _ends(frame: pl.DataFrame) -> tuple[date, date]:
    first, last = frame["date"].min(), frame["date"].max()
    assert isinstance(first, date)  # noqa: S101 - a frame with rows has both
    assert isinstance(last, date)  # noqa: S101
    return first, last


def _top(frame: pl.DataFrame, rules: Mapping[str, Mapping[str, float]]) -> float:
    names = [c for c in ("value", "high90") if c in frame.columns]
    drawn = [each for each in frame.select(pl.max(*names)).row(0) if each is not None]
    lines = [
        height * (WORD_ABOVE if said else 1)
        for each in rules.values() for said, height in each.items()
    ]  # fmt: skip
    return max([*drawn, *lines], default=1)


def _axis_room(top: float, look: Look) -> int:
    return int((len(number(top, look.language)) + 1) * look.text * 0.52) + 8


def _panel(
    part: pl.DataFrame, look: Look, width: int, days: tuple[date, date], top: float,
    rules: Mapping[str, float], *, labels: bool,
) -> Part:  # fmt: skip
    first, last = days
    x = temporal("d", first, last, time_axis(first, last, width, look))
    extent = _axis_room(top, look) if labels else 0
    axis = {"format": number_format(top), "tickCount": 3, "grid": True, "labels": labels,
            "minExtent": extent, "maxExtent": extent}  # fmt: skip
    y = {"axis": axis, "scale": {"domainMin": 0, "domainMax": top, "nice": True, "zero": True}}
    layers = [*band_layers(part, look, y), *_known(part, look), _median(part, look),
              *_rules(rules, look, first), _name(part[0, "panel"], look, width, first)]  # fmt: skip
    for layer in layers:
        layer["mark"]["clip"] = layer["mark"]["type"] == "area"
    return {"width": width, "height": round(look.height * 0.4), "view": {"stroke": None},
            "encoding": {"x": x}, "layer": layers}  # fmt: skip


def _median(part: pl.DataFrame, look: Look) -> Part:
    """Return the line of the medians; solid where nothing else is known."""
    line = median_line(part, look)
    line["mark"] |= {"strokeWidth": look.text / 7}
    if "value" not in part.columns:
        line["mark"].pop("strokeDash")
    return line


def _known(part: pl.DataFrame, look: Look) -> list[Part]:
    """Return the line of what is known."""
    if "value" not in part.columns:
        return []
    rows = [{"d": day.isoformat(), "v": short(value)} for day, value in
            part.select("date", "value").drop_nulls().iter_rows()]  # fmt: skip
    mark = {"type": "line", "color": colours(look).accent, "strokeWidth": look.text / 7}
    y = {"y": {"field": "v", "type": "quantitative"}}
    return [{"data": {"values": rows}, "mark": mark, "encoding": y}]


def _rules(rules: Mapping[str, float], look: Look, first: date) -> list[Part]:
    """Return each line across the panel, with its word above its left end."""
    shades, found = colours(look), []
    for said, height in rules.items():
        data = {"values": [{"r": short(height), "e": edge_of(first, -1)}]}
        y = {"y": {"field": "r", "type": "quantitative"}}
        found += [
            {"data": data, "mark": {"type": "rule", "color": shades.text, "strokeWidth": 1.2},
             "encoding": {**y, "x": {"value": 0}, "x2": {"value": "width"}}},
        ]  # fmt: skip
        found += [] if not said else [
            {"data": data, "encoding": {**y, "x": {"field": "e", "type": "temporal"}},
             "mark": {"type": "text", "text": said, "align": "left", "baseline": "bottom",
                      "dy": -2, "dx": 2, "fontSize": look.text - 1, "color": shades.text}},
        ]  # fmt: skip
    return found


def _name(name: str, look: Look, width: int, first: date) -> Part:
    return {
        "data": {"values": [{"e": edge_of(first, -1)}]},
        "mark": {"type": "text", "text": cut(name, width, look.text), "align": "left",
                 "baseline": "bottom", "fontWeight": 600, "color": colours(look).text},
        "encoding": {"x": {"field": "e", "type": "temporal"}, "y": {"value": -6}},
    }  # fmt: skip
