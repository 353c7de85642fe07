"""The ledger gives back the receipts that it was given, and the right one of several."""

import pytest

from argos.core.receipt import Reason, Receipt
from argos.register import ledger
from argos.register.models import Batch

pytestmark = pytest.mark.django_db


def a_receipt(batch_id: str = "b1", **changes: object) -> Receipt:
    receipt = Receipt(
        batch_id=batch_id,
        feed="invented.visits",
        status="accepted",
        file_name="visits.csv",
        sha256="a" * 64,
        received_at="2020-05-13T08:00:00+00:00",
        recorded_at="2020-05-13T08:00:00+00:00",
        rows_read=3,
        rows_accepted=3,
        facts_new=3,
        reasons=(Reason("OUTSIDE_COVERAGE", rows=1),),
    )
    return receipt.with_(**changes)


def at(hour: int) -> str:
    return f"2020-05-13T{hour:02d}:00:00+00:00"


def test_a_receipt_comes_back_as_it_was_given():
    ledger.record(a_receipt())
    assert ledger.get("b1") == a_receipt()
    assert ledger.get("b2") is None


def test_recording_a_batch_again_changes_nothing():
    ledger.record(a_receipt())
    ledger.record(a_receipt(status="refused"))
    assert Batch.objects.count() == 1
    assert ledger.get("b1") == a_receipt()


def test_the_receipt_that_the_log_holds_stands_over_one_that_it_does_not():
    ledger.record(a_receipt(recorded_at=at(8)))
    ledger.record(a_receipt(recorded_at=at(9)), log_version=4)
    ledger.record(a_receipt(recorded_at=at(10)), log_version=5)
    assert ledger.get("b1") == a_receipt(recorded_at=at(9))
    assert ledger.highest_log_version() == 4


def test_the_highest_version_is_none_until_a_commit_is_known():
    ledger.record(a_receipt())
    assert ledger.highest_log_version() is None
    ledger.record(a_receipt("b2"), log_version=0)
    assert ledger.highest_log_version() == 0


@pytest.mark.parametrize("status", ["refused", "busy", "duplicate"])
def test_bytes_that_were_not_recorded_are_not_known(status):
    ledger.record(a_receipt(status=status))
    assert ledger.find_same_bytes("invented.visits", "a" * 64) is None
    assert ledger.last_accepted("invented.visits") is None


def test_same_bytes_gives_the_latest_recorded_batch_of_that_feed_with_them():
    ledger.record(a_receipt("b1", recorded_at=at(9)))
    ledger.record(a_receipt("b2", recorded_at=at(8), status="partial"))
    ledger.record(a_receipt("b3", recorded_at=at(10), sha256="b" * 64))
    ledger.record(a_receipt("b4", recorded_at=at(11), feed="invented.stays"))
    found = ledger.find_same_bytes("invented.visits", "a" * 64)
    assert found is not None
    assert found.batch_id == "b1"
    last = ledger.last_accepted("invented.visits")
    assert last is not None
    assert last.batch_id == "b3"


def test_receipts_come_latest_received_first_and_can_be_chosen():
    ledger.record(a_receipt("b1", received_at=at(8)))
    ledger.record(a_receipt("b2", received_at=at(10), status="refused", recorded_at=None))
    ledger.record(a_receipt("b3", received_at=at(9), feed="other.visits"))

    def ids(**chosen: object) -> list[str]:
        return [receipt.batch_id for receipt in ledger.receipts(**chosen)]

    assert ids() == ["b2", "b3", "b1"]
    assert ids(limit=1) == ["b2"]
    assert ids(feed="invented.visits") == ["b2", "b1"]
    assert ids(statuses=["accepted"]) == ["b3", "b1"]
    assert ids(statuses=[]) == []


def test_a_long_file_name_stays_whole_on_the_receipt():
    long = a_receipt(file_name="v" * 400)
    ledger.record(long)
    assert ledger.get("b1") == long
