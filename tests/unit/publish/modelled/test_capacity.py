"""Rows of capacity: from panels and forecasts, by scenario; what is not known is not told."""

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import numpy as np
import polars as pl
import pytest

from argos.epidemiology.forecasts import HUB_LEVELS
from argos.epidemiology.series import Floats
from argos.outputs.modelled import CAPACITY, CROSSINGS
from argos.publish.disclosure import modelled
from argos.publish.modelled.capacity.settings import Bed, CapacitySettings, Operation, Stay
from argos.publish.modelled.capacity.settings import capacity_settings as shipped
from argos.publish.modelled.capacity.tonight import OPERATIONS, PERSONS, rows
from argos.publish.modelled.capacity.tonight import foretold as tonight
from argos.publish.modelled.known.panel import Changes, Panel
from argos.publish.modelled.known.panels import Panels
from tests.unit.publish.modelled.released import as_released

FIRST, DAYS = date(2026, 1, 1), 120
ORIGIN = FIRST + timedelta(days=DAYS - 1)
PLACES = ("dep:44", "dep:53", "fra")
SIZE = np.array([10.0, 1.0, 100.0])[:, None]
MIDDLE = HUB_LEVELS.size // 2


def panel(indicator: str, figures: Floats, partner: str = "p", *, rounded: bool = False) -> Panel:
    """Return a panel whose figures were all told on their evening."""
    place, day = (each.ravel() for each in np.indices(figures.shape))
    order = np.argsort(day, kind="stable")
    told = Changes(place[order], day[order], day[order], figures.ravel()[order])
    made = np.zeros(figures.shape, dtype=bool)
    exact = Panel(indicator, partner, False, FIRST, DAYS, PLACES, told, made)
    return as_released(exact) if rounded else exact


def known(*given: Panel) -> Panels:
    return Panels({each.indicator: each for each in given}, datetime(2026, 5, 1, tzinfo=UTC))


def steady(admissions: float, mean: float) -> dict[str, Floats]:
    came = SIZE * np.full((3, DAYS), admissions)
    return {"came": came, "there": came * mean}


def made(*, rounded: bool = False, partner: str = "p") -> Panels:
    icu, all_ = steady(0.4, 17), steady(3.0, 19.4)
    return known(
        panel("in_icu", icu["there"], rounded=rounded),
        panel("new_icu_admissions", icu["came"], partner, rounded=rounded),
        panel("in_hospital", all_["there"], rounded=rounded),
        panel("new_admissions", all_["came"], rounded=rounded),
    )


def foretold(panels: Panels, growth: float = 1.0, skip: str = "") -> pl.DataFrame:
    """Return forecasts that grow by so much each week, with a narrow fan."""
    found = []
    for name in ("new_icu_admissions", "new_admissions"):
        each = panels[name]
        for row, place in enumerate(PLACES):
            last = each.latest[row, -7:].sum()
            for week in range(1, 5):
                fan = last * growth**week * np.exp(0.05 * (HUB_LEVELS - 0.5))
                found.append((name, each.partner, place, week * 7, fan.tolist()))
    columns = ["indicator", "partner", "place", "horizon", "quantiles"]
    frame = pl.DataFrame(found, schema=columns, orient="row")
    return frame.filter(pl.col("indicator") != skip).with_columns(
        chosen=True, origin=pl.lit(ORIGIN), width=7
    )


Tables = tuple[pl.DataFrame, pl.DataFrame]


@pytest.fixture(scope="module")
def steadily() -> Tables:
    return rows(made(), foretold(made()), shipped())


@pytest.fixture(scope="module")
def growing() -> Tables:
    return rows(made(), foretold(made(), 1.2), shipped())


def medians(table: pl.DataFrame, place: str, resource: str, scenario: str) -> Floats:
    each = table.filter(place=place, resource=resource, scenario=scenario).sort("date")
    return np.array(each["quantiles"].list.get(MIDDLE))


def with_house(**given: object) -> CapacitySettings:
    return shipped().model_copy(update=given)


def operations(others: float) -> list[Operation]:
    stay = Stay(mean=2.0, sd=1.0, source="made for the test")
    return [
        Operation(place="dep:44", resource="icu", a_day=20, share=0.5, stays=stay, others=others,
                  source="made for the test")
    ]  # fmt: skip


def test_what_is_steady_stays_and_wards_are_without_intensive_care(steadily: Tables) -> None:
    beds, _ = steadily
    assert beds["date"].min() == ORIGIN + timedelta(days=1)
    assert beds.filter(place="fra", resource="icu", scenario="as_it_goes").height == 28
    np.testing.assert_allclose(medians(beds, "fra", "icu", "as_it_goes"), 680, rtol=0.03)
    ward = 100 * (3 * 19.4 - 0.4 * 17)
    np.testing.assert_allclose(medians(beds, "fra", "ward", "as_it_goes"), ward, rtol=0.03)
    quantiles = np.array(beds["quantiles"].to_list())
    assert (np.diff(quantiles, axis=1) >= 0).all()


def test_scenarios_stand_side_by_side_in_order(growing: Tables) -> None:
    beds, crossed = growing
    grown, halved = (medians(beds, "fra", "icu", x) for x in ("as_it_goes", "growth_halves"))
    assert (halved <= grown).all()
    assert 680 < halved[-1] < grown[-1]
    one = crossed.filter(place="dep:44", resource="icu", threshold=1.0)
    chance = dict(one.select("scenario", "chance_28").iter_rows())
    assert chance["growth_halves"] < chance["as_it_goes"] <= chance["staff_missing"]
    assert chance["as_it_goes"] <= chance["ward_closes"]
    open_ = beds.filter(place="dep:44", resource="icu").group_by("scenario").agg(
        pl.col("beds").sort_by("date")
    )  # fmt: skip
    by_name = dict(open_.iter_rows())
    assert by_name["as_it_goes"] == [87] * 28
    assert by_name["ward_closes"] == [87] * 6 + [79] * 22
    assert by_name["staff_missing"] == pytest.approx([87 * 0.9] * 28)


