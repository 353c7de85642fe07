"""A table seen through cells put together: what the people are counted in."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod

import numpy as np

from argos.avatar.draws import Generator
from argos.avatar.prepared import Floats, Prepared
from argos.avatar.private.cells import Axis, Cells
from argos.avatar.private.graph import Clique


@dataclass(frozen=True, slots=True)
class Grid:
    """Columns in groups of cells.

    Attributes:
        axes: the cells of each column.
        groups: of each column, the group of each cell.

    """

    axes: Sequence[Axis]
    groups: Sequence[Cells]

    @property
    def sizes(self) -> tuple[int, ...]:
        """Return how many groups each column has."""
        return tuple(int(groups.max()) + 1 for groups in self.groups)

    def codes(self, people: Prepared, columns: Sequence[int]) -> list[Cells]:
        """Return the group of each person in some columns."""
        return [self.groups[n][self.axes[n].codes(people.columns[n])] for n in columns]

    def counts(self, people: Prepared, columns: Clique) -> Cells:
        """Return how many people are in each cell of the table of some columns, laid flat."""
        shape = [self.sizes[n] for n in columns]
        flat = np.ravel_multi_index(self.codes(people, columns), shape)
        counted: Cells = np.bincount(flat, minlength=prod(shape))
        return counted

    def tables(self, people: Prepared, pairs: Sequence[Clique]) -> list[Floats]:
        """Return the table of each pair of columns."""
        codes = np.array(self.codes(people, range(len(self.axes))))
        return paired(codes.T, self.sizes, pairs)

    def inside(self, codes: Cells, shares: Sequence[Floats], random: Generator) -> Cells:
        """Return a cell for each row and column, drawn in its group by the shares of cells."""
        made = np.empty_like(codes)
        for n, groups in enumerate(self.groups):
            for group in range(self.sizes[n]):
                rows = np.flatnonzero(codes[:, n] == group)
                cells = np.flatnonzero(groups == group)
                made[rows, n] = cells[_even(shares[n][cells], len(rows), random)]
        return made


def paired(codes: Cells, sizes: Sequence[int], pairs: Sequence[Clique]) -> list[Floats]:
    """Return how many rows of (rows, columns) codes are in each cell of pairs of columns."""
    found = []
    for left, right in pairs:
        shape = sizes[left], sizes[right]
        flat = codes[:, left] * shape[1] + codes[:, right]
        found.append(np.bincount(flat, minlength=prod(shape)).reshape(shape).astype(np.float64))
    return found


def _even(weights: Floats, number: int, random: Generator) -> Cells:
    """Return places drawn by weights, spread evenly over them, in no order."""
    whole = float(weights.sum())
    ends = np.cumsum(weights / whole if whole > 0 else np.full(len(weights), 1 / len(weights)))
    places = (random.permutation(number) + random.random()) / max(1, number)
    drawn: Cells = np.minimum(np.searchsorted(ends, places), len(weights) - 1).astype(np.int64)
    return drawn
