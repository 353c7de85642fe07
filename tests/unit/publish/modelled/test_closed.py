"""What is released of a closed source is read as it was told, hidden where it has no row."""

from datetime import date, datetime, timedelta
from typing import Any

import polars as pl

from argos.outputs.tables import SERIES
from argos.publish.modelled.known.closed import states
from argos.publish.modelled.known.hidden import HIDDEN, TAKEN
from tests.published import at

DAY = date(2026, 3, 2)
NEXT, LATER = at(DAY + timedelta(1)), at(DAY + timedelta(4))


def series(*rows: tuple[str, date, float | None, str, datetime], **more: Any) -> pl.DataFrame:
    """Return published rows: place, date, value, status, known_from."""
    common = {
        "indicator": "sos_covid", "period": "day", "age": "all", "sex": "all", "partner": "p",
        "source_rank": 0, "derived": True, "rounded": True, "method": 1, **more,
    }  # fmt: skip
    names = ("place", "date", "value", "status", "known_from")
    return pl.DataFrame([{**common, **dict(zip(names, row, strict=True))} for row in rows],
                        schema=SERIES)  # fmt: skip


def said(rows: pl.DataFrame, place: str, day: date = DAY) -> list[tuple[datetime, float | None]]:
    days, _ = states(rows)
    return days.filter(place=place, date=day).sort("known_from").select(
        "known_from", "value").rows()  # fmt: skip


def test_a_place_without_a_row_is_hidden_from_when_the_nation_has_one() -> None:
    rows = series(
        ("fra", DAY, 40.0, "ok", NEXT), ("fra", DAY, 45.0, "ok", LATER),
        ("dep:44", DAY, 15.0, "ok", LATER),
    )  # fmt: skip
    assert said(rows, "dep:44") == [(NEXT, HIDDEN), (LATER, 15.0)]
    assert said(rows, "fra") == [(NEXT, 40.0), (LATER, 45.0)]


def test_a_written_suppressed_row_says_the_same_as_none() -> None:
    rows = series(
        ("fra", DAY, None, "suppressed", NEXT), ("dep:44", DAY, 15.0, "ok", NEXT),
        ("dep:44", DAY, None, "suppressed", LATER),
    )  # fmt: skip
    assert said(rows, "dep:44") == [(NEXT, 15.0), (LATER, HIDDEN)]


def test_a_day_that_is_not_reported_any_more_is_missing_and_not_hidden() -> None:
    rows = series(
        ("fra", DAY, 40.0, "ok", NEXT), ("fra", DAY, None, "not_reported", LATER),
        ("dep:44", DAY + timedelta(1), 15.0, "ok", LATER),
        ("fra", DAY + timedelta(1), 15.0, "ok", LATER),
    )  # fmt: skip
    assert said(rows, "dep:44") == [(NEXT, HIDDEN), (LATER, None)]


def test_what_was_taken_away_is_not_missing_nor_hidden() -> None:
    rows = series(
        ("fra", DAY, 40.0, "ok", NEXT), ("dep:44", DAY, 15.0, "ok", NEXT),
        ("dep:44", DAY, None, "not_published", LATER),
    )  # fmt: skip
    assert said(rows, "dep:44") == [(NEXT, 15.0), (LATER, TAKEN)]


def test_a_place_of_which_nothing_was_ever_shown_is_not_told_of() -> None:
    rows = series(("fra", DAY, 40.0, "ok", NEXT), ("dep:49", DAY, None, "suppressed", NEXT))
    assert states(rows)[0]["place"].unique().to_list() == ["fra"]


def test_days_of_a_place_that_is_shown_by_week_only_are_hidden() -> None:
    sunday = DAY + timedelta(6)
    weeks = series(("fra", sunday, 90.0, "ok", LATER), ("dep:44", sunday, 20.0, "ok", LATER),
                   period="week")  # fmt: skip
    days, told = states(pl.concat([series(("fra", DAY, 12.0, "ok", NEXT)), weeks]))
    assert days.filter(place="dep:44").select("date", "value").rows() == [(DAY, HIDDEN)]
    assert told.filter(place="dep:44").select("date", "value").rows() == [(sunday, 20.0)]
