"""Data quality: what came of each day, and how much against the same weekdays before."""

from datetime import date, timedelta

import polars as pl
import pytest
from django.test import Client

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
