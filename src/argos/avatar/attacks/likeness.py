"""How alike rows are on some columns: what an attacker can compute of people he knows in part."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from argos.avatar.prepared import Coded, Floats, Measured, Prepared


def nearest(targets: Prepared, table: Prepared, columns: Sequence[int], k: int) -> NDArray[np.intp]:
    """Return for each target the k rows of a table nearest on some columns, (targets, k).

    Gower's distance: a number counts by its difference over the range in the table, a category by
    whether it differs, a gap as a category of its own. The k are in no order; ties at the last
    place are broken by row, as an attacker would who has no more to go on.
    """
    found = np.empty((targets.rows, min(k, table.rows)), dtype=np.intp)
    for target in range(targets.rows):
        apart = _gower(targets, table, columns, target)
        found[target] = np.argpartition(apart, found.shape[1] - 1)[: found.shape[1]]
    return found


def nearest_distance(targets: Prepared, table: Prepared) -> Floats:
    """Return each target's distance to the nearest row of a table, Gower's over all columns."""
    columns = range(len(table.columns))
    return np.array([_gower(targets, table, columns, t).min() for t in range(targets.rows)])


def _gower(targets: Prepared, table: Prepared, columns: Sequence[int], target: int) -> Floats:
    apart = np.zeros(table.rows)
    for position in columns:
        apart += _apart(targets.columns[position], table.columns[position], target)
    return apart


def _apart(known: Measured | Coded, column: Measured | Coded, target: int) -> Floats:
    if isinstance(known, Coded) and isinstance(column, Coded):
        differs: Floats = (column.codes != known.codes[target]).astype(np.float64)
        return differs
    if not (isinstance(known, Measured) and isinstance(column, Measured)):
        raise TypeError(f"column {known.name}: expected the same kind in both tables")
    spread = np.ptp(column.values) or 1.0
    apart: Floats = np.minimum(np.abs(column.values - known.values[target]) / spread, 1.0)
    here = known.missing is not None and bool(known.missing[target])
    if column.missing is None:
        return np.ones_like(apart) if here else apart
    unlike: Floats = (column.missing != here).astype(np.float64)
    return np.where(column.missing | here, unlike, apart).astype(np.float64)
