"""One series: its days, their 7-day mean, and all that a reader must not take for a fall."""

from collections.abc import Sequence
from typing import Any

import polars as pl

from argos.web.charts.empty import empty_chart
from argos.web.charts.ends import end_label, end_margin
from argos.web.charts.frames import DAYS, Period, day_rows, weekends, whole
from argos.web.charts.locale import word
from argos.web.charts.look import Look
from argos.web.charts.marks import Mark, mark_layers, placed
from argos.web.charts.nowcast import has_nowcast, nowcast_layers
from argos.web.charts.parts import (
    EDGES,
    Part,
    heading,
    key_layer,
    number_format,
    provisional_present,
    shade_layer,
    temporal,
    time_axis,
    top,
    value_axis,
    value_scale,
    zoom,
)
from argos.web.charts.render import INTERACTIVE, Chart
from argos.web.charts.theme import colours

WEEKENDS_FROM = 3.0  # pixels a day: nearer, the shade of weekends is but noise


def series_chart(
    frame: pl.DataFrame,
    look: Look,
    *,
    unit: str,
    marks: Sequence[Mark] = (),
    log: bool = False,
    period: Period = "day",
) -> Chart:
    """Draw one series.

    Daily figures are faint bars (points on a logarithmic scale, where a bar would have no foot),
    the 7-day mean is the line, labelled at its end. Provisional days are lighter and dashed; days
    without a figure have a strip at the axis, filled for "<11" and empty for the rest.

    Args:
        frame: a series frame; ``low50``, ``high50``, ``low90``, ``high90`` are drawn as bands, and
            `argos.web.charts.nowcast.COLUMNS` as points with their range.
        look: language, theme and width.
        unit: what a figure measures ("passages par jour"), written above the axis.
        marks: days to annotate.
        log: a logarithmic scale, with the doubling time.
        period: what one row stands for.

    """
    frame = whole(frame, period)
    if frame["value"].is_null().all():
        return empty_chart(frame, look, unit=unit, period=period)
    first, last = frame[0, "date"], frame[-1, "date"]
    right = end_margin(look)
    plot = look.pixels - right - look.text * 3.2
    pace = plot / ((last - first).days + DAYS[period])
    shown = placed([(m, ((m.date - first).days + 0.5) * pace) for m in marks
                    if first <= m.date <= last], plot, look.text)  # fmt: skip
    x = temporal("d", first, last, time_axis(first, last, plot, look), DAYS[period])
    shade = weekends(first, last) if period == "day" and pace >= WEEKENDS_FROM else []
    said = [unit, *([word("log", look.language)] if log else []),
            *([word("nowcast_key", look.language)] if has_nowcast(frame) else [])]  # fmt: skip
    title = said if look.width == "narrow" and len(said) > 1 else " · ".join(said)
    return Chart({
        "width": look.pixels, "height": look.height,
        "autosize": {"type": "fit", "contains": "padding"},
        "padding": EDGES,
        "title": {**heading(unit, 10), "text": title},
        "data": {"values": day_rows(frame)},
        "encoding": {"x": x},
        "layer": [
            *shade_layer(shade, colours(look).text),
            *bands(frame, look),
            *figures(frame, look, min(max(0.6, pace * DAYS[period] * 0.8), look.text * 4), log=log),
            *key_layer(frame, look, period),
            *mark_layers(shown, look),
            *mean_lines(frame, look),
            *nowcast_layers(frame, look),
            *end_label(frame, look, log=log, period=period),
            *hover(frame, look, unit),
        ],
    })  # fmt: skip


def bands(frame: pl.DataFrame, look: Look) -> list[Part]:
    """Return the 90 % and 50 % bands of a frame that has their columns."""
    return [{
        "transform": [{"filter": f"isValid(datum.low{level})"}],
        "mark": {"type": "area", "color": colour},
        "encoding": {"y": {"field": f"low{level}", "type": "quantitative"},
                     "y2": {"field": f"high{level}"}},
    } for level, colour in zip((90, 50), colours(look).band, strict=True)
        if f"low{level}" in frame.columns]  # fmt: skip


def figures(frame: pl.DataFrame, look: Look, size: float, *, log: bool) -> list[Part]:
    """Return the figures themselves, the provisional ones lighter and dashed."""
    shades = colours(look)
    alone = frame["mean"].is_null().all()  # nothing stands before them: they carry the reading
    y = {"field": "v", "type": "quantitative", "axis": value_axis(frame, log=log),
         "scale": value_scale(frame, log=log), "stack": None}  # fmt: skip
    solid = shades.accent if alone else shades.bar
    dot: Part = {"type": "point", "filled": True, "size": look.text * 2, "opacity": 1}
    kind: Part = dot if log else {"type": "bar", "size": round(size, 2)}
    above = "datum.v > 0" if log else "isValid(datum.v)"
    parts = [{"transform": [{"filter": f"{above} && !datum.p"}], "params": [zoom(look)],
              "mark": {**kind, "color": solid}, "encoding": {"y": y}}]  # fmt: skip
    if provisional_present(frame):
        soft = {**kind, "fill": shades.provisional, "stroke": shades.accent, "strokeWidth": 0.8,
                "strokeDash": [1, 0] if log else [2, 2]}  # fmt: skip
        # Described, not named: Vega gives all layers of one name the data of the first.
        parts.append({"description": "provisional", "mark": soft, "encoding": {"y": y},
                      "transform": [{"filter": f"{above} && datum.p"}]})  # fmt: skip
    return parts


def mean_lines(frame: pl.DataFrame, look: Look, width: float | None = None) -> list[Part]:
    """Return the line of the mean; dashed where it may still change, broken where there is none."""
    thick = width or (4 if look.width == "full" else 2.5)
    mark: Part = {"type": "line", "color": colours(look).accent, "strokeWidth": thick}
    parts: list[Part] = [{"mark": mark, "encoding": {"y": {"field": "m", "type": "quantitative"}}}]
    if provisional_present(frame):
        parts.append({
            "description": "provisional_mean",
            "mark": {**mark, "strokeDash": [thick * 1.6, thick * 1.6], "strokeCap": "butt"},
            "encoding": {"y": {"field": "mp", "type": "quantitative"}},
        })  # fmt: skip
    return parts


def hover(frame: pl.DataFrame, look: Look, unit: str) -> list[Part]:
    """Return the rule that follows the pointer, and what it says of the day; not in an image."""
    form = number_format(top(frame)).replace(".0f", ".1~f")
    tips: list[dict[str, Any]] = [
        {"field": "d", "type": "temporal", "title": " ", "timeUnit": "utcyearmonthdate",
         "format": "%A %-d %B %Y"},
        {"field": "v", "type": "quantitative", "title": unit, "format": form},
        {"field": "average", "type": "quantitative", "title": word("mean", look.language),
         "format": form},
    ]  # fmt: skip
    return [{
        "name": f"{INTERACTIVE}_hover",
        "transform": [{"calculate": "isValid(datum.m) ? datum.m : datum.mp", "as": "average"}],
        "params": [{"name": "pointed", "select": {
            "type": "point", "nearest": True, "on": "pointerover", "clear": "pointerout",
            "encodings": ["x"]}}],
        "mark": {"type": "rule", "color": colours(look).muted, "strokeWidth": 1},
        "encoding": {"opacity": {"condition": {"param": "pointed", "empty": False, "value": 1},
                                 "value": 0}, "tooltip": tips},
    }]  # fmt: skip
