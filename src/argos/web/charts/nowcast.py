"""What the last days will count once all has been reported, beside what was."""

import polars as pl

from argos.web.charts.frames import short
from argos.web.charts.look import Look
from argos.web.charts.parts import Part
from argos.web.charts.theme import colours

COLUMNS = ("estimated", "est_low", "est_high")  # the median, and 9 chances in 10


def has_nowcast(frame: pl.DataFrame) -> bool:
    """Whether a series frame brings `COLUMNS` and some of them are told."""
    return "estimated" in frame.columns and frame["estimated"].is_not_null().any()


def nowcast_layers(frame: pl.DataFrame, look: Look) -> list[Part]:
    """Return a point for each day that is estimated, and its range."""
    if not has_nowcast(frame):
        return []
    rows = [
        {"d": day.isoformat(), "e": short(middle), "l": short(low), "h": short(high)}
        for day, middle, low, high in frame.select("date", *COLUMNS).iter_rows()
        if middle is not None or high is not None
    ]
    ink, data = colours(look).text, {"values": rows}
    return [
        {"data": data, "mark": {"type": "rule", "color": ink, "strokeWidth": 1.2},
         "encoding": {"y": {"field": "l", "type": "quantitative"}, "y2": {"field": "h"}}},
        {"data": data,
         "mark": {"type": "point", "shape": "diamond", "filled": True, "opacity": 1, "color": ink,
                  "size": look.text * 4},
         "encoding": {"y": {"field": "e", "type": "quantitative"}}},
    ]  # fmt: skip
