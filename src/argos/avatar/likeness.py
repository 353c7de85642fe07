"""How alike rows are on some columns: what an attacker can compute of people he knows in part.

Gower's distance: a number counts by its difference over the range in the table, 1 at most, a
category by whether it differs, a gap as a category of its own.
"""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.spatial.distance import cdist

from argos.avatar.prepared import Coded, Floats, Measured, Prepared

CELLS = 2_000_000  # of a matrix of distances: what bounds the memory
NEAR = 5  # others whose mean distance is a person's isolation
Rows = NDArray[np.intp]


def nearest(targets: Prepared, table: Prepared, columns: Sequence[int], k: int) -> Rows:
    """Return for each target the k rows of a table nearest on some columns, (targets, k).

    The k are in no order; ties at the last place are broken by row, as an attacker would who has
    no more to go on.
    """
    kept = min(k, table.rows)
    parts = [
        np.argpartition(gower(block, table, columns), kept - 1, axis=1)[:, :kept]
        for block in blocks(targets, table)
    ]
    found: Rows = np.concatenate(parts)
    return found


def nearest_distances(targets: Prepared, table: Prepared, k: int = 1) -> Floats:
    """Return distances to the k nearest rows of a table over all columns, (targets, k), sorted."""
    columns, kept = range(len(table.columns)), min(k, table.rows)
    parts = [
        np.sort(np.partition(gower(block, table, columns), kept - 1, axis=1)[:, :kept], axis=1)
        for block in blocks(targets, table)
    ]
    found: Floats = np.concatenate(parts)
    return found


def isolation(people: Prepared, sample: Prepared) -> Floats:
    """Return each person's mean distance to the five nearest others of a sample, (people,).

    The nearest row is left out: it is the person's own.
    """
    alone: Floats = nearest_distances(people, sample, NEAR + 1)[:, 1:].mean(axis=1)
    return alone


def blocks(targets: Prepared, table: Prepared) -> Iterator[Prepared]:
    """Yield targets in runs whose distances to a table fit in memory."""
    size = max(1, CELLS // max(1, table.rows))
    for start in range(0, targets.rows, size):
        yield targets.take(np.arange(start, min(start + size, targets.rows)))


def gower(targets: Prepared, table: Prepared, columns: Sequence[int]) -> Floats:
    """Return the distances between targets and rows, summed over columns, (targets, rows)."""
    pairs = [(targets.columns[place], table.columns[place]) for place in columns]
    total = _levels_apart(pairs, (targets.rows, table.rows))
    ours, theirs = [], []
    for known, column in pairs:
        if isinstance(known, Measured) and isinstance(column, Measured) and _plain(known, column):
            spread = np.ptp(column.values) or 1.0
            ours.append(known.values / spread)
            theirs.append(column.values / spread)
        elif isinstance(known, Measured):
            total += apart(known, column)
    if ours:
        total += cdist(np.column_stack(ours), np.column_stack(theirs), "cityblock")
    return total


def _plain(known: Measured, column: Measured) -> bool:
    """Whether numbers have no gap and none is beyond the table's range, where 1 is the most."""
    if known.missing is not None or column.missing is not None or not len(known.values):
        return False
    low, high = column.values.min(), column.values.max()
    return bool(low <= known.values.min() and known.values.max() <= high)


def _levels_apart(
    pairs: Sequence[tuple[Measured | Coded, Measured | Coded]], shape: tuple[int, int]
) -> Floats:
    """Return in how many categories targets and rows differ: all columns in one pass."""
    known = [a.codes for a, b in pairs if isinstance(a, Coded) and isinstance(b, Coded)]
    column = [b.codes for a, b in pairs if isinstance(a, Coded) and isinstance(b, Coded)]
    if not known:
        return np.zeros(shape)
    share = cdist(np.column_stack(known), np.column_stack(column), "hamming")
    differing: Floats = np.round(share * len(known))
    return differing


def apart(known: Measured | Coded, column: Measured | Coded) -> Floats:
    """Return the part of one column in the distance, 0 to 1, (targets, rows)."""
    if isinstance(known, Coded) and isinstance(column, Coded):
        differs: Floats = (known.codes[:, None] != column.codes).astype(np.float64)
        return differs
    if not (isinstance(known, Measured) and isinstance(column, Measured)):
        raise TypeError(f"column {known.name}: expected the same kind in both tables")
    spread = np.ptp(column.values) or 1.0
    distance: Floats = np.minimum(np.abs(known.values[:, None] - column.values) / spread, 1.0)
    if known.missing is None and column.missing is None:
        return distance
    here, there = gaps(known)[:, None], gaps(column)
    return np.where(here | there, (here != there).astype(np.float64), distance)


def gaps(column: Measured) -> NDArray[np.bool_]:
    """Return where a number is missing."""
    return np.zeros(len(column.values), dtype=bool) if column.missing is None else column.missing
