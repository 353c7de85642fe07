"""Axes, layers and labels that several charts share, as Vega-Lite."""

from calendar import timegm
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

import polars as pl

from argos.web.charts.frames import HIDDEN, Period, Rows, gap_runs, gap_words, instant
from argos.web.charts.locale import word
from argos.web.charts.look import Look
from argos.web.charts.theme import colours

Part = dict[str, Any]
EDGES: Part = {"left": 2, "right": 4, "top": 5, "bottom": 6}  # pixels left free around a chart
_MONTH_STEPS = (1, 2, 3, 6, 12, 24, 60, 120)
_DAY_STEPS = (1, 2, 7, 14)


def temporal(field: str, first: date, last: date, axis: Part | None, days: int = 1) -> Part:
    """Return the encoding of time, in UTC: a day is the same day whoever looks, wherever."""
    noon = 43_200_000  # ms in half a day
    low = timegm(first.timetuple()) * 1000 - noon * days
    high = timegm(last.timetuple()) * 1000 + noon * days
    ends = {"domainMin": {"expr": str(low)}, "domainMax": {"expr": str(high)}}
    return {"field": field, "type": "temporal", "axis": axis,
            "scale": {"type": "utc", **ends, "nice": False}}  # fmt: skip


def zoom(look: Look) -> Part:
    """Return the selection of a period by dragging; the page makes a choice of it (`argos.js`)."""
    mark = {"fill": colours(look).muted, "fillOpacity": 0.18, "stroke": colours(look).muted}
    return {"name": "zoom", "select": {"type": "interval", "encodings": ["x"], "mark": mark}}


def edge_of(last: date, days: float = 1) -> str:
    """Return the moment at the right edge of a plot that ends on a day (at the left: -1 days)."""
    return instant(last, timedelta(days=days / 2))


def time_axis(first: date, last: date, pixels: float, look: Look) -> Part:
    """Return an axis with as many dates as there is room for, on Mondays or first of months.

    The year is written under the first date and under each January.
    """
    room = max(2, int(pixels / (look.text * 4.6)))
    days = _ticks(first, last, room)
    monthly = all(day.day == 1 for day in days) and len(days) > 1
    yearly = monthly and all(day.month == 1 for day in days)
    form = "%Y" if yearly else "%b" if monthly else "%-d %b"
    label: Any = f"utcFormat(datum.value, '{form}')"
    if not yearly and days:
        turn = f"(datum.index == 0 || (utcmonth(datum.value) == 0 && {_first_of_year(days)}))"
        label = f"{turn} ? [{label}, utcFormat(datum.value, '%Y')] : {label}"
    return {
        # As an expression: the dates that Vega-Lite would write are lost on the interpreter.
        "values": {"expr": str([timegm(day.timetuple()) * 1000 for day in days])},
        "labelExpr": label,
        "grid": False, "ticks": True, "tickColor": colours(look).grid, "tickSize": 5,
        "labelFlush": False,
    }  # fmt: skip


def _first_of_year(days: list[date]) -> str:
    """Return the test of being the first tick of its year."""
    starts: dict[int, date] = {}
    for day in days:
        starts.setdefault(day.year, day)
    moments = [timegm(day.timetuple()) * 1000 for day in starts.values()]
    return f"indexof({moments}, +datum.value) >= 0"


def _ticks(first: date, last: date, room: int) -> list[date]:
    span = (last - first).days + 1
    for step in _DAY_STEPS:
        if span / step <= room:
            start = first if step < 7 else first + timedelta(days=-first.weekday() % 7)
            return [start + timedelta(days=n) for n in range(0, (last - start).days + 1, step)]
    for step in _MONTH_STEPS:
        ticks = list(_firsts(first, last, step))
        if len(ticks) <= room:
            return ticks
    return []


