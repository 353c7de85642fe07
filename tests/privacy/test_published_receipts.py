"""What is published about the files of a closed feed does not tell how many persons they hold."""

from pathlib import Path

import polars as pl
import pytest

from argos.core.clock import FixedClock
from argos.core.contract_check import load_all
from argos.core.receipt import Reason, Receipt
from argos.outputs.store import Outputs
from argos.publish.flow import publish_series
from tests.published import MONDAY, SUNDAY, FrameLog, at, calls

CONTRACTS = load_all(Path(__file__).resolve().parents[2] / "partners")
CLOSED, OPEN = "samu-44.calls", "sante-publique-france.sursaud"
PRINT = "0123456789ab"  # of the file's bytes
COUNTS = [
    "rows_read", "rows_accepted", "rows_rejected",
    "facts_new", "facts_unchanged", "facts_corrected", "facts_withdrawn",
]  # fmt: skip


def receipt(feed: str, number: int = 1) -> Receipt:
    return Receipt(
        batch_id=f"20201103T060000-{PRINT}-0000000{number}",
        feed=feed,
        status="partial",
        recorded_at=at(SUNDAY).isoformat(),
        content_from=MONDAY.isoformat(),
        content_until=SUNDAY.isoformat(),
        rows_read=12,
        rows_accepted=12,
        facts_new=12,
        reasons=(Reason("DUPLICATE_ROW", "call_id", 12),),
    )


@pytest.fixture
def outputs(tmp_path: Path) -> Outputs:
    """A file of 11 calls on one day and 1 on another: 10, hidden, and 12 rows in all."""
    log = FrameLog()
    log.add([*calls(11), *calls(1, occurred_on=SUNDAY)])
    found = Outputs(str(tmp_path))
    receipts = [receipt(CLOSED), receipt(OPEN, 2)]
    for _ in range(2):
        publish_series(log, found, CONTRACTS, FixedClock(at(SUNDAY, 23)), receipts=receipts)
    return found


def _of(outputs: Outputs, table: str, feed: str) -> dict[str, object]:
    rows = outputs.rows(table).filter(pl.col("feed") == feed).collect()  # type: ignore[arg-type]
    assert rows.height == 1
    return rows.row(0, named=True)


def test_a_day_is_not_what_the_other_days_leave_of_the_file(outputs: Outputs) -> None:
    told = _of(outputs, "receipts", CLOSED)
    assert {name: told[name] for name in COUNTS} == dict.fromkeys(COUNTS)
    assert told["reasons"] == [{"code": "DUPLICATE_ROW", "column": "call_id", "rows": None}]
    assert _of(outputs, "feed_quality", CLOSED)["rows_read"] is None


def test_nobody_can_make_sure_of_a_guessed_file(outputs: Outputs) -> None:
    for table in ("receipts", "feed_quality", "series"):
        for row in outputs.rows(table).collect().to_dicts():
            assert row.get("feed") == OPEN or PRINT not in repr(row)


def test_an_open_set_s_receipt_is_shown_as_it_is(outputs: Outputs) -> None:
    told = _of(outputs, "receipts", OPEN)
    assert [told[name] for name in COUNTS] == [12, 12, 0, 12, 0, 0, 0]
    assert PRINT in str(told["batch_id"])
