"""One table of cases on every store of the event log: all give the same answers."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from argos.core.errors import ArgosError, FeedBusy, UsageError
from argos.core.schema import EVENT_SCHEMA
from argos.events.delta import DeltaEventLog
from argos.events.log import EventLog
from argos.events.memory import MemoryEventLog
from argos.events.statements import compare
from tests.facts import DAY, EVERYTHING, FEED, event_id, facts, instant, meant, push, seen, subject

OTHER = "samu-44.calls"
MAY = date(2020, 5, 2)
Said = Mapping[str, Mapping[str, Any]]


@pytest.fixture(params=["memory", "delta"])
def log(request: pytest.FixtureRequest, tmp_path: Path) -> EventLog:
    if request.param == "memory":
        return MemoryEventLog()
    return DeltaEventLog(str(tmp_path / "events"))


@dataclass
class Case:
    """Complete files pushed in turn, and after each (new, unchanged, corrected, withdrawn)."""

    name: str
    files: list[Said]
    counts: list[tuple[int, int, int, int]]


A, B = {"a": {"value": 1.0}}, {"b": {"value": 2.0}}
CASES = [
    Case("append", [A, {**A, **B}], [(1, 0, 0, 0), (1, 1, 0, 0)]),
    Case("replay", [A, A], [(1, 0, 0, 0), (0, 1, 0, 0)]),
    Case("correct", [A, {"a": {"value": 5.0}}], [(1, 0, 0, 0), (0, 0, 1, 0)]),
    Case(
        "correct back",
        [A, {"a": {"value": 5.0}}, A],
        [(1, 0, 0, 0), (0, 0, 1, 0), (0, 0, 1, 0)],
    ),
    Case("withdraw", [{**A, **B}, A], [(2, 0, 0, 0), (0, 1, 0, 1)]),
    Case(
        "return",
        [{**A, **B}, A, {**A, **B}],
        [(2, 0, 0, 0), (0, 1, 0, 1), (1, 1, 0, 0)],
    ),
    Case(
        "blank to value and back",
        [{"a": {"value": None}}, A, {"a": {"value": None}}],
        [(1, 0, 0, 0), (0, 0, 1, 0), (0, 0, 1, 0)],
    ),
    Case(
        "move across a month and back",
        [A, {"a": {"day": MAY}}, A],
        [(1, 0, 0, 0), (0, 0, 1, 0), (0, 0, 1, 0)],
    ),
    Case(
        "a code more",
        [{"a": {"codes": ("cim10:U07.1",)}}, {"a": {"codes": ("cim10:U07.1", "hub:M03.05")}}],
        [(1, 0, 0, 0), (0, 0, 1, 0)],
    ),
    Case(
        "another person", [{"a": {"who": "x"}}, {"a": {"who": "y"}}], [(1, 0, 0, 0), (0, 0, 1, 0)]
    ),
    Case("everything withdrawn", [A, {}], [(1, 0, 0, 0), (0, 0, 0, 1)]),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_each_file_is_the_state_as_of_its_push(log: EventLog, case: Case) -> None:
    for hour, (said, counts) in enumerate(zip(case.files, case.counts, strict=True)):
        done = push(log, said, hour)
        assert (done.new, done.unchanged, done.corrected, done.withdrawn) == counts
        assert done.rows.height == done.new + 2 * done.corrected + done.withdrawn
    log.compact()
    for hour, said in enumerate(case.files):
        assert seen(log.live(FEED, as_of=instant(hour))) == meant(FEED, said)
    assert seen(log.live(FEED)) == meant(FEED, case.files[-1])


def test_an_instant_before_the_first_push_knows_nothing(log: EventLog) -> None:
    push(log, A, 1)
    assert log.live(FEED, as_of=instant(1) - timedelta(microseconds=1)).is_empty()
    assert log.live(FEED, as_of=instant(1)).height == 1
    assert log.live(FEED, as_of=instant(9)).height == 1


def test_an_empty_home_is_read_as_empty(log: EventLog) -> None:
    assert log.version() == -1
    assert log.live(FEED).schema == EVENT_SCHEMA
    assert log.rows().collect().is_empty()
    assert (log.commits(), log.files()) == ([], [])
    assert log.erase([subject("x")]).rows == log.expire(FEED, DAY) == 0
    assert log.compact().files_after == 0
    assert (log.position(FEED).sequence, log.position(FEED).recorded_at) == (0, None)


def test_days_bound_what_is_read(log: EventLog) -> None:
    days = {str(n): {"day": DAY + timedelta(days=n)} for n in range(40)}
    push(log, days, 0)
    first, last = DAY + timedelta(days=3), DAY + timedelta(days=33)
    found = log.live(FEED, first=first, last=last)
    assert sorted(found["occurred_on"]) == [first + timedelta(days=n) for n in range(31)]
    assert log.rows(FEED, first, last).collect().height == 31
    assert log.rows(OTHER).collect().is_empty()


def test_a_push_reads_the_rows_that_it_can_change_and_no_other(log: EventLog) -> None:
    later = DAY + timedelta(days=1)
    push(log, {"a": {}, "b": {}, "c": {"day": later}}, 0)
    push(log, {"a": {"value": 2.0}, "b": {"day": later}, "c": {"day": later}}, 1)
    said = {event_id(FEED, key) for key in ("a", "b", "new")}
    keys = pl.col("event_id").is_in(pl.Series(list(said)).implode())
    found = log.live(FEED, where=keys)
    assert sorted(found["value"]) == [1.0, 2.0]
    assert set(found["event_id"]) < said
    assert log.live(FEED, where=keys | (pl.col("occurred_on") == later)).height == 3
    assert log.live(FEED, where=pl.col("occurred_on") == DAY)["value"].to_list() == [2.0]


def test_rows_since_an_instant_are_those_of_later_batches(log: EventLog) -> None:
    push(log, A, 0)
    push(log, {**A, **B}, 1)
    later = log.rows(recorded_after=instant(0)).collect()
    assert later["batch_id"].to_list() == [f"{FEED}-1"]
    assert later.schema == EVENT_SCHEMA


def test_a_position_remembers_the_feed_alone(log: EventLog) -> None:
    push(log, {"a": {"day": MAY}}, 0)
    push(log, A, 5, feed=OTHER)
    push(log, A, 6)
    here = log.position(FEED)
    assert (here.sequence, here.recorded_at, here.newest) == (2, instant(6), MAY)
    assert log.position(OTHER).newest == DAY
    log.compact()
    assert log.position(FEED) == here


def test_the_slower_of_two_pushes_on_a_feed_is_told_that_it_is_busy(log: EventLog) -> None:
    push(log, A, 0)
    slow, beside = log.position(FEED), log.position(OTHER)
    push(log, {**A, **B}, 1)
    with pytest.raises(FeedBusy):
        push(log, {"a": {"value": 9.0}}, 2, position=slow)
    push(log, A, 2, feed=OTHER, position=beside)
    assert seen(log.live(FEED)) == meant(FEED, {**A, **B})
    assert [commit.batch_id for commit in log.commits()] == [f"{FEED}-0", f"{FEED}-1", f"{OTHER}-2"]


def test_a_position_serves_one_push_only(log: EventLog) -> None:
    position = log.position(FEED)
    push(log, A, 0, position=position)
    with pytest.raises(FeedBusy):
        push(log, B, 1, position=position)


def test_an_equal_instant_is_a_microsecond_later_and_an_earlier_one_refused(log: EventLog) -> None:
    push(log, A, 3)
    push(log, B, 3)
    assert log.position(FEED).recorded_at == instant(3) + timedelta(microseconds=1)
    assert seen(log.live(FEED, as_of=instant(3))) == meant(FEED, A)
    with pytest.raises(UsageError, match="RECORDED_BEFORE_LAST"):
        push(log, A, 2)


def test_commits_say_which_batches_the_log_holds(log: EventLog) -> None:
    push(log, A, 0)
    seen_so_far = log.version()
    push(log, A, 1)  # nothing new: no commit
    push(log, B, 2, feed=OTHER)
    log.compact()
    (commit,) = log.commits(after_version=seen_so_far)
    assert (commit.batch_id, commit.feed, commit.recorded_at) == (f"{OTHER}-2", OTHER, instant(2))
    assert commit.metadata == {"receipt": f"{OTHER}-2"}
    assert [c.batch_id for c in log.commits()] == [f"{FEED}-0", f"{OTHER}-2"]
    assert log.commits(after_version=log.version()) == []


def test_a_batch_without_rows_leaves_a_trace_only_on_demand(log: EventLog) -> None:
    nothing = compare(log.live(FEED), facts(FEED, {}), in_scope=EVERYTHING).rows
    what = {"batch_id": "empty", "recorded_at": instant(0), "metadata": {"receipt": "r"}}
    log.append(log.position(FEED), nothing, **what)
    assert log.commits() == []
    log.append(log.position(FEED), nothing, **what, marker=True)
    assert [c.batch_id for c in log.commits()] == ["empty"]
    assert log.position(FEED).recorded_at == instant(0)


def test_erasing_a_person_takes_the_whole_history_of_their_events(log: EventLog) -> None:
    push(log, {"a": {"who": None}, "b": {"who": "y"}, "c": {"who": None}}, 0)
    push(log, {"a": {"who": "x", "day": MAY}, "b": {"who": "y"}, "c": {"who": None}}, 1)
    push(log, {"a": {"who": "y", "day": MAY}, "b": {"who": "y"}, "c": {"who": None}}, 2)
    push(log, {"a": {"who": "x"}}, 3, feed=OTHER)
    erasure = log.erase([subject("x"), subject("nobody")])
    assert erasure.rows == 6
    assert erasure.batches == (f"{FEED}-0", f"{FEED}-1", f"{FEED}-2", f"{OTHER}-3")
    assert erasure.feeds == (FEED, OTHER)
    left = {"b": {"who": "y"}, "c": {"who": None}}
    for hour in range(4):
        assert seen(log.live(FEED, as_of=instant(hour))) == meant(FEED, left)
    assert log.live(OTHER).is_empty()
    assert log.rows().collect().height == 2
    assert log.erase([subject("x")]).rows == 0


@pytest.mark.parametrize("deletion", ["erase a person", "erase nobody", "expire"])
def test_a_push_from_before_a_deletion_must_compare_again(log: EventLog, deletion: str) -> None:
    push(log, {"a": {"who": "x"}, "b": {"day": MAY}}, 0)
    before = log.position(FEED)
    rows = compare(log.live(FEED), facts(FEED, {"a": {}}), in_scope=None).rows
    if deletion == "expire":
        log.expire(FEED, MAY)
    else:
        log.erase([subject("x" if deletion == "erase a person" else "nobody")])
    with pytest.raises(FeedBusy):
        log.append(before, rows, batch_id="late", recorded_at=instant(1), metadata={})
    push(log, B, 2)


def test_expiry_removes_the_days_before_and_no_other_feed(log: EventLog) -> None:
    days = {str(n): {"day": DAY + timedelta(days=n)} for n in range(-40, 40)}
    push(log, days, 0)
    push(log, days, 1, feed=OTHER)
    assert log.expire(FEED, before=DAY) == 40
    assert log.live(FEED)["occurred_on"].min() == DAY
    assert (log.live(FEED).height, log.live(OTHER).height) == (40, 80)
    assert log.expire(FEED, before=DAY) == 0
    assert log.position(FEED).newest == DAY + timedelta(days=39)


def test_compaction_changes_no_answer(log: EventLog) -> None:
    for hour in range(6):
        push(log, {"a": {"value": float(hour)}, "b": {"day": MAY}}, hour)
    order = ["event_id", "recorded_at", "sign"]
    before = log.rows().collect().sort(order)
    compaction = log.compact()
    assert compaction.files_after <= max(compaction.files_before, 2)
    assert log.rows().collect().sort(order).equals(before)
    push(log, A, 7)
    assert seen(log.live(FEED, as_of=instant(2))) == meant(
        FEED, {"a": {"value": 2.0}, "b": {"day": MAY}}
    )


BROKEN = {
    "month: not that of occurred_on": {"month": pl.lit("2019-01")},
    "sign: neither": {"sign": pl.lit(2, pl.Int8)},
    "sex: null": {"sex": pl.lit(None, pl.String)},
    "kind: value not allowed": {"kind": pl.lit("SECRET")},
    "feed: another feed": {"feed": pl.lit(OTHER)},
    "event_id: size": {"event_id": pl.lit(b"SECRET", pl.Binary)},
    "event_id: said twice": {"event_id": pl.lit(b"SECRET" * 2 + b"0123", pl.Binary)},
    "value: neither figure nor reason": {"value": pl.lit(None, pl.Float64)},
    "age: type": {"age": pl.lit("SECRET")},
}


@pytest.mark.parametrize("rule", BROKEN)
def test_rows_against_the_schema_never_enter_and_are_not_quoted(log: EventLog, rule: str) -> None:
    rows = compare(log.live(FEED), facts(FEED, {**A, **B}), in_scope=None).rows
    with pytest.raises(ArgosError, match="BAD_STATEMENTS") as caught:
        log.append(
            log.position(FEED),
            rows.with_columns(**BROKEN[rule]),
            batch_id="b",
            recorded_at=instant(0),
            metadata={},
        )
    assert rule in str(caught.value)
    assert "SECRET" not in str(caught.value)
    assert log.commits() == []
