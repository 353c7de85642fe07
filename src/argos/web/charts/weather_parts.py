"""What the weather map is put together from: grounds, patterns, pictograms and lines of text."""

import textwrap
from dataclasses import dataclass, field

import numpy as np

from argos.web.charts.frames import Rows
from argos.web.charts.look import Look
from argos.web.charts.outlines import Box, Shape, hatched
from argos.web.charts.parts import Part
from argos.web.charts.theme import colours, luminance

Glyph = tuple[float, float, float, str, "Fill"]  # x, y, half its width, its path, its ground


@dataclass(frozen=True, slots=True)
class Fill:
    """How a level is filled: colour, ink upon it, angles and gap of its lines, their colour."""

    colour: str
    ink: str
    pattern: tuple[tuple[int, ...], float]
    edge: str


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text, upright in the middle of ``y``; ``rim`` is what it is written over."""

    x: float
    y: float
    text: str
    size: float
    ink: str
    bold: bool = False
    middle: bool = False
    rim: str = ""


@dataclass
class Picture:
    """All that is drawn, in pixels: shapes with fill, name and words; pictograms; lines; frames."""

    shapes: list[tuple[Shape, Fill, str, str]] = field(default_factory=list)
    glyphs: list[Glyph] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    frames: list[Box] = field(default_factory=list)


def square(x: float, y: float, side: float) -> Shape:
    """Return a square from its upper left corner."""
    right, low = x + side, y + side
    return ((np.array([[x, y], [right, y], [right, low], [x, low], [x, y]]),),)


def wrapped(text: str, width: float, size: float) -> list[str]:
    """Break a text into lines of a width in pixels, by the mean width of a letter."""
    return textwrap.wrap(text, max(int(width / (size * 0.53)), 20))


def grounds(picture: Picture) -> Part:
    """Return the shapes in the colour of their level, light lines last: they are drawn over."""
    ordered = sorted(picture.shapes, key=lambda each: -luminance(each[1].colour))
    features = [
        {"type": "Feature", "geometry": _geometry(shape),
         "properties": {"fill": fill.colour, "edge": fill.edge, "name": name, "says": says}}
        for shape, fill, name, says in ordered
    ]  # fmt: skip
    tips = [{"field": "properties.name", "type": "nominal", "title": " "},
            {"field": "properties.says", "type": "nominal", "title": "  "}]  # fmt: skip
    paint = {"type": "nominal", "scale": None, "legend": None}
    return {
        "data": {"values": features},
        "mark": {"type": "geoshape", "strokeWidth": 0.8, "strokeJoin": "round"},
        "encoding": {"fill": {"field": "properties.fill", **paint},
                     "stroke": {"field": "properties.edge", **paint}, "tooltip": tips},
    }  # fmt: skip


def frames(picture: Picture, look: Look) -> list[Part]:
    """Return the lines around what is enlarged."""
    rings = []
    for each in picture.frames:
        right, low = each.left + each.width, each.top + each.height
        rings.append([[[each.left, each.top], [right, each.top], [right, low], [each.left, low],
                       [each.left, each.top]]])  # fmt: skip
    if not rings:
        return []
    shape = {"type": "Feature", "properties": {},
             "geometry": {"type": "MultiPolygon", "coordinates": rings}}  # fmt: skip
    mark = {"type": "geoshape", "filled": False, "stroke": colours(look).grid, "strokeWidth": 1}
    return [{"data": {"values": [shape]}, "mark": mark}]


def patterns(picture: Picture, look: Look) -> list[Part]:
    """Return the lines that tell the levels apart without their colour."""
    lines: dict[str, list[list[list[float]]]] = {}
    for shape, fill, *_ in picture.shapes:
        angles, gap = fill.pattern
        for angle in angles:
            lines.setdefault(fill.ink, []).extend(hatched(shape, angle, gap * look.text / 13))
    return [{
        "data": {"values": [{"type": "Feature", "properties": {}, "geometry":
                             {"type": "MultiLineString", "coordinates": found}}]},
        "mark": {"type": "geoshape", "filled": False, "stroke": ink, "strokeWidth": 0.8,
                 "opacity": 0.35},
    } for ink, found in lines.items() if found]  # fmt: skip


def glyphs(picture: Picture) -> list[Part]:
    """Return the pictograms: first their rim in the ground's colour, then their lines."""
    rows: Rows = [
        {"x": round(x, 1), "y": round(y, 1), "a": round((2 * half) ** 2, 1), "d": path,
         "ink": fill.ink, "rim": fill.colour, "w": max(round(half / 7, 2), 1.1)}
        for x, y, half, path, fill in picture.glyphs
    ]  # fmt: skip
    return [_glyph(rows, rim=rim) for rim in (True, False)] if rows else []


def _glyph(rows: Rows, *, rim: bool) -> Part:
    thin = {"expr": "datum.w + 3.5" if rim else "datum.w"}
    mark = {"type": "point", "filled": False, "strokeWidth": thin, "opacity": 1,
            "strokeCap": "round", "strokeJoin": "round"}  # fmt: skip
    colour = {"field": "rim" if rim else "ink", "type": "nominal", "scale": None}
    return {
        "data": {"values": rows}, "mark": mark,
        "encoding": {
            **_spot(), "stroke": colour, **({"fill": colour} if rim else {}),
            "shape": {"field": "d", "type": "nominal", "scale": None},
            "size": {"field": "a", "type": "quantitative", "scale": None},
        },
    }  # fmt: skip


def texts(lines: list[Line]) -> list[Part]:
    """Return the lines of text, those of one kind together, rims first."""
    kinds = sorted({(line.bold, line.middle) for line in lines})
    found = []
    for rim in (True, False):
        for bold, middle in kinds:
            mine = [each for each in lines if (each.bold, each.middle) == (bold, middle)]
            rows = [_row(each, rim=rim) for each in mine if each.rim or not rim]
            if rows:
                found.append(_text(rows, bold=bold, middle=middle, rim=rim))
    return found


def _row(line: Line, *, rim: bool) -> dict[str, float | str]:
    return {"x": round(line.x, 1), "y": round(line.y, 1), "t": line.text, "s": line.size,
            "ink": line.rim if rim else line.ink}  # fmt: skip


def _text(rows: Rows, *, bold: bool, middle: bool, rim: bool) -> Part:
    mark = {"type": "text", "baseline": "middle", "align": "center" if middle else "left",
            "fontWeight": 600 if bold else 400, "fontSize": {"expr": "datum.s"},
            **({"strokeWidth": 4, "strokeJoin": "round"} if rim else {})}  # fmt: skip
    colour = {"field": "ink", "type": "nominal", "scale": None}
    return {
        "data": {"values": rows}, "mark": mark,
        "encoding": {**_spot(), "text": {"field": "t", "type": "nominal"}, "fill": colour,
                     **({"stroke": colour} if rim else {})},
    }  # fmt: skip


def _spot() -> Part:
    return {axis: {"field": axis, "type": "quantitative", "scale": None, "axis": None}
            for axis in ("x", "y")}  # fmt: skip


def _geometry(shape: Shape) -> Part:
    rings = [[ring.tolist() for ring in polygon] for polygon in shape]
    return {"type": "MultiPolygon", "coordinates": rings}
