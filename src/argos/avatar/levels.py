"""Levels of categories: their order, and the rare ones grouped into one."""

import polars as pl

OTHER = "(autre)"  # the level that rare ones are grouped into


def in_order(levels: pl.Series) -> pl.Series:
    """Return levels in an order that does not depend on that of the rows."""
    return levels.to_frame().sort(levels.cast(pl.String))[levels.name]


def without_rare(values: pl.Series, most: int, rare: int) -> tuple[pl.Series, int]:
    """Return the column with its rare levels grouped, and how many these were."""
    counted = values.drop_nulls().value_counts(name="people")
    kept = kept_levels(counted, most, rare)
    fewer = counted.height - len(kept)
    return (grouped(values, kept), fewer) if fewer else (values, 0)


def kept_levels(counted: pl.DataFrame, most: int, rare: int) -> pl.Series:
    """Return the levels that stay of a category: the most frequent, each with enough people.

    Args:
        counted: level, and `people`.
        most: levels that stay at most.
        rare: people that a level needs.

    """
    name = counted.columns[0]
    order = counted.sort("people", pl.col(name).cast(pl.String), descending=[True, False])
    return order.head(most).filter(pl.col("people") >= rare)[name]


def grouped(values: pl.Series, kept: pl.Series) -> pl.Series:
    """Return a category in which all other levels than those kept are one.

    Strings are grouped into ``(autre)``; other types, which have no such word, become missing.
    """
    words = is_words(values.dtype)
    plain = values.cast(pl.String) if words else values
    stays = plain.is_in(kept.cast(plain.dtype).implode()) | plain.is_null()
    other = pl.Series([OTHER if words else None], dtype=plain.dtype)
    return plain.zip_with(stays, other.new_from_index(0, len(plain)))


def is_words(dtype: pl.DataType) -> bool:
    """Whether rare levels of a type are grouped under a word."""
    return dtype == pl.String or isinstance(dtype, pl.Categorical | pl.Enum)
