"""What outputs accept, keep and answer, on tables written by hand."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from argos.core.errors import FeedBusy, UsageError
from argos.outputs import tables
from argos.outputs.store import Outputs
from argos.outputs.tables import EVERY, INDICATORS, SERIES
from argos.publish.disclosure import published

DAY = date(2020, 11, 2)
FIRST = datetime(2020, 11, 3, tzinfo=UTC)
LATER = datetime(2020, 11, 5, tzinfo=UTC)
ROW: dict[str, Any] = {
    "indicator": "calls", "place": "fra", "date": DAY, "period": "day", "age": "all", "sex": "all",
    "partner": "samu", "source_rank": 0, "value": 100.0, "status": "ok", "derived": True,
    "rounded": True, "known_from": FIRST, "method": 1,
}  # fmt: skip


def rows(*changes: dict[str, Any]) -> tables.PublishedTable:
    frame = pl.DataFrame([{**ROW, **change} for change in changes], schema=SERIES, orient="row")
    return published("series", frame, {})


def labels(*names: str, ages: tuple[str, ...] = ("00-14", "15+")) -> tables.PublishedTable:
    text = {name: name for name in INDICATORS if name.endswith(("_fr", "_en"))}
    made = [
        {"indicator": n, "method": 1, **text, "ages": list(ages), "known_from": FIRST}
        for n in names
    ]
    return published("indicators", pl.DataFrame(made, schema=INDICATORS, orient="row"), {})


@pytest.fixture
def outputs(tmp_path: Path) -> Outputs:
    made = Outputs(str(tmp_path))
    made.commit(labels("calls", "visits"))
    return made


def read(outputs: Outputs, place: str = "fra", **ask: Any) -> list[tuple[Any, ...]]:
    return outputs.series("calls", place, **ask).select("date", "value", "status", "partner").rows()


def test_only_published_tables_are_accepted(outputs: Outputs) -> None:
    with pytest.raises(TypeError, match="PublishedTable"):
        outputs.commit(pl.DataFrame([ROW]))  # type: ignore[arg-type]


def test_a_table_has_the_columns_declared() -> None:
    with pytest.raises(TypeError, match="columns should be"):
        tables.PublishedTable("series", pl.DataFrame([ROW]).drop("sex"), {})


def test_nothing_new_commits_nothing(outputs: Outputs) -> None:
    empty = published("series", pl.DataFrame(schema=SERIES), {"positions": "1"})
    assert outputs.commit(empty) == {"series": 0}  # the position is news
    assert outputs.commit(empty) == {}
    assert outputs.metadata("series") == {"positions": "1"}


def test_metadata_are_those_of_the_last_publication(outputs: Outputs) -> None:
    for number in ("1", "2"):
        frame = rows({}).frame
        outputs.commit(published("series", frame, {"positions": number}))
    assert outputs.metadata("series") == {"positions": "2"}


def test_two_publications_at_once_do_not_both_win(outputs: Outputs, tmp_path: Path) -> None:
    outputs.commit(rows({}))
    other = Outputs(str(tmp_path))
    held = outputs._table("series")
    other.commit(rows({"date": DAY + timedelta(days=1)}))
    outputs._table = lambda name: held  # type: ignore[method-assign, assignment]
    with pytest.raises(FeedBusy):
        outputs.commit(rows({"date": DAY + timedelta(days=2)}))


def test_the_latest_known_value_answers(outputs: Outputs) -> None:
    outputs.commit(rows({}, {"value": 105.0, "known_from": LATER}))
    assert read(outputs) == [(DAY, 105, "ok", "samu")]
    assert read(outputs, as_of=FIRST) == [(DAY, 100, "ok", "samu")]
    assert read(outputs, as_of=FIRST - timedelta(seconds=1)) == []


def test_dates_are_cut(outputs: Outputs) -> None:
    outputs.commit(rows(*({"date": DAY + timedelta(days=n)} for n in range(5))))
    found = read(outputs, first=DAY + timedelta(days=1), last=DAY + timedelta(days=2))
    assert [row[0] for row in found] == [DAY + timedelta(days=1), DAY + timedelta(days=2)]


def test_the_first_source_with_a_value_answers_for_all(outputs: Outputs) -> None:
    second = {"partner": "chu", "source_rank": 1, "value": 40.0}
    blank = {"value": None, "status": "not_reported", "rounded": False, "derived": False}
    outputs.commit(rows({**blank}, second))
    assert read(outputs) == [(DAY, 40, "ok", "chu")]
    assert read(outputs, partner="samu") == [(DAY, None, "not_reported", "samu")]


def test_where_no_source_has_a_value_the_first_says_why(outputs: Outputs) -> None:
    blank = {"value": None, "status": "not_covered", "rounded": False}
    outputs.commit(rows({**blank, "place": "dep:49"}, {"partner": "chu", "source_rank": 1}))
    assert read(outputs, "dep:49") == [(DAY, None, "not_covered", "samu")]


def test_a_unit_never_answers_for_all(outputs: Outputs) -> None:
    unit = {"partner": "samu/a", "source_rank": None, "value": 60.0, "place": "dep:44"}
    outputs.commit(rows({}, unit))
    assert read(outputs, "dep:44") == [(DAY, None, "suppressed", "samu")]
    assert read(outputs, "dep:44", partner="samu/a") == [(DAY, 60, "ok", "samu/a")]


def test_a_source_under_control_is_hidden_where_silent(outputs: Outputs) -> None:
    outputs.commit(rows({}))
    assert read(outputs, "dep:44", age="15+") == [(DAY, None, "suppressed", "samu")]


def test_an_open_set_is_not_published_where_silent(outputs: Outputs) -> None:
    outputs.commit(rows({"place": "dep:44", "rounded": False}))
    assert read(outputs, "dep:44", age="15+") == [(DAY, None, "not_published", "samu")]
    assert read(outputs, "dep:49", age="15+") == []


def test_a_breakdown_is_taken_away_and_given_back(outputs: Outputs) -> None:
    place = {"place": "dep:44"}
    taken = {**place, "age": EVERY, "value": None, "status": "not_published", "known_from": LATER}
    back = {**taken, "status": "ok", "known_from": LATER + timedelta(days=1)}
    outputs.commit(rows({}, {**place, "age": "15+", "value": 20.0}, taken, back))
    assert read(outputs, "dep:44", age="15+", as_of=FIRST) == [(DAY, 20, "ok", "samu")]
    gone = [(DAY, None, "not_published", "samu")]
    assert read(outputs, "dep:44", age="15+", as_of=LATER) == gone
    assert read(outputs, "dep:44", age="00-14", as_of=LATER) == gone
    assert read(outputs, "dep:44", age="15+") == [(DAY, 20, "ok", "samu")]
    assert read(outputs, "dep:44", age="00-14") == [(DAY, None, "suppressed", "samu")]
    assert read(outputs, "dep:44", sex="f", as_of=LATER) == [(DAY, None, "suppressed", "samu")]


def test_a_skipped_date_was_not_reported_as_soon_as_a_later_one_is_known(outputs: Outputs) -> None:
    third = {"date": DAY + timedelta(days=2), "known_from": LATER}
    outputs.commit(rows({}, third))
    skipped = outputs.series("calls").row(1, named=True)
    assert (skipped["date"], skipped["status"]) == (DAY + timedelta(days=1), "not_reported")
    assert skipped["known_from"] == LATER
    assert read(outputs, as_of=FIRST) == [(DAY, 100, "ok", "samu")]


def test_a_new_definition_replaces_the_old_one(outputs: Outputs) -> None:
    outputs.commit(rows({}, {"value": 90.0, "method": 2}))
    assert read(outputs) == [(DAY, 90, "ok", "samu")]


@pytest.mark.parametrize(
    ("ask", "code", "near"),
    [
        ({"indicator": "call"}, "UNKNOWN_INDICATOR", "calls"),
        ({"place": "Nante"}, "UNKNOWN_PLACE", "Nantes"),
        ({"age": "15-"}, "UNKNOWN_AGE", "15+"),
        ({"sex": "fe"}, "UNKNOWN_SEX", "f"),
        ({"partner": "samuu"}, "UNKNOWN_PARTNER", "samu"),
    ],
)
def test_an_unknown_name_is_told_with_the_nearest(
    outputs: Outputs, ask: dict[str, str], code: str, near: str
) -> None:
    outputs.commit(rows({}))
    with pytest.raises(UsageError, match=code) as told:
        outputs.series(**{"indicator": "calls", **ask})  # type: ignore[arg-type]
    assert near in str(told.value.todo)


def test_a_bare_place_is_a_departement(outputs: Outputs) -> None:
    outputs.commit(rows({"place": "dep:04", "rounded": False}))
    assert read(outputs, "4") == read(outputs, "dep:04") == [(DAY, 100, "ok", "samu")]


def test_before_the_first_publication_it_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="NOTHING_PUBLISHED"):
        Outputs(str(tmp_path)).series("calls")


@pytest.mark.parametrize("scheme", ["", "file://"])
def test_what_is_simulated_says_so_for_good(tmp_path: Path, scheme: str) -> None:
    root = f"{scheme}{tmp_path}"
    assert not Outputs(root).simulated()
    Outputs(root).mark_simulated()
    assert Outputs(root).simulated()
    assert Outputs(f"{root}/other").simulated() is False
    assert "simulées" in (tmp_path / "SIMULATED").read_text(encoding="utf-8")
