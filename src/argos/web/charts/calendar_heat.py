"""What each feed sent, day by day: a square a day, a row a feed."""

from datetime import timedelta

import polars as pl

from argos.web.charts.empty import empty_chart
from argos.web.charts.frames import span
from argos.web.charts.locale import word
from argos.web.charts.look import Look
from argos.web.charts.parts import Part, cut, temporal, time_axis
from argos.web.charts.render import Chart
from argos.web.charts.theme import colours

STATES = ("received", "late", "missing", "rejected", "expected")
# A sign in the square as well as a colour; what came in time needs none.
_SIGNS = {"received": "", "late": "+", "missing": "×", "rejected": "!", "expected": ""}


def calendar_heat(frame: pl.DataFrame, look: Look) -> Chart:
    """Draw feeds × days, the worst as loud as the rest is quiet.

    Args:
        frame: ``feed`` (label), ``date``, ``state`` (received, late, missing, rejected, expected).
        look: language, theme and width; what does not fit a phone is cut at the oldest days.

    """
    if frame.is_empty():
        return empty_chart(frame, look, unit="")
    feeds = frame["feed"].unique(maintain_order=True).to_list()
    names = min(max((len(f) for f in feeds), default=1) * look.text * 0.5, look.pixels * 0.38)
    frame = frame.with_columns(feed=pl.col("feed").replace_strict(
        {feed: cut(feed, names, look.text) for feed in feeds}))  # fmt: skip
    feeds = frame["feed"].unique(maintain_order=True).to_list()
    plot = look.pixels - names - 20
    first, last = span(frame)
    days = min((last - first).days + 1, int(plot / (look.text * 0.75)))
    frame = frame.filter(pl.col("date") > pl.lit(last) - pl.duration(days=days))
    first = last - timedelta(days=days - 1)
    side = min(plot / days, look.text * 2.2)
    step = max(side, look.text * 1.5)
    x = temporal("d", first, last, time_axis(first, last, side * days, look))
    present = [s for s in STATES if s in set(frame["state"])]
    axis = {"grid": False, "labelColor": colours(look).text}
    y = {"field": "feed", "type": "nominal", "sort": feeds, "axis": axis,
         "scale": {"paddingInner": 0, "paddingOuter": 0}}  # fmt: skip
    rows = [{"d": d.isoformat(), "feed": f, "s": _said(s, look), "t": _SIGNS[s]}
            for f, d, s in frame.select("feed", "date", "state").iter_rows()]  # fmt: skip
    return Chart({
        "width": round(side * days), "height": round(step * len(feeds)), "padding": 4,
        "data": {"values": rows}, "encoding": {"x": x, "y": y},
        "layer": [_squares(side, step, present, look), *_signs(side, present, look)],
    })  # fmt: skip


def _said(state: str, look: Look) -> str:
    sign = _SIGNS[state]
    return f"{word(state, look.language)} ({sign})" if sign else word(state, look.language)


def _tones(look: Look) -> dict[str, tuple[str, str]]:
    """Return fill and stroke of each state."""
    shades = colours(look)
    loud = shades.series[1]
    return {
        "received": (shades.bar, shades.bar), "late": (shades.surface, loud),
        "missing": (loud, loud), "rejected": (shades.text, shades.text),
        "expected": (shades.surface, shades.hidden),
    }  # fmt: skip


def _squares(side: float, step: float, present: list[str], look: Look) -> Part:
    said = [_said(state, look) for state in present]
    tones = [_tones(look)[state] for state in present]
    legend = {"symbolType": "square", "columns": 2 if look.width == "narrow" else 0}
    channels = {
        name: {"field": "s", "type": "nominal", "legend": legend,
               "scale": {"domain": said, "range": [tone[n] for tone in tones]}}
        for n, name in enumerate(("fill", "stroke"))
    }  # fmt: skip
    tips = [{"field": "feed", "type": "nominal", "title": " "},
            {"field": "d", "type": "temporal", "timeUnit": "utcyearmonthdate", "title": "  ",
             "format": "%A %-d %B %Y"}, {"field": "s", "type": "nominal",
             "title": "   "}]  # fmt: skip
    mark = {"type": "rect", "width": round(side - 2, 1), "height": round(min(side, step) - 2, 1),
            "strokeWidth": 1.2}  # fmt: skip
    return {"mark": mark, "encoding": {**channels, "tooltip": tips}}


def _signs(side: float, present: list[str], look: Look) -> list[Part]:
    """Return the signs in the squares; too small to read, they are left to the colour's shade."""
    if side < look.text * 0.7:
        return []
    shades = colours(look)
    inks = {"late": shades.series[1], "missing": shades.surface, "rejected": shades.surface}
    size = min(round(side), look.text + 1)
    return [{
        "transform": [{"filter": {"field": "s", "equal": _said(state, look)}}],
        "mark": {"type": "text", "fontWeight": 600, "fontSize": size, "color": inks[state],
                 "baseline": "middle"},
        "encoding": {"text": {"field": "t", "type": "nominal"}},
    } for state in present if state in inks]  # fmt: skip
