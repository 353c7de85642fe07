"""What was known when: real snapshots, rebuilt into full files, replayed, and read back exactly.

The snapshots are delta-encoded (a row only where a value changed). No withdrawal occurs in them, so
some are planted: lines taken out of one file and back in the next.
"""

from datetime import date
from itertools import islice
from pathlib import Path

import polars as pl
import pytest
from scripts.vintages import SETS, Snapshot, Vintages, snapshots, written

from argos.core.clock import end_of_day
from argos.ingest.flow import push
from argos.ingest.intake import Intake
from tests.full import FULL

pytestmark = [pytest.mark.real, pytest.mark.django_db(transaction=True)]

# Every snapshot takes three minutes: ARGOS_FULL=1 takes that time, `make test` does not.
STRIDE = 1 if FULL else 8


def expected(vintages: Vintages, snapshot: Snapshot) -> dict[tuple[str, ...], float]:
    """Return the figures of a snapshot by the names of the log."""
    return {
        (day, f"dep:{dep}", vintages.ages[age], vintages.columns[column]): value
        for (day, dep, age, column), value in snapshot.items()
    }


def state(intake: Intake, feed: str, day: date) -> dict[tuple[str, ...], float]:
    """Return the figures that the log knows as of the end of a day."""
    live = intake.log.live(feed, as_of=end_of_day(day)).filter(pl.col("value").is_not_null())
    return {
        (str(row["occurred_on"]), row["place"], row["age_band"], row["measure"]): row["value"]
        for row in live.filter(pl.col("sex") == "all").iter_rows(named=True)
    }


@pytest.mark.parametrize("vintages", SETS, ids=lambda v: v.name)
def test_every_snapshot_is_given_back(
    vintages: Vintages, intake: Intake, real_data: Path, tmp_path: Path
) -> None:
    pushed = {}
    every = snapshots(real_data / "vintages", vintages.name)
    for day, snapshot in islice(every, 0, None, STRIDE):
        file = written(vintages, snapshot, tmp_path / "file.csv")
        at = end_of_day(day).replace(microsecond=0)
        receipt = push(file, vintages.feed, intake, recorded_at=at)
        assert receipt.status in ("accepted", "duplicate"), (day, receipt.reasons)
        assert receipt.rows_rejected == 0
        pushed[day] = expected(vintages, snapshot)
    for day, figures in pushed.items():
        assert state(intake, vintages.feed, day) == figures, day


def test_planted_withdrawals_are_given_back(
    intake: Intake, real_data: Path, tmp_path: Path
) -> None:
    vintages = SETS[0]
    kept: dict[date, dict[tuple[str, ...], float]] = {}
    withdrawn = 0
    for number, (day, snapshot) in enumerate(snapshots(real_data / "vintages", vintages.name)):
        if number == 10:
            break
        gone = ("2020-03-15", "44") if number % 2 else ("2020-03-16", "85")
        snapshot = {cell: v for cell, v in snapshot.items() if cell[:2] != gone}
        file = written(vintages, snapshot, tmp_path / "file.csv")
        at = end_of_day(day).replace(microsecond=0)
        receipt = push(file, vintages.feed, intake, recorded_at=at)
        assert receipt.status == "accepted", receipt.reasons
        withdrawn += receipt.facts_withdrawn
        kept[day] = expected(vintages, snapshot)
    assert withdrawn > 0
    for day, figures in kept.items():
        assert state(intake, vintages.feed, day) == figures, day
