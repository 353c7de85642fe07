"""What a table of many parts is read by, so that each part becomes the same columns of arrays."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from argos.avatar.constraints import opened
from argos.avatar.errors import bad_column
from argos.avatar.kinds import FEW, MEASURED, Column, Kind
from argos.avatar.levels import (
    OTHER,
    grouped,
    in_order,
    is_words,
    kept_levels,
    require_word_is_free,
)
from argos.avatar.method import Method
from argos.avatar.prepared import Coded, Floats, Measured, Prepared, prepare
from argos.core.language import Text


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns of a table and aggregates of them; no row.

    Attributes:
        method: whose constraints are opened.
        schema: each column declared in full: kind, levels.
        kept: category → its levels that are not grouped, where some are.
        like: the prepared columns, without rows.
        centre: of each number, what fills its gaps.

    """

    method: Method
    schema: Mapping[str, Column]
    kept: Mapping[str, pl.Series]
    like: Prepared
    centre: Floats

    def read(self, part: pl.DataFrame) -> Prepared:
        """Return a part of the table as arrays, every number with its gaps."""
        table = opened(part, self.method.constraints)
        table = table.with_columns(grouped(table[name], kept) for name, kept in self.kept.items())
        plain = prepare(table, self.schema)
        centres = iter(self.centre)
        columns = (
            self._measured(new, old, next(centres)) if isinstance(new, Measured) else
            replace(new, levels=old.levels if isinstance(old, Coded) else new.levels)
            for new, old in zip(plain.columns, self.like.columns, strict=True)
        )  # fmt: skip
        return replace(plain, columns=tuple(columns))

    def _measured(self, new: Measured, old: Measured | Coded, centre: float) -> Measured:
        if not isinstance(old, Measured):
            raise TypeError(f"column {new.name}: expected the same kind in all parts")
        gaps = new.missing if new.missing is not None else np.zeros(len(new.values), dtype=bool)
        values = np.where(gaps, centre, new.values)
        missing = None if old.missing is None else gaps
        return replace(new, values=values, missing=missing, decimals=old.decimals)

    def settled(self, centre: Floats, gaps: list[bool]) -> "Layout":
        """Return the layout with the true means of its numbers, and which of them have gaps."""
        where = iter(gaps)
        none = np.zeros(0, dtype=bool)
        columns = tuple(
            replace(c, missing=none if next(where) else None) if isinstance(c, Measured) else c
            for c in self.like.columns
        )
        return replace(self, centre=centre, like=replace(self.like, columns=columns))


def layout(sample: pl.DataFrame, counted: Mapping[str, pl.DataFrame], method: Method) -> Layout:
    """Return how to read a table, from a sample and the counts of its categories' levels.

    Args:
        sample: some rows: they decide kinds and decimals.
        counted: category of the sample → each known level with its `people`, in the whole table;
            where the levels are not declared.
        method: its schema and limits.

    """
    given = dict(method.schema or {})
    given |= {name: _whole(name, given, sample, counts, method) for name, counts in counted.items()}
    kept = {
        name: kept_levels(counts, method.most_levels, method.rare)
        for name, counts in counted.items()
        if given[name].kind not in MEASURED
    }
    fewer = {n: levels for n, levels in kept.items() if len(levels) < counted[n].height}
    for name in fewer:
        require_word_is_free(counted[name][name])
    table = opened(sample, method.constraints)
    table = table.with_columns(grouped(table[name], levels) for name, levels in fewer.items())
    for gap in set(table.columns) - set(sample.columns):  # of a constraint: counted nowhere
        given.setdefault(gap, Column(kind=Kind.INTEGER))
    like = prepare(table, given)
    schema = {c.name: replace(given.get(c.name, Column()), kind=c.kind) for c in like.columns}
    none = np.arange(0)
    columns = (
        replace(c, values=c.values[none], missing=np.zeros(0, dtype=bool))
        if isinstance(c, Measured)
        else replace(c, codes=c.codes[none], levels=_with_null(c.levels))
        for c in like.columns
    )
    centre = np.array([c.values.mean() for c in like.measured])
    return Layout(method, schema, fewer, Prepared(0, tuple(columns)), centre)


def _whole(
    name: str,
    given: Mapping[str, Column],
    sample: pl.DataFrame,
    counts: pl.DataFrame,
    method: Method,
) -> Column:
    """Return a category's declaration by the levels of the whole table."""
    declared, dtype = given.get(name, Column()), sample.schema[name]
    if declared.kind is None and dtype.is_numeric() and counts.height > FEW:
        return replace(declared, kind=Kind.INTEGER if dtype.is_integer() else Kind.NUMERIC)
    levels = kept_levels(counts, method.most_levels, method.rare)
    if len(levels) < counts.height and is_words(dtype):
        levels = levels.cast(pl.String).append(pl.Series([OTHER]))
    if not len(levels):
        raise bad_column(
            name,
            Text("au moins un niveau", "at least one level"),
            Text("aucun", "none"),
            Text("retirer la colonne", "drop the column"),
        )
    kind = declared.kind or (Kind.BOOLEAN if dtype == pl.Boolean else Kind.CATEGORICAL)
    return replace(declared, kind=kind, levels=in_order(levels.unique()).to_list())


def _with_null(levels: pl.Series) -> pl.Series:
    """Return levels of which the last is null, whatever the part that is read."""
    if levels.null_count():
        return levels
    return levels.clone().extend(pl.Series(levels.name, [None], dtype=levels.dtype))
