"""The faults that a scenario plants, each in the files or in the rows of one feed."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

import numpy as np
import polars as pl

from argos.simulation.scenario import Fault, Scenario

SENT = "sent"  # the day of a row's content, dropped when its file is written
DIAGNOSES = "diagnoses"
LABORATORY = "laboratory"


def days_of(fault: Fault, last: date) -> tuple[date, date]:
    """Return the first and the last day of a fault."""
    return last - timedelta(days=fault.first), last - timedelta(days=fault.last)


def at(faults: Iterable[Fault], kind: str, day: date, last: date) -> Fault | None:
    """Return the fault of a kind that holds on a day, if there is one."""
    for fault in faults:
        first, until = days_of(fault, last)
        if fault.kind == kind and first <= day <= until:
            return fault
    return None


def of(scenario: Scenario, feed: str) -> list[Fault]:
    """Return the faults of one feed."""
    return [fault for fault in scenario.faults if fault.feed == feed]


def in_counts(frame: pl.DataFrame, faults: Sequence[Fault], last: date) -> pl.DataFrame:
    """Shift the level of published counts: every value times the factor, rounded.

    A multiple of what only grows only grows: a later file still adds to an earlier one.
    """
    values = [name for name, kind in frame.schema.items() if kind.is_integer() and name != "sexe"]
    for fault in faults:
        if fault.kind == "level-shift":
            shifted = pl.col(values) * fault.factor
            frame = frame.with_columns(
                pl.when(_within(fault, last)).then(shifted.round().cast(pl.Int64))
                .otherwise(pl.col(values)).name.keep()
            )  # fmt: skip
    return frame


def in_lines(
    frame: pl.DataFrame, faults: Sequence[Fault], last: date, generator: np.random.Generator
) -> pl.DataFrame:
    """Plant the faults of rows in a feed's whole content, before files are cut from it."""
    for fault in faults:
        if fault.kind == "missing-laboratory":
            frame = frame.filter(~(_within(fault, last) & (pl.col(LABORATORY) == fault.laboratory)))
        elif fault.kind == "coding-drop":
            lost = pl.Series(generator.random(frame.height) >= (fault.factor or 0))
            frame = frame.with_columns(
                pl.when(~(_within(fault, last) & lost)).then(DIAGNOSES).alias(DIAGNOSES)
            )
        elif fault.kind == "level-shift":
            frame = _repeated(frame, fault, last, generator)
    return frame


def _repeated(
    frame: pl.DataFrame, fault: Fault, last: date, generator: np.random.Generator
) -> pl.DataFrame:
    """Leave out or repeat rows, so that each day has the factor's multiple on average.

    A repeated row gets a number of its own: that of the first, with one more after it.
    """
    factor = fault.factor or 1.0
    drawn = np.floor(factor + generator.random(frame.height)).astype(np.int64)
    times = pl.when(_within(fault, last)).then(pl.Series(drawn)).otherwise(1)
    key = next(name for name in frame.columns if name.endswith("_id"))
    return (
        frame.with_columns(copy=pl.int_ranges(times)).filter(pl.col("copy").list.len() > 0)
        .explode("copy")
        .with_columns(pl.when(pl.col("copy") > 0)
                      .then(pl.format("{}-{}", key, "copy")).otherwise(key).alias(key))
        .drop("copy")
    )  # fmt: skip


def _within(fault: Fault, last: date) -> pl.Expr:
    first, until = days_of(fault, last)
    return pl.col(SENT).is_between(pl.lit(first), pl.lit(until))


def table(scenario: Scenario, last: date) -> pl.DataFrame:
    """Return what is planted, with its dates: the truth of a data-quality page."""
    rows = [
        {"kind": f.kind, "feed": f.feed, "first_day": days_of(f, last)[0],
         "last_day": days_of(f, last)[1], "factor": f.factor,
         "of": f.column or f.laboratory}
        for f in scenario.faults
    ]  # fmt: skip
    schema = {"kind": pl.String, "feed": pl.String, "first_day": pl.Date, "last_day": pl.Date,
              "factor": pl.Float64, "of": pl.String}  # fmt: skip
    return pl.DataFrame(rows, schema=schema)
