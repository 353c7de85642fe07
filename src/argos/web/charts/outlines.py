"""Outlines of the départements in a plane whose y goes down, fitted to a picture.

The packaged ones are made by scripts/make_outlines.py; a GeoJSON of the user's own, in degrees or
in metres, replaces them. Rings are wound so that a hole stays a hole.
"""

import json
import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from argos.core.errors import UsageError
from argos.core.language import Text, same

Points = NDArray[np.float64]  # n × 2, x and y
Shape = tuple[tuple[Points, ...], ...]  # polygons, each its outer ring and its holes
_PACKAGED = files("argos.web.charts") / "data" / "departments.json"
_LATITUDE = math.cos(math.radians(46.5))  # the middle of France: degrees made about square


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle of the picture, in pixels."""

    left: float
    top: float
    width: float
    height: float


def shapes(path: Path | None = None) -> Mapping[str, Shape]:
    """Return the outline of each place (``dep:44``), packaged or of a GeoJSON file.

    A feature is named by ``properties.place``, or by ``properties.code`` of a département.

    Raises:
        UsageError: the file is absent or is no GeoJSON of named polygons.

    """
    return _read(str(path or _PACKAGED))


@lru_cache(maxsize=4)
def _read(path: str) -> Mapping[str, Shape]:
    try:
        whole = json.loads(Path(path).read_text(encoding="utf-8"))
        found = {_place(each["properties"]): _shape(each["geometry"], plane=whole.get("plane"))
                 for each in whole["features"]}  # fmt: skip
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise UsageError(
            "BAD_OUTLINES",
            expected=Text(
                "un GeoJSON de polygones nommés par properties.place ou properties.code",
                "a GeoJSON of polygons named by properties.place or properties.code",
            ),
            found=same(f"{path} ({type(error).__name__})"),
            todo=Text("corrigez le fichier de contours", "correct the file of outlines"),
        ) from error
    return found


def _place(properties: Mapping[str, str]) -> str:
    return properties["place"] if "place" in properties else f"dep:{properties['code']}"


def _shape(geometry: Mapping[str, object], *, plane: str | None) -> Shape:
    parts = geometry["coordinates"]
    if geometry["type"] == "Polygon":
        parts = [parts]
    elif geometry["type"] != "MultiPolygon":
        raise ValueError("neither Polygon nor MultiPolygon")
    return tuple(
        tuple(_wound(_flat(np.array(ring, dtype=float)[:, :2], plane), outer=n == 0)
              for n, ring in enumerate(polygon))
        for polygon in parts  # type: ignore[attr-defined]
    )  # fmt: skip


def _flat(ring: Points, plane: str | None) -> Points:
    """Put a ring in a plane whose y goes down."""
    if plane == "down":
        return ring
    degrees = bool(np.all(np.abs(ring) <= (180, 90)))
    return ring * ((_LATITUDE, -1.0) if degrees else (1.0, -1.0))


def area(ring: Points) -> float:
    """Return the signed area of a ring (shoelace): positive one way round, negative the other."""
    x, y = ring[:, 0], ring[:, 1]
    return float(np.sum(x[:-1] * y[1:] - x[1:] * y[:-1]) / 2)


def _wound(ring: Points, *, outer: bool) -> Points:
    return ring if (area(ring) > 0) == outer else ring[::-1]


def fitted(found: Mapping[str, Shape], places: Collection[str], box: Box) -> dict[str, Shape]:
    """Scale and move the outlines of some places so that together they fill a box.

    Points nearer than two thirds of a pixel to the one before are left out.
    """
    chosen = {place: found[place] for place in places if place in found}
    if not chosen:
        return {}
    points = np.concatenate([r for shape in chosen.values() for p in shape for r in p])
    low, high = points.min(axis=0), points.max(axis=0)
    scale = float(min(np.array([box.width, box.height]) / (high - low)))
    rest = (np.array([box.width, box.height]) - (high - low) * scale) / 2
    shift = np.array([box.left, box.top]) + rest - low * scale
    return {place: tuple(tuple(_thinned(ring * scale + shift) for ring in polygon)
                         for polygon in shape) for place, shape in chosen.items()}  # fmt: skip


def _thinned(ring: Points, least: float = 0.67) -> Points:
    kept = [0]
    for n in range(1, len(ring) - 1):
        if np.hypot(*(ring[n] - ring[kept[-1]])) >= least:
            kept.append(n)
    return np.round(ring[[*kept, len(ring) - 1]] if len(kept) > 3 else ring, 1)


def centre(shape: Shape) -> tuple[float, float, float]:
    """Return where to write on a place: x, y, and the room across at that height.

    The middle of the widest horizontal run through its largest polygon, near its centroid.
    """
    polygon = max(shape, key=lambda part: abs(area(part[0])))
    ring = polygon[0]
    x, y = ring[:-1, 0], ring[:-1, 1]
    cross = x * ring[1:, 1] - ring[1:, 0] * y
    middle = float(np.sum((y + ring[1:, 1]) * cross) / (6 * area(ring)))
    tall = float(ring[:, 1].max() - ring[:, 1].min())
    heights = [middle + tall * share for share in (0.0, -0.06, 0.06, -0.12, 0.12)]
    runs = [(right - left - abs(h - middle), left, right, h)
            for h in heights for left, right in crossings(polygon, h)]  # fmt: skip
    if not runs:
        return float(x.mean()), middle, 0.0
    _, left, right, height = max(runs)
    return (left + right) / 2, height, right - left


def crossings(polygon: tuple[Points, ...], height: float) -> list[tuple[float, float]]:
    """Return the runs of a horizontal line that lie within a polygon (even-odd rule)."""
    found: list[float] = []
    for ring in polygon:
        (x1, y1), (x2, y2) = ring[:-1].T, ring[1:].T
        cut = (y1 > height) != (y2 > height)
        found += (x1[cut] + (height - y1[cut]) * (x2[cut] - x1[cut]) / (y2[cut] - y1[cut])).tolist()
    found.sort()
    return list(zip(found[::2], found[1::2], strict=False))


def hatched(shape: Shape, angle: float, gap: float) -> list[list[list[float]]]:
    """Return the lines that hatch a shape, each of two points.

    Drawn as lines of our own: Vega has no pattern fill, and these look the same in every output.

    Args:
        shape: in pixels.
        angle: of the lines, in degrees.
        gap: between two lines, in pixels.

    """
    turn = math.radians(angle)
    there = np.array([[math.cos(turn), -math.sin(turn)], [math.sin(turn), math.cos(turn)]])
    lines = []
    for polygon in shape:
        turned = tuple(ring @ there for ring in polygon)
        low, high = float(turned[0][:, 1].min()), float(turned[0][:, 1].max())
        for step in range(math.ceil(low / gap), math.floor(high / gap) + 1):
            height = step * gap + 1e-6
            for left, right in crossings(turned, height):
                ends = np.array([[left, height], [right, height]]) @ there.T
                lines.append(np.round(ends, 1).tolist())
    return lines
