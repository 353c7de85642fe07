"""Tables of the user's library, in and out, and the order of rows that depends on content alone."""

from typing import Any

import narwhals as nw
import numpy as np
import polars as pl
from numpy.typing import NDArray

from argos.avatar.prepared import Coded, Prepared


def to_polars(table: Any) -> pl.DataFrame:
    """Return a Polars, pandas or Arrow table as a Polars one."""
    plain: pl.DataFrame = nw.from_native(table, eager_only=True).to_polars()
    return plain


def as_given(table: pl.DataFrame, like: Any) -> Any:
    """Return a Polars table in the library of another table."""
    given = nw.from_native(like, eager_only=True).implementation
    if given.is_pandas():
        return table.to_pandas()
    if given.is_pyarrow():
        return table.to_arrow()
    return table


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
