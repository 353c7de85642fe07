"""Open sets: shown as published, with what the publisher does not give summed from what it does."""

from collections.abc import Sequence
from datetime import datetime

import polars as pl

from argos.core.contract import Contract, Level
from argos.core.places import places
from argos.publish.cube import ALL, DAYS_OF_WEEK

SAID = ["measure", "place", "period", "date", "age", "sex"]


def statements(rows: pl.LazyFrame, measures: Sequence[str], until: datetime) -> pl.DataFrame:
    """Return the signed rows of some measures: `SAID`, known_from, sign, value, status."""
    kept = rows.filter(
        pl.col("measure").is_in(list(measures))
        & pl.col("place").is_not_null()
        & (pl.col("recorded_at") <= until)
    )
    return kept.select(
        "measure", "place", "period",
        pl.col("occurred_on").alias("date"),
        pl.col("age_band").fill_null(ALL).alias("age"),
        "sex",
        pl.col("recorded_at").alias("known_from"),
        pl.col("sign").cast(pl.Int64), "value", "status",
    ).collect(engine="streaming")  # fmt: skip


def as_published(said: pl.DataFrame) -> pl.DataFrame:
    """Return each figure as given, once each time that the publisher changed it.

    A statement that is unsaid and not replaced in the same batch has been withdrawn.

    Returns:
        `SAID`, known_from, value, status.

    """
    now, was = pl.col("sign") == 1, pl.col("sign") == -1
    moments = said.group_by(*SAID, "known_from").agg(
        *(pl.col(name).filter(now).last() for name in ("value", "status")),
        *(pl.col(name).filter(was).last().alias(f"was_{name}") for name in ("value", "status")),
    )
    gone = pl.col("status").is_null()
    changed = gone | ~(
        pl.col("value").eq_missing(pl.col("was_value"))
        & pl.col("status").eq_missing(pl.col("was_status"))
    )
    told = moments.filter(changed).with_columns(pl.col("status").fill_null("withdrawn"))
    return told.select(*SAID, "known_from", "value", "status")


def rolled_up(
    said: pl.DataFrame, levels: Sequence[Level], contract: Contract, since: datetime | None
) -> pl.DataFrame:
    """Return the sums over larger places, where the publisher gives none.

    Missing where a département that the set covers has no figure that day.

    Args:
        said: all statements about the days concerned, older ones included.
        levels: the levels to sum to.
        contract: says which places the set covers.
        since: only what became known after it.

    Returns:
        As ``as_published``.

    """
    sums = [_sums(said, level, contract) for level in levels]
    return (
        _known(pl.concat(sums), since)
        if sums
        else said.clear().select(*SAID, "known_from", "value", "status")
    )


def windows(
    said: pl.DataFrame, levels: Sequence[Level], contract: Contract, since: datetime | None
) -> pl.DataFrame:
    """Return the sums of the last 7 days of the totals, given and rolled up.

    Args:
        said: all statements about the days concerned and the 6 days before each.
        levels: the levels that are rolled up.
        contract: says which places the set covers.
        since: only what became known after it.

    Returns:
        As ``as_published``; missing where a figure of the 7 days is.

    """
    totals = said.filter((pl.col("age") == ALL) & (pl.col("sex") == ALL))
    given = _moves(totals).with_columns(needed=pl.lit(1, pl.Int64))
    whole = pl.concat([given, *(_sums(totals, level, contract) for level in levels)])
    shifts = pl.DataFrame({"shift": range(DAYS_OF_WEEK)})
    moved = whole.join(shifts, how="cross").with_columns(
        date=pl.col("date") + pl.duration(days="shift"),
        needed=pl.col("needed") * DAYS_OF_WEEK,
    )
    summed = moved.group_by(*SAID, "known_from").agg(
        pl.col("value", "count").sum(), pl.col("needed").max()
    )
    last = totals.select(last=pl.col("date").max())
    return _known(summed, since).join(last, how="cross").filter(pl.col("date") <= pl.col("last"))


def _moves(said: pl.DataFrame) -> pl.DataFrame:
    """Return by how much each figure moved, and whether there came to be one."""
    sign = pl.col("sign")
    return said.group_by(*SAID, "known_from").agg(
        value=(sign * pl.col("value").fill_null(0)).sum(),
        count=(sign * pl.col("value").is_not_null().cast(pl.Int64)).sum(),
    )


def _sums(said: pl.DataFrame, level: Level, contract: Contract) -> pl.DataFrame:
    """Return the moves of the sums to a level, and how many figures each ``needed``."""
    inside = places().roll_up("dep", level)
    given = said.filter(pl.col("place").str.starts_with(level)).select("measure", "place", "date")
    sums = _moves(said).join(inside, on="place").with_columns(place=pl.col("parent"))
    summed = sums.group_by(*SAID, "known_from").agg(pl.col("value", "count").sum())
    needed = _needed(summed["measure"].unique().to_list(), inside, contract)
    own = summed.join(given.unique(), on=["measure", "place", "date"], how="anti")
    return own.join(needed, on=["measure", "place"])


def _needed(measures: Sequence[str], inside: pl.DataFrame, contract: Contract) -> pl.DataFrame:
    """Return how many figures a complete sum has: measure, place, needed."""
    found = [
        _covered(inside, covered_places(contract, measure))
        .group_by(place="parent")
        .agg(needed=pl.len().cast(pl.Int64))
        .with_columns(measure=pl.lit(measure))
        for measure in measures
    ]
    empty = pl.DataFrame(schema={"place": pl.String, "needed": pl.Int64, "measure": pl.String})
    return pl.concat([empty, *found])


def _covered(inside: pl.DataFrame, places: set[str] | None) -> pl.DataFrame:
    return inside if places is None else inside.filter(pl.col("place").is_in(list(places)))


def covered_places(contract: Contract, measure: str) -> set[str] | None:
    """Return the places where a measure exists, None where the contract does not say."""
    lists = [each.places for each in contract.coverage if measure in each.measures]
    return {place for places in lists for place in places} if lists else None


def _known(moves: pl.DataFrame, since: datetime | None) -> pl.DataFrame:
    """Turn moves into figures, once each time that the figure changes."""
    running = moves.sort("known_from").with_columns(pl.col("value", "count").cum_sum().over(SAID))
    whole = pl.col("count") == pl.col("needed")
    status = pl.when(whole).then(pl.lit("ok")).otherwise(pl.lit("not_reported"))
    figures = running.with_columns(value=pl.when(whole).then("value"), status=status)
    first = pl.int_range(pl.len()).over(SAID) == 0
    same = [
        pl.col(name).eq_missing(pl.col(name).shift(1).over(SAID)) for name in ("value", "status")
    ]
    changed = figures.filter(first | ~pl.all_horizontal(same))
    new = changed if since is None else changed.filter(pl.col("known_from") > since)
    return new.select(*SAID, "known_from", "value", "status")


def unchanged(by: Sequence[str]) -> pl.Expr:
    """Whether a row repeats the value and status of the row before of the same key."""
    names = ("value", "status")
    return pl.all_horizontal(pl.col(n).eq_missing(pl.col(n).shift(1).over(by)) for n in names)
