"""Tables of the user's library, in and out, and the order of rows that depends on content alone."""

from typing import Any

import narwhals as nw
import numpy as np
import polars as pl
from numpy.typing import NDArray
from polars.exceptions import PolarsError

from argos.avatar.errors import bad_table
from argos.avatar.prepared import Coded, Prepared


def to_polars(table: Any) -> pl.DataFrame:
    """Return a Polars, pandas or Arrow table as a Polars one; NaN is a gap, as in pandas.

    Raises:
        AvatarRefused: no such table, a name twice, a column of several types.

    """
    try:
        plain: pl.DataFrame = nw.from_native(table, eager_only=True).to_polars()
    except (TypeError, ValueError, PolarsError, nw.exceptions.NarwhalsError):
        raise bad_table(type(table).__name__) from None  # its words may hold a cell
    return plain.fill_nan(None)


def as_given(table: pl.DataFrame, like: Any) -> Any:
    """Return a Polars table in the library of another table, with its types where they can be."""
    given = nw.from_native(like, eager_only=True).implementation
    if given.is_pandas():
        return _as_pandas(table, like)
    if given.is_pyarrow():
        return _as_arrow(table, like)
    return table


def _as_pandas(table: pl.DataFrame, like: Any) -> Any:
    """Return a table in pandas: a nullable integer stays one; categories are those drawn."""
    made = table.to_pandas()
    made.columns = like.columns
    for name, dtype in like.dtypes.items():
        plain = isinstance(dtype, np.dtype) and dtype.kind in "iub"
        gapped = plain and made[name].isna().any()  # a rare level that became a gap
        if made.dtypes[name] != dtype and not gapped and not hasattr(dtype, "categories"):
            made[name] = made[name].astype(dtype)
    return made


def _as_arrow(table: pl.DataFrame, like: Any) -> Any:
    made = table.to_arrow()
    for place, field in enumerate(like.schema):
        plain = made.column(place)
        if hasattr(field.type, "value_type"):  # categories: their words, then as given
            plain = plain.cast(field.type.value_type)
        made = made.set_column(place, field, plain.cast(field.type))
    return made.replace_schema_metadata(None)


def content_order(table: Prepared) -> NDArray[np.intp]:
    """Return the rows in an order that only their content decides; equal rows are alike."""
    keys: dict[str, NDArray[Any]] = {}
    for place, column in enumerate(table.columns):
        if isinstance(column, Coded):
            keys[f"{place}"] = column.codes
        else:
            keys[f"{place}"] = column.values
            keys |= {} if column.missing is None else {f"{place}?": column.missing}
    in_order = pl.DataFrame(keys).select(pl.arg_sort_by(list(keys))).to_series()
    return in_order.to_numpy().astype(np.intp)
