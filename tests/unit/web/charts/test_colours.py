"""Contrast (WCAG 2.2), colour blindness and grey print of the colours."""

from itertools import combinations

import numpy as np
import pytest

from argos.web.charts.look import Look, Theme
from argos.web.charts.theme import COLOURS, LEVEL_TEXT, LEVELS, contrast, luminance, on, ramp

TEXT, GRAPHICS = 4.5, 3.0
THEMES: tuple[Theme, ...] = ("light", "dark", "print")
# Machado, Oliveira and Fernandes (2009), severity 1, on linear RGB.
BLINDNESS = {
    "deuteranopia": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413],
                     [-0.011820, 0.042940, 0.968881]],
    "protanopia": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216],
                   [-0.003882, -0.048116, 1.051998]],
}  # fmt: skip
JUST_TOLD_APART = 10.0  # CIE76 in Lab; 2.3 is the least that an eye sees side by side


def lab(colour: str, blindness: str | None = None) -> np.ndarray:
    parts = np.array([int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)])
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    if blindness:
        linear = np.clip(np.array(BLINDNESS[blindness]) @ linear, 0, 1)
    to_xyz = np.array(
        [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
    )
    scaled = to_xyz @ linear / np.array([0.9505, 1.0, 1.089])
    f = np.where(scaled > 0.008856, np.cbrt(scaled), 7.787 * scaled + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


@pytest.mark.parametrize("theme", THEMES)
def test_text_and_lines_stand_out(theme: Theme) -> None:
    shades = COLOURS[theme]
    for text in (shades.text, shades.muted, shades.accent, *shades.series):  # names take the colour
        assert contrast(text, shades.surface) >= TEXT, text
    assert contrast(shades.hidden, shades.surface) >= GRAPHICS


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("count", range(1, 7))
def test_figures_are_read_on_every_class_of_a_map(theme: Theme, count: int) -> None:
    tones = ramp(Look(theme=theme), count)
    assert len(set(tones)) == count
    for tone in tones:
        assert contrast(on(tone), tone) >= TEXT, tone


@pytest.mark.parametrize("theme", THEMES)
def test_classes_keep_their_order_in_grey(theme: Theme) -> None:
    greys = [luminance(tone) for tone in COLOURS[theme].ramp]
    assert greys == sorted(greys, reverse=theme != "dark")


def test_levels_keep_their_order_in_grey_and_their_words_are_read() -> None:
    greys = [luminance(colour) for colour in LEVELS.values()]
    assert greys == sorted(greys, reverse=True)
    for level, colour in LEVELS.items():
        assert contrast(LEVEL_TEXT[level], colour) >= TEXT, level


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("blindness", [None, *BLINDNESS])
def test_series_are_told_apart_by_colour_blind_readers(theme: Theme, blindness: str | None) -> None:
    for one, other in combinations(COLOURS[theme].series, 2):
        apart = float(np.linalg.norm(lab(one, blindness) - lab(other, blindness)))
        assert apart >= JUST_TOLD_APART, (one, other, apart)
