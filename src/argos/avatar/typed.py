"""The type that all cells of a column of text have: what a CSV file does not say itself."""

import polars as pl
from polars.exceptions import PolarsError

CODE = r"^[+-]?0\d"  # 01, 0044: a code whose zeros mean something, not a number
WITH_COMMA = r"^[+-]?\d+(,\d+)?$"
MOMENT = r"^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}"
DATES = ("%Y-%m-%d", "%d/%m/%Y")  # as ISO 8601 and as France write them


def typed(column: pl.Series, *, comma: bool = False) -> pl.Series:
    """Return a column of text as numbers, booleans, dates or instants where all its cells are.

    Args:
        column: of strings, null where nothing is known.
        comma: whether a comma may be the decimal mark.

    """
    known = column.drop_nulls()
    if known.is_empty():
        return column
    for read in (_numbers, _booleans, _dates, _moments):
        made = read(column.str.replace(",", ".") if comma and has_commas(column) else column)
        if made is not None and made.null_count() == column.null_count():
            return made
    return column


def has_commas(column: pl.Series) -> bool:
    """Whether the cells are numbers, one of them at least with a decimal comma."""
    known = column.drop_nulls()
    return bool(known.str.contains(",").any() and known.str.contains(WITH_COMMA).all())


def _numbers(column: pl.Series) -> pl.Series | None:
    if column.str.contains(CODE).any():
        return None
    whole = column.cast(pl.Int64, strict=False)
    if whole.null_count() == column.null_count():
        return whole
    return column.cast(pl.Float64, strict=False)


def _booleans(column: pl.Series) -> pl.Series | None:
    words = column.str.to_lowercase()
    if not words.drop_nulls().is_in(["true", "false"]).all():
        return None
    return words == "true"


def _dates(column: pl.Series) -> pl.Series | None:
    for form in DATES:
        made = column.str.to_date(form, strict=False)
        if made.null_count() == column.null_count():
            return made
    return None


def _moments(column: pl.Series) -> pl.Series | None:
    if not column.drop_nulls().str.contains(MOMENT).all():
        return None
    try:
        return column.str.to_datetime(time_unit="us", strict=False)
    except PolarsError:  # forms that do not go together: the column stays text
        return None
