"""Open sets through a whole publication: shown as given, and summed where nobody did."""

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from argos.core.clock import FixedClock
from argos.core.contract import Contract
from argos.core.places import places
from argos.outputs.store import Outputs
from argos.publish.flow import publish_series
from tests.published import MONDAY, FrameLog, at

SIDEP = "sante-publique-france.sidep"
FLOW = "sante-publique-france.hospital-flow"
REGION = sorted(p for p in places().known("dep") if places().parents(p).get("reg") == "reg:52")
EVERYWHERE = sorted(p for p in places().known("dep") if "fra" in places().parents(p))
PUSHED = at(MONDAY, 20)


class Published:
    """A log of figures and what is published of it."""

    def __init__(self, folder: Path, contracts: dict[str, Contract]) -> None:
        self.log, self.outputs, self._contracts = FrameLog(), Outputs(str(folder)), contracts

    def push(self, *facts: dict[str, Any]) -> None:
        self.log.add(facts)
        publish_series(self.log, self.outputs, self._contracts, FixedClock(PUSHED), receipts=[])

    def read(self, indicator: str, place: str, **ask: Any) -> list[tuple[date, float | None, str]]:
        series = self.outputs.series(indicator, place, **ask)
        return series.select("date", "value", "status").rows()


@pytest.fixture
def series(tmp_path: Path, contracts: dict[str, Contract]) -> Published:
    return Published(tmp_path, contracts)


def figure(
    place: str, value: float | None, *, measure: str = "new_admissions", feed: str = FLOW,
    day: int = 0, recorded: datetime = PUSHED, **more: Any,
) -> dict[str, Any]:  # fmt: skip
    status = more.pop("status", "ok" if value is not None else "not_reported")
    key = f"{place}{measure}{day}{recorded}{value}{more}"
    return {
        "event_id": key.encode()[:16].ljust(16), "feed": feed, "kind": "count", "value": value,
        "status": status, "measure": measure, "place": place, "age": None, "age_band": "all",
        "sex": "all", "codes": [], "occurred_on": MONDAY + timedelta(days=day),
        "recorded_at": recorded, **more,
    }  # fmt: skip


def test_a_figure_is_shown_as_given(series: Published) -> None:
    series.push(figure("dep:44", 3), figure("dep:49", None), figure("dep:53", -2))
    assert series.read("new_admissions", "dep:44") == [(MONDAY, 3, "ok")]
    assert series.read("new_admissions", "dep:49") == [(MONDAY, None, "not_reported")]
    assert series.read("new_admissions", "dep:53") == [(MONDAY, -2, "ok")]


def test_a_correction_is_known_from_its_batch(series: Published) -> None:
    later = at(MONDAY + timedelta(days=1))
    series.push(figure("dep:44", 3))
    series.push(figure("dep:44", 3, sign=-1, recorded=later), figure("dep:44", 5, recorded=later))
    assert series.read("new_admissions", "dep:44", as_of=PUSHED) == [(MONDAY, 3, "ok")]
    assert series.read("new_admissions", "dep:44") == [(MONDAY, 5, "ok")]


def test_what_is_withdrawn_says_so(series: Published) -> None:
    later = at(MONDAY + timedelta(days=1))
    series.push(figure("dep:44", 3))
    series.push(figure("dep:44", 3, sign=-1, recorded=later))
    assert series.read("new_admissions", "dep:44") == [(MONDAY, None, "withdrawn")]
    assert series.read("new_admissions", "dep:44", as_of=PUSHED) == [(MONDAY, 3, "ok")]


def test_a_statement_that_changes_no_figure_adds_no_row(series: Published) -> None:
    later = at(MONDAY + timedelta(days=1))
    series.push(figure("dep:44", 3))
    rows = series.outputs.rows("series").collect().height
    series.push(figure("dep:44", 3, sign=-1, recorded=later), figure("dep:44", 3, recorded=later))
    assert series.outputs.rows("series").collect().height == rows


def test_a_crossing_that_the_publisher_does_not_give(series: Published) -> None:
    series.push(figure("dep:44", 3), figure("dep:44", 1, sex="f"), figure("dep:49", 1))
    assert series.read("new_admissions", "dep:44", sex="f") == [(MONDAY, 1, "ok")]
    assert series.read("new_admissions", "dep:49", sex="f") == [(MONDAY, None, "not_published")]


def test_a_region_is_the_sum_of_its_departements(series: Published) -> None:
    series.push(*(figure(place, 2) for place in REGION))
    assert series.read("new_admissions", "reg:52") == [(MONDAY, 2.0 * len(REGION), "ok")]
    rows = series.outputs.series("new_admissions", "reg:52")
    assert rows["derived"].to_list() == [True]
    assert series.outputs.series("new_admissions", "dep:44")["derived"].to_list() == [False]


