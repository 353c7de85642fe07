"""The table that is kept open never shows a push another state than the one it started from."""

from pathlib import Path

import pytest

from argos.core.errors import FeedBusy
from argos.events import delta_handle
from argos.events.delta import DeltaEventLog
from tests.facts import FEED, push, seen

OTHER = "samu-44.calls"


@pytest.fixture
def log(tmp_path: Path) -> DeltaEventLog:
    log = DeltaEventLog(str(tmp_path / "events"))
    push(log, {"a": {}}, 0)
    return log


def another(log: DeltaEventLog) -> DeltaEventLog:
    """The same log, as another process has it."""
    return DeltaEventLog(log.root)


def test_a_position_keeps_its_snapshot_when_its_handle_moves_on(log: DeltaEventLog) -> None:
    before = log.position(FEED)
    push(log, {"a": {}, "b": {}}, 1, position=before)
    assert log.live(FEED, position=before).height == 1
    assert log.live(FEED).height == 2


def test_two_positions_of_one_log_do_not_disturb_each_other(log: DeltaEventLog) -> None:
    here, there = log.position(FEED), log.position(OTHER)
    push(log, {"b": {}}, 1, feed=OTHER, position=there)
    push(log, {"b": {}}, 1, position=here)
    for feed in (FEED, OTHER):
        assert seen(log.live(feed)) == seen(another(log).live(feed))


def test_what_another_process_commits_is_seen_by_a_kept_handle(log: DeltaEventLog) -> None:
    push(another(log), {"b": {}}, 1)
    assert log.position(FEED) == another(log).position(FEED)
    assert len(log.commits()) == 2


def test_a_kept_handle_is_told_that_another_process_was_faster(log: DeltaEventLog) -> None:
    position = log.position(FEED)
    push(another(log), {"b": {}}, 1)
    with pytest.raises(FeedBusy):
        push(log, {"c": {}}, 2, position=position)
    push(log, {"c": {}}, 2)


def test_a_handle_is_opened_again_after_a_number_of_commits(
    log: DeltaEventLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delta_handle, "LONGEST", 3)
    opened = []
    for n in range(1, 10):
        push(log, {f"k{n}": {}}, n)
        opened.append(log.position(FEED).snapshot.opened)
        log.commits()
    assert len(set(opened)) > 1
    assert all(version - start <= 3 for version, start in enumerate(opened, start=2))
