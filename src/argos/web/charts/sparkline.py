"""A series in the size of a word: its shape, its gaps and its last point."""

import polars as pl

from argos.web.charts.ends import last_figure
from argos.web.charts.frames import day_rows, whole
from argos.web.charts.line import mean_lines
from argos.web.charts.look import Look, Width
from argos.web.charts.parts import Part, temporal
from argos.web.charts.render import Chart
from argos.web.charts.theme import colours

_SIZES: dict[Width, tuple[int, int]] = {"narrow": (100, 30), "wide": (140, 36), "full": (260, 64)}


def sparkline(frame: pl.DataFrame, look: Look) -> Chart:
    """Draw a series without axis or words; a gap stays a gap, provisional days are dashed.

    Args:
        frame: a series frame; its mean is drawn, or its values where it has none.
        look: language, theme and width (100, 140 or 260 pixels wide here).

    """
    frame = whole(frame)
    if frame["mean"].is_null().all():
        frame = frame.with_columns(mean=pl.col("value"))
    width, height = _SIZES[look.width]
    end = last_figure(frame)
    layers: list[Part] = []
    x: Part = {}
    if end is not None:
        x = temporal("d", frame[0, "date"], frame[-1, "date"], None)
        scale = {"zero": True, "nice": False}
        y = {"type": "quantitative", "axis": None, "scale": scale}
        layers = mean_lines(frame, look, 1.6 if look.width != "full" else 3)
        for layer in layers:
            layer["encoding"]["y"] |= y
        layers.append({
            "data": {"values": [{"d": end[0].isoformat(), "m": end[1]}]},
            "mark": {"type": "point", "filled": True, "opacity": 1, "size": height * 0.7,
                     "color": colours(look).accent},
            "encoding": {"y": {**y, "field": "m"}},
        })  # fmt: skip
    return Chart({
        "width": width, "height": height, "padding": 4,
        "autosize": {"type": "fit", "contains": "padding"},
        "data": {"values": day_rows(frame)},
        **({"encoding": {"x": x}, "layer": layers} if layers else {"mark": "point"}),
    })  # fmt: skip
