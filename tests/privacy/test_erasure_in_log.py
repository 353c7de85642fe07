"""After an erasure not one byte of the event log points at the person, in any file or encoding.

Data files of every age, transaction log, checkpoints and their statistics are searched, compressed
pages opened; a control shows that the same search finds the same person before.
"""

import base64
import io
import shutil
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from deltalake import DeltaTable

from argos.core.errors import FeedBusy
from argos.events import delta_deletion
from argos.events.delta import DeltaEventLog
from tests.facts import FEED, event_id, push, subject

OTHER = "samu-44.calls"
MAY = date(2020, 5, 2)
ERASED = [subject("x"), *(event_id(FEED, key) for key in "abd"), event_id(OTHER, "a")]
KEPT = [subject("y"), event_id(FEED, "c")]


def contents(path: Path) -> Iterable[bytes]:
    """The bytes of a file, and those of its pages once decompressed."""
    yield path.read_bytes()
    if ".parquet" in path.name:
        opened = io.BytesIO()
        frame = pl.read_parquet(path.read_bytes(), hive_partitioning=False)
        frame.write_parquet(opened, compression="uncompressed", statistics=True)
        yield opened.getvalue()


def encodings(needle: bytes) -> Iterable[bytes]:
    """The ways in which an identifier may have been written."""
    yield needle
    yield needle.hex().encode()
    yield needle.hex().upper().encode()
    for lead in range(3):  # inside a longer base64 text it may start at any of three offsets
        whole = base64.b64encode(bytes(lead) + needle).rstrip(b"=")
        middle = whole[4 if lead else 0 : -1]
        yield middle
        yield middle.replace(b"+", b"-").replace(b"/", b"_")


def found(root: Path, needles: Iterable[bytes]) -> set[tuple[str, bytes]]:
    """Every file (relative) in which an identifier stands, in any encoding."""
    wanted = [(needle, list(encodings(needle))) for needle in needles]
    return {
        (path.relative_to(root).as_posix(), needle)
        for path in root.rglob("*")
        if path.is_file()
        for text in contents(path)
        for needle, forms in wanted
        if any(form in text for form in forms)
    }


@pytest.fixture
def lived_in(tmp_path: Path) -> DeltaEventLog:
    """A log with corrections, a move, a withdrawal, a compaction, a lost and two dead pushes.

    Of event d the rows of April are the person's, those of May another's.
    """
    log = DeltaEventLog(str(tmp_path / "events"))
    push(log, {"a": {"who": None}, "b": {"who": "x"}, "c": {"who": "y"}}, 0)
    push(log, {"a": {"who": "x"}, "b": {"who": "x", "value": 2.0}, "c": {"who": "y"}}, 1)
    log.compact()
    DeltaTable(log.root).create_checkpoint()
    push(log, {"a": {"who": "x", "day": MAY}, "c": {"who": "y"}, "d": {"who": "x"}}, 2)
    push(log, {"a": {"who": "x"}}, 3, feed=OTHER)
    lost = log.position(FEED)
    moved = {"who": "y", "day": MAY}
    push(log, {"a": moved, "c": {"who": "y"}, "d": moved}, 4)
    with pytest.raises(FeedBusy):
        push(log, {"a": {"who": "x", "day": MAY}, "b": {"who": "x"}}, 5, position=lost)
    some = Path(log.files(OTHER)[0])
    shutil.copy(some, some.with_name("part-00000-dead-c000.zstd.parquet"))
    shutil.copy(some, some.with_name("part-00001-dead-c000.zstd.parquet#1"))
    return log


def test_the_search_finds_the_person_before(lived_in: DeltaEventLog, tmp_path: Path) -> None:
    hits = found(Path(lived_in.root), ERASED + KEPT)
    assert {needle for _, needle in hits} == {*ERASED, *KEPT}
    assert sum("dead" in path for path, _ in hits) == 4  # subject and event_id, in two files


@pytest.mark.parametrize("write", [bytes.hex, lambda b: base64.b64encode(b"see: " + b).decode()])
def test_the_search_finds_what_is_written_as_text(tmp_path: Path, write) -> None:
    (tmp_path / "planted.json").write_text(f'{{"predicate": "{write(subject("x"))}"}}')
    assert found(tmp_path, [subject("x"), subject("y")]) == {("planted.json", subject("x"))}


def test_nothing_points_at_the_person_after(lived_in: DeltaEventLog) -> None:
    lived_in.erase([subject("x")])
    root = Path(lived_in.root)
    assert found(root, ERASED) == set()
    assert {needle for _, needle in found(root, KEPT)} == set(KEPT)
    DeltaTable(lived_in.root).create_checkpoint()
    assert found(root, ERASED) == set()


@pytest.mark.parametrize("partition", range(4))
def test_an_erasure_that_died_halfway_can_be_run_again(
    lived_in: DeltaEventLog, monkeypatch: pytest.MonkeyPatch, partition: int
) -> None:
    replaced, replace = iter(range(99)), delta_deletion._replace

    def die(*arguments: object) -> None:
        if next(replaced) == partition:
            raise KeyboardInterrupt
        replace(*arguments)

    monkeypatch.setattr(delta_deletion, "_replace", die)
    with pytest.raises(KeyboardInterrupt):
        lived_in.erase([subject("x")])
    monkeypatch.undo()
    lived_in.erase([subject("x")])
    assert found(Path(lived_in.root), ERASED) == set()


def test_predicates_in_the_log_name_feed_and_month_only(lived_in: DeltaEventLog) -> None:
    lived_in.erase([subject("x")])
    lived_in.expire(FEED, MAY)
    predicates = {
        entry["operationParameters"]["predicate"]
        for entry in DeltaTable(lived_in.root).history()
        if "predicate" in entry.get("operationParameters", {})
    }
    assert predicates - {"[]"} == {  # "[]" is that of the compaction
        f"feed = '{feed}' AND month = '{month}'"
        for feed, month in [(FEED, "2020-04"), (FEED, "2020-05"), (OTHER, "2020-04")]
    }


def test_a_lost_push_leaves_nothing_behind(lived_in: DeltaEventLog) -> None:
    batches = [
        set(pl.read_parquet(path, hive_partitioning=False)["batch_id"])
        for path in Path(lived_in.root).rglob("*.parquet")
        if "_delta_log" not in str(path)
    ]
    assert {f"{FEED}-5"} not in batches


def test_expired_days_leave_the_disk(lived_in: DeltaEventLog) -> None:
    lived_in.expire(FEED, MAY)
    assert found(Path(lived_in.root), [event_id(FEED, "b"), event_id(FEED, "c")]) == set()


def test_a_reader_whose_files_were_erased_is_told_that_the_feed_is_busy(
    lived_in: DeltaEventLog,
) -> None:
    before = lived_in.position(FEED)
    lived_in.erase([subject("x")])
    with pytest.raises(FeedBusy):
        lived_in.live(FEED, position=before)
