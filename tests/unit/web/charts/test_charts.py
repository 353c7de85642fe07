"""What every chart keeps, and what each says of gaps, provisional days and scales."""

import json
import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import altair as alt
import polars as pl
import pytest

from argos.web.charts import (
    Look,
    calendar_heat,
    compared,
    described,
    multiples,
    seasons,
    series_chart,
    sparkline,
    spec,
    svg,
)
from argos.web.charts.compared import Kind
from argos.web.charts.locale import NARROW_SPACE, number, word
from argos.web.charts.render import still
from tests.unit.web.charts.samples import (
    CHARTS,
    HIDDEN,
    LOOKS,
    MISSING,
    START,
    feeds,
    frame,
    odd_frames,
    several,
    two_seasons,
)

LOOK = Look()
UNIT = "passages par jour"
KINDS: tuple[Kind, ...] = ("line", "bar", "area")


def parts(node: Any) -> Iterator[dict[str, Any]]:
    """Yield every object of a specification."""
    if isinstance(node, dict):
        yield node
        for value in node.values():
            yield from parts(value)
    elif isinstance(node, list):
        for value in node:
            yield from parts(value)


def named(document: dict[str, Any], name: str) -> list[dict[str, Any]]:
    return [part for part in parts(document) if part.get("name") == name]


def about(document: dict[str, Any], what: str) -> list[dict[str, Any]]:
    return [part for part in parts(document) if part.get("description") == what]


def texts(image: bytes) -> list[str]:
    return re.findall(r"<text[^>]*>([^<]*)</text>", image.decode())


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: look.width)
@pytest.mark.parametrize("name", CHARTS)
def test_each_chart_is_valid_vega_lite_that_asks_nothing_of_another_host(
    name: str, look: Look
) -> None:
    document = spec(CHARTS[name](look), look)
    alt.TopLevelSpec.validate(document)
    assert "http" not in json.dumps(document)


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: look.width)
@pytest.mark.parametrize("name", CHARTS)
def test_each_image_stands_alone_and_keeps_to_its_width(name: str, look: Look) -> None:
    chart = described(CHARTS[name](look), "Les passages montent : +18 % en 7 jours.")
    image = svg(chart, look).decode()
    head = image[: image.index(">")]
    width = float(re.search(r'\bwidth="([\d.]+)"', head)[1])  # type: ignore[index]
    assert width <= look.pixels
    assert "viewBox=" in head
    assert 'role="img"' in head
    assert "<title>Les passages montent : +18 % en 7 jours.</title>" in image
    addresses = set(re.findall(r"https?://[^\"' )]+", image))
    assert addresses <= {"http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"}
    assert ("font/woff2;base64," in image) == ("<text" in image)


def test_a_gap_is_null_or_absent_and_never_zero() -> None:
    gaps = {(START + timedelta(days=n)).isoformat() for n in (*HIDDEN, *MISSING)}
    for name in ("series", "compared", "bars", "multiples", "sparkline"):
        rows = [part for part in parts(spec(CHARTS[name](LOOK), LOOK)) if part.get("d") in gaps]
        assert all(row.get(name) is None for row in rows for name in ("v", "m", "mp"))


def test_days_that_the_frame_leaves_out_are_gaps_too() -> None:
    holed = frame().filter(pl.col("date") != START + timedelta(days=40))
    said = texts(
        svg(series_chart(holed.filter(pl.col("value").is_not_null()), LOOK, unit=UNIT), LOOK)
    )
    assert "non reçu" in said


def test_the_line_breaks_at_a_gap() -> None:
    image = svg(series_chart(frame(soft=0), LOOK, unit=UNIT), LOOK).decode()
    lines = re.findall(r'd="(M[^"]*)"[^>]*stroke="#0b5fa5" stroke-width="2.5"', image)
    assert len(lines) == 1
    assert lines[0].count("M") == 3  # before, between and after the two gaps


