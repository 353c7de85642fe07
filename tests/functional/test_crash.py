"""Kill −9 at every point of a batch's life, and at random: nothing torn, lost or doubled.

Each try pushes the next file of a feed in a process that is killed, then pushes the same file
again in one that lives. Each point is tried 50 times with ARGOS_FULL set, twice without.
"""

import multiprocessing
import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from argos.core.receipt import Receipt
from argos.ingest.intake import STEPS
from tests.commands import LIBRARIES
from tests.full import FULL
from tests.functional.pusher import FEED, push_once
from tests.home import Home

pytestmark = pytest.mark.crash

TIMES = 50 if FULL else 2
DEPARTMENTS = ("44", "49", "53", "72", "85")
START = datetime(2020, 5, 1, 18, tzinfo=UTC)

processes = multiprocessing.get_context("forkserver")
processes.set_forkserver_preload(list(LIBRARIES))


@dataclass
class Feed:
    """A feed whose files follow each other, each with other figures and one more line gone."""

    home: Path
    number: int = 0

    @property
    def seen(self) -> Path:
        return self.home / "seen"

    @property
    def file(self) -> Path:
        return self.home / f"file-{self.number}.csv"

    @property
    def at(self) -> datetime:
        return START + timedelta(minutes=self.number)

    def next(self) -> dict[tuple[str, str], float]:
        """Write the next file; return what the log must say after it."""
        self.number += 1
        figures = {}
        with self.file.open("w") as out:
            print("dep;jour;incid_hosp;incid_rea;incid_dc;incid_rad", file=out)
            for dep in DEPARTMENTS:
                for day in range(1, 31):
                    if day == self.number % 29 + 1 and dep == "49":
                        continue  # withdrawn by this file, back with the next
                    value = float((self.number * 7 + day) % 50)
                    print(f"{dep};2020-04-{day:02d};{value:g};1;0;2", file=out)
                    figures[f"dep:{dep}", f"2020-04-{day:02d}"] = value
        return figures

    def push(self, die_at: str | None = None, die_after: float | None = None) -> None:
        """Push the present file in a process of its own, killed as told."""
        self.seen.unlink(missing_ok=True)
        arguments = (str(self.home), str(self.file), self.at, die_at, str(self.seen))
        process = processes.Process(target=push_once, args=arguments)
        process.start()
        if die_after is not None:
            time.sleep(die_after)
            process.kill()
        process.join(60)
        assert process.exitcode is not None

    def last_word(self) -> str:
        return self.seen.read_text() if self.seen.exists() else ""


@pytest.fixture(scope="module")
def feed(new_home: Callable[[], Home]) -> Feed:
    feed = Feed(new_home().folder)
    feed.next()
    feed.push()
    assert Receipt.from_json(feed.last_word()).status == "accepted"
    return feed


def new_admissions(feed: Feed) -> dict[tuple[str, str], float]:
    """Read the log; fails if a fact has more than one live statement."""
    from argos.events.delta import DeltaEventLog

    live = DeltaEventLog(str(feed.home / "sensitive" / "events")).live(FEED)
    assert live["event_id"].is_unique().all()
    rows = live.filter(live["measure"] == "new_admissions")
    return {
        (place, str(day)): value
        for place, day, value in rows.select("place", "occurred_on", "value").iter_rows()
    }


def receipts(feed: Feed) -> list[Receipt]:
    """Read the register as `argos status` does, in a process of its own."""
    import json
    import subprocess
    import sys

    code = (
        "import json; from argos.core.settings import Settings; from argos.ingest.intake import "
        "Intake; from argos.ingest.catch_up import catch_up; from argos.register import ledger; "
        "catch_up(Intake.at(Settings.from_environment())); "
        "print(json.dumps([r.to_json() for r in ledger.receipts()]))"
    )
    done = subprocess.run([sys.executable, "-c", code], env=Home(feed.home).environment,
                          capture_output=True, text=True, check=True)  # fmt: skip
    return [Receipt.from_json(line) for line in json.loads(done.stdout)]


def survives(feed: Feed, before: dict, after: dict) -> None:  # type: ignore[type-arg]
    """The batch is in the log whole or not at all; pushed again, it is there once."""
    assert new_admissions(feed) in (before, after), "a torn batch"
    feed.push()
    assert Receipt.from_json(feed.last_word()).status in ("accepted", "duplicate")
    assert new_admissions(feed) == after


@pytest.mark.parametrize("step", STEPS)
def test_killed_at_every_point(feed: Feed, step: str) -> None:
    for _ in range(TIMES):
        before = new_admissions(feed)
        after = feed.next()
        feed.push(die_at=step)
        assert feed.last_word() == step, f"the point {step} was not reached"
        survives(feed, before, after)


def test_killed_at_random(feed: Feed) -> None:
    chance = random.Random(1)  # noqa: S311 - when to kill is no secret
    started = time.monotonic()
    feed.next()
    feed.push()
    usual = time.monotonic() - started
    for _ in range(max(TIMES, 4)):
        before = new_admissions(feed)
        after = feed.next()
        feed.push(die_after=chance.uniform(0, usual * 1.1))
        survives(feed, before, after)


def test_every_batch_has_one_receipt_and_every_commit_too(feed: Feed) -> None:
    from argos.events.delta import DeltaEventLog

    log = DeltaEventLog(str(feed.home / "sensitive" / "events"))
    known = receipts(feed)
    recorded = [r for r in known if r.status in ("accepted", "partial")]
    assert len({r.sha256 for r in recorded}) == len(recorded) == feed.number
    committed = {commit.batch_id for commit in log.commits(after_version=None)}
    assert committed == {r.batch_id for r in recorded}