@pytest.mark.parametrize("missing", ["absent", "blank"])
def test_a_sum_is_missing_where_a_departement_is(series: Published, missing: str) -> None:
    blank = [figure(REGION[0], None)] if missing == "blank" else []
    series.push(*(figure(place, 2) for place in REGION[1:]), *blank)
    assert series.read("new_admissions", "reg:52") == [(MONDAY, None, "not_reported")]


def test_a_sum_comes_and_goes_with_its_members(series: Published) -> None:
    second, third = (at(MONDAY + timedelta(days=n)) for n in (1, 2))
    series.push(*(figure(place, 2) for place in REGION[1:]))
    series.push(figure(REGION[0], 7, recorded=second))
    series.push(figure(REGION[0], 7, sign=-1, recorded=third))
    whole = 2.0 * len(REGION) + 5
    assert series.read("new_admissions", "reg:52", as_of=PUSHED) == [(MONDAY, None, "not_reported")]
    assert series.read("new_admissions", "reg:52", as_of=second) == [(MONDAY, whole, "ok")]
    assert series.read("new_admissions", "reg:52") == [(MONDAY, None, "not_reported")]


def test_a_sum_that_the_publisher_gives_is_never_rebuilt(series: Published) -> None:
    given = figure("reg:52", 99, measure="tests", feed=SIDEP)
    series.push(*(figure(p, 2, measure="tests", feed=SIDEP) for p in REGION), given)
    assert series.read("tests", "reg:52") == [(MONDAY, 99, "ok")]


def test_the_nation_needs_every_departement(series: Published) -> None:
    series.push(*(figure(place, 1) for place in EVERYWHERE[1:]))
    assert series.read("new_admissions", "fra") == [(MONDAY, None, "not_reported")]
    series.push(figure(EVERYWHERE[0], 1, recorded=at(MONDAY + timedelta(days=1))))
    assert series.read("new_admissions", "fra") == [(MONDAY, len(EVERYWHERE), "ok")]


def lab_days(positive: list[float | None], tests: list[float | None], **more: Any) -> list[Any]:
    pairs = zip(positive, tests, strict=True)
    return [
        figure("dep:44", value, measure=measure, feed=SIDEP, day=n, **more)
        for n, pair in enumerate(pairs)
        for measure, value in zip(("tests_positive", "tests"), pair, strict=True)
    ]


def test_positivity_is_a_ratio_of_the_figures_shown(series: Published) -> None:
    series.push(*lab_days([3, 0, None], [12, 0, 10]))
    assert series.read("positivity", "dep:44") == [
        (MONDAY, 25, "ok"),
        (MONDAY + timedelta(days=1), None, "not_interpretable"),
        (MONDAY + timedelta(days=2), None, "not_reported"),
    ]


def test_positivity_follows_the_correction_of_one_side(series: Published) -> None:
    later = at(MONDAY + timedelta(days=1))
    series.push(*lab_days([3], [12]))
    old, new = (figure("dep:44", v, measure="tests", feed=SIDEP, recorded=later) for v in (12, 30))
    series.push({**old, "sign": -1}, new)
    assert series.read("positivity", "dep:44", as_of=PUSHED) == [(MONDAY, 25, "ok")]
    assert series.read("positivity", "dep:44") == [(MONDAY, 10, "ok")]


def test_incidence_is_seven_days_over_the_inhabitants(series: Published) -> None:
    series.push(*lab_days([1, 2, 3, 4, 5, 6, 7, 8], [9] * 8))
    people = places().population("dep:44")
    assert people
    shown = series.read("incidence_7d", "dep:44")[-2:]
    assert [value for _, value, _ in shown] == [pytest.approx(n * 1e5 / people) for n in (28, 35)]


def test_incidence_is_missing_where_one_of_the_seven_days_is(series: Published) -> None:
    series.push(*lab_days([1, 2, None, 4, 5, 6, 7, 8, 9, 10], [9] * 10))
    statuses = [status for _, _, status in series.read("incidence_7d", "dep:44")]
    assert statuses == ["not_reported"] * 9 + ["ok"]


def test_incidence_follows_a_correction_of_a_day_before(series: Published) -> None:
    later = at(MONDAY + timedelta(days=9))
    series.push(*lab_days([1, 2, 3, 4, 5, 6, 7, 8], [9] * 8))
    old, new = (
        figure("dep:44", v, measure="tests_positive", feed=SIDEP, day=2, recorded=later)
        for v in (3, 13)
    )
    series.push({**old, "sign": -1}, new)
    people = places().population("dep:44") or 0
    values = [value for _, value, _ in series.read("incidence_7d", "dep:44")[-2:]]
    assert values == [pytest.approx(n * 1e5 / people) for n in (38, 45)]


def test_figures_that_are_not_open_are_left_out(
    tmp_path: Path, contracts: dict[str, Contract]
) -> None:
    closed = {**contracts, FLOW: contracts[FLOW].model_copy(update={"open": False})}
    shut = Published(tmp_path, closed)
    shut.push(figure("dep:44", 3))
    assert shut.outputs.rows("series").collect().is_empty()
