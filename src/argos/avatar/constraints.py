"""What every invented row keeps, whatever was drawn: an order of two values, a sum of several."""

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from argos.avatar.errors import bad_column, unknown_column
from argos.core.language import Text

GAP = "{first} → {last}"


@dataclass(frozen=True, slots=True)
class Order:
    """`first` ≤ `last` where both are known: admission and discharge, visit and death."""

    first: str
    last: str

    @property
    def names(self) -> tuple[str, ...]:
        """Return the columns it speaks of."""
        return (self.first, self.last)

    def check(self, table: pl.DataFrame) -> int:
        """Return how many rows break it."""
        return table.filter(pl.col(self.first) > pl.col(self.last)).height

    def open(self, table: pl.DataFrame) -> pl.DataFrame:
        """Add the gap between the two, from which the last is made again."""
        gap = pl.col(self.last) - pl.col(self.first)
        if table.schema[self.first].is_temporal():
            days = table.schema[self.first] == pl.Date
            gap = gap.dt.total_days() if days else gap.dt.total_microseconds()
        return table.with_columns(gap.alias(self.gap))

    def close(self, table: pl.DataFrame) -> pl.DataFrame:
        """Make the last from the first and the gap, where both are known."""
        gap = pl.max_horizontal(pl.col(self.gap), pl.lit(0))
        if table.schema[self.first].is_temporal():
            days = table.schema[self.first] == pl.Date
            gap = pl.duration(days=gap) if days else pl.duration(microseconds=gap)
        made = (pl.col(self.first) + gap).cast(table.schema[self.last])
        later = pl.max_horizontal(self.first, self.last)  # both known, their gap drawn missing
        both = pl.col(self.last).is_not_null() & pl.col(self.first).is_not_null()
        last = pl.when(both).then(pl.coalesce(made, later)).otherwise(pl.col(self.last))
        return table.with_columns(last.alias(self.last)).drop(self.gap)

    @property
    def gap(self) -> str:
        """Return the name of the column of the gap."""
        return GAP.format(first=self.first, last=self.last)


@dataclass(frozen=True, slots=True)
class Total:
    """`total` is the sum of `parts` where all of them are known."""

    total: str
    parts: Sequence[str]

    @property
    def names(self) -> tuple[str, ...]:
        """Return the columns it speaks of."""
        return (self.total, *self.parts)

    def check(self, table: pl.DataFrame) -> int:
        """Return how many rows break it, to 1e-6 of the total."""
        apart = (pl.col(self.total) - self._sum()).abs()
        return table.filter(apart > 1e-6 * (1 + pl.col(self.total).abs())).height

    def open(self, table: pl.DataFrame) -> pl.DataFrame:
        """Return the table as it is: the total is drawn like any column."""
        return table

    def close(self, table: pl.DataFrame) -> pl.DataFrame:
        """Write the total again from its parts."""
        known = pl.col(self.total).is_not_null()
        total = pl.when(known).then(pl.coalesce(self._sum(), pl.col(self.total)))
        return table.with_columns(total.cast(table.schema[self.total]).alias(self.total))

    def _sum(self) -> pl.Expr:
        return pl.sum_horizontal(self.parts, ignore_nulls=False)


Constraint = Order | Total


def opened(table: pl.DataFrame, constraints: Sequence[Constraint]) -> pl.DataFrame:
    """Return the table with what the constraints need, once it was seen to keep them.

    Raises:
        AvatarRefused: a column that is not there, or original rows that break a constraint.

    """
    for constraint in constraints:
        for name in constraint.names:
            if name not in table.columns:
                raise unknown_column(name, type(constraint).__name__)
        broken = constraint.check(table)
        if broken:
            raise bad_column(
                constraint.names[-1],
                Text(f"contrainte {constraint}", f"constraint {constraint}"),
                Text(f"{broken} lignes l'enfreignent", f"{broken} rows break it"),
                Text("corriger ces lignes ou la contrainte", "correct the rows or the constraint"),
            )
        table = constraint.open(table)
    return table


def closed(table: pl.DataFrame, constraints: Sequence[Constraint]) -> pl.DataFrame:
    """Return the invented table with every constraint kept."""
    for constraint in constraints:
        table = constraint.close(table)
    return table
