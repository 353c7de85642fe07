"""Which pairs of columns are worth counting: chosen privately, by how far chance is from them.

A pair's score is by how many people its table stands from what is expected of it, less what the
noise would add to its cells (McKenna et al., VLDB 2022, "AIM"). A person more changes one cell by
one, so any score by one at most.
"""

from collections.abc import Sequence
from itertools import combinations

import numpy as np

from argos.avatar.prepared import Floats, Prepared
from argos.avatar.private.budget import Ledger
from argos.avatar.private.graph import Clique, widest
from argos.avatar.private.grid import Grid

LARGEST = 20_000  # cells of a clique, that bound memory and time


def candidates(grid: Grid) -> list[Clique]:
    """Return the pairs of columns that have more than one group each."""
    several = [n for n, size in enumerate(grid.sizes) if size > 1]
    return list(combinations(several, 2))


def chosen(
    ledger: Ledger, grid: Grid, pairs: Sequence[Clique], expected: Sequence[Floats], noise: float,
    rho: float,
) -> int:  # fmt: skip
    """Return the place of a pair that stands far from what is expected, people more or less.

    Args:
        ledger: where the people are.
        grid: in which they are counted.
        pairs: among which to choose.
        expected: the table of each, as known so far.
        noise: standard deviation of the counts that a chosen pair will get.
        rho: what the choice costs.

    """

    def scores(people: Prepared) -> Floats:
        tables = grid.tables(people, pairs)
        return np.array([
            np.abs(table - known).sum() - np.sqrt(2 / np.pi) * noise * table.size
            for table, known in zip(tables, expected, strict=True)
        ])  # fmt: skip

    return ledger.choice(scores, 1.0, rho)


class Forest:
    """Columns joined by pairs without a ring (Kruskal's algorithm)."""

    def __init__(self, columns: int, together: Sequence[Clique]) -> None:
        self._tree = list(range(columns))
        for clique in together:
            for column in clique[1:]:
                self.join((clique[0], column))

    def join(self, pair: Clique) -> None:
        """Join the two columns."""
        left, right = (self._tree[n] for n in pair)
        self._tree = [left if root == right else root for root in self._tree]

    def missing(self, pairs: Sequence[Clique]) -> int:
        """Return how many pairs it takes to join the columns that the pairs speak of."""
        columns = {column for pair in pairs for column in pair}
        return max(0, len({self._tree[column] for column in columns}) - 1)

    def apart(self, pairs: Sequence[Clique]) -> list[int]:
        """Return the places of the pairs whose columns are not joined yet."""
        return [k for k, (i, j) in enumerate(pairs) if self._tree[i] != self._tree[j]]


def within_reach(
    sizes: Sequence[int], known: Sequence[Clique], pairs: Sequence[Clique]
) -> list[int]:
    """Return the places of the pairs that are not known and keep the cliques small."""
    done = set(known)
    return [
        k for k, pair in enumerate(pairs)
        if pair not in done and widest(sizes, [*known, pair]) <= LARGEST
    ]  # fmt: skip
