"""What came, then what may come: a line that opens into bands."""

import textwrap
from collections.abc import Sequence
from datetime import date

import polars as pl

from argos.web.charts.empty import empty_chart
from argos.web.charts.frames import Rows, instant, short, whole
from argos.web.charts.locale import number, short_day, word
from argos.web.charts.look import Look
from argos.web.charts.marks import Mark, mark_layers, placed
from argos.web.charts.parts import (
    EDGES,
    Part,
    edge_of,
    heading,
    key_layer,
    temporal,
    time_axis,
    value_axis,
    value_scale,
)
from argos.web.charts.render import Chart
from argos.web.charts.theme import colours

LARGEST_HIDDEN = 10.0  # what is hidden is within 0 to this
BANDS = ("low90", "low50", "median", "high50", "high90")


def fan(
    past: pl.DataFrame,
    ahead: pl.DataFrame,
    look: Look,
    *,
    unit: str,
    origin: date,
    marks: Sequence[Mark] = (),
) -> Chart:
    """Draw a series and its forecast.

    Args:
        past: a series frame with ``whole``: the figure once all is told, null where it is told.
        ahead: `BANDS` by ``date``; null is hidden, so within 0 to `LARGEST_HIDDEN`.
        look: language, theme and width.
        unit: what a figure measures.
        origin: the last day that the forecast saw.
        marks: days to annotate.

    """
    # What is not told yet has a line of its own here: nothing is marked provisional besides.
    plain = {"mean": pl.lit(None, pl.Float64), "provisional": pl.lit(value=False)}
    past = whole(past.with_columns(**plain))
    if past.is_empty() or ahead.is_empty():
        return empty_chart(past, look, unit=unit)
    opened = opening(past, within(ahead), origin)
    first, last = past[0, "date"], ahead["date"].max()
    assert isinstance(last, date)  # noqa: S101 - a frame with rows has one
    right, spread = end_margin(look), scale_frame(past, opened)
    plot = look.pixels - right - look.text * 3.2
    pace = plot / ((last - first).days + 1)
    shown = placed([(m, ((m.date - first).days + 0.5) * pace) for m in marks
                    if first <= m.date <= last], plot, look.text)  # fmt: skip
    y = {"axis": value_axis(spread), "scale": value_scale(spread)}
    lines = [unit, *textwrap.wrap(" · ".join(_key(past, look)), int(look.pixels / look.text * 2))]
    return Chart({
        "width": look.pixels, "height": look.height, "padding": EDGES,
        "autosize": {"type": "fit", "contains": "padding"},
        "title": {**heading(unit, 10), "text": lines},
        "encoding": {"x": temporal("d", first, last, time_axis(first, last, plot, look))},
        "layer": [
            *band_layers(opened, look, y),
            *_origin(origin, look),
            *mark_layers(shown, look),
            *key_layer(past, look, "day"),
            *past_lines(past, look),
            median_line(opened, look),
            *_end(opened, look),
        ],
    })  # fmt: skip


def within(ahead: pl.DataFrame) -> pl.DataFrame:
    """Return bands that can be drawn: a hidden low end is 0, a hidden high end its largest."""
    low, high = [b for b in BANDS if b.startswith("low")], [b for b in BANDS if b[0] == "h"]
    kept = [c for c in (*BANDS,) if c in ahead.columns]
    return ahead.select("date", *kept).with_columns(
        pl.col([c for c in low if c in kept]).fill_null(0.0),
        pl.col([c for c in high if c in kept]).fill_null(LARGEST_HIDDEN),
    )


def opening(past: pl.DataFrame, ahead: pl.DataFrame, origin: date) -> pl.DataFrame:
    """Return the bands with the figure that they open from, where it is known."""
    known = past.filter(pl.col("date") <= origin).select(
        "date", now=pl.coalesce("whole", "value")
    ).drop_nulls()  # fmt: skip
    if known.is_empty():
        return ahead
    names = [c for c in ahead.columns if c != "date"]
    start = known.tail(1).select("date", *(pl.col("now").alias(c) for c in names))
    return pl.concat([start, ahead]).unique("date", keep="last").sort("date")


def scale_frame(past: pl.DataFrame, ahead: pl.DataFrame) -> pl.DataFrame:
    """Return all that is drawn as figures of one frame, for the scale."""
    tops = [past["value"], past["whole"], ahead["high90"]]
    values = pl.concat([each.cast(pl.Float64).alias("value") for each in tops])
    return values.to_frame().with_columns(mean=pl.lit(None, pl.Float64))


def band_rows(ahead: pl.DataFrame) -> Rows:
    """Return bands for the browser."""
    names = {"low90": "a", "high90": "b", "low50": "p", "high50": "q", "median": "m"}
    return [
        {"d": row["date"].isoformat(),
         **{key: short(row[name]) for name, key in names.items() if row.get(name) is not None}}
        for row in ahead.iter_rows(named=True)
    ]  # fmt: skip


