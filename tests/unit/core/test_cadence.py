"""A file is due a period after the last one; of workdays none at week-ends."""

from datetime import UTC, datetime, timedelta

import pytest

from argos.core.cadence import period_after

THURSDAY = datetime(2022, 6, 9, 18, tzinfo=UTC)


@pytest.mark.parametrize(
    ("every", "after", "days"),
    [
        ("day", 1, 1), ("week", 1, 7), ("month", 0, 31), ("workday", 0, 1),
        ("workday", 1, 3), ("workday", 2, 2), ("workday", 3, 1),
    ],
)  # fmt: skip
def test_the_next_file_is_due(every: str, after: int, days: int) -> None:
    last = THURSDAY + timedelta(days=after)
    assert period_after(every, last) == timedelta(days=days)


def test_a_feed_that_is_sent_once_is_never_due() -> None:
    assert period_after("once", THURSDAY) is None
