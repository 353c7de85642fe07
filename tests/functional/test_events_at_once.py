"""Several processes and threads on one event log, and processes that die while they write."""

import random
import signal
import subprocess
import sys
import threading
import time
from itertools import pairwise
from pathlib import Path

import polars as pl
import pytest

from argos.core.errors import FeedBusy
from argos.events.delta import DeltaEventLog
from tests.facts import FEED, event_id, push, subject
from tests.full import FULL

ROWS = 60  # of each batch
KILLS, ERASED = (10, 5) if FULL else (4, 3)
OTHER = "samu-44.calls"


def push_until_it_wins(log: DeltaEventLog, said: dict, batch_id: str, feed: str = FEED) -> None:
    """Push as a client does: when the feed is busy, compare again."""
    for _ in range(200):
        position = log.position(feed)
        try:
            push(
                log,
                said,
                position.sequence + 1,
                feed=feed,
                complete=False,
                position=position,
                batch_id=batch_id,
            )
        except FeedBusy:
            continue
        return
    raise AssertionError("always busy")


def pusher(root: str, name: str, batches: int) -> None:
    """What a child process does: push batches of ``ROWS`` facts of its own, and say each."""
    log = DeltaEventLog(root)
    print("ready", flush=True)  # noqa: T201 - this is how a child speaks
    for batch in range(batches):
        said = {f"{name}-{batch}-{n}": {} for n in range(ROWS)}
        push_until_it_wins(log, said, f"{name}-{batch}")
        print(f"{name}-{batch}", flush=True)  # noqa: T201


def child(root: Path, name: str, batches: int) -> subprocess.Popen[str]:
    call = f"from {__name__} import pusher; pusher({str(root)!r}, {name!r}, {batches})"
    process = subprocess.Popen([sys.executable, "-c", call], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def is_whole(log: DeltaEventLog) -> None:
    """Every commit's batch is there with all its rows, and nothing else; instants increase."""
    sizes = dict(log.rows().group_by("batch_id").len().collect().iter_rows())
    commits = log.commits()
    assert sizes == {commit.batch_id: ROWS for commit in commits}
    assert all(a.recorded_at < b.recorded_at for a, b in pairwise(commits))


def test_two_processes_on_one_feed_lose_nothing_and_double_nothing(tmp_path: Path) -> None:
    root = tmp_path / "events"
    both = [child(root, name, 10) for name in ("one", "two")]
    assert [process.wait(60) for process in both] == [0, 0]
    log = DeltaEventLog(str(root))
    is_whole(log)
    assert len(log.commits()) == 20
    assert log.live(FEED)["event_id"].n_unique() == 20 * ROWS


@pytest.mark.crash
def test_a_process_killed_at_any_moment_leaves_whole_batches(tmp_path: Path) -> None:
    moment = random.Random(44)  # noqa: S311 - no secret
    log = DeltaEventLog(str(tmp_path / "events"))
    begun = time.monotonic()
    assert child(Path(log.root), "pace", 4).wait(120) == 0
    pace = (time.monotonic() - begun) / 4  # with its start: a push of this machine, at most
    acknowledged: list[str] = []
    for attempt in range(KILLS):
        process = child(Path(log.root), f"p{attempt}", 1000)
        time.sleep(moment.uniform(0.0, 1.5 * pace))
        process.send_signal(signal.SIGKILL)
        said, _ = process.communicate(timeout=30)
        acknowledged += said.split()
        is_whole(log)
    live = set(log.live(FEED)["event_id"])
    assert acknowledged
    assert {event_id(FEED, f"{name}-0") for name in acknowledged} <= live
    push_until_it_wins(log, {f"after-{n}": {} for n in range(ROWS)}, "after")
    is_whole(log)


class Feeder(threading.Thread):
    """A thread that pushes batch after batch on one feed, each about one person."""

    def __init__(self, root: str, feed: str) -> None:
        super().__init__(daemon=True)
        self.root, self.feed = root, feed
        self.done = 0
        self.stop = threading.Event()
        self.fault: BaseException | None = None

    def run(self) -> None:
        try:
            while not self.stop.is_set():
                who = f"p{self.done}"
                said = {f"{who}-{n}": {"who": who} for n in range(ROWS)}
                push_until_it_wins(DeltaEventLog(self.root), said, f"{self.feed}-{who}", self.feed)
                self.done += 1
        except BaseException as fault:
            self.fault = fault


def test_deletions_lose_nothing_that_is_pushed_meanwhile(tmp_path: Path) -> None:
    log = DeltaEventLog(str(tmp_path / "events"))
    feeders = [Feeder(log.root, feed) for feed in (FEED, OTHER)]
    for feeder in feeders:
        feeder.start()
    for person in range(ERASED):
        while min(feeder.done for feeder in feeders) <= person:
            time.sleep(0.02)
        log.erase([subject(f"p{person}")])
        log.compact()
    for feeder in feeders:
        feeder.stop.set()
        feeder.join()
        assert feeder.fault is None
        held = {f"p{person}-{n}" for person in range(ERASED, feeder.done) for n in range(ROWS)}
        assert set(log.live(feeder.feed)["event_id"]) == {event_id(feeder.feed, k) for k in held}
    totals = log.rows().group_by("event_id").agg(pl.col("sign").cast(pl.Int64).sum()).collect()
    assert set(totals["sign"]) <= {1}