def band_layers(ahead: pl.DataFrame, look: Look, y: Part) -> list[Part]:
    """Return both bands; the wide one carries the axis."""
    rows = band_rows(ahead)
    tips = [{"field": "d", "type": "temporal", "title": " ", "timeUnit": "utcyearmonthdate",
             "format": "%A %-d %B %Y"}, *(
        {"field": field, "type": "quantitative", "title": title, "format": ",.1~f"}
        for field, title in (("a", "5 %"), ("p", "25 %"), ("m", "50 %"), ("q", "75 %"),
                             ("b", "95 %")))]  # fmt: skip
    return [{
        "data": {"values": rows},
        "mark": {"type": "area", "color": colour},
        "encoding": {"y": {"field": low, "type": "quantitative", **y}, "y2": {"field": high},
                     "tooltip": tips},
    } for (low, high), colour in zip((("a", "b"), ("p", "q")), colours(look).band, strict=True)
    ]  # fmt: skip


def median_line(ahead: pl.DataFrame, look: Look) -> Part:
    """Return the dotted median of what may come."""
    thick = 4 if look.width == "full" else 2.5
    return {
        "data": {"values": band_rows(ahead)},
        "mark": {"type": "line", "color": colours(look).accent, "strokeWidth": thick,
                 "strokeDash": [thick * 0.4, thick * 1.6], "strokeCap": "round"},
        "encoding": {"y": {"field": "m", "type": "quantitative"}},
    }  # fmt: skip


def past_lines(past: pl.DataFrame, look: Look) -> list[Part]:
    """Return what came: solid where all is told, dashed as it will be, thin as it stands."""
    thick, shades = 4 if look.width == "full" else 2.5, colours(look)
    growing = past["whole"].is_not_null()
    rest = past.filter(~growing)
    joint = rest.tail(1).select("date", whole="value")
    later = pl.concat([joint, past.filter(growing).select("date", "whole")])
    told = pl.concat([rest.tail(1).select("date", "value"),
                      past.filter(growing).select("date", "value")])  # fmt: skip
    drawn: list[tuple[pl.DataFrame, Part]] = [
        (rest.select("date", "value"), {"strokeWidth": thick, "color": shades.accent}),
        (later, {"strokeWidth": thick, "color": shades.accent, "strokeCap": "butt",
                 "strokeDash": [thick * 1.6, thick * 1.2]}),
        (told, {"strokeWidth": 1.2, "color": shades.muted}),
    ]  # fmt: skip
    return [_line(frame, mark) for frame, mark in drawn if frame.height > 1]


def _line(frame: pl.DataFrame, mark: Part) -> Part:
    rows = [{"d": day.isoformat(), "v": short(value)} for day, value in frame.iter_rows()]
    return {
        "data": {"values": rows}, "mark": {"type": "line", **mark},
        "encoding": {"y": {"field": "v", "type": "quantitative"}},
    }  # fmt: skip


def _origin(origin: date, look: Look) -> list[Part]:
    """Return the rule of the last day that the forecast saw, with its word at the foot."""
    said = word("known_until", look.language, day=short_day(origin, look.language))
    data = {"values": [{"o": instant(origin)}]}
    x = {"x": {"field": "o", "type": "temporal"}}
    return [
        {"data": data, "encoding": x,
         "mark": {"type": "rule", "color": colours(look).muted, "strokeWidth": 1,
                  "strokeDash": [3, 2]}},
        {"data": data, "encoding": {**x, "y": {"value": {"expr": "height"}}},
         "mark": {"type": "text", "text": said, "align": "right", "baseline": "bottom", "dx": -5,
                  "dy": -6, "fontSize": look.text - 1, "color": colours(look).muted}},
    ]  # fmt: skip


def _end(ahead: pl.DataFrame, look: Look) -> list[Part]:
    """Return the last median, and its 90 % range under it."""
    row = ahead.row(-1, named=True)
    middle = row["median"]
    low, high = (number(row[each], look.language) for each in ("low90", "high90"))
    height = middle if middle is not None else row["high90"]
    said = word("few", look.language) if middle is None else number(middle, look.language)
    data = {"values": [{"e": edge_of(row["date"]), "m": short(height)}]}
    place = {"x": {"field": "e", "type": "temporal"}, "y": {"field": "m", "type": "quantitative"}}
    text = {"type": "text", "align": "left", "dx": look.text * 0.6}
    return [
        {"data": data, "encoding": place,
         "mark": {**text, "text": said, "fontSize": look.text + 4, "fontWeight": 600,
                  "color": colours(look).accent, "dy": -look.text * 0.3}},
        {"data": data, "encoding": place,
         "mark": {**text, "text": word("range", look.language, low=low, high=high),
                  "fontSize": look.text - 1, "color": colours(look).muted,
                  "dy": look.text * 0.95}},
    ]  # fmt: skip


def _key(past: pl.DataFrame, look: Look) -> list[str]:
    names = ["bands", "median_line"]
    if past["whole"].is_not_null().any():
        names += ["growing", "as_told"]
    return [word(each, look.language) for each in names]


def end_margin(look: Look) -> int:
    """Return the room at the right for the last range."""
    return int(look.text * 7.2)
