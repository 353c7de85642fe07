"""What all line-level feeds share: who a row is about, when, its number, its drawn code."""

from collections.abc import Mapping

import numpy as np
import polars as pl

from argos.simulation.faults import SENT
from argos.simulation.people import People

OPENS, CLOSES = 6 * 3600, 24 * 3600  # seconds of the day between which people come


def about(
    persons: pl.DataFrame, step: str, people: People, generator: np.random.Generator
) -> pl.DataFrame:
    """Return the rows of a step in order of time, with ``age``, ``sex``, ``commune`` of the day."""
    rows = persons.filter(pl.col(step).is_not_null()).with_columns(pl.col(step).alias(SENT))
    rows = rows.with_columns(pl.Series("second", generator.integers(OPENS, CLOSES, rows.height)))
    rows = rows.sort(SENT, "second", "person")
    who = rows["person"].to_numpy()
    day = rows[SENT].to_physical().to_numpy().astype(np.int64)
    return rows.with_columns(
        pl.Series("age", people.age(who, day)),
        pl.Series("sex", people.sex[who]),
        pl.Series("commune", people.commune[who]),
    )


def instant() -> pl.Expr:
    """Return the local date and time of a row."""
    at = pl.col(SENT).cast(pl.Datetime("us")) + pl.duration(seconds=pl.col("second"))
    return at.dt.to_string("%Y-%m-%dT%H:%M:%S")


def numbered(prefix: str, height: int) -> pl.Series:
    """Return the numbers of rows in their order, stable from file to file."""
    number = pl.int_range(height, eager=True).cast(pl.String).str.zfill(7)
    return pl.select(pl.lit(f"{prefix}-") + number).to_series()


def coded(
    reasons: pl.Series, codes: Mapping[str, Mapping[str, float]], generator: np.random.Generator
) -> pl.Series:
    """Draw a code for each row among those of its reason."""
    drawn, of = generator.random(reasons.len()), reasons.to_numpy()
    found = np.full(reasons.len(), "", dtype="U24")
    for reason, weights in codes.items():
        here = of == reason
        limits = np.cumsum(list(weights.values()))
        pick = np.searchsorted(limits / limits[-1], drawn[here], side="right")
        found[here] = np.array(list(weights))[np.minimum(pick, len(weights) - 1)]
    return pl.Series(found)
