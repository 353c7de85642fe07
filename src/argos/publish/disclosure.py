"""Disclosure control: the only door from exact counts to published tables.

The rule and its numbers are in `argos.publish.rule`; what an attacker could still deduce is found
by `argos.publish.interval_attack` and taken away by `argos.publish.protection`. Here figures are
made from counts, and `PublishedTable` from figures; nothing else makes either.
"""

from collections.abc import Sequence
from datetime import datetime

import polars as pl

from argos.outputs.tables import EVERY, SCHEMAS, Name, PublishedTable
from argos.publish import protection, rule, states
from argos.publish.cube import ALL, CELL, DAYS_OF_WEEK, week_end
from argos.publish.cube_links import Structure
from argos.publish.equations import UNBOUNDED
from argos.publish.history import WHOLE
from argos.publish.protection import AREA

FIGURE = [*CELL, "value", "status", "known_from"]
LAYER = [*AREA, "layer"]


def released(
    history: pl.DataFrame,
    told: pl.DataFrame,
    structure: Structure,
    since: datetime | None = None,
    context: pl.DataFrame | None = None,
    own: pl.DataFrame | None = None,
) -> pl.DataFrame:
    """Return the figures to release: one row each time that a released figure changes.

    Args:
        history: exact counts of whole weeks, `CELL`, known_from, count (null: not reported).
        told: `FIGURE`: what was released by ``since``, breakdowns included.
        structure: how what is released together hangs together.
        since: the last instant already released, None if nothing was.
        context: counts of the days just before, which the attacker sees too; not released here.
        own: insider and ``history``'s columns: what each partner of several has of each cell.

    Returns:
        `FIGURE`; with a row of `EVERY` for a breakdown that is taken away or given back.

    """
    nobody = history.clear().with_columns(insider=pl.lit(None, pl.String))
    owned = nobody if own is None else own
    before = protection.Before(
        _last(_shown(told)), _released_before(history, told, structure, since, owned)
    )
    instants = states.instants_of(history, structure, since)
    seen = states.states_of(history, structure, since, context)
    lost = protection.losses(seen, instants, before, structure, owned)
    stood = _last(told)
    turns = _turns(instants, lost, stood, structure)
    figures = _figures(_with_turns(history, turns, structure), turns, structure)
    return _changes(pl.concat([figures, _breakdowns(turns, structure)]), stood, since)


def _last(told: pl.DataFrame) -> pl.DataFrame:
    """Return the last row of each cell."""
    return told.sort("known_from").unique(subset=CELL, keep="last")


def _shown(told: pl.DataFrame) -> pl.DataFrame:
    """Return the rows that show a figure, or hide a small one."""
    return told.filter(pl.col("status") != "not_published")


def _released_before(
    history: pl.DataFrame,
    told: pl.DataFrame,
    structure: Structure,
    since: datetime | None,
    own: pl.DataFrame,
) -> pl.DataFrame:
    """Return the states that were released already, and what they say; see `protection.Before`."""
    if own.is_empty() or since is None:
        empty = states.states_of(history.clear(), structure)
        return empty.with_columns(low=pl.lit(0.0), high=pl.lit(0.0))
    every = states.states_of(history, structure)
    seen = every.filter(pl.col("known_from") <= since).sort("known_from")
    said = rule.figure(pl.col("count"))
    gone = told.select(*CELL, "known_from", gone=pl.col("status") == "not_published")
    speaks = _speaking_row(structure.partner)
    marked = seen.with_columns(**{f"of_{name}": row for name, row in speaks.items()}).join_asof(
        gone.sort("known_from").rename({name: f"of_{name}" for name in speaks}),
        on="known_from",
        by=[f"of_{name}" if name in speaks else name for name in CELL],
        check_sortedness=False,
    )
    unknown = pl.col("gone").fill_null(value=False)
    return marked.select(
        *every.columns,
        low=pl.when(unknown).then(0.0).otherwise(rule.low(said)),
        high=pl.when(unknown).then(UNBOUNDED).otherwise(rule.high(said)),
    )


