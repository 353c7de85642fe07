"""The pictograms of the sky, drawn as lines in a square from -1 to 1, y going down.

One description for the maps and for the pages (templates/argos/_sky.html).
"""

import math

from argos.core.language import Text

Words = dict[str, Text]


def _disc(x: float, y: float, radius: float) -> str:
    arc = f"A{radius},{radius},0,1,1,"
    return f"M{x + radius},{y}{arc}{x - radius},{y}{arc}{x + radius},{y}Z"


def _rays(y: float, inner: float, outer: float, first: int, last: int) -> str:
    """Return rays each eighth of a turn, from one to another, 0 to the right and clockwise."""
    lines = []
    for step in range(first, last + 1):
        across, down = math.cos(step * math.pi / 4), math.sin(step * math.pi / 4)
        start = f"M{across * inner:.2f},{y + down * inner:.2f}"
        lines.append(f"{start}L{across * outer:.2f},{y + down * outer:.2f}")
    return "".join(lines)


def _cloud(y: float) -> str:
    return (
        f"M-0.52,{y + 0.38:.2f}A0.3,0.3,0,0,1,-0.5,{y - 0.22:.2f}"
        f"A0.44,0.44,0,0,1,0.34,{y - 0.3:.2f}A0.34,0.34,0,0,1,0.56,{y + 0.38:.2f}Z"
    )


_DROPS = "".join(f"M{x},0.42L{x - 0.14:.2f},0.88" for x in (-0.34, 0.06, 0.46))
_BOLT = "M0.14,0.22L-0.24,0.66L0.02,0.66L-0.12,1L0.36,0.5L0.08,0.5Z"
PATHS = {
    "sun": _disc(0, 0, 0.42) + _rays(0, 0.62, 0.95, 0, 7),
    "veil": _disc(0, -0.12, 0.38) + _rays(-0.12, 0.56, 0.84, 4, 8) + "M-0.85,0.5L0.85,0.5M-0.6,0.8L0.6,0.8",  # noqa: E501 - a drawing
    "cloud": _cloud(0.05),
    "rain": _cloud(-0.28) + _DROPS,
    "storm": _cloud(-0.28) + _BOLT,
    "unknown": "M-0.3,-0.38A0.32,0.32,0,1,1,0.12,-0.02Q0,0.1,0,0.34M0,0.66L0,0.7",
}  # fmt: skip
SKIES: Words = {
    "sun": Text("soleil", "sun"),
    "veil": Text("ciel voilé", "veiled sky"),
    "cloud": Text("nuages", "clouds"),
    "rain": Text("pluie", "rain"),
    "storm": Text("orage", "storm"),
    "unknown": Text("inconnu", "unknown"),
}
VIGILANCES: Words = {
    "green": Text("vert", "green"),
    "yellow": Text("jaune", "yellow"),
    "orange": Text("orange", "orange"),
    "red": Text("rouge", "red"),
    "unknown": Text("inconnu", "unknown"),
}
