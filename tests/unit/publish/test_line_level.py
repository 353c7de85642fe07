"""Line-level events through a whole publication."""

from datetime import date, datetime, timedelta
from itertools import product
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from argos.core.clock import FixedClock
from argos.core.contract import Contract
from argos.core.places import places
from argos.core.receipt import Reason, Receipt
from argos.outputs.store import Outputs
from argos.publish.flow import STEPS, publish_series
from tests.published import MONDAY, FrameLog, at, calls

NOW = at(MONDAY + timedelta(days=60))
STAYS, LABS, CHU = "chu-nantes.stays", "laboratories.tests", "chu-nantes.biology"
PCR = "loinc:94500-6"


class Published:
    """A log of events and what is published of it."""

    def __init__(self, folder: Path, contracts: dict[str, Contract]) -> None:
        self.log, self.outputs, self._contracts = FrameLog(), Outputs(str(folder)), contracts
        self.steps: list[str] = []

    def push(self, *facts: dict[str, Any], receipts: list[Receipt] | None = None) -> bool:
        if facts:
            self.log.add(facts)
        done = publish_series(
            self.log, self.outputs, self._contracts, FixedClock(NOW), self.steps.append,
            receipts=receipts or [],
        )  # fmt: skip
        return done.committed

    def read(self, indicator: str, place: str, **ask: Any) -> dict[date, tuple[Any, ...]]:
        rows = self.outputs.series(indicator, place, **ask).select("date", "value", "status").rows()
        return {day: (value, status) for day, value, status in rows}


@pytest.fixture
def series(tmp_path: Path, contracts: dict[str, Contract]) -> Published:
    return Published(tmp_path, contracts)


def day(n: int) -> date:
    return MONDAY + timedelta(days=n)


def on(n: int, number: int, recorded: datetime | None = None, **facts: Any) -> list[dict[str, Any]]:
    known = recorded or at(day(n + 1))
    return calls(number, occurred_on=day(n), recorded_at=known, **facts)


def test_steps_are_told_in_order(series: Published) -> None:
    series.push(*on(0, 30))
    assert tuple(series.steps) == STEPS


def test_a_day_without_any_row_of_the_feed_is_not_a_zero(series: Published) -> None:
    series.push(*on(0, 30), *on(2, 30))
    shown = series.read("samu_calls", "fra")
    assert shown[day(1)] == (None, "not_reported")
    assert shown[day(0)] == (30, "ok")


def test_a_place_where_nothing_was_counted_is_hidden_like_a_ten(series: Published) -> None:
    series.push(*on(0, 300), *on(0, 7, place="com:49007"))
    for place in ("dep:49", "dep:85"):
        assert series.read("samu_calls", place) == {day(0): (None, "suppressed")}


def test_a_crossing_outside_the_cube_is_not_published(series: Published) -> None:
    series.push(*on(0, 300))
    assert series.read("samu_calls", "dep:44", age="15-44", sex="f") == {
        day(0): (None, "not_published")
    }


def test_a_commune_is_shown_by_whole_weeks_only(series: Published) -> None:
    series.push(*(fact for n in range(8) for fact in on(n, 20)))
    assert series.read("samu_calls", "com:44109") == {day(6): (140, "ok")}
    assert series.read("samu_calls", "com:44109", period="day") == dict.fromkeys(
        map(day, range(8)), (None, "not_published")
    )


def test_a_week_with_a_missing_day_is_missing(series: Published) -> None:
    series.push(*(fact for n in (0, 1, 2, 4, 5, 6) for fact in on(n, 20)))
    assert series.read("samu_calls", "com:44109") == {}


def test_a_day_that_is_taken_back_whole_is_not_reported(series: Published) -> None:
    facts = on(0, 30)
    later = at(day(5))
    series.push(*facts, *on(1, 30))
    series.push(*({**fact, "sign": -1, "recorded_at": later} for fact in facts))
    assert series.read("samu_calls", "fra")[day(0)] == (None, "not_reported")
    assert series.read("samu_calls", "fra", as_of=at(day(4)))[day(0)] == (30, "ok")