def _speaking_row(partner: str) -> dict[str, pl.Expr]:
    """Return the keys of the row that says whether a cell is taken away: its whole breakdown's."""
    return {
        "age": pl.when(pl.col("age") == ALL).then(pl.lit(ALL)).otherwise(pl.lit(EVERY)),
        "sex": pl.when(pl.col("sex") == ALL).then(pl.lit(ALL)).otherwise(pl.lit(EVERY)),
        "partner": pl.when(pl.col("partner") == partner)
        .then(pl.lit(partner))
        .otherwise(pl.lit(f"{partner}/{EVERY}")),
    }


def _turns(
    instants: pl.DataFrame, lost: pl.DataFrame, stood: pl.DataFrame, structure: Structure
) -> pl.DataFrame:
    """Return `LAYER`, known_from, lost: whether a breakdown is lost, in each state that may say so.

    Only for breakdowns that are lost in some state, or were when the last release was made.
    """
    before = _lost_before(stood, structure)
    layers = pl.concat([lost.select(LAYER), before]).unique()
    moments = instants.select("week", "known_from")
    said = lost.select(*LAYER, "known_from", lost=pl.lit(True))
    now = layers.join(moments, on="week").join(said, on=[*LAYER, "known_from"], how="left")
    return now.with_columns(pl.col("lost").fill_null(False))


def _lost_before(stood: pl.DataFrame, structure: Structure) -> pl.DataFrame:
    gone = stood.filter(pl.col("status") == "not_published")
    cell = gone.with_columns(
        week=week_end(pl.col("date")), layer=protection.layer(structure.partner)
    )
    return cell.select(LAYER).unique()


def _with_turns(history: pl.DataFrame, turns: pl.DataFrame, structure: Structure) -> pl.DataFrame:
    """Add to the history of each cell the instants at which it may be taken away or given back."""
    layered = history.with_columns(
        week=week_end(pl.col("date")), layer=protection.layer(structure.partner)
    )
    moments = (
        layered.select(*CELL, "week", "layer")
        .unique()
        .join(turns.select(*LAYER, "known_from"), on=LAYER)
    )
    counted = moments.sort("known_from").join_asof(
        history.sort("known_from"), on="known_from", by=CELL, check_sortedness=False
    )
    begun = counted.filter(pl.col("count").is_not_null()).select(*layered.columns)
    return pl.concat([layered, begun]).unique(subset=[*CELL, "known_from"])


def _figures(history: pl.DataFrame, turns: pl.DataFrame, structure: Structure) -> pl.DataFrame:
    """Make figures of counts; a lost breakdown makes none, a lost total says so."""
    marked = history.sort("known_from").join_asof(
        turns.sort("known_from"), on="known_from", by=LAYER, check_sortedness=False
    )
    gone = pl.col("lost").fill_null(False)
    total = pl.col("layer").str.ends_with("total")
    value = rule.figure(pl.col("count"))
    status = (
        pl.when(pl.col("count").is_null())
        .then(pl.lit("not_reported"))
        .when(gone)
        .then(pl.lit("not_published"))
        .when(value.is_null())
        .then(pl.lit("suppressed"))
        .otherwise(pl.lit("ok"))
    )
    kept = marked.filter(total | ~gone)
    return kept.with_columns(value=pl.when(~gone).then(value), status=status).select(FIGURE)


def _breakdowns(turns: pl.DataFrame, structure: Structure) -> pl.DataFrame:
    """Return the rows that take a breakdown away or give it back, one a date."""
    whole = turns.filter(~pl.col("layer").str.ends_with("total"))
    period, crossing = (pl.col("layer").str.split(" ").list.get(i) for i in (0, 1))
    days = pl.int_ranges(0, pl.when(period == "day").then(DAYS_OF_WEEK).otherwise(1))
    rows = whole.with_columns(
        period=period,
        back=days,
        age=pl.when(crossing.str.contains("age")).then(pl.lit(EVERY)).otherwise(pl.lit(ALL)),
        sex=pl.when(crossing.str.contains("sex")).then(pl.lit(EVERY)).otherwise(pl.lit(ALL)),
        partner=pl.when(crossing == "partner")
        .then(pl.lit(f"{structure.partner}/{EVERY}"))
        .otherwise(pl.lit(structure.partner)),
        value=pl.lit(None, pl.Float64),
        status=pl.when("lost").then(pl.lit("not_published")).otherwise(pl.lit("ok")),
    ).explode("back")
    return rows.with_columns(date=pl.col("week") - pl.duration(days="back")).select(FIGURE)


