"""Weeks as files write them, holidays, and days that may be compared."""

from datetime import date, timedelta

import polars as pl
import pytest

from argos.core.calendar import (
    comparable_day,
    easter,
    is_comparable,
    is_public_holiday,
    iso_week,
    public_holidays,
    school_days_covered,
    school_holiday,
    week_end,
    week_end_of,
    zone_of,
)
from argos.core.errors import UsageError
from argos.core.places import places


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("2020-W15", date(2020, 4, 12)),
        ("2020-S15", date(2020, 4, 12)),
        ("2020-s15", date(2020, 4, 12)),
        ("2020S15", date(2020, 4, 12)),
        ("202604", date(2026, 1, 25)),
        (" 2022-W03 ", date(2022, 1, 23)),
        ("2020-W53", date(2021, 1, 3)),
        ("2021-05-31-2021-06-06", date(2021, 6, 6)),
        ("2021-06-02-2021-06-08", date(2021, 6, 8)),
    ],
)
def test_a_week_is_dated_by_its_last_day(text: str, end: date) -> None:
    assert week_end(text) == end


@pytest.mark.parametrize(
    "text",
    ["2021-W53", "2021-W00", "2021-W54", "2021-15-04", "20210", "", "2021-05-31-2021-06-05",
     "2021-05-32-2021-06-07", "last week", "2021-05-31"],
)  # fmt: skip
def test_what_is_no_week_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="BAD_WEEK"):
        week_end(text)


def test_a_column_of_weeks_may_hold_numbers_and_gaps() -> None:
    weeks = pl.select(week_end_of(pl.lit(pl.Series([202604, None, 202653, 202654])))).to_series()
    assert weeks.to_list() == [date(2026, 1, 25), None, date(2027, 1, 3), None]


def test_weeks_go_there_and_back_over_thirty_years() -> None:
    days = [date(2000, 1, 1) + timedelta(days=number) for number in range(365 * 30)]
    weeks = pl.Series([iso_week(day) for day in days])
    for day, end in zip(days, pl.select(week_end_of(pl.lit(weeks))).to_series(), strict=True):
        assert end.isoweekday() == 7
        assert timedelta() <= end - day <= timedelta(days=6)


@pytest.mark.parametrize(
    "day",
    [date(1961, 4, 2), date(2000, 4, 23), date(2008, 3, 23), date(2020, 4, 12), date(2021, 4, 4),
     date(2024, 3, 31), date(2025, 4, 20), date(2026, 4, 5), date(2038, 4, 25), date(2049, 4, 18)],
)  # fmt: skip
def test_easter(day: date) -> None:
    assert easter(day.year) == day


def test_the_eleven_public_holidays_of_2020() -> None:
    assert [day.strftime("%m-%d") for day in public_holidays(2020)] == [
        "01-01", "04-13", "05-01", "05-08", "05-21", "06-01",
        "07-14", "08-15", "11-01", "11-11", "12-25",
    ]  # fmt: skip


def test_some_places_have_more() -> None:
    assert is_public_holiday(date(2020, 4, 10), "dep:67")
    assert is_public_holiday(date(2020, 12, 26), "com:67482")
    assert not is_public_holiday(date(2020, 4, 10), "dep:44")
    assert is_public_holiday(date(2020, 12, 20), "dep:974")
    assert is_public_holiday(date(2020, 12, 20), "reg:04")
    assert not is_public_holiday(date(2020, 12, 20))


def test_every_mainland_departement_has_a_school_zone() -> None:
    without = {place for place in places().known("dep") if zone_of(place) is None}
    overseas = {place for place in without if place.startswith("dep:9")}
    assert without - overseas == {"dep:2A", "dep:2B"}
    assert len(overseas) == 11
    assert (zone_of("dep:44"), zone_of("com:75101"), zone_of("dep:69")) == ("B", "C", "A")
    assert zone_of("fra") is None


@pytest.mark.parametrize(
    ("day", "zones"),
    [
        (date(2020, 2, 10), "C"),
        (date(2020, 2, 17), "BC"),
        (date(2020, 2, 24), "AB"),
        (date(2021, 4, 10), "ABC"),  # moved by the epidemic
        (date(2021, 4, 26), ""),
        (date(2024, 12, 25), "ABC"),
        (date(2026, 3, 8), "C"),
        (date(2026, 3, 9), ""),
        (date(2021, 9, 1), "ABC"),
        (date(2021, 9, 2), ""),
    ],
)
def test_school_holidays_by_zone(day: date, zones: str) -> None:
    assert "".join(zone for zone in ("A", "B", "C") if school_holiday(day, zone)) == zones


def test_school_holidays_are_of_a_usual_length() -> None:
    first, last = school_days_covered()
    for zone in ("A", "B", "C"):
        days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
        off = sum(school_holiday(day, zone) is not None for day in days)
        assert 8 * 118 <= off <= 8 * 128


def test_years_that_are_not_covered_are_said_so() -> None:
    with pytest.raises(UsageError, match="CALENDAR_NOT_COVERED"):
        school_holiday(date(2019, 9, 1), "A")


def test_an_ordinary_day_is_compared_with_the_week_before() -> None:
    assert comparable_day(date(2020, 3, 11)) == date(2020, 3, 4)
    assert comparable_day(date(2020, 4, 12)) == date(2020, 4, 5)


def test_weeks_with_a_holiday_are_skipped() -> None:
    assert comparable_day(date(2020, 4, 20)) == date(2020, 4, 6)  # over Easter Monday
    assert comparable_day(date(2020, 5, 15)) == date(2020, 4, 24)  # over two holiday Fridays
    assert comparable_day(date(2026, 1, 8)) == date(2025, 12, 18)  # over Christmas and New Year


def test_a_holiday_is_compared_with_the_sunday_before() -> None:
    assert comparable_day(date(2020, 7, 14)) == date(2020, 7, 12)
    assert comparable_day(date(2020, 11, 1)) == date(2020, 10, 25)  # a holiday on a Sunday


def test_the_comparable_day_is_comparable() -> None:
    for number in range(1500):
        day = date(2019, 6, 1) + timedelta(days=number)
        before = comparable_day(day, "dep:67")
        assert before < day
        assert is_comparable(before, day, "dep:67")
