"""How many days a figure takes to settle, on versions made for it."""

from datetime import UTC, date, datetime, time, timedelta

import polars as pl

from argos.web.provisional import DAYS_UNMEASURED, settled_after

FIRST = date(2020, 9, 1)


def versions(shares: list[float], days: int = 30) -> pl.DataFrame:
    """Days of 100 that show a share more each day after."""
    rows = [
        (day, datetime.combine(day + timedelta(days=lag), time(20), tzinfo=UTC), 100 * share)
        for n in range(days)
        for lag, share in enumerate(shares, start=1)
        if (day := FIRST + timedelta(days=n))
    ]
    return pl.DataFrame(rows, schema=["date", "known_from", "value"], orient="row")


def test_a_series_that_comes_whole_settles_at_once() -> None:
    assert settled_after(versions([1.0])) == (2, True)  # told at J+1: the day after is solid


def test_a_slow_one_takes_its_days() -> None:
    assert settled_after(versions([0.68, 0.89, 0.96, 1.0])) == (4, True)


def test_files_that_came_late_tell_nothing() -> None:
    late = versions([1.0]).with_columns(pl.col("known_from") + timedelta(days=60))
    assert settled_after(late) == (DAYS_UNMEASURED, False)
    assert settled_after(versions([1.0], days=5)) == (DAYS_UNMEASURED, False)