def _firsts(first: date, last: date, step: int) -> Iterable[date]:
    """Yield the first days of every `step`-th month, counted from January of year 0."""
    for month in range(first.year * 12 + first.month - 1, last.year * 12 + last.month):
        day = date(month // 12, month % 12 + 1, 1)
        if month % step == 0 and first <= day <= last:
            yield day


def value_scale(frame: pl.DataFrame, *, log: bool = False) -> Part:
    """Return the scale of figures: from zero, or logarithmic with a little air at both ends."""
    highest = top(frame)
    if log and highest and highest > 0:
        lowest = lowest_above_zero(frame)
        return {"type": "log", "nice": False, "domain": [lowest / 1.15, highest * 1.15]}
    return {"zero": True, "domainMin": 0, "nice": True, "domainMax": highest or 4}


def value_axis(frame: pl.DataFrame, *, log: bool = False, count: int = 4) -> Part:
    """Return the axis of figures: few lines, no decimals that the figures do not need."""
    highest = top(frame)
    axis = {"format": number_format(highest), "tickCount": count, "grid": True}
    if not log or not highest or highest <= 0:
        return axis
    lowest = lowest_above_zero(frame) / 1.15
    steps = (1, 2, 5) if highest / lowest < 1000 else (1,)
    ticks = [step * 10.0**power for power in range(-4, 8) for step in steps]
    return {
        **axis,
        "format": ",.2~f",
        "values": [t for t in ticks if lowest <= t <= highest * 1.15],
    }


def lowest_above_zero(frame: pl.DataFrame) -> float:
    """Return the lowest figure that a logarithmic scale can show."""
    both = pl.concat([frame["value"], frame["mean"]])
    found = both.filter(both > 0).min()
    return float(found) if isinstance(found, int | float) else 1.0


def number_format(highest: float | None) -> str:
    """Return the d3 format of an axis."""
    return ",.0f" if highest is not None and highest >= 5 else ",.2~f"


def top(frame: pl.DataFrame) -> float | None:
    """Return the highest figure of a frame, bands included; None without any."""
    names = [n for n in ("value", "mean", "high50", "high90", "est_high") if n in frame.columns]
    found = frame.select(pl.max_horizontal(pl.col(names).max())).item()
    return None if found is None else float(found)


def cut(text: str, pixels: float, size: float) -> str:
    """Shorten a text to what fits: Vega's own limit takes letters for wider than they are."""
    room = max(4, int(pixels / (size * 0.5)))
    return text if len(text) <= room else text[: room - 1].rstrip() + "…"


def heading(unit: str, offset: int = 8) -> Part:
    """Return what the figures measure, written above the axis rather than along it."""
    return {"text": unit, "anchor": "start", "frame": "bounds", "offset": offset}


def provisional_present(frame: pl.DataFrame) -> bool:
    """Tell whether a figure may still change."""
    return not frame.filter(pl.col("provisional") & pl.col("value").is_not_null()).is_empty()


def key_layer(
    frame: pl.DataFrame, look: Look, period: Period, height: float | None = None
) -> list[Part]:
    """Return the strip at the axis that says why days have no figure, with its legend.

    "<11" is a filled bar, anything else an empty one: told apart without colour. The legend names
    only what is there, and the provisional days if there are some.

    Args:
        frame: of one series, whole.
        look: language, theme and width.
        period: what one row stands for.
        height: of the plot in pixels, where Vega's own word for it means another's (in a concat).

    """
    thick = round(look.text * 0.35, 1)
    shades = colours(look)
    words, soft = gap_words(frame, look), word("provisional", look.language)
    shown = words + ([soft] if provisional_present(frame) else [])
    if not shown:
        return []
    hidden = [word(each, look.language) for each in HIDDEN]
    fills = [shades.hidden if w in hidden else shades.provisional if w == soft else shades.surface
             for w in shown]  # fmt: skip
    strokes = [shades.accent if w == soft else shades.hidden for w in shown]
    legend = {"symbolType": "square", "symbolStrokeWidth": 1.2,
              "columns": 2 if look.width == "narrow" else 0}  # fmt: skip
    return [{
        "data": {"values": gap_runs(frame, look, period)},
        "mark": {"type": "rect", "strokeWidth": 1, "height": thick},
        "encoding": {
            "x": {"field": "a", "type": "temporal"}, "x2": {"field": "b"},
            "y": {"value": round(height - thick / 2, 1) if height else
                  {"expr": f"height - {thick / 2:.1f}"}},
            "fill": {"field": "word", "type": "nominal", "legend": legend,
                     "scale": {"domain": shown, "range": fills}},
            "stroke": {"field": "word", "type": "nominal", "legend": legend,
                       "scale": {"domain": shown, "range": strokes}},
            "tooltip": [{"field": "word", "type": "nominal", "title": " "},
                        {"field": "days", "type": "quantitative", "title": "jours"
                         if look.language == "fr" else "days"}],
        },
    }]  # fmt: skip


def key_words(frame: pl.DataFrame, look: Look, soft: str = "dashed") -> str:
    """Return in words what the strips at the axis and the provisional marks are.

    Args:
        frame: of all the series drawn, whole.
        look: language, theme and width.
        soft: how what is provisional is drawn: ``dashed`` or ``paler``.

    """
    hidden = [word(each, look.language) for each in HIDDEN]
    words = gap_words(frame, look)
    others = ", ".join(w for w in words if w not in hidden)
    said = [word("filled", look.language, what=each) for each in hidden if each in words]
    said += [word("empty", look.language, what=others)] if others else []
    return " · ".join([*said, *soft_words(frame, look, soft)])


def soft_words(frame: pl.DataFrame, look: Look, how: str) -> list[str]:
    """Return the words of how what is provisional is drawn; none if nothing is."""
    if not provisional_present(frame):
        return []
    return [word(how, look.language, what=word("provisional", look.language))]


def shade_layer(rows: Rows, colour: str) -> list[Part]:
    """Return the light shade behind spans of days (``a`` to ``b``)."""
    if not rows:
        return []
    return [{
        "data": {"values": rows},
        "mark": {"type": "rect", "color": colour, "opacity": 0.06},
        "encoding": {"x": {"field": "a", "type": "temporal"}, "x2": {"field": "b"}},
    }]  # fmt: skip
