from datetime import date, datetime, timedelta

import polars as pl

from argos.core.schema import INSTANT
from argos.publish import cube, history
from argos.publish.cube import CELL
from tests.published import MONDAY, at

WORDS = dict.fromkeys((name for name in CELL if name != "date"), cube.WORD)
SCHEMA = {**WORDS, "date": pl.Date, "known_from": INSTANT, "delta": pl.Int64}
Change = tuple[int, int, int]  # day, day on which it was recorded, how many


def changes(*moves: Change, place: str = "dep:44", period: str = "day") -> pl.DataFrame:
    cell = {
        "indicator": "i",
        "place": place,
        "period": period,
        "age": "all",
        "sex": "all",
        "partner": "p",
    }
    rows = [
        {**cell, "date": day(n), "known_from": at(day(recorded)), "delta": delta}
        for n, recorded, delta in moves
    ]
    return pl.DataFrame(rows, schema=SCHEMA).select(*CELL, "known_from", "delta")


def given(*moves: Change, period: str = "day") -> pl.DataFrame:
    rows = [{"date": day(n), "known_from": at(day(r)), "delta": d} for n, r, d in moves]
    schema = {"date": pl.Date, "known_from": INSTANT, "delta": pl.Int64}
    return pl.DataFrame(rows, schema=schema).with_columns(period=pl.lit(period))


def day(n: int) -> date:
    return MONDAY + timedelta(days=n)


def told(frame: pl.DataFrame) -> list[tuple[date, datetime, int | None]]:
    return sorted(frame.select("date", "known_from", "count").rows())


def test_a_cell_remembers_each_of_its_counts() -> None:
    known = history.histories(changes((0, 1, 5), (0, 3, 2), (0, 4, -1)), given((0, 1, 1)))
    assert told(known) == [
        (day(0), at(day(1)), 5),
        (day(0), at(day(3)), 7),
        (day(0), at(day(4)), 6),
    ]


def test_a_cell_waits_until_its_date_is_given() -> None:
    week = changes((6, 1, 5), (6, 7, 2), period="week")
    known = history.histories(week, given((6, 7, 1), period="week"))
    assert told(known) == [(day(6), at(day(7)), 7)]


def test_a_date_that_is_no_longer_given_has_no_count() -> None:
    known = history.histories(changes((0, 1, 5), (0, 2, -5)), given((0, 1, 1), (0, 2, -1)))
    assert told(known)[-1] == (day(0), at(day(2)), None)


def test_the_whole_has_a_count_where_nothing_was_counted() -> None:
    said = history.presence(changes((0, 1, 5)), given((0, 1, 1), (1, 2, 1)))
    assert sorted(said.select("date", "place", "delta").rows()) == [
        (day(0), "fra", 0),
        (day(1), "fra", 0),
    ]


def census(*moves: Change, days: int = 5) -> dict[tuple[int, int], int]:
    """Who is present, by day and day of asking; each day is given the day after."""
    first = pl.DataFrame(
        {"date": [day(n) for n in range(days)], "first": [at(day(n + 1)) for n in range(days)]},
        schema={"date": pl.Date, "first": INSTANT},
    )
    all_given = given(*((n, n + 1, 1) for n in range(days)))
    known = history.histories(history.census(changes(*moves), first), all_given)
    present = {}
    for n in range(days):
        for asked in range(n + 1, days + 2):
            seen = known.filter(
                (pl.col("date") == day(n)) & (pl.col("known_from") <= at(day(asked)))
            )
            present[n, asked] = seen.sort("known_from")["count"].last() or 0
    return present


def plain_census(*moves: Change, days: int = 5) -> dict[tuple[int, int], int]:
    return {
        (n, asked): sum(d for on, recorded, d in moves if on <= n and recorded <= asked)
        for n in range(days)
        for asked in range(n + 1, days + 2)
    }


def test_who_is_present_is_who_arrived_less_who_left() -> None:
    moves = [(0, 1, 8), (1, 2, 4), (2, 3, -3), (4, 5, -2)]
    assert census(*moves) == plain_census(*moves)


def test_a_late_arrival_reaches_every_later_day_from_when_it_was_known() -> None:
    moves = [(0, 1, 8), (1, 4, 5), (2, 3, -3), (0, 6, 1), (3, 5, 2)]
    assert census(*moves) == plain_census(*moves)


def test_days_that_arrive_out_of_order() -> None:
    base = pl.DataFrame(
        {
            "occurred_on": [day(1), day(0), day(1)],
            "recorded_at": [at(day(2)), at(day(3)), at(day(4))],
            "live": [3, 2, -3],
        },
        schema={"occurred_on": pl.Date, "recorded_at": INSTANT, "live": pl.Int64},
    )
    turned = cube.reported([base], [date.min])
    assert sorted(turned.rows()) == [
        (day(0), at(day(3)), 1),
        (day(1), at(day(2)), 1),
        (day(1), at(day(4)), -1),
    ]


def test_a_day_counts_once_every_feed_that_had_begun_reported_it() -> None:
    schema = {"occurred_on": pl.Date, "recorded_at": INSTANT, "live": pl.Int64}
    one = pl.DataFrame(
        [(day(0), at(day(1)), 1), (day(1), at(day(2)), 1)], schema=schema, orient="row"
    )
    other = pl.DataFrame([(day(1), at(day(3)), 1)], schema=schema, orient="row")
    turned = cube.reported([one, other], [day(0), day(1)])
    assert sorted(turned.rows()) == [(day(0), at(day(1)), 1), (day(1), at(day(3)), 1)]


def test_a_week_is_given_once_its_seven_days_are() -> None:
    days = pl.concat([given(*((n, n + 1, 1) for n in range(7))), given((2, 9, -1))]).drop("period")
    assert sorted(cube.weeks_of(days).rows()) == [(day(6), at(day(7)), 1), (day(6), at(day(9)), -1)]