@pytest.mark.parametrize(("soft", "there"), [(0, 0), (3, 1)])
def test_provisional_days_have_their_own_layers_only_when_there_are_some(
    soft: int, there: int
) -> None:
    document = spec(series_chart(frame(soft=soft), LOOK, unit=UNIT), LOOK)
    assert len(about(document, "provisional")) == there
    assert len(about(document, "provisional_mean")) == there
    dashed = [layer["mark"]["strokeDash"] for layer in about(document, "provisional_mean")]
    assert all(len(dash) == 2 for dash in dashed)
    assert (
        "provisoire" in texts(svg(series_chart(frame(soft=soft), LOOK, unit=UNIT), LOOK))
    ) == bool(there)


def test_what_is_hidden_or_missing_is_said_in_words_in_both_languages() -> None:
    french = texts(svg(CHARTS["series"](LOOK), LOOK))
    english = Look("en")
    assert {"&lt;11 (masqué)", "non reçu", "provisoire"} <= set(french)
    assert {"&lt;11 (hidden)", "not reported", "provisional"} <= set(
        texts(svg(CHARTS["series"](english), english))
    )


def test_bars_start_at_zero() -> None:
    document = spec(series_chart(frame(), LOOK, unit=UNIT), LOOK)
    bars = [
        p
        for p in parts(document)
        if isinstance(p.get("mark"), dict) and p["mark"].get("type") == "bar"
    ]
    assert bars
    for bar in bars:
        assert bar["encoding"]["y"]["scale"]["domainMin"] == 0


def test_panels_share_their_scale_unless_it_is_freed() -> None:
    def tops(*, shared: bool) -> set[float]:
        document = spec(multiples(several("panel"), LOOK, unit=UNIT, shared=shared), LOOK)
        return {p["scale"]["domainMax"] for p in parts(document)
                if isinstance(p.get("scale"), dict) and p["scale"].get("zero")}  # fmt: skip

    assert len(tops(shared=True)) == 1
    assert len(tops(shared=False)) == 3


def test_a_phone_has_one_column() -> None:
    narrow = Look(width="narrow")
    assert spec(multiples(several("panel"), narrow, unit=UNIT), narrow)["columns"] == 1


def test_earlier_seasons_lie_on_the_same_weekday() -> None:
    document = spec(seasons(two_seasons(), LOOK, unit=UNIT), LOOK)
    firsts = [part["values"][0]["d"] for part in parts(document) if len(part.get("values", [])) > 9]
    assert len(firsts) >= 2
    moved = date.fromisoformat(min(firsts))
    assert (moved - START.replace(year=2019)).days % 7 == 0
    assert moved > START - timedelta(days=8)


@pytest.mark.parametrize("name", ["series", "compared", "two axes", "bars"])
def test_dragging_chooses_a_period_in_the_browser_alone(name: str) -> None:
    chart = CHARTS[name](LOOK)
    document = spec(chart, LOOK)
    assert [p["select"]["encodings"] for p in named(document, "zoom")] == [["x"]]
    assert not [part for part in parts(still(document)) if "params" in part or "tooltip" in part]


def test_the_browser_reads_the_language_and_needs_no_eval() -> None:
    options = spec(CHARTS["series"](LOOK), LOOK)["usermeta"]["embedOptions"]
    assert options["ast"] is True
    assert options["formatLocale"]["thousands"] == NARROW_SPACE
    assert options["formatLocale"]["decimal"] == ","
    english = spec(CHARTS["series"](Look("en")), Look("en"))
    assert english["config"]["locale"]["number"]["thousands"] == ","


def test_french_numbers_and_months_are_drawn() -> None:
    large = frame(high=9000)
    french, english = Look(), Look("en")
    assert f"8{NARROW_SPACE}000" in texts(svg(series_chart(large, french, unit=UNIT), french))
    assert "8,000" in texts(svg(series_chart(large, english, unit=UNIT), english))
    long = texts(svg(CHARTS["long"](french), french))
    assert {"juil.", "févr."} & set(long)
    assert number(1234.5, "fr") == f"1{NARROW_SPACE}234"
    assert number(-2.5, "fr") == "−2,5"
    assert number(69.97, "fr") == "70"
    assert number(0.0666, "fr") == "0,067"
    assert number(1234567, "en") == "1,234,567"