def test_an_erased_person_shows_in_the_next_revision_only(series: Published) -> None:
    series.push(*on(0, 33))
    kept = series.log.frames[0].head(20)
    series.log.frames = [kept]
    assert not series.push()
    assert series.read("samu_calls", "fra")[day(0)] == (35, "ok")
    series.push(*on(0, 1, recorded=at(day(9)), age=77))
    assert series.read("samu_calls", "fra")[day(0)] == (20, "ok")
    assert series.read("samu_calls", "fra", as_of=at(day(8)))[day(0)] == (35, "ok")


def stay(n: int, number: int, measure: str = "admission", **facts: Any) -> list[dict[str, Any]]:
    facts = {"codes": ["entry:home", "ward:medicine"], **facts}
    return on(n, number, feed=STAYS, kind="stay", measure=measure, **facts)


def test_who_is_in_hospital_has_arrived_and_not_left(series: Published) -> None:
    series.push(*stay(0, 40), *stay(1, 30), *stay(1, 20, "discharge"), *stay(2, 1))
    shown = series.read("in_hospital", "dep:44")
    assert [shown[day(n)] for n in range(3)] == [(40, "ok"), (50, "ok"), (50, "ok")]
    assert series.read("new_admissions", "dep:44")[day(0)] == (40, "ok")


def test_a_late_stay_corrects_the_days_after(series: Published) -> None:
    series.push(*stay(0, 40), *stay(1, 1))
    series.push(*stay(0, 30, recorded=at(day(6)), age=60))
    assert series.read("in_hospital", "dep:44", as_of=at(day(5)))[day(1)] == (40, "ok")
    assert series.read("in_hospital", "dep:44")[day(1)] == (70, "ok")


def test_moves_between_wards_are_no_admissions(series: Published) -> None:
    moved = {"codes": ["entry:ward", "ward:intensive-care"]}
    series.push(*stay(0, 40), *stay(0, 20, **moved), *stay(0, 20, "discharge"))
    assert series.read("new_admissions", "dep:44")[day(0)] == (40, "ok")
    assert series.read("new_icu_admissions", "dep:44")[day(0)] == (20, "ok")
    assert series.read("in_icu", "dep:44")[day(0)] == (20, "ok")
    assert series.read("in_hospital", "dep:44")[day(0)] == (40, "ok")


def of_lab(feed: str, n: int, number: int, *more: str, unit: str = "") -> list[dict[str, Any]]:
    codes = sorted([PCR, *more, *([f"unit:{unit}"] if unit else [])])
    return on(n, number, feed=feed, kind="test", measure="test", codes=codes)


def test_disjoint_feeds_are_summed_and_shown_apart(series: Published) -> None:
    units = {
        "bio-estuaire": 40, "biologie-de-l-erdre": 45,
        "laboratoires-du-sillon": 30, "analyses-du-vignoble": 35,
    }  # fmt: skip
    labs = [fact for unit, number in units.items() for fact in of_lab(LABS, 0, number, unit=unit)]
    series.push(*labs, *of_lab(CHU, 0, 60))
    shown = {"all": 210, "chu-nantes": 60, "laboratories": 150, "laboratories/bio-estuaire": 40}
    for partner, number in shown.items():
        assert series.read("tests", "dep:44", partner=partner) == {day(0): (number, "ok")}


def test_a_sum_of_feeds_waits_for_the_last_of_them(series: Published) -> None:
    series.push(*of_lab(LABS, 0, 100), *of_lab(CHU, 0, 60))
    series.push(*of_lab(LABS, 1, 100))
    assert list(series.read("tests", "dep:44")) == [day(0)]
    series.push(*of_lab(CHU, 1, 60))
    assert series.read("tests", "dep:44")[day(1)] == (160, "ok")


