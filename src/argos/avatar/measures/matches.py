"""What avatars share, cell by cell, with the table of people."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from argos.avatar.prepared import Floats

MARK = "the row is among the avatars"  # a name that no schema of ours gives to a column


@dataclass(frozen=True, slots=True)
class Matches:
    """What avatars share, cell by cell, with the table, % of rows.

    Attributes:
        rows: originals that occur as they are among the avatars.
        protection: 100 less that: the row direct match protection.
        unique: distinct rows of the avatars, a number.
        columns: % of people whose value of a column is also their own avatar's, mean of columns.

    """

    rows: float
    protection: float
    unique: int
    columns: float


def matches(people: pl.DataFrame, avatars: pl.DataFrame) -> Matches:
    """Return direct matches of two tables in the same order, with the same columns."""
    plain = people.select(avatars.columns)
    rows = 100 * float(repeated(plain, avatars).mean())
    equal = [float(part.mean()) for part in equal_cells(plain, avatars).values()]
    return Matches(rows, 100 - rows, avatars.unique().height, 100 * float(np.mean(equal)))


def repeated(people: pl.DataFrame, avatars: pl.DataFrame) -> Floats:
    """Return 1 for each original that occurs as it is among the avatars, else 0."""
    known = avatars.unique().with_columns(pl.lit(1.0).alias(MARK))
    joined = people.join(
        known, on=avatars.columns, how="left", nulls_equal=True, maintain_order="left"
    )
    return joined[MARK].fill_null(0.0).to_numpy()


def equal_cells(people: pl.DataFrame, avatars: pl.DataFrame) -> dict[str, Floats]:
    """Return for each column 1 where a person's value is also its own avatar's, else 0."""
    return {
        name: people[name].eq_missing(avatars[name]).cast(pl.Float64).to_numpy()
        for name in avatars.columns
    }