def test_a_pace_is_given_on_a_logarithmic_scale() -> None:
    doubling = frame(soft=0).with_columns(
        value=pl.int_range(pl.len()).cast(pl.Float64).map_elements(
            lambda n: 20 * 2 ** (n / 7), return_dtype=pl.Float64), status=pl.lit("ok"))  # fmt: skip
    doubling = doubling.with_columns(mean="value")
    assert "double en 7 j" in texts(svg(series_chart(doubling, LOOK, unit=UNIT, log=True), LOOK))


def test_bands_are_drawn_where_the_frame_has_them() -> None:
    banded = frame().with_columns(
        low50=pl.col("value") * 0.9, high50=pl.col("value") * 1.1,
        low90=pl.col("value") * 0.7, high90=pl.col("value") * 1.4)  # fmt: skip
    document = spec(series_chart(banded, LOOK, unit=UNIT), LOOK)
    fields = [
        p["encoding"]["y2"]["field"] for p in parts(document) if "y2" in p.get("encoding", {})
    ]
    assert fields == ["high90", "high50"]
    assert spec(series_chart(frame(), LOOK, unit=UNIT), LOOK) != document


def test_no_mark_of_a_day_is_lost_though_its_label_may_be() -> None:
    document = spec(CHARTS["series"](Look(width="narrow")), Look(width="narrow"))
    labels = {row["label"] for part in parts(document) for row in part.get("values", [])
              if isinstance(row, dict) and "label" in row}  # fmt: skip
    assert labels == {"Confinement", "Lundi de Pâques", "Foyer"}


def test_the_calendar_names_only_the_states_that_are_there() -> None:
    said = texts(svg(calendar_heat(feeds().filter(pl.col("state") != "rejected"), LOOK), LOOK))
    assert "manquant (×)" in said
    assert "rejeté (!)" not in said


@pytest.mark.parametrize("name", odd_frames())
@pytest.mark.parametrize("look", LOOKS, ids=lambda look: look.width)
def test_odd_frames_are_drawn_all_the_same(name: str, look: Look) -> None:
    odd = odd_frames()[name].with_columns(panel=pl.lit("Sarthe"), series=pl.lit("2019-2020"))
    charts = [
        sparkline(odd, look),
        *(series_chart(odd, look, unit=UNIT, log=log) for log in (False, True)),
        multiples(odd, look, unit=UNIT),
        seasons(odd, look, unit=UNIT),
        *(compared(odd, look, kind=kind, units=[UNIT]) for kind in KINDS),
    ]
    for chart in charts:
        image = svg(chart, look).decode()
        assert float(image.split('width="', 1)[1].split('"')[0]) <= look.pixels
        assert "NaN" not in image
    if name == "none":
        assert word("nothing", look.language) in texts(svg(charts[1], look))


def test_days_to_come_have_a_band_and_are_not_called_missing() -> None:
    to_come = pl.int_range(pl.len()) >= 50
    known = frame(soft=0).with_columns(
        pl.when(~to_come).then(pl.col("value", "mean")),
        low90=pl.when(to_come).then(20.0), high90=pl.when(to_come).then(90.0))  # fmt: skip
    runs = [p for p in parts(spec(series_chart(known, LOOK, unit=UNIT), LOOK)) if "word" in p]
    assert {run["days"] for run in runs} == {len(HIDDEN), len(MISSING)}


@pytest.mark.parametrize("name", CHARTS)
def test_no_two_layers_have_one_name_for_vega_would_give_them_one_data_set(name: str) -> None:
    views = [
        p["name"] for p in parts(spec(CHARTS[name](LOOK), LOOK)) if "mark" in p and "name" in p
    ]
    assert len(views) == len(set(views))


def test_provisional_bars_of_each_panel_are_its_own() -> None:
    image = svg(CHARTS["multiples"](LOOK), LOOK).decode()
    bars = re.findall(
        r'd="M[\d.-]+,([\d.-]+)h[\d.]+v([\d.]+)h[^"]*"[^>]*stroke-dasharray="2,2"', image
    )
    tall = [float(height) for _, height in bars]
    assert len(tall) == 3 * 3
    assert tall[0] > tall[3] > tall[6]
