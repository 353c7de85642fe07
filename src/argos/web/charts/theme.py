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
# No more names than these: of a family that it cannot find, vl-convert only guesses the widths.
FALLBACK = f"{FONT}, sans-serif"


@dataclass(frozen=True, slots=True)
class Colours:
    """The colours of one theme, each as ``#rrggbb``."""

    surface: str  # what the chart lies on
    text: str
    muted: str  # secondary text; contrast of text all the same
    grid: str  # lines that carry no figure
    bar: str  # daily figures, behind their mean
    provisional: str  # a bar that may still change
    accent: str
    hidden: str  # fill of "<11"
    series: tuple[str, ...]
    ramp: tuple[str, ...]  # classes of a map, from low to high
    band: tuple[str, str]  # 90 % and 50 % bands


_LIGHT = Colours(
    surface="#ffffff", text="#1b2430", muted="#56616e", grid="#e3e7ec",
    bar="#a9cbe8", provisional="#e9f2fa", accent="#0b5fa5", hidden="#7d8894",
    series=("#0b5fa5", "#c8500a", "#00806a", "#b8328c", "#5e4400", "#2a2f36"),
    ramp=("#eef5fb", "#bcd7ee", "#7fb2dd", "#2f78b8", "#0b4f8a", "#062f57"),
    band=("#d6e6f4", "#a9cbe8"),
)  # fmt: skip
_DARK = Colours(
    surface="#12171d", text="#edf1f5", muted="#aab4bf", grid="#2b333c",
    bar="#31597c", provisional="#1c2f40", accent="#74bdf8", hidden="#8b96a2",
    series=("#74bdf8", "#f5a742", "#41cfa4", "#ee92cd", "#ebe067", "#c6ccd3"),
    ramp=("#1a2a3a", "#24496b", "#3470a3", "#5699d2", "#8cc4f2", "#d3e9fb"),
    band=("#1c3347", "#2b5375"),
)  # fmt: skip
_PRINT = Colours(
    surface="#ffffff", text="#000000", muted="#444a52", grid="#d5d9de",
    bar="#b5c4d2", provisional="#eef1f4", accent="#083f70", hidden="#6b747e",
    series=("#0b5fa5", "#c8500a", "#00806a", "#b8328c", "#5e4400", "#2a2f36"),
    ramp=("#f2f6fa", "#c3d6e8", "#8ab0d3", "#3573a8", "#15508a", "#062f57"),
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


def dashes(n: int, look: Look) -> list[float]:
    """Return the dash of the n-th of several lines, in pixels; the first is solid."""
    return [round(part * look.text / 13, 1) for part in DASHES[n % len(DASHES)]]


def ramp(look: Look, count: int) -> tuple[str, ...]:
    """Return the colours of a map's classes, from low to high, spread over the whole ramp."""
    tones = colours(look).ramp
    if count == 1:
        return (tones[1],)
    return tuple(tones[round(n * (len(tones) - 2) / (count - 1))] if count < len(tones)
                 else tones[n] for n in range(count))  # fmt: skip


def luminance(colour: str) -> float:
    """Return the relative luminance of ``#rrggbb`` (WCAG 2.2), 0 for black and 1 for white."""
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours (WCAG 2.2), from 1 to 21."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def on(ground: str) -> str:
    """Return the colour of text that reads best on a ground."""
    return max((_LIGHT.text, "#ffffff"), key=lambda ink: contrast(ink, ground))