def test_a_threshold_is_likely_after_it_is_possible(growing: Tables) -> None:
    _, crossed = growing
    found = crossed.filter(place="dep:53", resource="icu", scenario="as_it_goes").sort("threshold")
    assert found["threshold"].to_list() == [0.6, 0.8, 1.0]
    first = found.row(0, named=True)
    assert first["possible_on"] == ORIGIN  # 6.8 of 8 beds: it is over 60 % today
    likely = crossed.filter(place="dep:44", scenario="as_it_goes").sort("threshold")
    assert (likely["possible_on"] <= likely["likely_on"]).all()
    assert likely["likely_on"].is_sorted()
    assert (likely["chance_7"] <= likely["chance_28"]).all()


def test_no_beds_no_crossing_and_no_operations_unless_the_house_says(steadily: Tables) -> None:
    beds, crossed = steadily
    assert beds.filter(resource="ward")["beds"].is_null().all()
    assert set(crossed["resource"]) == {"icu"}
    assert crossed.select(OPERATIONS).null_count().sum_horizontal().item() == 3 * crossed.height
    bed = Bed(place="fra", resource="ward", beds=9000, source="made for the test")
    _, more = rows(made(), foretold(made()), with_house(beds=[bed]))
    assert more.filter(resource="ward")["place"].unique().to_list() == ["fra"]


def test_operations_move_where_beds_are_short_and_more_where_they_close() -> None:
    short = rows(made(), foretold(made()), with_house(operations=operations(others=5)))[1]
    by_name = {
        row["scenario"]: row
        for row in short.filter(place="dep:44", threshold=1.0).iter_rows(named=True)
    }
    goes, closes = by_name["as_it_goes"], by_name["ward_closes"]
    assert 0 < goes["operations_low"] <= goes["operations_mid"] <= goes["operations_high"]
    assert closes["operations_mid"] > goes["operations_mid"]
    assert short.filter(pl.col("place") != "dep:44")["operations_mid"].is_null().all()


def test_without_a_forecast_of_its_own_a_share_of_admissions_goes_to_intensive_care() -> None:
    panels = made()
    beds, _ = rows(panels, foretold(panels, skip="new_icu_admissions"), shipped())
    told = medians(beds, "fra", "icu", "as_it_goes")
    assert told[0] == pytest.approx(680, rel=0.03)
    assert 690 < told[-1] < 830  # 0.157 x 300 a day against 40: they would stay a little less long


def test_sources_are_not_mixed_and_nothing_is_made_of_nothing() -> None:
    panels = made(partner="another")
    without = shipped().resource[0].model_copy(update={"passed_on": None})
    settings = with_house(resource=[without, shipped().resource[1]])
    beds, _ = rows(panels, foretold(panels), settings)
    assert beds.is_empty()  # nor wards: who of them is in intensive care is not known
    none, crossed = rows(made(), pl.DataFrame(), shipped())
    assert none.is_empty()
    assert crossed.is_empty()


def test_a_place_without_a_recent_stock_is_left_out() -> None:
    panels = dict(made().by_indicator)
    holed = panels["in_icu"].latest.copy()
    holed[1, -3:] = np.nan
    holed[0, -1:] = np.nan
    panels["in_icu"] = panel("in_icu", holed)
    beds, _ = rows(known(*panels.values()), foretold(made()), shipped())
    assert set(beds["place"]) == {"dep:44", "fra"}


def test_tables_pass_disclosure_control() -> None:
    panels = made(rounded=True)
    beds, crossed = rows(panels, foretold(panels), with_house(operations=operations(others=15)))
    at = datetime(2026, 5, 1, tzinfo=UTC)
    one = modelled("capacity", beds, at, PERSONS).frame
    two = modelled("crossings", crossed, at, OPERATIONS).frame
    assert one.columns == list(CAPACITY)
    assert two.columns == list(CROSSINGS)
    assert "dep:53" not in set(one.filter(resource="icu")["place"])  # fewer than 11 came in 7 days
    assert "dep:53" not in set(two["place"])
    shown = one["quantiles"].explode().drop_nulls()
    assert (shown % 5 == 0).all()
    assert (two["operations_mid"].drop_nulls() % 5 == 0).all()
    assert ((two["chance_14"] * 20).round(6) % 1 == 0).all()


def test_the_same_night_says_the_same(steadily: Tables) -> None:
    assert rows(made(), foretold(made()), shipped())[0].equals(steadily[0])


def test_after_a_run_that_was_broken_off_the_published_forecasts_are_used() -> None:
    panels, all_ = made(), foretold(made())
    first = all_.filter(indicator="new_admissions")
    blurred = all_.with_columns(model=pl.lit("published"))
    outputs = SimpleNamespace(rows=lambda name: blurred.lazy())
    found = tonight(panels, first.with_columns(model=pl.lit("made")), outputs)
    by_model = found.group_by("model").agg(pl.col("indicator").unique().sort())
    assert dict(by_model.iter_rows()) == {
        "made": ["new_admissions"],
        "published": ["new_icu_admissions"],
    }
    assert tonight(panels, pl.DataFrame(), outputs).equals(blurred)
    late = blurred.with_columns(origin=ORIGIN - timedelta(days=1))
    assert tonight(
        panels, pl.DataFrame(), SimpleNamespace(rows=lambda name: late.lazy())
    ).is_empty()
