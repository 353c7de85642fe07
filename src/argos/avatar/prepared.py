"""A table as arrays of numbers and codes, and back: what projection and draws work on."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from argos.avatar.errors import bad_column, no_columns, type_of, unknown_column
from argos.avatar.kinds import GLANCE, MEASURED, Column, Kind, infer
from argos.avatar.levels import as_type, declared_levels, in_order, undeclared, without_rare
from argos.core.language import Text

Floats = NDArray[np.float64]
Codes = NDArray[np.int32]

DECIMALS = 6
LARGEST = 1e150  # of a number: beyond, its square is none


@dataclass(frozen=True, slots=True)
class Measured:
    """A column of numbers.

    Attributes:
        name, kind, dtype: of the column of the table.
        values: one a row, the mean of the known ones where it is missing.
        missing: where, or None when nowhere.
        decimals: to write with; 0 for integers and dates.
        levels: of an ordinal column, whose values are the positions.
        lower, upper: the declared range.
        weight: in the projection.

    """

    name: str
    kind: Kind
    dtype: pl.DataType
    values: Floats
    missing: NDArray[np.bool_] | None
    decimals: int
    levels: pl.Series | None
    lower: float | None
    upper: float | None
    weight: float


@dataclass(frozen=True, slots=True)
class Coded:
    """A column of categories: `codes` are positions in `levels`; the last may be null, missing."""

    name: str
    kind: Kind
    dtype: pl.DataType
    codes: Codes
    levels: pl.Series
    weight: float


@dataclass(frozen=True, slots=True)
class Prepared:
    """A table of `rows` people as columns of arrays, in the table's order of columns.

    Attributes:
        grouped: column → how many rare levels were grouped into one.

    """

    rows: int
    columns: tuple[Measured | Coded, ...]
    grouped: Mapping[str, int] = field(default_factory=dict)

    @property
    def measured(self) -> list[Measured]:
        """Return the columns of numbers."""
        return [column for column in self.columns if isinstance(column, Measured)]

    @property
    def coded(self) -> list[Coded]:
        """Return the columns of categories."""
        return [column for column in self.columns if isinstance(column, Coded)]

    def take(self, rows: NDArray[np.intp]) -> "Prepared":
        """Return some rows, in that order."""
        return replace(
            self, rows=len(rows), columns=tuple(_taken(column, rows) for column in self.columns)
        )


def with_gaps(table: Prepared) -> Prepared:
    """Return the table with each number's gaps as a category more, for the projection."""
    known = pl.Series([False, True])
    gaps = [
        Coded(f"{c.name}?", Kind.BOOLEAN, pl.Boolean(), c.missing.astype(np.int32), known, c.weight)
        for c in table.measured
        if c.missing is not None
    ]
    return replace(table, columns=(*table.columns, *gaps))


def _taken(column: Measured | Coded, rows: NDArray[np.intp]) -> Measured | Coded:
    if isinstance(column, Coded):
        return replace(column, codes=column.codes[rows])
    missing = None if column.missing is None else column.missing[rows]
    return replace(column, values=column.values[rows], missing=missing)


def prepare(
    table: pl.DataFrame,
    schema: Mapping[str, Column] | None = None,
    *,
    most_levels: int = 50,
    rare: int = 1,
) -> Prepared:
    """Return a table as arrays.

    Args:
        table: a row a person.
        schema: what is declared of columns.
        most_levels: of a category whose levels are not declared: the most frequent stay.
        rare: a level with fewer people than this is grouped with the other rare ones.

    Raises:
        AvatarRefused: a column that cannot be read as its kind, or that is not there.

    """
    schema = schema or {}
    _all_finite(table)
    for name in schema:
        if name not in table.columns:
            raise unknown_column(name, "schema")
    if not table.columns:
        raise no_columns()
    grouped: dict[str, int] = {}
    columns: list[Measured | Coded] = []
    for values in table.iter_columns():
        declared = schema.get(values.name, Column())
        kind = infer(values, declared)
        if kind in MEASURED:
            columns.append(_measured(values, kind, declared))
        else:
            column, fewer = _coded(values, kind, declared, most_levels, rare)
            columns.append(column)
            grouped |= {values.name: fewer} if fewer else {}
    return Prepared(table.height, tuple(columns), grouped)


def _all_finite(table: pl.DataFrame) -> None:
    for values in table.iter_columns():
        if values.dtype.is_float() and (values.abs() > LARGEST).any():
            raise bad_column(
                values.name,
                Text(f"des nombres de moins de {LARGEST:g}", f"numbers below {LARGEST:g}"),
                Text("des infinis, ou presque", "infinite ones, or nearly"),
                Text("corriger la colonne", "correct the column"),
            )


def _measured(values: pl.Series, kind: Kind, declared: Column) -> Measured:
    numbers, levels = _as_numbers(values, kind, declared)
    if numbers.dtype.is_float():
        numbers = numbers.fill_nan(None)
    known = numbers.drop_nulls().cast(pl.Float64).to_numpy()
    missing = numbers.is_null().to_numpy()
    some = len(known) and missing.any()
    mean = float(np.sort(known).mean()) if some else 0.0  # the same in any order of rows
    filled = numbers.cast(pl.Float64).fill_null(mean).to_numpy().astype(np.float64)
    decimals = _decimals(known) if declared.decimals is None else declared.decimals
    decimals = decimals if kind is Kind.NUMERIC else 0
    top = len(levels) - 1 if levels is not None else declared.upper
    bottom = 0 if levels is not None else declared.lower
    return Measured(values.name, kind, values.dtype, filled, missing if missing.any() else None,
                    decimals, levels, bottom, top, declared.weight)  # fmt: skip


