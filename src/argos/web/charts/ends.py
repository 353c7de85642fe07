"""The last figure of a series, said in words at the end of its line."""

import math
from datetime import date, timedelta

import polars as pl

from argos.web.charts.frames import DAYS, Period
from argos.web.charts.locale import number, short_day, word
from argos.web.charts.look import Look
from argos.web.charts.parts import Part, edge_of
from argos.web.charts.theme import colours

DOUBLING_DAYS = 14  # over which the pace is taken


def last_figure(frame: pl.DataFrame) -> tuple[date, float, bool] | None:
    """Return the last day with a mean (or a value, without means), its figure, if provisional."""
    column = "value" if frame["mean"].is_null().all() else "mean"
    known = frame.filter(pl.col(column).is_not_null())
    if known.is_empty():
        return None
    row = known.row(-1, named=True)
    return row["date"], float(row[column]), bool(row["provisional"])


def doubling(frame: pl.DataFrame) -> float | None:
    """Return the days in which the mean doubles at the pace of the last 14 (negative: halves).

    ``14 ln 2 / ln(m(t) / m(t - 14))``, that of an exponential; None without both figures, or when
    it moves by less than a tenth.
    """
    known = dict(frame.filter(pl.col("mean") > 0).select("date", "mean").iter_rows())
    if not known:
        return None
    day = max(known)
    before = known.get(day - timedelta(days=DOUBLING_DAYS))
    if before is None or abs(math.log(known[day] / before)) < math.log(1.1):
        return None
    return DOUBLING_DAYS * math.log(2) / math.log(known[day] / before)


def end_label(frame: pl.DataFrame, look: Look, *, log: bool, period: Period) -> list[Part]:
    """Return the last figure in words at the end of the line, instead of a legend."""
    end = last_figure(frame)
    if end is None or (log and end[1] <= 0):
        return []
    day, value, _ = end
    shades = colours(look)
    under = _under(frame, look, log=log, period=period)
    row = {"d": day.isoformat(), "m": value, "n": number(value, look.language), "u": under,
           "e": edge_of(frame[-1, "date"], DAYS[period])}  # fmt: skip
    y = {"y": {"field": "m", "type": "quantitative"}}
    spot = {"x": {"field": "d", "type": "temporal"}, **y}
    edge = {"x": {"field": "e", "type": "temporal"}, **y}
    text = {"type": "text", "align": "left", "dx": look.text * 0.6}
    data = {"values": [row]}
    parts: list[Part] = [
        {"data": data, "encoding": spot,
         "mark": {"type": "point", "filled": True, "opacity": 1, "size": look.text * 5,
                  "color": shades.accent, "stroke": shades.surface, "strokeWidth": 1.5}},
        {"data": data, "encoding": {**edge, "text": {"field": "n", "type": "nominal"}},
         "mark": {**text, "fontSize": look.text + 4, "fontWeight": 600, "color": shades.accent,
                  "dy": -look.text * 0.3 if under else 0}},
    ]  # fmt: skip
    if under:
        parts.append({"data": data, "encoding": {**edge, "text": {"field": "u", "type": "nominal"}},
                      "mark": {**text, "fontSize": look.text - 1, "color": shades.muted,
                               "dy": look.text * 0.95}})  # fmt: skip
    return parts


def _under(frame: pl.DataFrame, look: Look, *, log: bool, period: Period) -> str:
    days = doubling(frame) if log and period == "day" else None
    if days is not None:
        return word("doubling" if days > 0 else "halving", look.language, days=round(abs(days)))
    end = last_figure(frame)
    if end is not None and end[0] < frame[-1, "date"]:
        return word("until", look.language, day=short_day(end[0], look.language))
    return "" if frame["mean"].is_null().all() else word("mean", look.language)


def end_margin(look: Look) -> int:
    """Return the room at the right for the last figure and its word, in pixels."""
    return int(look.text * 5.6)
