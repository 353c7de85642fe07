"""What only the Delta log must withstand: files in flight, foreign features, a full disk."""

import shutil
from pathlib import Path

import pytest
from deltalake import DeltaTable
from deltalake.exceptions import CommitFailedError

from argos.core.errors import ArgosError, FeedBusy
from argos.events import delta_deletion
from argos.events.delta import DeltaEventLog
from argos.events.delta_table import CONFIGURATION
from argos.events.statements import compare
from tests.facts import FEED, facts, instant, push, subject

OTHER = "samu-44.calls"


@pytest.fixture
def log(tmp_path: Path) -> DeltaEventLog:
    log = DeltaEventLog(str(tmp_path / "events"))
    push(log, {"a": {"who": "x"}, "b": {"who": "y"}}, 0)
    return log


def data_files(log: DeltaEventLog) -> set[str]:
    return {str(path) for path in Path(log.root).glob("feed=*/*/*")}


def in_flight(log: DeltaEventLog, feed: str) -> Path:
    """A file such as a push writes before it commits."""
    written = Path(log.root) / f"feed={feed}" / "month=2020-04" / "part-00000-new.parquet"
    written.parent.mkdir(parents=True, exist_ok=True)
    return Path(shutil.copy(log.files()[0], written))


@pytest.mark.parametrize("feed", [FEED, OTHER])
def test_a_push_whose_file_a_sweep_takes_can_no_longer_commit(
    log: DeltaEventLog, feed: str
) -> None:
    position = log.position(feed)
    written = in_flight(log, feed)
    delta_deletion.sweep(log.root, None)
    assert not written.exists()
    with pytest.raises(FeedBusy):
        push(log, {"z": {}}, 1, feed=feed, position=position)


def test_a_sweep_that_finds_nothing_disturbs_nobody(log: DeltaEventLog) -> None:
    position, version = log.position(FEED), log.version()
    delta_deletion.sweep(log.root, None)
    assert log.version() == version
    push(log, {"z": {}}, 1, position=position)


def test_a_file_committed_between_list_and_deletion_is_kept(
    log: DeltaEventLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a sweep listed may have become part of the log before its barrier."""
    push(log, {"a": {"who": "x"}, "b": {"who": "y"}, "z": {}}, 1)
    listed = {path.removeprefix(f"{log.root}/") for path in log.files()}
    real, first = delta_deletion.unreferenced, iter([listed])
    monkeypatch.setattr(
        delta_deletion, "unreferenced", lambda *a, **k: next(first, None) or real(*a, **k)
    )
    delta_deletion.sweep(log.root, None)
    assert log.live(FEED).height == 3


def test_a_push_that_compared_just_before_a_partition_was_replaced_is_busy(
    log: DeltaEventLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    replace, late = delta_deletion._replace, []

    def compared_then_replaced(*arguments: object) -> None:
        late.append(log.position(FEED))
        replace(*arguments)

    monkeypatch.setattr(delta_deletion, "_replace", compared_then_replaced)
    monkeypatch.setattr(delta_deletion, "sweep", lambda *_: None)  # its barrier comes later
    log.erase([subject("x")])
    rows = compare(log.live(FEED), facts(FEED, {"z": {}}), in_scope=None).rows
    with pytest.raises(FeedBusy):
        log.append(late[0], rows, batch_id="z", recorded_at=instant(1), metadata={})


def test_compaction_keeps_the_files_of_readers_for_a_day(
    log: DeltaEventLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = log.position(FEED)
    push(log, {"a": {"who": "x"}, "b": {"who": "y"}, "c": {}}, 1)
    log.compact()
    assert log.live(FEED, position=before).height == 2
    monkeypatch.setattr(delta_deletion, "READERS_HOURS", 0)
    log.compact()
    assert data_files(log) == set(log.files())


def test_a_compaction_that_lost_once_leaves_no_file_behind(
    log: DeltaEventLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What it wrote in vain may hold a person whom the winner erased."""
    push(log, {"a": {"who": "x"}, "b": {"who": "y"}, "c": {}}, 1)
    bumped, lost = delta_deletion._bumped, iter([True])

    def overtaken(table: DeltaTable, feeds: object) -> object:
        if next(lost, False):
            in_flight(log, FEED)
            raise CommitFailedError
        return bumped(table, feeds)

    monkeypatch.setattr(delta_deletion, "_bumped", overtaken)
    log.compact()
    assert data_files(log) == set(log.files())


def test_deletion_vectors_are_refused(tmp_path: Path) -> None:
    log = DeltaEventLog(str(tmp_path / "events"))
    push(log, {"a": {}}, 0)
    features = '"readerFeatures":["deletionVectors"],"writerFeatures":["deletionVectors"]'
    foreign = f'{{"protocol":{{"minReaderVersion":3,"minWriterVersion":7,{features}}}}}'
    later = tmp_path / "events" / "_delta_log" / f"{log.version() + 1:020}.json"
    later.write_text(f"{foreign}\n")
    for ask in (log.version, log.live, log.position):
        with pytest.raises(ArgosError, match="DELETION_VECTORS"):
            ask(*([] if ask == log.version else [FEED]))


def test_a_store_that_cannot_be_written_is_told_without_a_row(log: DeltaEventLog) -> None:
    (Path(log.root) / f"feed={OTHER}").write_text("a file where a folder should be")
    with pytest.raises(ArgosError, match="LOG_NOT_WRITTEN") as caught:
        push(log, {"a": {"who": "x"}}, 1, feed=OTHER)
    assert subject("x").hex() not in str(caught.value)
    assert log.commits()[-1].feed == FEED


def test_the_log_keeps_its_transactions_for_good(log: DeltaEventLog) -> None:
    configuration = DeltaTable(log.root).metadata().configuration
    assert {k: configuration[k] for k in CONFIGURATION} == CONFIGURATION


def test_a_position_after_many_commits_and_checkpoints_is_the_same(log: DeltaEventLog) -> None:
    for hour in range(1, 4):
        push(log, {"a": {"value": float(hour)}}, hour)
        DeltaTable(log.root).create_checkpoint()
    assert log.position(FEED).recorded_at == instant(3)
    assert len(log.commits()) == 4


@pytest.mark.parametrize("content", [None, b"PAR1 no longer"])
def test_a_lost_or_broken_file_is_told_as_damage_and_not_as_a_busy_feed(
    log: DeltaEventLog, content: bytes | None
) -> None:
    (file,) = map(Path, log.files())
    file.unlink() if content is None else file.write_bytes(content)
    with pytest.raises(ArgosError, match="LOG_DAMAGED"):
        log.live(FEED, position=log.position(FEED))


def test_a_broken_commit_is_told_as_damage(log: DeltaEventLog) -> None:
    last = max((Path(log.root) / "_delta_log").glob("*.json"))
    last.write_bytes(last.read_bytes()[:50])
    with pytest.raises(ArgosError, match="LOG_DAMAGED"):
        DeltaEventLog(log.root).position(FEED)
