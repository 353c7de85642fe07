"""A map of départements: fixed classes, each with a pattern as well as a colour."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from argos.web.charts.frames import GAPS, HIDDEN, Rows
from argos.web.charts.locale import number, word
from argos.web.charts.look import Look
from argos.web.charts.outlines import Box, Shape, centre, fitted, hatched, shapes
from argos.web.charts.parts import Part, heading
from argos.web.charts.render import Chart
from argos.web.charts.theme import colours, on, ramp

# From the lowest class on: angles and gap (in tenths of the text's size) of the lines.
_PATTERNS: tuple[tuple[tuple[int, ...], float], ...] = (
    ((), 0), ((45,), 11), ((45,), 6), ((45, 135), 9), ((), 0), ((0,), 7),
)  # fmt: skip
_HIDDEN_PATTERN, _MISSING_PATTERN = ((135,), 5.0), ((45, 135), 8.0)
_EDGE = 4  # pixels left free at both sides
_MANY = 20  # places: beyond, only figures are written, no names


@dataclass(frozen=True, slots=True)
class _Fill:
    """How a class or a gap is filled, and the words that say which it is."""

    colour: str
    ink: str
    pattern: tuple[tuple[int, ...], float]
    words: str


def territory_map(
    values: pl.DataFrame,
    look: Look,
    *,
    classes: Sequence[float],
    unit: str,
    outlines: Path | None = None,
) -> Chart:
    """Draw places by class of a rate, the figure written on each.

    Args:
        values: ``place`` (``dep:44``), ``value`` (null where none), ``status``, ``label`` (name).
        look: language, theme and width.
        classes: bounds between the classes, rising: (10, 50) makes three. At most five bounds.
        unit: what a figure measures ("pour 100 000 habitants").
        outlines: a GeoJSON of the user's own instead of the packaged outlines.

    Raises:
        UsageError: the outlines cannot be read.
        ValueError: more than five bounds.

    """
    if len(classes) > 5:
        raise ValueError(f"expected at most 5 bounds of classes, found {len(classes)}")
    fills = _fills(values, classes, look)
    key = _used(fills)
    beside = look.width != "narrow"
    width = look.pixels - 2.0 * _EDGE
    map_width = width - look.text * 13 if beside else width
    box = Box(2, 2, map_width - 4, min(map_width, look.height * 1.25))
    placed = fitted(shapes(outlines), values["place"].to_list(), box)
    corner = (_right(placed, box) + look.text * 1.5, box.top + 4)
    spots = _key_spots(len(key), corner if beside else (4, box.height + look.text * 1.5), look)
    swatches = [_square(x, y, look.text * 1.3) for x, y in spots]
    drawn = [(placed[place], fills[place]) for place in placed]
    drawn += zip(swatches, key, strict=True)
    height = max(box.height + 6, max(y for _, y in spots) + look.text * 2)
    return Chart({
        "width": width, "height": round(height), "autosize": "none", "view": {"stroke": None},
        "padding": {"left": _EDGE, "right": _EDGE, "bottom": 2, "top": round(look.text * 1.9)},
        "title": heading(unit),
        "projection": {"type": "identity", "scale": 1, "translate": [0, 0]},
        "layer": [
            _grounds(values, placed, fills, look),
            _squares(swatches, key, look),
            *_patterns(drawn, look),
            *_figures(values, placed, fills, look),
            _words(key, spots, look),
        ],
    })  # fmt: skip


def _key_spots(count: int, corner: tuple[float, float], look: Look) -> list[tuple[float, float]]:
    """Return where each line of the key goes: a column beside the map, two beneath on a phone."""
    step, deep = look.text * 1.9, count if look.width != "narrow" else (count + 1) // 2
    across = look.pixels / 2
    return [(corner[0] + n // deep * across, corner[1] + n % deep * step) for n in range(count)]


def _fills(values: pl.DataFrame, classes: Sequence[float], look: Look) -> dict[str, _Fill]:
    """Return the fill of each place; of all the classes too, under ``class n``."""
    shades = colours(look)
    tones = ramp(look, len(classes) + 1)
    fills = {f"class {n}": _Fill(tone, on(tone), _PATTERNS[n], _class_words(n, classes, look))
             for n, tone in enumerate(tones)}  # fmt: skip
    for place, value, status in values.select("place", "value", "status").iter_rows():
        if value is None:
            kind = status if status in GAPS else "not_reported"
            text = word(kind, look.language)
            pattern = _HIDDEN_PATTERN if kind in HIDDEN else _MISSING_PATTERN
            fills[place] = _Fill(shades.surface, shades.hidden, pattern, text)
        else:
            fills[place] = fills[f"class {sum(value >= bound for bound in classes)}"]
    return fills


def _used(fills: dict[str, _Fill]) -> list[_Fill]:
    """Return what the key shows: every class from high to low, then the gaps that are there."""
    ladder = [fill for name, fill in fills.items() if name.startswith("class ")]
    gaps = {f.words: f for name, f in fills.items() if f not in ladder}
    return [*reversed(ladder), *gaps.values()]


def _class_words(n: int, classes: Sequence[float], look: Look) -> str:
    def write(bound: float) -> str:
        return number(bound, look.language)

    if not classes:
        return ""
    if n == 0:
        return word("under", look.language, high=write(classes[0]))
    if n == len(classes):
        return word("over", look.language, low=write(classes[-1]))
    return word("between", look.language, low=write(classes[n - 1]), high=write(classes[n]))


def _square(x: float, y: float, side: float) -> Shape:
    ring = np.array(
        [[x, y], [x + side * 1.6, y], [x + side * 1.6, y + side], [x, y + side], [x, y]]
    )
    return ((ring,),)


def _right(placed: dict[str, Shape], box: Box) -> float:
    ends = [float(ring[:, 0].max()) for shape in placed.values() for p in shape for ring in p]
    return max(ends, default=box.left)


def _feature(shape: Shape, properties: dict[str, Any]) -> dict[str, Any]:
    rings = [[ring.tolist() for ring in polygon] for polygon in shape]
    geometry = {"type": "MultiPolygon", "coordinates": rings}
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def _shape_layer(features: Rows, mark: Part, tooltip: Rows | None = None) -> Part:
    fill = {"field": "properties.fill", "type": "nominal", "scale": None, "legend": None}
    encoding: Part = {"fill": fill, **({"tooltip": tooltip} if tooltip else {})}
    return {"data": {"values": features}, "mark": {"type": "geoshape", **mark},
            "encoding": encoding}  # fmt: skip


def _grounds(
    values: pl.DataFrame, placed: dict[str, Shape], fills: dict[str, _Fill], look: Look
) -> Part:
    rows = values.filter(pl.col("place").is_in(list(placed)))
    features = [
        _feature(placed[row["place"]], {"fill": fills[row["place"]].colour, "name": row["label"],
                 "says": _said(row["value"], fills[row["place"]], look)})
        for row in rows.iter_rows(named=True)
    ]  # fmt: skip
    tips = [{"field": "properties.name", "type": "nominal", "title": " "},
            {"field": "properties.says", "type": "nominal", "title": "  "}]  # fmt: skip
    line = {"stroke": colours(look).muted, "strokeWidth": 0.8, "strokeJoin": "round"}
    return _shape_layer(features, line, tips)


def _squares(swatches: list[Shape], key: list[_Fill], look: Look) -> Part:
    features = [_feature(square, {"fill": fill.colour})
                for square, fill in zip(swatches, key, strict=True)]  # fmt: skip
    return _shape_layer(features, {"stroke": colours(look).muted, "strokeWidth": 0.8})


def _patterns(drawn: list[tuple[Shape, _Fill]], look: Look) -> list[Part]:
    lines: dict[str, list[list[list[float]]]] = {}
    for shape, fill in drawn:
        angles, gap = fill.pattern
        for angle in angles:
            lines.setdefault(fill.ink, []).extend(hatched(shape, angle, gap * look.text / 10))
    return [{
        "data": {"values": [{"type": "Feature", "properties": {}, "geometry":
                             {"type": "MultiLineString", "coordinates": found}}]},
        "mark": {"type": "geoshape", "filled": False, "stroke": ink, "strokeWidth": 1,
                 "opacity": 0.45},
    } for ink, found in lines.items() if found]  # fmt: skip


def _said(value: float | None, fill: _Fill, look: Look) -> str:
    return fill.words if value is None else number(value, look.language)


def _figures(
    values: pl.DataFrame, placed: dict[str, Shape], fills: dict[str, _Fill], look: Look
) -> list[Part]:
    """Return what is written on the places: their figure, and their name where they are few.

    Each is written over a rim of the ground's colour, so that the pattern does not cross it; what
    has no room is left to the table and the tooltip.
    """
    few = len(placed) <= _MANY
    rows: Rows = []
    for row in values.filter(pl.col("place").is_in(list(placed))).iter_rows(named=True):
        fill = fills[row["place"]]
        x, y, room = centre(placed[row["place"]])
        said = _said(row["value"], fill, look).split(" (")[0]
        size = look.text + 5 if few and row["value"] is not None else look.text - 1
        if len(said) * size * 0.5 > room + 6:
            continue
        spot = {"x": round(x, 1), "ink": on(fill.colour), "rim": fill.colour}
        named = few and len(row["label"]) * (look.text - 1) * 0.5 < room + 12
        rows.append({**spot, "y": round(y + (look.text * 0.6 if named else 0), 1), "t": said,
                     "s": size, "w": 600})  # fmt: skip
        if named:
            rows.append({**spot, "y": round(y - look.text * 0.7, 1), "t": row["label"],
                         "s": look.text - 1, "w": 400})  # fmt: skip
    return [_text(rows, weight, rim=rim) for weight in (400, 600) for rim in (True, False)
            if any(row["w"] == weight for row in rows)]  # fmt: skip


def _text(rows: Rows, weight: int, *, rim: bool) -> Part:
    mark = {"type": "text", "fontWeight": weight, "fontSize": {"expr": "datum.s"},
            **({"strokeWidth": 4, "strokeJoin": "round"} if rim else {})}  # fmt: skip
    colour = {"field": "rim" if rim else "ink", "type": "nominal", "scale": None}
    return {
        "data": {"values": [row for row in rows if row["w"] == weight]}, "mark": mark,
        "encoding": {
            **_spot(), "text": {"field": "t", "type": "nominal"},
            **({"stroke": colour, "fill": colour} if rim else {"fill": colour}),
        },
    }  # fmt: skip


def _spot() -> Part:
    return {axis: {"field": axis, "type": "quantitative", "scale": None, "axis": None}
            for axis in ("x", "y")}  # fmt: skip


def _words(key: list[_Fill], spots: list[tuple[float, float]], look: Look) -> Part:
    rows = [{"x": round(x + look.text * 2.7, 1), "y": round(y + look.text * 0.65, 1), "t": f.words}
            for f, (x, y) in zip(key, spots, strict=True)]  # fmt: skip
    return {
        "data": {"values": rows},
        "mark": {"type": "text", "align": "left", "baseline": "middle",
                 "color": colours(look).text},
        "encoding": {**_spot(), "text": {"field": "t", "type": "nominal"}},
    }  # fmt: skip
