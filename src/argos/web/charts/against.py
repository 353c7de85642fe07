"""Every forecast that was made, against what came; and how often each range held."""

import textwrap

import polars as pl

from argos.web.charts.empty import empty_chart
from argos.web.charts.fan import LARGEST_HIDDEN
from argos.web.charts.frames import Rows, short, span
from argos.web.charts.locale import word
from argos.web.charts.look import Look
from argos.web.charts.parts import (
    EDGES,
    Part,
    heading,
    temporal,
    time_axis,
    value_axis,
    value_scale,
    zoom,
)
from argos.web.charts.render import Chart
from argos.web.charts.theme import colours

_NARROWEST, _WIDEST = 1.0, 7.0  # pixels of a bar


def against(frame: pl.DataFrame, line: pl.DataFrame, look: Look, *, unit: str) -> Chart:
    """Draw the ranges of past forecasts where their day lies, and the line of what came.

    Args:
        frame: date, low90, low50, median, high50, high90, inside (null: not known yet).
        line: date, value: what came; a gap is a gap.
        look: language, theme and width.
        unit: what a figure measures.

    """
    if frame.is_empty():
        return empty_chart(pl.DataFrame(schema={"date": pl.Date}), look, unit=unit)
    first, last = span(pl.concat([frame.select("date"), line.select("date")]))
    plot = look.pixels - look.text * 4.5
    days = (last - first).days + 1
    step = days / max(1, frame["date"].n_unique())
    size = min(_WIDEST, max(_NARROWEST, plot / days * min(step, 7) * 0.6))
    tops = [frame["high90"], line["value"]]
    scale = pl.concat([each.cast(pl.Float64).alias("value") for each in tops]).to_frame()
    scale = scale.with_columns(mean=pl.lit(None, pl.Float64))
    y = {"axis": value_axis(scale), "scale": value_scale(scale), "type": "quantitative"}
    key = " · ".join(word(each, look.language) for each in ("came", "held", "missed"))
    lines = [unit, *textwrap.wrap(key, int(look.pixels / look.text * 2))]
    x = temporal("d", first, last, time_axis(first, last, plot, look))
    return Chart({
        "width": look.pixels, "height": look.height, "padding": EDGES,
        "autosize": {"type": "fit", "contains": "padding"},
        "title": {**heading(unit), "text": lines}, "encoding": {"x": x},
        "layer": [*_ranges(frame, look, size, y), _came(line, look)],
    })  # fmt: skip


def _ranges(frame: pl.DataFrame, look: Look, size: float, y: Part) -> list[Part]:
    """Return the wide and the narrow range of each forecast; those missed in another colour."""
    shades = colours(look)
    wide, narrow = shades.band
    found: list[Part] = []
    groups = [(frame.filter(pl.col("inside").fill_null(value=True)), wide, narrow, size),
              (frame.filter(~pl.col("inside")), shades.series[1], shades.series[1],
               size * 0.6)]  # fmt: skip
    for part, outer, inner, thick in groups:
        rows = _rows(part)
        for low, high, colour, share in (("a", "b", outer, 0.45), ("p", "q", inner, 1.0)):
            found.append({
                "data": {"values": rows},
                "mark": {"type": "bar", "color": colour, "size": round(thick * share + 0.4, 2)},
                "encoding": {"y": {"field": low, **y}, "y2": {"field": high}},
            })  # fmt: skip
    drawn = [layer for layer in found if layer["data"]["values"]]
    drawn[0]["params"] = [zoom(look)]
    return drawn


def _rows(part: pl.DataFrame) -> Rows:
    filled = part.with_columns(
        pl.col("low90", "low50").fill_null(0.0),
        pl.col("high50", "high90").fill_null(LARGEST_HIDDEN),
    )
    names = ("low90", "low50", "high50", "high90")
    return [
        {"d": day.isoformat(), **dict(zip("apqb", map(short, ends), strict=True))}
        for day, *ends in filled.select("date", *names).iter_rows()
    ]


def _came(line: pl.DataFrame, look: Look) -> Part:
    rows = [{"d": day.isoformat(), "v": short(value)} for day, value in
            line.select("date", "value").iter_rows()]  # fmt: skip
    mark = {"type": "line", "color": colours(look).accent,
            "strokeWidth": 4 if look.width == "full" else 2}  # fmt: skip
    y = {"y": {"field": "v", "type": "quantitative"}}
    return {"data": {"values": rows}, "mark": mark, "encoding": y}


def calibrated(frame: pl.DataFrame, look: Look) -> Chart:
    """Draw how often each central range held, against how often it said it would.

    Args:
        frame: level (said) and held, both from 0 to 1.
        look: language, theme and width.

    """
    shades, side = colours(look), min(look.pixels - 70, round(look.height * 1.1))
    rows = [{"s": short(level), "h": short(held)} for level, held in
            frame.select("level", "held").drop_nulls().iter_rows()]  # fmt: skip
    axis = {"format": ".0%", "values": [0, 0.25, 0.5, 0.75, 1], "grid": True}
    scale = {"domain": [0, 1], "nice": False}
    x = {"field": "s", "type": "quantitative", "scale": scale,
         "axis": {**axis, "title": word("nominal", look.language), "titleColor": shades.muted,
                  "titleFontWeight": 400, "titleFontSize": look.text}}  # fmt: skip
    y = {"field": "h", "type": "quantitative", "scale": scale, "axis": axis}
    line: Part = {"type": "line", "color": shades.accent, "strokeWidth": look.text / 6}
    dots: Part = {"type": "point", "filled": True, "opacity": 1, "size": look.text * 4,
                  "color": shades.accent}  # fmt: skip
    data = {"values": rows}
    return Chart({
        "width": side, "height": side, "padding": EDGES,
        "title": heading(word("observed", look.language)),
        "layer": [
            {"data": {"values": [{"s": 0, "h": 0}, {"s": 1, "h": 1}]}, "encoding": {"x": x, "y": y},
             "mark": {"type": "line", "color": shades.muted, "strokeDash": [4, 3],
                      "strokeWidth": 1.2}},
            {"data": data, "mark": line, "encoding": {"x": x, "y": y}},
            {"data": data, "mark": dots, "encoding": {"x": x, "y": y}},
            *_sides(look),
        ],
    })  # fmt: skip


def _sides(look: Look) -> list[Part]:
    """Return what each side of the diagonal means."""
    places = (("too_wide", 0.03, 0.95, "left"), ("too_narrow", 0.97, 0.05, "right"))
    return [{
        "data": {"values": [{"s": x, "h": y}]},
        "mark": {"type": "text", "text": word(name, look.language), "align": align,
                 "color": colours(look).muted, "fontSize": look.text},
        "encoding": {"x": {"field": "s", "type": "quantitative"},
                     "y": {"field": "h", "type": "quantitative"}},
    } for name, x, y, align in places]  # fmt: skip
