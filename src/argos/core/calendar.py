"""Weeks, public holidays, school holidays, and which days may be compared.

A week is dated by its last day, like every period in Argos. Holidays are in ``data/calendar.toml``
with their sources and the years that are covered.
"""

import tomllib
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from typing import Any, Literal, get_args

import polars as pl

from argos.core.errors import UsageError
from argos.core.language import Text, same
from argos.core.places import places

Zone = Literal["A", "B", "C"]
SUNDAY = 7
WEEK = timedelta(days=7)
# 2020-W15, 2020-S15 (semaine), 202015; then 2021-05-31-2021-06-06.
_ISO_WEEK = r"^(\d{4})-?[WwSs]?(\d{2})$"
_ROLLING = r"^(\d{4}-\d{2}-\d{2})[-_/](\d{4}-\d{2}-\d{2})$"


def iso_week(day: date) -> str:
    """Return the ISO week that holds a day.

    >>> iso_week(date(2020, 4, 12))
    '2020-W15'
    """
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02d}"


def week_end(text: str) -> date:
    """Return the last day of a week written ``2020-W15``, ``2020-S15``, ``202015`` or rolling.

    A rolling week is written by its first and last day: ``2021-05-31-2021-06-06``.

    >>> week_end("2020-S15"), week_end("2021-05-31-2021-06-06")
    (datetime.date(2020, 4, 12), datetime.date(2021, 6, 6))

    Raises:
        UsageError: not a week, a week that its year does not have, or a span of other than 7 days.

    """
    end: date | None = pl.select(week_end_of(pl.lit(text))).item()
    if end is None:
        raise UsageError(
            "BAD_WEEK",
            expected=Text(
                "une semaine : 2020-W15, 2020-S15, 202015 ou 2021-05-31-2021-06-06",
                "a week: 2020-W15, 2020-S15, 202015 or 2021-05-31-2021-06-06",
            ),
            found=same(repr(text)),
            todo=Text("corrigez la semaine", "correct the week"),
        )
    return end


def week_end_of(text: pl.Expr) -> pl.Expr:
    """Return the last day of weeks as files write them, null where it is none.

    The same forms as ``week_end``, for a whole column.
    """
    bare = text.cast(pl.String).str.strip_chars()
    return pl.coalesce(_iso_week_end(bare), _rolling_week_end(bare))


def _iso_week_end(text: pl.Expr) -> pl.Expr:
    year = text.str.extract(_ISO_WEEK, 1).cast(pl.Int32)
    week = text.str.extract(_ISO_WEEK, 2).cast(pl.Int32)
    fourth = pl.date(year, 1, 4)  # always in week 1
    end = fourth + pl.duration(days=week * 7 - fourth.dt.weekday())
    # Week 0, or one past the last, falls in a neighbouring year and has another number there.
    return pl.when(end.dt.week() == week).then(end)


def _rolling_week_end(text: pl.Expr) -> pl.Expr:
    first = text.str.extract(_ROLLING, 1).str.to_date("%Y-%m-%d", strict=False)
    last = text.str.extract(_ROLLING, 2).str.to_date("%Y-%m-%d", strict=False)
    return pl.when(last - first == timedelta(days=6)).then(last)