def everyone(n: int, number: int, *codes: str) -> list[dict[str, Any]]:
    """Tests of the hospital, as many of each sex and of each of five ages."""
    crossed = product(("f", "m"), (5, 25, 45, 65, 85))
    return [
        {**fact, "sex": sex, "age": age, "event_id": fact["event_id"][:14] + bytes([number_, n])}
        for number_, (sex, age) in enumerate(crossed)
        for fact in of_lab(CHU, n, number, *codes)
    ]


def test_rates_are_made_of_released_figures(series: Published) -> None:
    positive = [fact for n in range(7) for fact in everyone(n, 20, "result:positive")]
    negative = [fact for n in range(7) for fact in everyone(n, 30, "result:negative")]
    series.push(*positive, *negative, *everyone(0, 1, "result:indeterminate")[:2])
    # 502 tests, shown as 500, of which 200 positive
    assert series.read("tests", "dep:44")[day(0)] == (500, "ok")
    assert series.read("positivity", "dep:44")[day(0)] == (40, "ok")
    people = places().population("dep:44")
    assert people
    assert series.read("incidence_7d", "dep:44") == {
        day(6): (pytest.approx(1400 * 1e5 / people), "ok"),
    }


def test_what_a_labelled_partner_gave_first_answers_for_all(series: Published) -> None:
    national = {
        "feed": "sante-publique-france.sursaud", "kind": "count", "measure": "ed_all",
        "place": "dep:44", "age": None, "age_band": "all", "sex": "all", "codes": [],
    }  # fmt: skip
    blank = {"value": None, "status": "not_reported"}
    visits = {"feed": "chu-nantes.emergency", "kind": "visit", "measure": "visit", "codes": []}
    series.push(*on(0, 1, **national, value=500.0), *on(1, 1, **national, **blank))
    series.push(*on(0, 90, **visits), *on(1, 90, **visits))
    rows = series.outputs.series("ed_all", "dep:44").select("partner", "value").rows()
    assert rows == [("sante-publique-france", 500), ("chu-nantes", 90)]


def test_receipts_and_quality_are_published_once(series: Published) -> None:
    reasons = (Reason("BAD_AGE", "age", 3),)
    receipts = [
        Receipt(
            "b1", "samu-44.calls", "partial", recorded_at="2020-11-03T06:00:00+00:00",
            rows_read=104, rows_accepted=101, rows_rejected=3, reasons=reasons,
        ),
        Receipt(
            "b2", "samu-44.calls", "accepted", recorded_at="2020-11-09T06:00:00+00:00",
            rows_read=50, rows_accepted=50,
        ),
    ]  # fmt: skip
    assert series.push(*on(0, 30), receipts=receipts)
    assert not series.push(receipts=receipts)
    assert series.outputs.rows("receipts").collect().height == 2
    quality = series.outputs.rows("feed_quality").collect().row(0, named=True)
    assert (quality["batches"], quality["late_batches"], quality["days_covered"]) == (2, 1, 1)
    assert quality["rejects"] == [{"code": "BAD_AGE", "rows": None}]  # 3: below 11


def test_the_receipts_of_an_open_set_are_exact(series: Published) -> None:
    receipt = Receipt(
        "b1", "sante-publique-france.sidep", "accepted", rows_read=104, rows_rejected=3
    )
    series.push(receipts=[receipt])
    shown = series.outputs.rows("receipts").collect()
    assert shown.select("rows_read", "rows_rejected", "rounded").rows() == [(104, 3, False)]


def test_figures_do_not_depend_on_other_days_being_published(series: Published) -> None:
    series.push(*on(0, 30), *on(1, 30))
    first = series.outputs.rows("series").filter(pl.col("date") == day(0)).collect()
    series.push(*on(2, 30))
    again = series.outputs.rows("series").filter(pl.col("date") == day(0)).collect()
    assert again.sort(again.columns).equals(first.sort(first.columns))
