"""Seasons or waves laid over each other, to see which is earlier, higher or faster."""

from datetime import date, timedelta

import polars as pl

from argos.web.charts.empty import empty_chart
from argos.web.charts.frames import Period, Rows, short, span, whole
from argos.web.charts.look import Look
from argos.web.charts.parts import (
    EDGES,
    Part,
    heading,
    provisional_present,
    temporal,
    time_axis,
    top,
    value_axis,
    value_scale,
)
from argos.web.charts.render import Chart
from argos.web.charts.theme import colours, dashes

_YEAR = 365.2425


def seasons(frame: pl.DataFrame, look: Look, *, unit: str, period: Period = "day") -> Chart:
    """Draw the current season strong and the earlier ones pale, each with its name at its peak.

    Earlier seasons are moved by whole weeks, so that Mondays lie on Mondays; the axis is dated as
    the current one. The means are drawn, or the values of a series without means.

    Args:
        frame: a series frame with ``series`` (the season's name); the last to start is the current.
        look: language, theme and width.
        unit: what a figure measures.
        period: what one row stands for.

    """
    frame = whole(frame, period, by=["series"])
    if frame["value"].is_null().all():
        return empty_chart(frame, look, unit=unit, period=period)
    if frame["mean"].is_null().all():
        frame = frame.with_columns(mean="value")
    parts = sorted(frame.partition_by("series"), key=_start)
    current = _start(parts[-1])
    parts = [_moved(part, current) for part in parts]
    first, last = span(pl.concat(parts))
    plot = look.pixels - look.text * 4.4
    axis = time_axis(first, last, plot, look)
    x = temporal("d", first, last, axis)
    y = {"field": "m", "type": "quantitative", "axis": value_axis(frame),
         "scale": value_scale(frame.select("mean"))}  # fmt: skip
    layers = [layer for n, part in enumerate(parts) for layer in _season(
        part, look, len(parts) - 1 - n)]  # fmt: skip
    return Chart({
        "width": look.pixels, "height": look.height, "padding": EDGES,
        "autosize": {"type": "fit", "contains": "padding"}, "title": heading(unit),
        "encoding": {"x": x, "y": y},
        "layer": [*layers, *_names(parts, look, plot)],
    })  # fmt: skip


def _start(part: pl.DataFrame) -> date:
    return span(part)[0]


def _moved(part: pl.DataFrame, current: date) -> pl.DataFrame:
    """Move a season on the current one's year, by whole weeks."""
    start = _start(part)
    years = round((current - start).days / _YEAR)
    weeks = timedelta(days=round(years * _YEAR / 7) * 7)
    return part.with_columns(pl.col("date") + weeks)


def _season(part: pl.DataFrame, look: Look, age: int) -> list[Part]:
    shades = colours(look)
    thick = look.text / 5 if age == 0 else look.text / 9
    mark = {"type": "line", "strokeWidth": thick, "color": shades.accent if age == 0 else
            shades.hidden, "strokeDash": dashes(age, look), "strokeCap": "butt"}  # fmt: skip
    soft = part.filter(pl.col("provisional"))["date"].min() if age == 0 else None
    solid = part if soft is None else part.filter(pl.col("date") < soft)
    layers: list[Part] = [{"data": {"values": _rows(solid)}, "mark": mark}]
    if soft is not None and provisional_present(part):
        tail = part.filter(pl.col("date") >= soft - timedelta(days=1))  # type: ignore[operator]
        dashed = {**mark, "strokeDash": [thick * 1.6, thick * 1.6], "strokeCap": "butt"}
        layers.append(
            {"description": "provisional", "data": {"values": _rows(tail)}, "mark": dashed}
        )
    return layers


def _rows(part: pl.DataFrame) -> Rows:
    """Return a row a day; a day without a mean stays, as null, so that the line breaks there."""
    return [{"d": day.isoformat(), "m": short(value)}
            for day, value in part.select("date", "mean").iter_rows()]  # fmt: skip


def _names(parts: list[pl.DataFrame], look: Look, plot: float) -> list[Part]:
    """Return each season's name above its peak, moved up where another's is in the way."""
    high = top(pl.concat(parts).select("mean")) or 1.0
    first, last = span(pl.concat(parts))
    pace, tall = plot / ((last - first).days + 1), look.height * 0.75
    taken: list[tuple[float, float, float]] = []
    found: list[Part] = []
    for age, part in enumerate(reversed(parts)):
        known = part.filter(pl.col("mean").is_not_null())
        if known.is_empty():
            continue
        peak = known.sort("mean", descending=True).row(0, named=True)
        name, size = peak["series"], look.text + (1 if age == 0 else 0)
        half = len(name) * size * 0.27
        x = min(max((peak["date"] - first).days * pace, half), plot - half)
        y = peak["mean"] / high * tall + size * 0.8
        while any(abs(x - a) < half + b + 4 and abs(y - c) < size * 1.1 for a, b, c in taken):
            y += size * 0.6
        taken.append((x, half, y))
        spot = {"d": (first + timedelta(days=x / pace)).isoformat(), "m": short(peak["mean"])}
        found += _name(name, spot, round(peak["mean"] / high * tall - y, 1), look, age)
    return found


def _name(name: str, spot: Part, dy: float, look: Look, age: int) -> list[Part]:
    """Return a season's name, over a rim of the ground so that no line crosses it."""
    shades = colours(look)
    text = {"type": "text", "text": name, "dy": dy, "fontWeight": 600 if age == 0 else 400,
            "fontSize": look.text + (1 if age == 0 else 0)}  # fmt: skip
    rim = {"color": shades.surface, "stroke": shades.surface, "strokeWidth": 4}
    ink = {"color": shades.accent if age == 0 else shades.muted}
    return [{"data": {"values": [spot]}, "mark": {**text, **each}} for each in (rim, ink)]
