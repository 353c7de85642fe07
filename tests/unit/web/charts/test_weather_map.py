"""The weather map: every place given, every level and sky told by more than colour."""

import re
from collections.abc import Iterator
from itertools import combinations
from typing import Any

import polars as pl
import pytest

from argos.core.places import places
from argos.web.charts import Look, spec, svg
from argos.web.charts.skies import PATHS, SKIES, VIGILANCES
from argos.web.charts.theme import luminance
from argos.web.charts.weather_map import _fills, weather_map
from tests.unit.web.charts.samples import weathers

LOOK = Look()
FOOT = ["D'après : passages."]


def drawn(values: pl.DataFrame, look: Look = LOOK) -> str:
    chart = weather_map(values, look, title="Grippe", heads=["Au 25", "Au pire"], foot=FOOT)
    return svg(chart, look).decode()


def features(values: pl.DataFrame, look: Look = LOOK) -> Iterator[dict[str, Any]]:
    chart = weather_map(values, look, title="Grippe", heads=["Au 25", "Au pire"], foot=FOOT)
    for layer in spec(chart, look)["layer"]:
        for row in layer["data"]["values"]:
            if "name" in row.get("properties", {}):
                yield row["properties"]


def whole_country() -> pl.DataFrame:
    codes = sorted(places().known("dep"))
    one = {"vigilance": "green", "sky": "sun", "vigilance_ahead": "red", "sky_ahead": "storm",
           "says": "s", "says_ahead": "t"}  # fmt: skip
    rows = [{"place": code, "label": places().name(code), **one} for code in codes]
    return pl.DataFrame(rows)


@pytest.mark.parametrize("width", ["narrow", "wide", "full"])
def test_every_place_given_is_on_both_maps(width: Any) -> None:
    values = whole_country()
    found = list(features(values, Look(width=width)))
    assert {each["name"] for each in found} >= set(values["label"])
    for label in values["label"]:
        said = [each["says"] for each in found if each["name"] == label]
        assert {"s", "t"} == set(said), label
    assert values.height > 96  # with those overseas, which have no outline


def test_the_places_near_paris_are_shown_once_more_enlarged() -> None:
    names = [each["name"] for each in features(whole_country())]
    assert names.count("Paris") == 4
    assert names.count("Sarthe") == 2


def test_the_picture_holds_its_title_its_days_and_its_source() -> None:
    said = set(re.findall(r"<text[^>]*>([^<]*)</text>", drawn(weathers())))
    assert {"Grippe", "Au 25", "Au pire", "D'après : passages.", "971"} <= said
    for words in (SKIES, VIGILANCES):
        assert {text.fr for text in words.values()} <= said
    english = drawn(weathers(), Look("en"))
    assert "veiled sky" in english
    assert "soleil" not in english


def test_each_sky_is_drawn_and_no_two_are_alike() -> None:
    assert len(set(PATHS.values())) == 6
    chart = weather_map(weathers(), LOOK, title="", heads=["", ""], foot=FOOT)
    shown = [row["d"] for layer in spec(chart, LOOK)["layer"] for row in layer["data"]["values"]
             if "d" in row]  # fmt: skip
    for path in PATHS.values():
        assert shown.count(path) >= 4  # in the key, and on a map: its rim and its lines


@pytest.mark.parametrize("theme", ["light", "dark", "print"])
def test_levels_differ_by_pattern_and_by_tone_not_by_colour_alone(theme: Any) -> None:
    fills = _fills(Look(theme=theme))
    assert len({fill.pattern for fill in fills.values()}) == len(fills)
    tones = [luminance(fills[name].colour) for name in ("green", "yellow", "orange", "red")]
    assert tones == sorted(tones, reverse=True)
    assert min(abs(a - b) for a, b in combinations(tones, 2)) > 0.1


def test_no_place_at_all_is_drawn_all_the_same() -> None:
    assert "Grippe" in drawn(weathers().clear())


def test_places_overseas_alone_stand_in_squares() -> None:
    alone = weathers().filter(place="dep:971")
    assert {each["name"] for each in features(alone)} >= {"Guadeloupe"}
