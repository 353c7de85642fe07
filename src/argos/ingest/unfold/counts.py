"""A row of published figures becomes one fact per figure, with the reason of each blank."""

from functools import reduce
from operator import or_

import polars as pl

from argos.core.contract import Contract, Coverage, FieldOf, Figure
from argos.core.reasons import reason
from argos.core.receipt import Reason
from argos.ingest.unfold.keys import fact_name

NAME = "\x1fname"  # the column of what a fact is called


def facts_of_counts(frame: pl.DataFrame, contract: Contract) -> tuple[pl.DataFrame, list[Reason]]:
    """Unfold rows of figures.

    A blank is never a zero: inside the coverage it is not reported; outside, not covered (and so
    is a zero). What the publisher calls unusable is not interpretable. In a crossing for which the
    figure is not published a blank says nothing, and there is no fact.

    Args:
        frame: typed rows with their key.
        contract: the feed's contract.

    Returns:
        The facts, without identifiers but with ``NAME``; a notice per field that has figures
        outside its coverage.

    """
    shared = ["row", "sheet", "occurred_on", "place", "age_band", "codes", "attributes"]
    parts: list[pl.DataFrame] = []
    notices: list[Reason] = []
    for field in contract.with_role("value"):
        if field.figure is None:
            continue
        facts = (
            frame.lazy()
            .select(*shared, *_figure(field, field.figure, contract))
            .collect(engine="in-memory")
        )
        strays = int(facts["stray"].sum())
        if strays:
            notices.append(reason("OUTSIDE_COVERAGE", field.name, strays))
        parts.append(facts.filter("stored").drop("stored", "stray"))
    return pl.concat(parts).with_columns(subject=pl.lit(None, pl.Binary)), notices


def names_of_counts(frame: pl.DataFrame, contract: Contract) -> pl.Series:
    """Return what the facts of rows are called, null where the key could not be read."""
    figures = [field.figure for field in contract.with_role("value") if field.figure is not None]
    names = [frame.select(_name(figure, contract)).to_series() for figure in figures]
    return pl.concat(names)


def _figure(field: FieldOf, figure: Figure, contract: Contract) -> list[pl.Expr]:
    """Return the columns of one figure's facts, whether each is stored, and whether it strays."""
    unusable = pl.col(field.name).is_nan().fill_null(False)
    value = pl.col(field.name).fill_nan(None)
    covered = _covered(figure.measure, contract.coverage)
    nothing = ~covered & (value.is_null() | (value == 0))
    status = (
        pl.when(unusable)
        .then(pl.lit("not_interpretable"))
        .when(nothing)
        .then(pl.lit("not_covered"))
        .when(value.is_null())
        .then(pl.lit("not_reported"))
        .otherwise(pl.lit("ok"))
    )
    return [
        _name(figure, contract),
        _sex(figure).alias("sex"),
        pl.when(~nothing).then(value).alias("value"),
        status.alias("status"),
        pl.lit(figure.measure).alias("measure"),
        (value.is_not_null() | unusable | (_is_published(figure) & ~_is_absent(field))).alias(
            "stored"
        ),
        (~covered & (value != 0)).fill_null(False).alias("stray"),
    ]


def _is_absent(field: FieldOf) -> pl.Expr:
    """Whether an optional column is not in the row's sheet: the file does not speak of it."""
    return pl.col(field.name).is_null().all().over("sheet") if field.optional else pl.lit(False)


def _name(figure: Figure, contract: Contract) -> pl.Expr:
    return fact_name(contract, figure.measure, _sex(figure)).alias(NAME)


def _sex(figure: Figure) -> pl.Expr:
    return pl.col("sex") if figure.sex is None else pl.lit(figure.sex)


def _is_published(figure: Figure) -> pl.Expr:
    crossing = figure.published_for
    published = pl.lit(True)
    if crossing is not None and crossing.age is not None:
        published &= pl.col("age_band") == crossing.age
    if crossing is not None and crossing.sex is not None:
        published &= _sex(figure) == crossing.sex
    return published


def _covered(measure: str, coverage: list[Coverage]) -> pl.Expr:
    """Where and when a measure exists: where any table says so, everywhere if none names it."""
    tables = [table for table in coverage if measure in table.measures]
    return reduce(or_, map(_in_table, tables)) if tables else pl.lit(True)


def _in_table(table: Coverage) -> pl.Expr:
    inside = pl.col("place").is_in(pl.Series(table.places, dtype=pl.String).implode())
    if table.since is not None:
        inside &= pl.col("occurred_on") >= table.since
    if table.until is not None:
        inside &= pl.col("occurred_on") <= table.until
    return inside
