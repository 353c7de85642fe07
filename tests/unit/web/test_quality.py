"""Data quality: what came of each day, and how much against the same weekdays before."""

from datetime import UTC, date, datetime, timedelta

import polars as pl
import pytest
from django.test import Client

from argos.core.language import speaking
from argos.web.feeds import _feed
from argos.web.figures.received import state_of
from argos.web.volumes import Volume, _against_usual

DAY = date(2021, 4, 8)
AGREED = timedelta(days=2)


def one(came: int, first: int = 0, last: int = 0) -> tuple[date, date, date]:
    """A batch that came some days after `DAY`, and the days it tells of, from `DAY` on."""
    return tuple(DAY + timedelta(days=n) for n in (came, first, last))  # type: ignore[return-value]


@pytest.mark.parametrize(
    ("came", "refused", "after", "state"),
    [
        ([one(1)], set(), 1, "received"),
        ([one(2, -9, 0)], set(), 5, "received"),  # a cumulated file
        ([one(3)], set(), 5, "late"),
        ([one(3), one(1)], set(), 5, "received"),  # told in time, corrected later
        ([one(-1, -2, -1)], set(), 2, None),  # not due yet
        ([one(-1, -2, -1)], set(), 3, "missing"),
        ([one(9, 1, 8)], set(), 9, None),  # before the feed's first day
        ([one(1)], {DAY}, 1, "rejected"),
    ],
)
def test_what_became_of_a_day(
    came: list[tuple[date, date, date]], refused: set[date], after: int, state: str | None
) -> None:
    assert state_of(DAY, came, refused, AGREED, DAY + timedelta(days=after)) == state


def days(values: list[float | None]) -> pl.DataFrame:
    """Values of consecutive days."""
    dates = [DAY + timedelta(days=n) for n in range(len(values))]
    return pl.DataFrame({"date": dates, "value": values}, schema_overrides={"value": pl.Float64})


def test_a_week_is_held_against_the_same_weekdays() -> None:
    quiet = [10.0] * 5 + [2.0] * 2
    assert _against_usual(days(quiet * 9)) == (54.0, 54.0)
    assert _against_usual(days([*quiet * 8, *[5.0] * 7])) == (35.0, 54.0)
    assert Volume("i", "p", 35.0, 54.0).low
    assert not Volume("i", "p", 540.0, 54.0).low


@pytest.mark.parametrize(
    "values", [[], [10.0] * 13, [10.0] * 60 + [None] + [10.0] * 3], ids=["none", "short", "gap"]
)
def test_nothing_is_said_without_whole_weeks(values: list[float | None]) -> None:
    assert _against_usual(days(values)) is None


@pytest.mark.usefixtures("zone")
@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_page_without_any_receipt(client: Client, lang: str) -> None:
    page = client.get(f"/{lang}/quality").content.decode()
    assert {"fr": "Aucun envoi encore", "en": "Nothing sent yet"}[lang] in page


@pytest.mark.parametrize(
    ("now", "late", "said"),
    [
        (datetime(2023, 6, 30, 12, tzinfo=UTC), False, "on time"),
        (datetime(2023, 7, 1, 21, tzinfo=UTC), True, "late by"),
        (datetime(2023, 7, 2, 12, tzinfo=UTC), False, "source ended on 1 Jul 2023"),
    ],
)
def test_a_source_that_ended_is_late_no_more(now: datetime, late: bool, said: str) -> None:
    row = {"feed": "p.tests", "last_recorded_at": datetime(2023, 6, 29, 18, tzinfo=UTC),
           "cadence": "day", "lateness_hours": 24, "ends_on": date(2023, 7, 1)}  # fmt: skip
    with speaking("en"):
        found = _feed(row, now)
        assert (found.late, said in found.sentence) == (late, True), found.sentence


def test_no_file_is_due_at_a_week_end_where_the_contract_says_so() -> None:
    row = {"feed": "p.stays", "last_recorded_at": datetime(2022, 6, 10, 18, tzinfo=UTC),
           "lateness_hours": 12, "ends_on": None}  # fmt: skip
    monday = datetime(2022, 6, 13, 17, tzinfo=UTC)
    assert _feed({**row, "cadence": "day"}, monday).late
    assert not _feed({**row, "cadence": "workday"}, monday).late
    assert _feed({**row, "cadence": "workday"}, monday + timedelta(days=1)).late
