"""What is published of a feed: its volume's indicator, and the share of its rows that are coded."""

from datetime import timedelta
from pathlib import Path

import pytest

from argos.core.clock import FixedClock
from argos.core.contract_check import load_all
from argos.core.receipt import Receipt
from argos.outputs.store import Outputs
from argos.publish.flow import publish_series
from tests.published import MONDAY, FrameLog, at, calls

CONTRACTS = load_all(Path(__file__).resolve().parents[3] / "partners")
FEED = "samu-44.calls"
LAST = MONDAY + timedelta(days=40)


def told(folder: Path, *batches: tuple[int, int, int]) -> dict[str, object]:
    """Publish calls (days before the last, coded, without a code); return the feed's quality."""
    log, outputs = FrameLog(), Outputs(str(folder))
    for before, coded, bare in batches:
        day = LAST - timedelta(days=before)
        log.add(calls(coded, occurred_on=day))
        log.add(calls(bare, occurred_on=day, codes=[]))
    receipt = Receipt("b-1-2", FEED, "accepted", recorded_at=at(LAST).isoformat())
    publish_series(log, outputs, CONTRACTS, FixedClock(at(LAST)), receipts=[receipt])  # type: ignore[arg-type]
    return outputs.rows("feed_quality").collect().row(0, named=True)


@pytest.mark.parametrize(
    ("coded", "bare", "share"),
    [(300, 0, 95), (300, 16, 90), (285, 15, 95), (150, 150, 50), (0, 300, 0), (150, 69, None)],
    ids=["all", "94.9 %", "95 %", "half", "none", "too few rows"],
)
def test_the_share_of_coded_rows_is_a_class_of_five(
    tmp_path: Path, coded: int, bare: int, share: int | None
) -> None:
    assert told(tmp_path, (0, coded, bare))["coded"] == share


def test_only_the_last_four_weeks_count(tmp_path: Path) -> None:
    assert told(tmp_path, (28, 1000, 0), (27, 110, 110), (0, 20, 20))["coded"] == 50


def test_the_volume_is_the_indicator_that_counts_every_row(tmp_path: Path) -> None:
    assert told(tmp_path, (0, 20, 0))["volume"] == "samu_calls"


def test_a_table_published_before_a_column_was_declared_goes_on(tmp_path: Path) -> None:
    told(tmp_path / "now", (0, 20, 0))
    whole = Outputs(str(tmp_path / "now")).rows("feed_quality").collect()
    old = tmp_path / "old"
    whole.drop("volume", "coded").write_delta(f"{old}/feed_quality")
    assert Outputs(str(old)).rows("feed_quality").collect()["coded"].to_list() == [None]
    told(old, (0, 300, 0))
    assert set(Outputs(str(old)).rows("feed_quality").collect()["coded"]) == {None, 95}
