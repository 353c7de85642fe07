"""The cells that a declared column is cut into, and values drawn inside a cell."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from argos.avatar.draws import Generator
from argos.avatar.prepared import Coded, Measured, Prepared

MOST = 16  # cells of a number before any is cut finer
Cells = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Axis:
    """The cells of one column, known from its declaration alone.

    Attributes:
        edges: where the cells of a number begin and the last ends, in units from the lower end of
            its range; the cells of a category are its levels.
        lower, unit: of a number.
        missing: whether there is one more cell, the last, of the gaps.
        ordered: whether neighbouring cells are alike.

    """

    edges: Cells
    lower: float
    unit: float
    missing: bool
    ordered: bool

    @property
    def known(self) -> int:
        """Return how many cells hold values."""
        return len(self.edges) - 1

    @property
    def size(self) -> int:
        """Return how many cells there are."""
        return self.known + self.missing

    def codes(self, column: Measured | Coded) -> Cells:
        """Return the cell of each row."""
        if isinstance(column, Coded):
            return column.codes.astype(np.int64)
        units = np.round((column.values - self.lower) / self.unit).astype(np.int64)
        found = np.searchsorted(self.edges, units, side="right") - 1
        found = np.clip(found, 0, self.known - 1)
        return found if column.missing is None else np.where(column.missing, self.known, found)

    def cut(self, parts: Cells) -> "Axis":
        """Return the axis with each cell of values cut into equal parts, of a unit at least."""
        starts, ends = self.edges[:-1], self.edges[1:]
        finer = [
            np.linspace(start, end, min(number, int(end - start)) + 1).astype(np.int64)
            for start, end, number in zip(starts, ends, parts, strict=True)
        ]
        return replace(self, edges=np.unique(np.concatenate(finer)))

    def inside(self, finer: "Axis") -> Cells:
        """Return in which cell of this axis each cell of one cut finer lies."""
        found = np.searchsorted(self.edges, finer.edges[:-1], side="right") - 1
        return np.append(found, self.known) if self.missing else found

    def filled(self, like: Measured | Coded, codes: Cells, random: Generator) -> Measured | Coded:
        """Return the column of rows in given cells: values drawn evenly inside each."""
        if isinstance(like, Coded):
            return replace(like, codes=codes.astype(np.int32))
        gaps = codes == self.known
        inside = np.where(gaps, 0, codes)
        start, end = self.edges[inside], self.edges[inside + 1]
        values = self.lower + self.unit * random.integers(start, end)
        missing = gaps if self.missing else None
        return replace(like, values=np.where(gaps, self.lower, values), missing=missing)


def axis(column: Measured | Coded) -> Axis:
    """Return the cells of a column as it is declared."""
    if isinstance(column, Coded):
        missing = bool(column.levels.is_null().any())
        return Axis(np.arange(len(column.levels) - missing + 1), 0.0, 1.0, missing, False)
    lower, upper = column.lower or 0.0, column.upper or 0.0
    unit = 10.0**-column.decimals
    units = round((upper - lower) / unit) + 1
    edges = np.unique(np.linspace(0, units, min(MOST, units) + 1).astype(np.int64))
    return Axis(edges, lower, unit, column.missing is not None, True)


def filled(like: Prepared, axes: Sequence[Axis], codes: Cells, random: Generator) -> Prepared:
    """Return people in given cells, (rows, columns)."""
    columns = [
        one.filled(column, codes[:, n], random)
        for n, (one, column) in enumerate(zip(axes, like.columns, strict=True))
    ]
    return replace(like, rows=len(codes), columns=tuple(columns))
