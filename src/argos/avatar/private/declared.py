"""A table read as its schema declares it, and as nothing that it holds: the same for any people.

What a reader would otherwise take from the values (kinds, levels, ranges, decimals, whether there
are gaps, types) is declared. Each row is read by itself: a value outside its range is moved to the
end, one that is not among the levels is missing, and a gap where none is declared becomes the first
level or the lower end. Nothing is refused for what a row holds, since a refusal would tell it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import polars as pl

from argos.avatar.constraints import Constraint, Order
from argos.avatar.errors import AvatarRefused, unknown_column
from argos.avatar.kinds import MEASURED, Column, Kind
from argos.avatar.prepared import Coded, Measured, Prepared, prepare
from argos.core.language import Text

STEPS = 1000  # values over a range, at least, where decimals are not declared
WHOLE = frozenset({Kind.INTEGER, Kind.DATE, Kind.DATETIME, Kind.ORDINAL})
TYPES = {Kind.INTEGER: pl.Int64(), Kind.NUMERIC: pl.Float64(), Kind.DATE: pl.Date()}
BOTH = (False, True)


def complete(names: Sequence[str], schema: Mapping[str, Column]) -> dict[str, Column]:
    """Return what is declared of each column, with kind, decimals and gaps said.

    A kind that is not declared is categorical where levels are, numeric where a range is. Decimals
    that are not declared are those that write a thousandth of the range. A gap may occur unless it
    is declared that none does.

    Raises:
        AvatarRefused: columns whose range or levels are not declared, all of them at once; a
            column that is declared and not there.

    """
    for name in schema:
        if name not in names:
            raise unknown_column(name, "schema")
    lacking = [text for name in names for text in _lacking(name, schema.get(name, Column()))]
    if lacking:
        raise _undeclared(lacking)
    return {name: _completed(schema[name]) for name in names}


def _lacking(name: str, declared: Column) -> list[str]:
    if declared.levels is not None or declared.kind is Kind.BOOLEAN:
        return []
    if declared.kind is Kind.CATEGORICAL:
        return [f"{name} (levels)"]
    ends = {"lower": declared.lower, "upper": declared.upper}
    gone = [end for end, value in ends.items() if value is None]
    return [f"{name} ({', '.join(gone) if declared.kind else 'levels | lower, upper'})"] * bool(
        gone
    )


def _undeclared(lacking: Sequence[str]) -> AvatarRefused:
    return AvatarRefused(
        "AVATAR_UNDECLARED",
        expected=Text(
            "chaque colonne avec ses niveaux ou ses bornes, qui ne viennent pas des personnes",
            "every column with its levels or its range, which do not come from the people",
        ),
        found=Text(f"non déclaré : {'; '.join(lacking)}", f"not declared: {'; '.join(lacking)}"),
        todo=Text("les déclarer dans le schéma", "declare them in the schema"),
    )


def _completed(declared: Column) -> Column:
    kind = declared.kind or (Kind.NUMERIC if declared.levels is None else Kind.CATEGORICAL)
    levels = BOTH if kind is Kind.BOOLEAN else declared.levels
    if kind in MEASURED and kind is not Kind.ORDINAL:
        levels = None
    return replace(
        declared, kind=kind, levels=levels, decimals=_decimals(declared, kind),
        missing=declared.missing is not False,
    )  # fmt: skip


def _decimals(declared: Column, kind: Kind) -> int:
    if kind is not Kind.NUMERIC:
        return 0
    if declared.decimals is not None:
        return declared.decimals
    spread = (declared.upper or 0.0) - (declared.lower or 0.0)
    return max(0, int(np.ceil(np.log10(STEPS / spread)))) if spread > 0 else 0


def with_gaps_declared(
    schema: Mapping[str, Column], constraints: Sequence[Constraint], names: Sequence[str]
) -> dict[str, Column]:
    """Return a schema with those columns of a table that constraints added to it.

    An order's gap has the range that those of its two columns leave it.
    """
    added = {}
    for constraint in constraints:
        if isinstance(constraint, Order) and constraint.gap in set(names) - set(schema):
            first, last = schema.get(constraint.first), schema.get(constraint.last)
            if first is None or last is None or first.lower is None or last.upper is None:
                continue  # `complete` says what lacks
            kind = Kind.NUMERIC if first.kind is Kind.NUMERIC else Kind.INTEGER
            added[constraint.gap] = Column(
                kind=kind, lower=0, upper=max(0.0, last.upper - first.lower),
                decimals=last.decimals, missing=first.missing is not False or last.missing
                is not False,
            )  # fmt: skip
    return {**schema, **added}


def as_declared(table: pl.DataFrame, schema: Mapping[str, Column]) -> Prepared:
    """Return a table as arrays whose form depends on a complete schema alone."""
    tidied = pl.DataFrame([_tidied(values, schema[values.name]) for values in table.iter_columns()])
    people = prepare(tidied, schema)
    formed = [_formed(column, schema[column.name]) for column in people.columns]
    return replace(people, columns=tuple(formed))


def _tidied(values: pl.Series, declared: Column) -> pl.Series:
    if declared.levels is not None:
        return _among_levels(values, declared.levels)
    if declared.kind in (Kind.DATE, Kind.DATETIME):
        return _moment(values, declared)
    numbers = values.cast(pl.Float64, strict=False).fill_nan(None)
    if declared.kind is Kind.INTEGER:
        numbers = numbers.round()
    clipped = numbers.clip(declared.lower, declared.upper)
    filled = clipped if declared.missing else clipped.fill_null(declared.lower)
    return filled.cast(TYPES[declared.kind or Kind.NUMERIC])


def _moment(values: pl.Series, declared: Column) -> pl.Series:
    """Return days, or moments in the time zone that the column has, inside the range."""
    dtype = pl.Date() if declared.kind is Kind.DATE else pl.Datetime("us")
    zone = values.dtype.time_zone if isinstance(values.dtype, pl.Datetime) else None
    if zone is not None and declared.kind is Kind.DATETIME:
        dtype = pl.Datetime("us", zone)
    numbers = values.cast(dtype, strict=False).to_physical()
    clipped = numbers.clip(int(declared.lower or 0), int(declared.upper or 0))
    filled = clipped if declared.missing else clipped.fill_null(int(declared.lower or 0))
    return filled.cast(dtype)


def _among_levels(values: pl.Series, levels: Sequence[object]) -> pl.Series:
    known = pl.Series(values.name, list(levels))
    plain = values.cast(known.dtype, strict=False)
    return pl.select(
        pl.when(pl.lit(plain).is_in(known.implode())).then(pl.lit(plain)).alias(values.name)
    ).to_series()


def _formed(column: Measured | Coded, declared: Column) -> Measured | Coded:
    """Return a column with what `prepare` took from the values declared instead."""
    if isinstance(column, Measured):
        gaps = np.zeros(len(column.values), bool) if column.missing is None else column.missing
        bottom = column.lower or 0.0
        return replace(column, values=np.where(gaps, bottom, column.values),
                       missing=gaps if declared.missing else None)  # fmt: skip
    levels = pl.Series(column.name, list(declared.levels or ()))
    known = len(levels)
    codes = np.where(column.codes < known, column.codes, known if declared.missing else 0)
    if declared.missing:
        levels = levels.extend(pl.Series([None], dtype=levels.dtype))
    return replace(column, codes=codes.astype(np.int32), levels=levels)


def in_range(
    table: pl.DataFrame, schema: Mapping[str, Column], constraints: Sequence[Constraint]
) -> pl.DataFrame:
    """Return an opened table whose gaps lead no further than the declared end of the last value."""
    for constraint in constraints:
        if isinstance(constraint, Order) and schema[constraint.last].upper is not None:
            left = schema[constraint.last].upper - pl.col(constraint.first).to_physical()
            gap = pl.min_horizontal(constraint.gap, left)
            known = pl.col(constraint.gap).is_not_null()
            kept = pl.when(known).then(gap).cast(table.schema[constraint.gap])
            table = table.with_columns(kept.alias(constraint.gap))
    return table
