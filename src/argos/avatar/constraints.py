"""What every invented row keeps, whatever was drawn: an order, a sum, a range."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from argos.avatar.errors import bad_column, unknown_column
from argos.avatar.kinds import Column, Kind
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

    @property
    def gap(self) -> str:
        """Return the name of the column of the gap."""
        return GAP.format(first=self.first, last=self.last)

    def fits(self, schema: pl.Schema) -> bool:
        """Return whether columns of these types can be put in order."""
        first, last = schema[self.first], schema[self.last]
        timed = isinstance(first, pl.Date | pl.Datetime) and isinstance(last, pl.Date | pl.Datetime)
        return self.gap not in schema and (timed or (first.is_numeric() and last.is_numeric()))

    def check(self, table: pl.DataFrame) -> int:
        """Return how many rows break it."""
        return table.filter(pl.col(self.first) > pl.col(self.last)).height

    def open(self, table: pl.DataFrame) -> pl.DataFrame:
        """Add the gap between the two, from which the last is made again."""
        first, last = pl.col(self.first), pl.col(self.last)
        if table.schema[self.first].is_temporal():
            gap = last - first
            days = self._days(table.schema)
            gap = gap.dt.total_days() if days else gap.dt.total_microseconds()
        else:
            wide = pl.Int64 if self._whole(table.schema) else pl.Float64
            gap = last.cast(wide) - first.cast(wide)
        return table.with_columns(gap.alias(self.gap))

    def close(self, table: pl.DataFrame) -> pl.DataFrame:
        """Make the last from the first and the gap, where both are known."""
        gap = pl.max_horizontal(pl.col(self.gap), pl.lit(0))
        if table.schema[self.first].is_temporal():
            days = self._days(table.schema)
            gap = pl.duration(days=gap) if days else pl.duration(microseconds=gap)
        made = (pl.col(self.first) + gap).cast(table.schema[self.last], strict=False)
        both = pl.col(self.last).is_not_null() & pl.col(self.first).is_not_null()
        last = pl.when(both).then(pl.coalesce(made, pl.col(self.last))).otherwise(self.last)
        return table.with_columns(last.alias(self.last))

    def raised(self, table: pl.DataFrame) -> pl.DataFrame:
        """Bring the last to the first where it is still before it."""
        return self._moved(table, self.last, self.first)

    def lowered(self, table: pl.DataFrame) -> pl.DataFrame:
        """Bring the first to the last where it is still after it."""
        return self._moved(table, self.first, self.last)

    def _moved(self, table: pl.DataFrame, name: str, to: str) -> pl.DataFrame:
        there = pl.col(to).cast(table.schema[name], strict=False)
        wrong = pl.col(self.first) > pl.col(self.last)
        return table.with_columns(pl.when(wrong).then(there).otherwise(name).alias(name))

    def _days(self, schema: pl.Schema) -> bool:
        return schema[self.first] == pl.Date and schema[self.last] == pl.Date

    def _whole(self, schema: pl.Schema) -> bool:
        return schema[self.first].is_integer() and schema[self.last].is_integer()


@dataclass(frozen=True, slots=True)
class Total:
    """`total` is the sum of `parts` where all of them are known."""

    total: str
    parts: Sequence[str]

    @property
    def names(self) -> tuple[str, ...]:
        """Return the columns it speaks of."""
        return (self.total, *self.parts)

    def fits(self, schema: pl.Schema) -> bool:
        """Return whether columns of these types can be added."""
        return bool(self.parts) and all(schema[name].is_numeric() for name in self.names)

    def check(self, table: pl.DataFrame) -> int:
        """Return how many rows break it, to 1e-6 of the total."""
        apart = (pl.col(self.total).cast(pl.Float64) - self._sum(pl.Float64())).abs()
        return table.filter(apart > 1e-6 * (1 + pl.col(self.total).cast(pl.Float64).abs())).height

    def open(self, table: pl.DataFrame) -> pl.DataFrame:
        """Return the table as it is: the total is drawn like any column."""
        return table

    def close(self, table: pl.DataFrame) -> pl.DataFrame:
        """Write the total again from its parts."""
        dtype = table.schema[self.total]
        whole = all(table.schema[name].is_integer() for name in self.names)
        made = self._sum(pl.Int64() if whole else pl.Float64()).cast(dtype, strict=False)
        known = pl.col(self.total).is_not_null()
        total = pl.when(known).then(pl.coalesce(made, pl.col(self.total)))
        return table.with_columns(total.alias(self.total))

    raised = lowered = close

    def _sum(self, dtype: pl.DataType) -> pl.Expr:
        parts = [pl.col(name).cast(dtype) for name in self.parts]
        return pl.sum_horizontal(parts, ignore_nulls=False)


@dataclass(frozen=True, slots=True)
class Range:
    """`name` is between `lower` and `upper`, in the units of `Column`, where it is known.

    These are those of its kind; of its type where no kind is declared.
    """

    name: str
    lower: float | None
    upper: float | None
    kind: Kind | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """Return the column it speaks of."""
        return (self.name,)

    def fits(self, schema: pl.Schema) -> bool:
        """Return whether a column of this type has a range."""
        dtype = schema[self.name]
        return dtype.is_numeric() or isinstance(dtype, pl.Date | pl.Datetime)

    def check(self, table: pl.DataFrame) -> int:
        """Return how many rows break it."""
        found = self._number(table.schema[self.name])
        return table.filter(found != found.clip(self.lower, self.upper)).height

    def open(self, table: pl.DataFrame) -> pl.DataFrame:
        """Return the table as it is."""
        return table

    def close(self, table: pl.DataFrame) -> pl.DataFrame:
        """Bring what is out of the range to its nearer end."""
        dtype = table.schema[self.name]
        number = self._number(dtype)
        inner = number.clip(self.lower, self.upper)
        unit = self._unit(dtype)
        made = inner if unit is None else inner.cast(pl.Int64).cast(unit)
        kept = pl.coalesce(made.cast(dtype, strict=False), pl.col(self.name))
        return table.with_columns(
            pl.when(number != inner).then(kept).otherwise(self.name).alias(self.name)
        )

    raised = lowered = close

    def _number(self, dtype: pl.DataType) -> pl.Expr:
        unit = self._unit(dtype)
        known = pl.col(self.name)
        return (known if unit is None else known.cast(unit).to_physical()).cast(pl.Float64)

    def _unit(self, dtype: pl.DataType) -> pl.DataType | None:
        """Return the type whose steps a bound counts, days or microseconds; None for a number."""
        if not dtype.is_temporal():
            return None
        days = dtype == pl.Date if self.kind is None else self.kind is Kind.DATE
        zone = dtype.time_zone if isinstance(dtype, pl.Datetime) else None
        return pl.Date() if days else pl.Datetime("us", zone)


Constraint = Order | Total | Range


def ranges(schema: Mapping[str, Column]) -> Iterator[Range]:
    """Yield the ranges that a schema declares."""
    for name, column in schema.items():
        if column.levels is None and (column.lower is not None or column.upper is not None):
            yield Range(name, column.lower, column.upper, column.kind)


def opened(table: pl.DataFrame, constraints: Sequence[Constraint]) -> pl.DataFrame:
    """Return the table with what the constraints need, once it was seen to keep them.

    Raises:
        AvatarRefused: a column that is not there or has no order or sum, a column with the name
            that a gap takes, original rows that break a constraint.

    """
    for constraint in constraints:
        for name in constraint.names:
            if name not in table.columns:
                raise unknown_column(name, type(constraint).__name__)
        if not constraint.fits(table.schema):
            raise _refused(
                constraint,
                Text(
                    "un type qui ne s'y prête pas, ou une colonne du nom de l'écart",
                    "a type that does not suit it, or a column with the name of the gap",
                ),
            )
        broken = constraint.check(table)
        if broken:
            raise _refused(
                constraint, Text(f"{broken} lignes l'enfreignent", f"{broken} rows break it")
            )
        table = constraint.open(table)
    return table


def closed(table: pl.DataFrame, constraints: Sequence[Constraint]) -> pl.DataFrame:
    """Return the invented table with the constraints kept.

    One may move a column that another speaks of, whatever their order: each is applied as often as
    there are constraints. What is then still out of order (two firsts of one last, an end of a
    range) is brought together: lasts up, then firsts down.
    """
    for way in ("close", "raised", "lowered"):
        for _ in constraints:
            for constraint in constraints:
                table = getattr(constraint, way)(table)
    return table.drop([c.gap for c in constraints if isinstance(c, Order)])


def unkept(table: pl.DataFrame, constraints: Sequence[Constraint]) -> None:
    """Refuse an invented table that does not keep every constraint.

    Raises:
        AvatarRefused: constraints that no row can keep together, or a sum beyond its type.

    """
    for constraint in constraints:
        broken = constraint.check(table)
        if broken:
            raise _refused(
                constraint,
                Text(f"{broken} lignes inventées ne peuvent la garder avec les autres",
                     f"{broken} invented rows cannot keep it beside the others"),
            )  # fmt: skip


def _refused(constraint: Constraint, found: Text) -> Exception:
    return bad_column(
        constraint.names[-1],
        Text(f"contrainte {constraint}", f"constraint {constraint}"),
        found,
        Text("corriger ces lignes ou la contrainte", "correct the rows or the constraint"),
    )
