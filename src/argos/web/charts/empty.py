"""The place of a chart that has no figure to show."""

import polars as pl

from argos.web.charts.frames import DAYS, Period, span
from argos.web.charts.locale import word
from argos.web.charts.look import Look
from argos.web.charts.parts import EDGES, Part, heading, key_layer, temporal, time_axis
from argos.web.charts.render import Chart
from argos.web.charts.theme import colours


def empty_chart(frame: pl.DataFrame, look: Look, *, unit: str, period: Period = "day") -> Chart:
    """Draw the frame of a series without any figure: the words that say so, and why."""
    layers: list[Part] = [{
        "data": {"values": [{}]},
        "mark": {"type": "text", "text": word("nothing", look.language), "fontSize": look.text + 2,
                 "color": colours(look).muted, "x": {"expr": "width / 2"},
                 "y": {"expr": "height / 2"}},
    }]  # fmt: skip
    if frame.height:
        first, last = span(frame)
        axis = time_axis(first, last, look.pixels - 40, look)
        strip = key_layer(frame, look, period)
        strip[0]["encoding"]["x"] |= temporal("a", first, last, axis, DAYS[period])
        layers = [*strip, *layers]
    return Chart({
        "width": look.pixels, "height": look.height // 2, "title": heading(unit),
        "autosize": {"type": "fit", "contains": "padding"}, "padding": EDGES, "layer": layers,
    })  # fmt: skip
