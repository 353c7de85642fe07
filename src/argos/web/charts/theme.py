"""Colours and fonts of the charts, and of the pages around them.

One accent colour. The four levels are for levels alone. The colours of several series follow Okabe
and Ito (2008, "Color Universal Design"), darkened or lightened until each has the contrast that
WCAG 2.2 asks of graphics (1.4.11, 3:1); each series has a dash of its own as well, so that they
stay apart in grey print.
"""

from dataclasses import dataclass
from typing import Any

from argos.web.charts.look import Look, Theme

FONT = "Argos Sans"
FALLBACK = f"'{FONT}', 'Source Sans 3', system-ui, sans-serif"


@dataclass(frozen=True, slots=True)
class Colours:
    """The colours of one theme, each as ``#rrggbb``."""

    surface: str  # what the chart lies on
    text: str
    muted: str  # secondary text; contrast of text all the same
    grid: str  # lines that carry no figure
    weekend: str
    bar: str  # daily figures, behind their mean
    provisional: str  # a bar that may still change
    accent: str
    hidden: str  # fill of "<11"
    series: tuple[str, ...]
    ramp: tuple[str, ...]  # classes of a map, from low to high
    band: tuple[str, str]  # 90 % and 50 % bands


_LIGHT = Colours(
    surface="#ffffff", text="#1b2430", muted="#56616e", grid="#e3e7ec", weekend="#f3f5f7",
    bar="#a9cbe8", provisional="#e9f2fa", accent="#0b5fa5", hidden="#7d8894",
    series=("#0b5fa5", "#c2500a", "#00795c", "#a1428c", "#856500", "#4a4f57"),
    ramp=("#eef5fb", "#bcd7ee", "#7fb2dd", "#3f84c0", "#0b4f8a", "#062f57"),
    band=("#d6e6f4", "#a9cbe8"),
)  # fmt: skip
_DARK = Colours(
    surface="#12171d", text="#edf1f5", muted="#aab4bf", grid="#2b333c", weekend="#1a2129",
    bar="#31597c", provisional="#1c2f40", accent="#74bdf8", hidden="#8b96a2",
    series=("#74bdf8", "#f5a742", "#41cfa4", "#ee92cd", "#ebe067", "#c6ccd3"),
    ramp=("#1a2a3a", "#24496b", "#3470a3", "#5699d2", "#8cc4f2", "#d3e9fb"),
    band=("#1c3347", "#2b5375"),
)  # fmt: skip
_PRINT = Colours(
    surface="#ffffff", text="#000000", muted="#444a52", grid="#d5d9de", weekend="#f1f2f4",
    bar="#b5c4d2", provisional="#eef1f4", accent="#083f70", hidden="#6b747e",
    series=("#083f70", "#b34700", "#006b51", "#8f3a7c", "#755900", "#3c4148"),
    ramp=("#f2f6fa", "#c3d6e8", "#8ab0d3", "#4c82b4", "#15508a", "#062f57"),
    band=("#dde5ec", "#b5c4d2"),
)  # fmt: skip
COLOURS: dict[Theme, Colours] = {"light": _LIGHT, "dark": _DARK, "print": _PRINT}

# Ordered by lightness, so that grey print keeps the order; always shown with their word.
LEVELS = {"green": "#d9efcf", "yellow": "#ffd23f", "orange": "#ef8119", "red": "#b0122b"}
LEVEL_TEXT = {"green": "#1b2430", "yellow": "#1b2430", "orange": "#1b2430", "red": "#ffffff"}

DASHES: tuple[tuple[int, ...], ...] = ((1, 0), (7, 3), (2, 2), (9, 3, 2, 3), (4, 4), (12, 4))


def colours(look: Look) -> Colours:
    """Return the colours of a look."""
    return COLOURS[look.theme]


def config(look: Look) -> dict[str, Any]:
    """Return the Vega-Lite ``config`` that every chart shares."""
    shades, size = colours(look), look.text
    return {
        "font": FALLBACK,
        "aria": False,  # the page holds the sentence and the table; marks would be read one by one
        "view": {"stroke": None},
        "axis": _axis(shades, size),
        "legend": {
            "labelFont": FALLBACK, "labelFontSize": size, "labelColor": shades.muted,
            "title": None, "orient": "bottom", "labelLimit": 0, "symbolSize": size * 8,
            "columnPadding": size, "offset": 8,
        },
        "title": {
            "font": FALLBACK, "fontSize": size, "fontWeight": 400, "color": shades.muted,
            "anchor": "start", "frame": "bounds", "offset": 8,
        },
        "header": {
            "labelFont": FALLBACK, "labelFontSize": size, "labelFontWeight": 600,
            "labelColor": shades.text, "labelAnchor": "start", "labelPadding": 4, "title": None,
            "labelLimit": 0,
        },
        "text": {"font": FALLBACK, "fontSize": size, "color": shades.text},
        "line": {"strokeWidth": 2.5, "strokeJoin": "round", "strokeCap": "round"},
    }  # fmt: skip


def _axis(shades: Colours, size: int) -> dict[str, Any]:
    return {
        "labelFont": FALLBACK, "labelFontSize": size, "labelColor": shades.muted,
        "title": None, "domain": False, "ticks": False, "gridColor": shades.grid,
        "labelPadding": 6, "labelLimit": 0, "labelOverlap": False,
    }  # fmt: skip
