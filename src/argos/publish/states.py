"""The states that an attacker sees: each week whole, at each instant that changed a cell of it."""

from datetime import datetime

import polars as pl

from argos.publish.cube import ALL, CELL, SMALL, week_end
from argos.publish.cube_links import SEXES, Structure
from argos.publish.rule import HIDDEN_UP_TO

WHOLE = (pl.col("age") == ALL) & (pl.col("sex") == ALL)
SMALL_PLACE = pl.col("place").str.contains(f"^({'|'.join(SMALL)}):")


def instants_of(
    history: pl.DataFrame, structure: Structure, since: datetime | None
) -> pl.DataFrame:
    """Return week, known_from, state and turn of every state after an instant.

    Who was present at the end of a week also makes a state of the next.
    """
    dated = history.select("known_from", "indicator", "date", week=week_end(pl.col("date")))
    weeks = dated.select("known_from", "week")
    ends = dated.filter(_closes_a_census(structure))
    after = ends.select("known_from", pl.col("week").dt.offset_by("7d"))
    moments = pl.concat([weeks, after.join(weeks, on="week", how="semi")]).unique()
    new = moments if since is None else moments.filter(pl.col("known_from") > since)
    turn = pl.col("known_from").rank("dense").over("week").cast(pl.Int64)
    ordered = new.with_columns(turn=turn).sort("week", "known_from")
    return ordered.with_columns(state=pl.int_range(pl.len(), dtype=pl.Int64))


def _closes_a_census(structure: Structure) -> pl.Expr:
    """Whether a cell says who was present at the end of a week."""
    census = pl.col("indicator").is_in(list(structure.moves))
    return census & (pl.col("date") == week_end(pl.col("date")))


def states_of(
    history: pl.DataFrame,
    structure: Structure,
    since: datetime | None = None,
    context: pl.DataFrame | None = None,
) -> pl.DataFrame:
    """Return the cells of each state.

    A total of 11 or more has a cell for each of its classes, empty ones included. Under that, its
    classes say nothing that the total does not, and are left out; so are small places, which the
    attack counts among what is missing of their parent; so are whole states in which everything is
    hidden and nobody has counts of their own. Who is present, came and left make one such total of
    the whole week. What is here does not depend on how much of the history is published at once.

    Args:
        history: `CELL`, known_from, count.
        structure: how indicators, classes and partners hang together.
        since: the last instant that was already published, if any.
        context: the same as ``history``, of the days just before.

    Returns:
        `CELL`, count, week, known_from, state, turn (the order of the week's states, from 1),
        new_date: whether nothing was known of the cell's date before.

    """
    weeks = history.with_columns(week=week_end(pl.col("date")))
    around = history if context is None else pl.concat([history, context])
    everything = pl.concat([weeks, _week_before(around, structure)])
    instants = instants_of(history, structure, since)
    grid = everything.select(*CELL, "week").unique().join(instants, on="week")
    known = everything.select(*CELL, "week", "known_from", "count").sort("known_from")
    full = _reached(
        grid.sort("known_from").join_asof(
            known, on="known_from", by=[*CELL, "week"], check_sortedness=False
        )
    )
    counted = full.filter(pl.col("count") > 0)
    kept = _dense(_worth_attacking(counted, structure), structure)
    begun = (
        around.drop_nulls("count").group_by("period", "date").agg(begun=pl.col("known_from").min())
    )
    new_date = (pl.col("begun") == pl.col("known_from")).alias("new_date")
    return kept.join(begun, on=["period", "date"]).with_columns(new_date).drop("begun")


def _week_before(around: pl.DataFrame, structure: Structure) -> pl.DataFrame:
    """Return what the week after reaches into.

    The totals of days, for the sliding windows; who was present at the week's end.
    """
    sliding = around.filter(pl.col("period") == "window")["indicator"].unique()
    daily = (pl.col("period") == "day") & pl.col("indicator").is_in(sliding.implode())
    reached = around.filter((daily & WHOLE) | _closes_a_census(structure))
    return reached.with_columns(week=week_end(pl.col("date")).dt.offset_by("7d"))


def _worth_attacking(counted: pl.DataFrame, structure: Structure) -> pl.DataFrame:
    moving = pl.col("indicator").is_in(structure.moving)
    total = [
        "state",
        pl.when(moving).then(pl.lit("")).otherwise("indicator"),
        "place",
        "period",
        pl.when(~moving).then("date"),
    ]
    shown = pl.col("count").max().over(total) > HIDDEN_UP_TO
    kept = counted.filter(shown | (WHOLE & ~SMALL_PLACE))
    something = pl.col("count").max().over("state") > HIDDEN_UP_TO
    return kept if structure.parts else kept.filter(something)


def _reached(full: pl.DataFrame) -> pl.DataFrame:
    """Leave out the week before as a whole, as long as the week itself is not given."""
    whole = pl.col("period") == "week"
    given = full.filter(whole & (pl.col("date") == pl.col("week")) & pl.col("count").is_not_null())
    weekly = full.filter(whole).join(given.select("state").unique(), on="state", how="semi")
    return pl.concat([full.filter(~whole), weekly])


def _dense(cells: pl.DataFrame, structure: Structure) -> pl.DataFrame:
    """Add the empty classes of the totals that are shown."""
    own = week_end(pl.col("date")) == pl.col("week")
    totals = cells.filter(
        WHOLE & own & (pl.col("partner") == structure.partner) & (pl.col("count") > HIDDEN_UP_TO)
    ).with_columns(small=SMALL_PLACE)
    classes = totals.drop("age", "sex", "partner").join(
        _classes(structure), on=["indicator", "period", "small"]
    )
    empty = classes.with_columns(count=pl.lit(0, pl.Int64)).select(cells.columns)
    return pl.concat([cells, empty.join(cells, on=["state", *CELL], how="anti")])


def _classes(structure: Structure) -> pl.DataFrame:
    """Return every class that a shown total has: indicator, period, small, age, sex, partner."""
    whole = structure.partner
    rows = []
    for name, ages in structure.ages.items():
        by_age = [(age, ALL, whole) for age in ages]
        by_sex = [(ALL, sex, whole) for sex in SEXES]
        by_both = [(age, sex, whole) for age in ages for sex in SEXES]
        by_part = [(ALL, ALL, part) for part in structure.parts]
        for period, small, crossed in (
            ("day", False, [*by_age, *by_sex, *by_part]),
            ("week", False, [*by_age, *by_sex, *by_both]),
            ("week", True, [*by_age, *by_sex]),
        ):
            rows += [(name, period, small, *each) for each in crossed]
    names = ("indicator", "period", "small", "age", "sex", "partner")
    schema = {name: pl.Boolean if name == "small" else pl.String for name in names}
    return pl.DataFrame(rows, schema=schema, orient="row")
