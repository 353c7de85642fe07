"""From changes to what was known when."""

from dataclasses import dataclass

import polars as pl

from argos.publish.cube import ALL, CELL, WORD, week_end, word

WHOLE = {"place": "fra", "age": ALL, "sex": ALL}  # the cell that says that a date is given


@dataclass(frozen=True)
class Histories:
    """Exact counts of a source at every instant.

    Attributes:
        whole: `CELL`, known_from, count: of the source.
        own: insider and the same: of each of its partners, if several.

    """

    whole: pl.DataFrame
    own: pl.DataFrame | None = None


def histories(changes: pl.DataFrame, given: pl.DataFrame) -> pl.DataFrame:
    """Return every state that each cell has had.

    Args:
        changes: `CELL`, known_from, delta.
        given: period, date, known_from, delta: when each date came to be given (+1) or ceased (-1).

    Returns:
        `CELL`, known_from, count: an exact count, null while the date is not given. A cell starts
        with the first instant at which its date is given.

    """
    turned = given.with_columns(pl.col("period").cast(WORD), turn="delta")
    cells = changes.select(CELL).unique()
    known = cells.join(turned.drop("delta"), on=["period", "date"])
    moves = pl.concat(
        [
            changes.with_columns(turn=pl.lit(0, pl.Int64)),
            known.with_columns(delta=pl.lit(0, pl.Int64)).select(
                *CELL, "known_from", "delta", "turn"
            ),
        ]
    )
    summed = moves.group_by(*CELL, "known_from").agg(pl.col("delta", "turn").sum())
    running = summed.sort("known_from").with_columns(
        count=pl.col("delta").cum_sum().over(CELL), given=pl.col("turn").cum_sum().over(CELL)
    )
    begun = running.filter(pl.col("given").cum_max().over(CELL) > 0)
    count = pl.when(pl.col("given") > 0).then("count")
    words = pl.col([name for name in CELL if name != "date"]).cast(pl.String)
    return begun.with_columns(words).select(*CELL, "known_from", count=count)


def presence(changes: pl.DataFrame, given: pl.DataFrame) -> pl.DataFrame:
    """Return a change of nothing in the whole of each indicator and partner on each given date.

    So that a date that the feed has reported has a row even where nothing was counted.
    """
    named = changes.select("indicator", "partner", "period").unique()
    dates = (
        given.filter(pl.col("delta") > 0).group_by("period", "date").agg(pl.col("known_from").min())
    )
    dates = dates.with_columns(pl.col("period").cast(WORD))
    whole = named.join(dates, on="period").with_columns(
        *(word(value).alias(name) for name, value in WHOLE.items()), delta=pl.lit(0, pl.Int64)
    )
    return whole.select(*CELL, "known_from", "delta")


def census(changes: pl.DataFrame, days: pl.DataFrame) -> pl.DataFrame:
    """Turn arrivals and departures into changes of who is present at the end of each day.

    Who is present on day d as of T is the sum of the changes dated up to d and recorded by T. Up to
    the instant at which d is first given, changes come in one sum; those recorded later come one by
    one, and reach every given day from theirs on.

    Args:
        changes: `CELL`, known_from, delta, dated by the day of the arrival or departure.
        days: date, first: the dates wanted, and the instant at which each was first given.

    Returns:
        `CELL`, known_from, delta.

    """
    cell = [name for name in CELL if name != "date"]
    later = _later(changes, days)
    by_day = changes.group_by(*cell, "date").agg(pl.col("delta").sum()).sort("date")
    running = by_day.with_columns(total=pl.col("delta").cum_sum().over(cell)).drop("delta")
    grid = changes.select(cell).unique().join(days, how="cross").sort("date")
    final = grid.join_asof(running, on="date", by=cell, check_sortedness=False)
    after = later.group_by(CELL).agg(pl.col("delta").sum().alias("after"))
    joined = final.join(after, on=CELL, how="left")
    at_first = pl.col("total").fill_null(0) - pl.col("after").fill_null(0)
    first = joined.select(*CELL, known_from="first", delta=at_first)
    return pl.concat([first.filter(pl.col("delta") != 0), later])


def _later(changes: pl.DataFrame, days: pl.DataFrame) -> pl.DataFrame:
    """Return the changes recorded after a day was first given, once for each such day."""
    pairs = changes.select("date", "known_from").unique()
    reach = pairs.join_where(
        days.rename({"date": "day"}),
        pl.col("day") >= pl.col("date"),
        pl.col("first") < pl.col("known_from"),
    )
    moved = changes.join(reach.select("date", "known_from", "day"), on=["date", "known_from"])
    moved = moved.with_columns(date=pl.col("day")).select(*CELL, "known_from", "delta")
    return moved.group_by(*CELL, "known_from").agg(pl.col("delta").sum()).select(moved.columns)


def first_given(days: pl.DataFrame) -> pl.DataFrame:
    """Return date and ``first``, the instant at which it was first given."""
    given = days.filter(pl.col("delta") > 0)
    return given.group_by("date").agg(first=pl.col("known_from").min())


def is_sunday() -> pl.Expr:
    """Whether ``date`` ends an ISO week."""
    return pl.col("date") == week_end(pl.col("date"))