def easter(year: int) -> date:
    """Return Easter Sunday of the Gregorian calendar.

    Source: after the method in Meeus, *Astronomical Algorithms*, chapter 8; the epact's correction
    as in New Scientist, 30 March 1961.
    """
    golden = year % 19
    century, rest = divmod(year, 100)
    correction = (8 * century + 13) // 25  # of the Moon
    epact = (19 * golden + century - century // 4 - correction + 15) % 30
    until_sunday = (32 + 2 * (century % 4) + 2 * (rest // 4) - epact - rest % 4) % 7
    late = (golden + 11 * epact + 22 * until_sunday) // 451
    month, day = divmod(epact + until_sunday - 7 * late + 114, 31)
    return date(year, month, day + 1)


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(files("argos.core").joinpath("data/calendar.toml").read_text("utf-8"))


@cache
def public_holidays(year: int, place: str = "fra") -> dict[date, Text]:
    """Return the public holidays of a year in a place, with their names, in order.

    Everywhere the eleven of the code du travail; in addition those of Alsace-Moselle and of the
    overseas départements when the place is, or lies in, one of them.
    """
    around = {place, *places().parents(place).values()}
    found = [
        (_dated(entry, year), Text(**entry["name"]))
        for entry in _data()["public"]
        if "places" not in entry or around.intersection(entry["places"])
    ]
    return dict(sorted(found, key=lambda holiday: holiday[0]))


def holidays_between(first: date, last: date, place: str = "fra") -> dict[date, Text]:
    """Return the public holidays of a place from one day to another, both included, in order."""
    years = range(first.year, last.year + 1)
    every = [item for year in years for item in public_holidays(year, place).items()]
    return {day: name for day, name in every if first <= day <= last}


def _dated(entry: dict[str, Any], year: int) -> date:
    if "day" in entry:
        return date.fromisoformat(f"{year}-{entry['day']}")
    return easter(year) + timedelta(days=entry["after_easter"])


def is_public_holiday(day: date, place: str = "fra") -> bool:
    """Whether a day is a public holiday in a place."""
    return day in public_holidays(day.year, place)


def zone_of(place: str) -> Zone | None:
    """Return the school zone of a place; None in Corse, overseas, and above the département."""
    around = (place, places().parents(place).get("dep", ""))
    zones: tuple[Zone, ...] = get_args(Zone)
    for zone in zones:
        if any(f"dep:{code}" in around for code in _data()["zones"][zone].split()):
            return zone
    return None


def school_days_covered() -> tuple[date, date]:
    """Return the first and the last day on which school holidays are known."""
    school = _data()["school"]
    return school["first"], school["last"]


def school_holiday(day: date, zone: Zone) -> Text | None:
    """Return the school holidays in which a day falls, None when it is a term day.

    Raises:
        UsageError: the day is outside the school years that the calendar covers.

    """
    first, last = school_days_covered()
    if not first <= day <= last:
        raise UsageError(
            "CALENDAR_NOT_COVERED",
            expected=Text(f"un jour du {first} au {last}", f"a day from {first} to {last}"),
            found=same(day.isoformat()),
            todo=Text(
                "complétez core/data/calendar.toml depuis le calendrier officiel",
                "complete core/data/calendar.toml from the official calendar",
            ),
        )
    return next((name for start, end, name in _school(zone) if start <= day <= end), None)


@cache
def _school(zone: Zone) -> tuple[tuple[date, date, Text], ...]:
    school = _data()["school"]
    return tuple(
        (date.fromisoformat(first), date.fromisoformat(last), Text(**school["names"][name]))
        for name, spans in school["days"][zone].items()
        for first, last in (span.split("/") for span in spans)
    )


def kind_of_day(day: date, place: str = "fra") -> int:
    """Return 1 (Monday) to 7 (Sunday); a public holiday is a Sunday.

    Out-of-hours care (permanence des soins, code de la santé publique R6315-1) is organised on
    public holidays as on Sundays, which is what calls and visits follow.
    """
    return SUNDAY if is_public_holiday(day, place) else day.isoweekday()


def is_comparable(one: date, other: date, place: str = "fra") -> bool:
    """Whether two days are of the same kind."""
    return kind_of_day(one, place) == kind_of_day(other, place)


def comparable_day(day: date, place: str = "fra") -> date:
    """Return the day to compare with: the same weekday a week before.

    Weeks in which that weekday was a public holiday are skipped. A public holiday is compared with
    the Sunday before it.

    >>> comparable_day(date(2020, 4, 20))  # a week after Easter Monday
    datetime.date(2020, 4, 6)
    """
    kind = kind_of_day(day, place)
    before = day - timedelta(days=(day.isoweekday() - kind) % 7 or 7)
    while not is_comparable(before, day, place):
        before -= WEEK
    return before