def _changes(figures: pl.DataFrame, stood: pl.DataFrame, since: datetime | None) -> pl.DataFrame:
    """Keep the rows that say something else than what stands.

    Hidden is what a cell without a row says already, except of the whole, which tells that the date
    is given at all; given is what a breakdown without a row says.
    """
    new = figures if since is None else figures.filter(pl.col("known_from") > since)
    before = stood.select(*CELL, was="value", was_status="status")
    ordered = new.join(before, on=CELL, how="left").sort("known_from")
    first = pl.int_range(pl.len()).over(CELL) == 0
    was = pl.when(first).then("was").otherwise(pl.col("value").shift(1).over(CELL))
    was_status = (
        pl.when(first)
        .then(pl.coalesce("was_status", _unwritten()))
        .otherwise(pl.col("status").shift(1).over(CELL))
    )
    same = pl.col("value").eq_missing(was) & pl.col("status").eq_missing(was_status)
    return ordered.filter(~same).select(FIGURE)


def _unwritten() -> pl.Expr:
    """Return the status that a cell without a row has already, '' for the whole of a date."""
    return (
        pl.when(_is_breakdown())
        .then(pl.lit("ok"))
        .when(pl.all_horizontal(pl.col(name) == value for name, value in WHOLE.items()))
        .then(pl.lit(""))
        .otherwise(pl.lit("suppressed"))
    )


def _is_breakdown() -> pl.Expr:
    """Whether a row speaks of a whole breakdown."""
    every = (pl.col(name).str.ends_with(EVERY) for name in ("age", "sex", "partner"))
    return pl.any_horizontal(*every)


def published(name: Name, frame: pl.DataFrame, metadata: dict[str, str]) -> PublishedTable:
    """Return rows as a table that `outputs` accepts.

    ``frame`` is made of what this module released, of open sets as published, or of what is no
    count of persons (labels, delays).
    """
    return PublishedTable(name, frame.select(list(SCHEMAS[name])).cast(SCHEMAS[name]), metadata)


def modelled(
    name: Name,
    frame: pl.DataFrame,
    at: datetime,
    figures: Sequence[str] = (),
    metadata: dict[str, str] | None = None,
) -> PublishedTable:
    """Return what a model says as a table that `outputs` accepts.

    Of a source under disclosure control, only series with at least 11 in 7 days are told of, and
    figures follow the rule of counts; a list of quantiles does so one by one.

    Args:
        name: the table.
        frame: its columns but ``known_from``; with ``rounded``, also ``behind``: how many persons
            were counted over the 7 days behind each row.
        at: when it is said.
        figures: the columns that are persons, or lists of them.
        metadata: kept in the commit.

    """
    if frame.is_empty():
        return published(name, pl.DataFrame(schema=SCHEMAS[name]), metadata or {})
    said = frame
    if "behind" in frame.columns:
        told = pl.col("behind") > rule.HIDDEN_UP_TO
        said = frame.filter(~pl.col("rounded") | told.fill_null(value=False)).with_columns(
            pl.when("rounded").then(_followed(each, frame.schema[each])).otherwise(each).alias(each)
            for each in figures
        )
    return published(name, said.with_columns(known_from=pl.lit(at)), metadata or {})


def _followed(column: str, kind: pl.DataType) -> pl.Expr:
    """Return figures that follow the rule, those in lists one by one."""
    if isinstance(kind, pl.List):
        return pl.col(column).list.eval(rule.figure(pl.element()))
    return rule.figure(pl.col(column))
