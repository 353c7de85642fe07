"""Rows of one file with the same key: copies, and conflicts."""

import polars as pl

from argos.ingest.readers.raw import PLACE_IN_FILE, REJECTED

TWIN = "\x1ftwin"


def twins(frame: pl.DataFrame, key: pl.Expr) -> pl.DataFrame:
    """Return the rows to reject (columns of ``readers.raw.REJECTED``).

    Of rows with equal content the first is kept (DUPLICATE_ROW); where contents differ nobody can
    say which is right, and none is (KEY_CONFLICT).

    Args:
        frame: rows; every column but their place in the file is content.
        key: what only one row of a file may have.

    """
    doubled = frame.lazy().with_columns(key.alias(TWIN)).filter(pl.col(TWIN).is_duplicated())
    rows = doubled.collect(engine="in-memory")
    if rows.is_empty():
        return pl.DataFrame(schema=REJECTED)
    content = map(repr, rows.drop(TWIN, *PLACE_IN_FILE).rows())
    marked = rows.select(TWIN, *PLACE_IN_FILE, pl.Series("content", content, dtype=pl.String))
    conflict = pl.col("content").n_unique().over(TWIN) > 1
    code = pl.when(conflict).then(pl.lit("KEY_CONFLICT")).otherwise(pl.lit("DUPLICATE_ROW"))
    rejected = marked.with_columns(code=code).filter(conflict | ~pl.col(TWIN).is_first_distinct())
    return rejected.select("row", "sheet", pl.lit(None, pl.String).alias("column"), "code")
