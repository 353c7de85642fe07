"""The quarantine tells row, column and reason, and could not tell a value."""

from datetime import timedelta

import polars as pl
import pytest

from argos.core.clock import FixedClock
from argos.core.errors import UsageError
from argos.ingest.quarantine import SCHEMA, SUMMARY, Quarantine
from argos.ingest.readers.raw import REJECTED, no_rejects
from tests.unit.invented import NOW


@pytest.fixture
def quarantine(tmp_path) -> Quarantine:
    return Quarantine(tmp_path / "quarantine", FixedClock(NOW))


def rejected(*faults: tuple) -> pl.DataFrame:
    return pl.DataFrame(faults, schema=REJECTED, orient="row")


def test_the_rejections_of_a_batch_come_back(quarantine):
    quarantine.put("b1", "invented.visits", rejected((7, None, "day", "BAD_DATE"),
                                                     (3, None, None, "WRONG_WIDTH")))  # fmt: skip
    found = quarantine.of("b1")
    assert found.schema == SCHEMA
    assert found.rows() == [
        ("b1", 3, None, None, "WRONG_WIDTH"), ("b1", 7, None, "day", "BAD_DATE"),
    ]  # fmt: skip


def test_a_feed_is_summed_up_over_its_batches(quarantine):
    bad = (7, None, "day", "BAD_DATE")
    quarantine.put("b1", "invented.visits", rejected(bad, (3, None, "place", "REQUIRED")))
    quarantine.put("b2", "invented.visits", rejected(bad))
    quarantine.put("b3", "invented.stays", rejected(bad))
    summary = quarantine.summary("invented.visits")
    assert summary.schema == SUMMARY
    assert summary.rows() == [("BAD_DATE", "day", 2, 2), ("REQUIRED", "place", 1, 1)]


def test_nothing_rejected_keeps_nothing(quarantine, tmp_path):
    quarantine.put("b1", "invented.visits", no_rejects())
    assert not (tmp_path / "quarantine").exists()
    assert quarantine.of("b1").schema == SCHEMA
    assert quarantine.summary("invented.visits").schema == SUMMARY


@pytest.mark.parametrize(
    "frame",
    [
        rejected((7, None, "day", "BAD_DATE")).with_columns(value=pl.lit("Dupont")),
        rejected((7, None, "day", "Dupont")),
        rejected((7, None, "day", None)),
    ],
)
def test_what_could_be_a_value_is_refused_without_being_told(quarantine, frame, tmp_path):
    with pytest.raises(UsageError, match="NOT_REASONS") as refused:
        quarantine.put("b1", "invented.visits", frame)
    assert "Dupont" not in str(refused.value)
    assert not (tmp_path / "quarantine").exists()


def test_rejections_go_when_their_days_have_passed(quarantine):
    quarantine.put("b1", "invented.visits", rejected((7, None, "day", "BAD_DATE")))
    assert quarantine.expire(NOW + timedelta(days=89)) == 0
    assert quarantine.expire(NOW + timedelta(days=90)) == 1
    assert quarantine.of("b1").is_empty()
