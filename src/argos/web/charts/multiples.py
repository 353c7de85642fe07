"""Small multiples: one panel a place, an age or a partner, on one scale."""

import textwrap
from datetime import date

import polars as pl

from argos.web.charts.empty import empty_chart
from argos.web.charts.ends import last_figure
from argos.web.charts.frames import DAYS, Period, day_rows, span, whole
from argos.web.charts.line import figures, mean_lines
from argos.web.charts.locale import number, short_day
from argos.web.charts.look import Look
from argos.web.charts.parts import (
    Part,
    cut,
    edge_of,
    heading,
    key_layer,
    key_words,
    temporal,
    time_axis,
    top,
    value_axis,
    value_scale,
)
from argos.web.charts.render import Chart
from argos.web.charts.theme import colours

_COLUMNS = {"narrow": 1, "wide": 3, "full": 4}


def multiples(
    frame: pl.DataFrame,
    look: Look,
    *,
    unit: str,
    shared: bool = True,
    columns: int | None = None,
    period: Period = "day",
) -> Chart:
    """Draw a panel for each ``panel`` of a frame, in the order in which they come.

    Args:
        frame: a series frame with ``panel`` (label).
        look: language, theme and width; a phone has one column.
        unit: what a figure measures.
        shared: one scale for all, so that heights compare; False gives each its own.
        columns: how many side by side, instead of 3 (wide) or 4 (full).
        period: what one row stands for.

    """
    frame = whole(frame, period, by=["panel"])
    if frame["value"].is_null().all():
        return empty_chart(frame, look, unit=unit, period=period)
    panels = frame.partition_by("panel", maintain_order=True)
    across = min(len(panels), 1 if look.width == "narrow" else columns or _COLUMNS[look.width])
    gap, left = look.text, _axis_room(frame, look)
    each_left = left if not shared else 0
    dates = look.text * (1 + 0.6 * across)  # what the first and last dates stand out at the sides
    room = look.pixels - 8 - (0 if each_left else left) - (across - 1) * gap - dates
    width = int(room / across - each_left)
    concat = [
        _panel(part, frame if shared else part, look, width, days=span(frame),
               labels=not shared or n % across == 0, period=period)
        for n, part in enumerate(panels)
    ]  # fmt: skip
    lines = [unit, *textwrap.wrap(key_words(frame, look), int(look.pixels / look.text * 2))]
    return Chart({
        "title": {**heading("", look.text), "text": lines}, "padding": 4, "columns": across,
        "spacing": {"row": gap * 1.2, "column": gap}, "align": "none" if across == 1 else "each",
        "concat": concat, "resolve": {"scale": {"y": "independent", "x": "independent"}},
    })  # fmt: skip


def _axis_room(frame: pl.DataFrame, look: Look) -> int:
    """Return the room for the figures at the left of a panel, in pixels."""
    return int((len(number(top(frame) or 0, look.language)) + 1) * look.text * 0.52) + 8


def _panel(
    part: pl.DataFrame,
    scale: pl.DataFrame,
    look: Look,
    width: int,
    *,
    days: tuple[date, date],
    labels: bool,
    period: Period,
) -> Part:
    first, last = days
    height = round(look.height * 0.36)
    x = temporal("d", first, last, time_axis(first, last, width, look))
    pace = width / ((last - first).days + 1)
    strip = key_layer(part, look, period, height)
    for layer in strip:  # the key is said once, in words, above all panels
        for channel in ("fill", "stroke"):
            layer["encoding"][channel]["legend"] = None
    layers = [*figures(part, look, max(0.6, pace * DAYS[period] * 0.85), log=False), *strip,
              *mean_lines(part, look, look.text / 7), *_end(part, look, last),
              _name(part, look, width, first)]  # fmt: skip
    extent = _axis_room(scale, look) if labels else 0
    axis = {**value_axis(scale, count=3), "labels": labels, "minExtent": extent,
            "maxExtent": extent}  # fmt: skip
    for layer in layers:
        if layer["encoding"].get("y", {}).get("field") == "v":
            layer["encoding"]["y"] |= {"axis": axis, "scale": value_scale(scale)}
    return {
        "width": width, "height": height, "view": {"stroke": None},
        "data": {"values": day_rows(part)}, "encoding": {"x": x}, "layer": layers,
    }  # fmt: skip


def _name(part: pl.DataFrame, look: Look, width: int, first: date) -> Part:
    """Return the panel's name, on the line of its last figure."""
    return {
        "data": {"values": [{"e": edge_of(first, -1)}]},
        "mark": {"type": "text", "text": cut(part[0, "panel"], width - look.text * 5.5, look.text),
                 "align": "left", "baseline": "bottom", "fontWeight": 600,
                 "color": colours(look).text},
        "encoding": {"x": {"field": "e", "type": "temporal"}, "y": {"value": -6}},
    }  # fmt: skip


def _end(part: pl.DataFrame, look: Look, last: date) -> list[Part]:
    """Return the last point, and its figure at the right of the panel's name."""
    end = last_figure(part)
    if end is None:
        return []
    shades, row = colours(look), {"d": end[0].isoformat(), "m": end[1]}
    said = number(end[1], look.language)
    if end[0] < part[-1, "date"]:  # nothing since: say of when it is
        said += f" ({short_day(end[0], look.language)})"
    return [
        {"data": {"values": [row]},
         "mark": {"type": "point", "filled": True, "opacity": 1, "size": look.text * 3,
                  "color": shades.accent},
         "encoding": {"x": {"field": "d", "type": "temporal"},
                      "y": {"field": "m", "type": "quantitative"}}},
        {"data": {"values": [{"e": edge_of(last)}]},
         "mark": {"type": "text", "text": said, "align": "right",
                  "baseline": "bottom", "fontWeight": 600,
                  "color": shades.accent, "fontSize": look.text + 1},
         "encoding": {"x": {"field": "e", "type": "temporal"}, "y": {"value": -6}}},
    ]  # fmt: skip
