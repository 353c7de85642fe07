"""Two maps beside each other, today and the worst of the days ahead: a picture to print and send.

It holds its own title and source, since it leaves the page. A level has a pattern as well as a
colour, and the colours keep their order in grey print. Places that have no outline (overseas) stand
in a row of squares under the map, Paris and its neighbours once more, enlarged.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from argos.web.charts.look import Look
from argos.web.charts.outlines import Box, Shape, centre, fitted, shapes
from argos.web.charts.render import Chart
from argos.web.charts.skies import PATHS, SKIES, VIGILANCES
from argos.web.charts.theme import LEVEL_TEXT, LEVELS, colours
from argos.web.charts.weather_parts import (
    Fill,
    Line,
    Picture,
    frames,
    glyphs,
    grounds,
    patterns,
    square,
    texts,
    wrapped,
)  # fmt: skip

_PATTERNS: dict[str, tuple[tuple[int, ...], float]] = {
    "green": ((), 0), "yellow": ((45,), 8), "orange": ((45, 135), 8), "red": ((0,), 4),
    "unknown": ((135,), 4),
}  # fmt: skip
_NEAR_PARIS = ("dep:75", "dep:92", "dep:93", "dep:94")
_MANY = 20  # places: beyond, no names are written
_GAP = 1.4  # between two maps, in text sizes
_LEAST = 0.5  # half of the smallest pictogram that can be read, in text sizes


@dataclass(frozen=True, slots=True)
class _Panel:
    """One of the two maps: which columns it shows, and where."""

    level: str
    sky: str
    head: str
    left: float
    top: float


def weather_map(
    values: pl.DataFrame,
    look: Look,
    *,
    title: str,
    heads: Sequence[str],
    foot: Sequence[str],
    outlines: Path | None = None,
) -> Chart:
    """Draw the vigilance and the sky of places, today and at worst in the days ahead.

    Args:
        values: ``place``, ``label`` (name), ``vigilance`` and ``sky`` of today,
            ``vigilance_ahead`` and ``sky_ahead`` of the worst to come, ``says`` and ``says_ahead``
            in words.
        look: language, theme and width.
        title: the finding.
        heads: above each map: the day, the days.
        foot: lines under the picture: source, as-of, how sure.
        outlines: a GeoJSON of the user's own instead of the packaged outlines.

    Raises:
        UsageError: the outlines cannot be read.

    """
    fills = _fills(look)
    title_lines = wrapped(title, look.pixels, look.text + 4)
    top = 12 + len(title_lines) * (look.text + 4) * 1.25
    beside = look.width != "narrow"
    side = (look.pixels - 8 - _GAP * look.text) / 2 if beside else look.pixels - 8.0
    tall = _tall(values, side, look, outlines)
    step = tall + look.text * 2.2
    spots = ((0.0, top), (side + _GAP * look.text, top) if beside else (0.0, top + step))
    panels = [
        _Panel(f"vigilance{end}", f"sky{end}", head, *spot)
        for end, head, spot in zip(("", "_ahead"), heads, spots, strict=True)
    ]
    whole = Picture()
    for n, line in enumerate(title_lines):
        whole.lines.append(Line(0, 6 + (n + 0.5) * (look.text + 4) * 1.25, line,
                                look.text + 4, colours(look).text, bold=True))  # fmt: skip
    for each in panels:
        _draw(whole, values, each, side, tall, fills, look, outlines)
    bottom = spots[1][1] + step
    height = _key(whole, fills, bottom, look)
    height = _foot(whole, foot, height, look)
    return Chart({
        "width": look.pixels - 8, "height": round(height), "autosize": "none",
        "view": {"stroke": None}, "padding": {"left": 4, "right": 4, "top": 0, "bottom": 2},
        "projection": {"type": "identity", "scale": 1, "translate": [0, 0]},
        "layer": [
            *frames(whole, look), grounds(whole), *patterns(whole, look), *glyphs(whole),
            *texts(whole.lines),
        ],
    })  # fmt: skip


def _fills(look: Look) -> Mapping[str, Fill]:
    shades = colours(look)
    edges = {"red": shades.surface}  # the others are light enough for a grey line
    found = {
        name: Fill(colour, LEVEL_TEXT[name], _PATTERNS[name], edges.get(name, shades.muted))
        for name, colour in LEVELS.items()
    }
    unknown = Fill(shades.surface, shades.muted, _PATTERNS["unknown"], shades.muted)
    return {**found, "unknown": unknown}


def _tall(values: pl.DataFrame, side: float, look: Look, outlines: Path | None) -> float:
    """Return the height of a map with the squares under it."""
    known = shapes(outlines)
    inside = [place for place in values["place"] if place in known]
    squares = values.height - len(inside)
    across = max(int(side // (look.text * 2.6)), 1)
    rows = -(-squares // across)
    return (side * 0.97 if inside else 0) + rows * look.text * 3.4


def _draw(
    whole: Picture,
    values: pl.DataFrame,
    panel: _Panel,
    side: float,
    tall: float,
    fills: Mapping[str, Fill],
    look: Look,
    outlines: Path | None,
) -> None:
    """Add one map to the picture: its head, its places, those near Paris enlarged, squares."""
    known = shapes(outlines)
    inside = [place for place in values["place"] if place in known]
    head = panel.top + look.text * 0.8
    whole.lines.append(Line(panel.left, head, panel.head, look.text + 1, colours(look).text,
                            bold=True))  # fmt: skip
    box = Box(panel.left + 2, panel.top + look.text * 1.9, side - 4, side * 0.95)
    placed = fitted(known, inside, box)
    rows = {row["place"]: row for row in values.iter_rows(named=True)}
    near = _near_paris(placed, box, known, many=len(inside) > _MANY)
    spots = dict(placed)
    out = sorted(place for place in values["place"] if place not in placed)
    under = panel.top + look.text * 1.9 + (side * 0.97 if inside else 0)
    spots.update(_squares(out, panel.left + 2, under, side, look))
    if near:
        whole.frames.append(Box(box.left, box.top, box.width * 0.23, box.width * 0.18))
    for place, shape in [*spots.items(), *near.items()]:
        _place(whole, shape, rows[place], panel, fills, look, few=len(rows) <= _MANY)
    for place in out:
        x, y, _ = centre(spots[place])
        code = place.split(":")[1]
        whole.lines.append(Line(x, y + look.text * 1.6, code, look.text - 3, colours(look).muted,
                                middle=True))  # fmt: skip


def _near_paris(
    placed: Mapping[str, Shape], box: Box, known: Mapping[str, Shape], *, many: bool
) -> Mapping[str, Shape]:
    if not many or any(place not in placed for place in _NEAR_PARIS):
        return {}
    return fitted(known, _NEAR_PARIS, Box(box.left + 4, box.top + 4, box.width * 0.23 - 8,
                                          box.width * 0.18 - 8))  # fmt: skip


def _squares(
    out: Sequence[str], left: float, top: float, side: float, look: Look
) -> dict[str, Shape]:
    """Return squares in rows for the places that have no outline."""
    step = look.text * 2.6
    across = max(int(side // step), 1)
    return {
        place: square(left + n % across * step, top + n // across * look.text * 3.4, look.text * 2)
        for n, place in enumerate(out)
    }


def _place(
    whole: Picture,
    shape: Shape,
    row: Mapping[str, Any],
    panel: _Panel,
    fills: Mapping[str, Fill],
    look: Look,
    *,
    few: bool,
) -> None:
    """Add a place: its ground, its pictogram where it has room, its name where they are few."""
    fill = fills[row[panel.level]]
    says = row["says" if panel.level == "vigilance" else "says_ahead"]
    whole.shapes.append((shape, fill, row["label"], says))
    x, y, room = centre(shape)
    half = min(room * 0.36, look.text * (1.5 if few else 0.72))
    if half < look.text * _LEAST:
        return
    named = few and len(row["label"]) * (look.text - 1) * 0.5 < room + 12
    if named:
        y -= look.text * 0.5
        whole.lines.append(Line(x, y + half + look.text * 0.9, row["label"], look.text - 1,
                                fill.ink, middle=True, rim=fill.colour))  # fmt: skip
    whole.glyphs.append((x, y, half, PATHS[row[panel.sky]], fill))


def _key(whole: Picture, fills: Mapping[str, Fill], top: float, look: Look) -> float:
    """Add the words of the levels and of the skies; return where they end."""
    said = {"fr": "Vigilance", "en": "Vigilance"}, {"fr": "Ciel", "en": "Sky"}
    french = look.language == "fr"
    y = top + look.text
    for head, words in zip(said, (VIGILANCES, SKIES), strict=True):
        whole.lines.append(Line(0, y, head[look.language], look.text, colours(look).muted))
        x = look.text * 5.2
        for name, text in words.items():
            word = text.fr if french else text.en
            wide = look.text * (2.6 + len(word) * 0.56)
            if x + wide > look.pixels:
                x, y = look.text * 5.2, y + look.text * 1.9
            if words is VIGILANCES:
                swatch = square(x, y - look.text * 0.65, look.text * 1.3)
                whole.shapes.append((swatch, fills[name], word, ""))
            else:
                plain = Fill(colours(look).surface, colours(look).text, ((), 0),
                             colours(look).muted)  # fmt: skip
                whole.glyphs.append((x + look.text * 0.7, y, look.text * 0.72, PATHS[name], plain))
            whole.lines.append(Line(x + look.text * 1.8, y, word, look.text, colours(look).text))
            x += wide
        y += look.text * 2.1
    return y


def _foot(whole: Picture, foot: Sequence[str], top: float, look: Look) -> float:
    y = top
    for text in foot:
        for line in wrapped(text, look.pixels, look.text - 1):
            whole.lines.append(Line(0, y, line, look.text - 1, colours(look).muted))
            y += (look.text - 1) * 1.35
    return y
