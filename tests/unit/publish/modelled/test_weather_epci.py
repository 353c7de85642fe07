"""The weather of EPCI: their own, or unknown with the reason; and nothing of what is hidden."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from argos.core.clock import FixedClock
from argos.core.contract_check import load_all
from argos.outputs.store import Outputs
from argos.publish.disclosure import modelled
from argos.publish.flow import publish_series
from argos.publish.modelled.house import House
from argos.publish.modelled.known.panel import Panel
from argos.publish.modelled.known.weekly import weeklies
from argos.publish.modelled.weather.epci import holders_among
from argos.publish.modelled.weather.given import Beside
from argos.publish.modelled.weather.rules import weather_rules
from argos.publish.modelled.weather.tonight import rows, tonight
from tests.published import FrameLog, at, calls
from tests.unit.publish.modelled.weeks import (
    ANCENIS,
    GONE,
    HIDDEN,
    NANTES,
    NAZAIRE,
    NOW,
    REDON,
    SUNDAY,
    SUPPRESSED,
    TUESDAY,
    Figures,
    daily,
    panels,
    weeks_of,
    zone,
)

CONTRACTS = load_all(Path(__file__).resolve().parents[4] / "partners")
FLAT = daily({"dep:44": [30.0] * 300, "dep:49": [30.0] * 300, "dep:53": [30.0] * 300})
WEEKS = 40


def steady(value: float | None, *end: float | str | None) -> Figures:
    """Return weeks alike, the last ones given."""
    return [*[value] * (WEEKS - len(end)), *end]


def told(
    folder: Path, figures: dict[str, Figures], *made: Panel, coded: float = 100.0,
    more: list[dict[str, Any]] | None = None,
) -> pl.DataFrame:  # fmt: skip
    """Return the weather of EPCI of which such weeks of acts for influenza are published."""
    parts = [weeks_of(place, each) for place, each in figures.items()]
    seen = weeks_of("fra", steady(400.0)), weeks_of("fra", steady(900.0), indicator="sos_all")
    served = [weeks_of(place, steady(90.0), indicator="sos_all") for place in figures]
    outputs = zone(folder, *parts, *seen, *served, more or [])
    known = panels(*(made or (FLAT,)))
    weekly = weeklies(outputs, weather_rules().counted, known.known_at)
    every = rows(known, weather_rules(), beside=Beside(coded={"p": coded}), weekly=weekly)
    return every.filter(pl.col("place").str.starts_with("epci:"))


def of(frame: pl.DataFrame, place: str, ahead: int = 0) -> dict[str, Any]:
    return frame.filter(place=place, ahead=ahead).row(0, named=True)


def test_an_epci_has_a_sky_of_its_own_from_its_last_whole_week(tmp_path: Path) -> None:
    found = told(tmp_path, {NANTES: steady(40.0, 60.0, 200.0), NAZAIRE: steady(40.0)})
    row, calm = of(found, NANTES), of(found, NAZAIRE)
    assert (row["sky"], calm["sky"]) == ("storm", "sun")
    assert row["origin"] == row["date"] == TUESDAY
    assert (row["level"], calm["level"]) == (5, 1)
    assert row["vigilance"] == "orange"
    assert (row["measure"], row["tension"]) == ("norm", None)
    assert "5 times the usual level of the place (200 in the week to 22 November 2026 against 40)" \
        in row["reason_en"]  # fmt: skip
    assert "dans la semaine au 22 novembre 2026 pour 40), en hausse de" in row["reason_fr"]
    assert found.filter(place=NANTES)["ahead"].to_list() == [*range(8)]
    assert modelled("weather", found, NOW).frame.height == 16


def test_a_figure_of_10_is_published_too(tmp_path: Path) -> None:
    found = told(tmp_path, {NANTES: steady(10.0)})
    assert modelled("weather", found, NOW).frame.height == 8


@pytest.mark.parametrize("last", [HIDDEN, SUPPRESSED])
def test_under_11_is_no_sun_and_tells_the_sky_around(tmp_path: Path, last: str | None) -> None:
    found = told(tmp_path, {NANTES: steady(40.0, last), NAZAIRE: steady(40.0)})
    row = of(found, NANTES)
    assert (row["sky"], row["confidence"], row["level"]) == ("unknown", None, None)
    assert "fewer than 11 in the week to 22 November 2026 (Loire-Atlantique: sun)" in row[
        "reason_en"]  # fmt: skip
    assert "moins de 11" in row["reason_fr"]
    assert row["vigilance"] == "green"  # 10 would not be twice the usual


def test_what_is_not_published_is_unknown_and_not_few(tmp_path: Path) -> None:
    found = told(tmp_path, {NANTES: steady(40.0, GONE), NAZAIRE: steady(40.0)})
    row = of(found, NANTES)
    assert (row["sky"], row["vigilance"]) == ("unknown", "unknown")
    assert "the last week is not published" in row["reason_en"]


def test_the_norm_may_be_the_share_of_the_département_and_the_reason_says_so(
    tmp_path: Path,
) -> None:
    short: Figures = [*[GONE] * (WEEKS - 6), *[40.0] * 5, 90.0]
    row = of(told(tmp_path, {NANTES: short, NAZAIRE: steady(40.0)}), NANTES)
    assert "le niveau habituel de sa part de Loire-Atlantique (90" in row["reason_fr"]
    assert "the usual level of its share of Loire-Atlantique" in row["reason_en"]
    assert row["level"] == pytest.approx(90 / 50)  # 210 × 290 / (6 × 210), to the nearest 5


def test_usually_few_is_said_and_makes_no_ratio(tmp_path: Path) -> None:
    row = of(told(tmp_path, {NANTES: steady(HIDDEN, 15.0, 20.0)}), NANTES)
    assert row["level"] is None
    assert "20 in the week to 22 November 2026, fewer than 11 as a rule" in row["reason_en"]
    assert row["sky"] in ("cloud", "rain")


def test_a_trend_of_the_département_alone_is_said_to_be_its(tmp_path: Path) -> None:
    rising = daily({"dep:44": [30.0] * 293 + [75.0] * 7, "dep:49": [30.0] * 300})
    frame = told(tmp_path, {NANTES: steady(40.0, HIDDEN, 40.0), NAZAIRE: steady(40.0)}, rising)
    row = of(frame, NANTES)
    assert "a week as Loire-Atlantique" in row["reason_en"]
    assert "in Loire-Atlantique" not in row["reason_en"]
    assert ", since +" in row["reason_en"]
    assert of(frame, NANTES, 7)["level"] > of(frame, NANTES)["level"]


def test_the_first_indicator_with_a_figure_speaks(tmp_path: Path) -> None:
    visits = {"indicator": "ed_flu", "partner": "hospital"}
    more = [
        *weeks_of("fra", steady(400.0), **visits), *weeks_of(NANTES, steady(20.0), **visits),
        *weeks_of(NAZAIRE, steady(20.0, HIDDEN), **visits),
        *weeks_of(ANCENIS, steady(20.0, HIDDEN), **visits),
    ]  # fmt: skip
    acts = {NANTES: steady(40.0), NAZAIRE: steady(40.0), ANCENIS: steady(40.0, GONE)}
    hospital = daily({"dep:44": [20.0] * 300, "dep:49": [20.0] * 300}, "ed_flu")
    found = told(tmp_path, acts, FLAT, hospital, more=more).filter(ahead=0)
    assert dict(found.select("place", "indicator").iter_rows()) == {
        NANTES: "ed_flu", NAZAIRE: "sos_flu", ANCENIS: "ed_flu",
    }  # fmt: skip
    assert of(found, ANCENIS)["sky"] == "unknown"


def test_an_epci_over_two_départements_goes_with_most_of_its_people() -> None:
    assert holders_among([ANCENIS, REDON, NANTES], ["dep:44", "reg:53"]) == [
        "dep:44", "reg:53", "dep:44",
    ]  # fmt: skip
    assert holders_among([REDON], ["dep:44", "fra"]) == [""]


def test_where_nothing_holds_it_an_epci_has_what_its_own_weeks_say(tmp_path: Path) -> None:
    found = told(tmp_path, {REDON: steady(40.0), NANTES: steady(40.0)})
    assert of(found, REDON)["sky"] == "sun"
    few = told(tmp_path / "b", {REDON: steady(40.0, HIDDEN), NANTES: steady(40.0)})
    assert of(few, REDON)["reason_en"].startswith(
        "Sky unknown: fewer than 11 in the week to 22 November 2026;"
    )


def test_thresholds_of_départements_are_not_applied_and_a_partial_incidence_only_accuses(
    tmp_path: Path,
) -> None:
    people = {"indicator": "tests_positive", "partner": "laboratories"}
    cases = daily({"dep:44": [90.0] * 300, "dep:49": [90.0] * 300}, "tests_positive")
    more = [
        *weeks_of("fra", steady(4_000.0), **people),
        *weeks_of(NANTES, steady(2_000.0), **people),  # 290 for 100,000 inhabitants
        *weeks_of(NAZAIRE, steady(20.0), **people),  # 15
    ]
    found = told(tmp_path, {NANTES: steady(40.0), NAZAIRE: steady(40.0)}, cases, more=more)
    covid = found.filter(pathology="covid")
    nantes, nazaire = of(covid, NANTES), of(covid, NAZAIRE)
    assert (nantes["vigilance"], nantes["measure"]) == ("red", "incidence-zones")
    assert "incidence counted by partners 290" in nantes["reason_en"]
    assert (nazaire["vigilance"], nazaire["measure"]) == ("green", "norm")
    assert {each.id for each in weather_rules().pathology[0].on(TUESDAY, epci=True)} == {
        "incidence-zones", "norm",
    }  # fmt: skip


def test_too_little_coding_gives_no_verdict_at_epci_either(tmp_path: Path) -> None:
    found = told(tmp_path, {NANTES: steady(40.0), NAZAIRE: steady(40.0, HIDDEN)}, coded=70.0)
    assert found.filter(ahead=0).select("sky", "vigilance").unique().rows() == [
        ("unknown", "unknown"),
    ]
    assert "too few records with a diagnosis" in of(found, NANTES)["reason_en"]


def test_weeks_that_ended_long_ago_tell_nothing(tmp_path: Path) -> None:
    old = SUNDAY - timedelta(weeks=2)
    seen = weeks_of("fra", steady(400.0), old), weeks_of(NANTES, steady(40.0), old)
    outputs = zone(tmp_path, *seen)
    weekly = weeklies(outputs, ["sos_flu"], NOW)
    assert list(weekly) == ["sos_flu"]
    found = rows(panels(FLAT), weather_rules(), weekly=weekly)
    assert set(found["place"]) == {"dep:44", "dep:49", "dep:53"}


def test_the_night_reads_them_from_what_is_published_and_goes_on_from_what_was_told(
    tmp_path: Path,
) -> None:
    outputs = zone(tmp_path, weeks_of("fra", steady(400.0)), weeks_of(NANTES, steady(40.0)))
    first = tonight(panels(FLAT), outputs, pl.DataFrame(), House.at(tmp_path))
    assert of(first, NANTES)["sky"] == "sun"
    before = first.with_columns(sky=pl.lit("veil"), origin=pl.col("origin") - timedelta(days=1))
    outputs.commit(modelled("weather", before, NOW - timedelta(days=1)))
    assert of(tonight(panels(FLAT), outputs, pl.DataFrame(), House.at(tmp_path)), NANTES)["sky"] \
        in ("sun", "veil")  # fmt: skip


FIRST = date(2026, 10, 19)  # a Monday
TOLD_WEEKS = 5


def acts(day: date, number: int, commune: str) -> list[dict[str, Any]]:
    return calls(number, feed="sos-medecins-nantes.calls", occurred_on=day, place=commune,
                 codes=["cim10:J11"], recorded_at=at(day, 20))  # fmt: skip


def published_world(folder: Path, few: Callable[[int], int]) -> pl.DataFrame:
    """Return the weather of EPCI where acts of one are ``few`` on each day of two weeks."""
    log, outputs = FrameLog(), Outputs(str(folder))
    for n in range(7 * TOLD_WEEKS):
        day = FIRST + timedelta(days=n)
        hidden = few(n % 7) if n >= 7 * (TOLD_WEEKS - 2) else 3
        nazaire, nantes = acts(day, hidden, "com:44184"), acts(day, 10 - hidden, "com:44109")
        log.add([*nazaire, *nantes])
    clock = FixedClock(datetime(2026, 11, 23, 21, tzinfo=UTC))
    publish_series(log, outputs, CONTRACTS, clock, receipts=[])  # type: ignore[arg-type]
    found = tonight(panels(FLAT), outputs, pl.DataFrame(), House.at(folder))
    return found.filter(pl.col("place").str.starts_with("epci:"))


def test_worlds_that_differ_in_hidden_weeks_have_the_same_weather(tmp_path: Path) -> None:
    none = published_world(tmp_path / "none", lambda day: 0)
    some = published_world(tmp_path / "some", lambda day: int(day in (1, 2)))
    assert set(none["place"]) == {NANTES, NAZAIRE}
    assert of(none, NAZAIRE)["sky"] == "unknown"
    assert of(none, NANTES)["sky"] != "unknown"
    assert none.equals(some)