def _as_numbers(
    values: pl.Series, kind: Kind, declared: Column
) -> tuple[pl.Series, pl.Series | None]:
    """Return numbers, and the levels that they are positions of."""
    if kind is Kind.ORDINAL:
        levels = declared_levels(values, declared.levels or ())
        positions = dict(zip(levels.to_list(), range(len(levels)), strict=True))
        unknown = set(values.drop_nulls().unique().to_list()) - set(positions)
        if unknown:
            raise undeclared(values.name, len(unknown))
        return values.replace_strict(positions, return_dtype=pl.Int64), levels
    if kind is Kind.DATE:
        return as_type(pl.Date(), _of_time(values)).cast(pl.Int32), None
    if kind is Kind.DATETIME:
        if not isinstance(values.dtype, pl.Datetime):
            values = as_type(pl.Datetime("us"), _of_time(values))
        return values.dt.cast_time_unit("us").cast(pl.Int64), None
    if not values.dtype.is_numeric():
        raise bad_column(
            values.name,
            Text("des nombres", "numbers"),
            type_of(values.dtype),
            Text("convertir la colonne", "convert the column"),
        )
    return values, None


def _of_time(values: pl.Series) -> pl.Series:
    """Return a column of dates as it is; a number would be read as days, and come back a date."""
    if values.dtype.is_numeric():
        raise bad_column(
            values.name,
            Text("des dates", "dates"),
            type_of(values.dtype),
            Text("convertir la colonne", "convert the column"),
        )
    return values


def _decimals(known: Floats) -> int:
    """Return with how many decimals numbers are written: 6 at most, more below 0.1."""
    largest = float(np.abs(known).max(initial=0))
    small = max(0, -int(np.floor(np.log10(largest))) - 1) if largest else 0
    most = min(DECIMALS + small, 300)
    least = _written_with(known[:GLANCE], range(most))  # of a few, so that all are gone over once
    return _written_with(known, range(least, most))


def _written_with(known: Floats, tried: range) -> int:
    """Return the first number of decimals that changes nothing, or the end of those tried."""
    near = 10.0 ** -(tried.stop + 2)
    for decimals in tried:
        if (np.abs(np.round(known, decimals) - known) <= near).all():
            return decimals
    return tried.stop


def _coded(
    values: pl.Series, kind: Kind, declared: Column, most: int, rare: int
) -> tuple[Coded, int]:
    if declared.levels is not None:
        levels = declared_levels(values, declared.levels)
        unknown = len(set(values.drop_nulls().unique().to_list()) - set(levels.to_list()))
        if unknown:
            raise undeclared(values.name, unknown)
        fewer = 0
    else:
        values, fewer = without_rare(values, most, rare)
        levels = in_order(values.drop_nulls().unique())
    if values.null_count() or not len(levels):
        levels = levels.extend(pl.Series(values.name, [None], dtype=levels.dtype))
    positions = pl.DataFrame({"level": levels, "code": np.arange(len(levels), dtype=np.int32)})
    codes = (
        pl.DataFrame({"level": values})
        .join(positions, on="level", how="left", nulls_equal=True, maintain_order="left")["code"]
        .to_numpy()
    )
    return Coded(values.name, kind, values.dtype, codes, levels, declared.weight), fewer


def restore(prepared: Prepared) -> pl.DataFrame:
    """Return the table of prepared columns: rounded, in range, with the types it came with."""
    return pl.DataFrame({column.name: _restored(column) for column in prepared.columns})


def _restored(column: Measured | Coded) -> pl.Series:
    if isinstance(column, Coded):
        return column.levels.gather(column.codes).alias(column.name)
    values: Any = np.round(column.values, column.decimals)
    if column.lower is not None or column.upper is not None:
        values = np.clip(values, column.lower, column.upper)
    plain = pl.Series(column.name, values)
    if column.missing is not None:
        plain = pl.select(
            pl.when(pl.Series(~column.missing)).then(plain).alias(column.name)
        ).to_series()
    if column.levels is not None:
        return column.levels.gather(plain.cast(pl.Int64)).alias(column.name)
    if column.kind is Kind.DATE:
        return plain.cast(pl.Int32).cast(pl.Date).cast(column.dtype)
    if column.kind is Kind.DATETIME:
        return plain.cast(pl.Int64).cast(pl.Datetime("us")).cast(column.dtype)
    return _within(plain, column.dtype).cast(column.dtype)


def _within(values: pl.Series, dtype: pl.DataType) -> pl.Series:
    """Return numbers in the range of an integer type: the nearest double may be out of it."""
    if not dtype.is_integer():
        return values
    ends = pl.select(low=pl.lit(0, dtype).lower_bound(), high=pl.lit(0, dtype).upper_bound())
    low, high = ends.row(0)
    inner = [np.nextafter(float(end), 0.0) if abs(int(float(end))) > abs(end) else float(end)
             for end in (low, high)]  # fmt: skip
    return values.clip(*inner)
