"""A law of many categories as tables of few: a junction tree, its margins and draws from it.

A law that is a product of factors of few columns each is known by the margins of the cliques of a
chordal graph; two passes of messages give them all (Lauritzen and Spiegelhalter 1988; Koller and
Friedman 2009, chapter 10).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import prod

import numpy as np
from numpy.typing import NDArray

from argos.avatar.draws import Generator
from argos.avatar.prepared import Floats

Clique = tuple[int, ...]  # columns, in increasing order
Drawn = NDArray[np.int64]
TINY = 1e-300


@dataclass(frozen=True, slots=True)
class Junction:
    """Cliques in an order where each meets the ones before it in its parent alone.

    Attributes:
        sizes: categories of each column.
        cliques: columns of each clique.
        parents: of each clique, its place among the earlier ones; −1 for the first.

    """

    sizes: tuple[int, ...]
    cliques: tuple[Clique, ...]
    parents: tuple[int, ...]

    def home(self, columns: Clique) -> int:
        """Return the place of the smallest clique that holds some columns."""
        return _home(self, columns)

    def cells(self, columns: Iterable[int]) -> int:
        """Return how many cells the table of some columns has."""
        return prod(self.sizes[c] for c in columns)


@lru_cache(maxsize=4096)
def _home(tree: Junction, columns: Clique) -> int:
    holds = [n for n, clique in enumerate(tree.cliques) if set(columns) <= set(clique)]
    return min(holds, key=lambda n: tree.cells(tree.cliques[n]))


def junction(sizes: Sequence[int], together: Iterable[Clique]) -> Junction:
    """Return a junction tree in which each set of columns lies inside one clique.

    Columns are eliminated one by one, the one whose clique has the fewest cells first.
    """
    cliques = _eliminated(sizes, together)
    kept = [c for c in cliques if not any(set(c) < set(other) for other in cliques)]
    order, parents = _spanning(list(dict.fromkeys(kept)))
    return Junction(tuple(sizes), tuple(order), tuple(parents))


def widest(sizes: Sequence[int], together: Iterable[Clique]) -> int:
    """Return how many cells the largest clique of their junction tree has."""
    return max(prod(sizes[c] for c in clique) for clique in _eliminated(sizes, together))


def _eliminated(sizes: Sequence[int], together: Iterable[Clique]) -> list[Clique]:
    near: dict[int, set[int]] = {column: set() for column in range(len(sizes))}
    for columns in together:
        for column in columns:
            near[column].update(columns)
    for column, others in near.items():
        others.discard(column)
    cost = {c: prod(sizes[o] for o in (c, *others)) for c, others in near.items()}
    cliques = []
    while cost:
        column = min(cost, key=cost.__getitem__)  # the first of equals
        del cost[column]
        others = near.pop(column)
        cliques.append(tuple(sorted((column, *others))))
        for other in others:
            near[other] = (near[other] | others) - {column, other}
            cost[other] = sizes[other] * prod(sizes[o] for o in near[other])
    return cliques


def _spanning(cliques: list[Clique]) -> tuple[list[Clique], list[int]]:
    """Return cliques from a root on, each with its parent: the most columns in common first."""
    order, parents, left = [cliques[0]], [-1], cliques[1:]
    while left:
        _, place, parent = max(
            (len(set(clique) & set(known)), -n, -p)
            for n, clique in enumerate(left)
            for p, known in enumerate(order)
        )
        order.append(left.pop(-place))
        parents.append(-parent)
    return order, parents


def margins(tree: Junction, factors: Mapping[Clique, Floats]) -> list[Floats]:
    """Return the law of each clique, given the logarithms of the factors of the whole law."""
    beliefs = [np.zeros([tree.sizes[c] for c in clique]) for clique in tree.cliques]
    for columns, factor in factors.items():
        home = tree.home(columns)
        beliefs[home] += _spread(factor, columns, tree.cliques[home])
    laws = [np.exp(belief - belief.max()) for belief in beliefs]
    shared = [_common(tree, n) for n in range(len(laws))]
    sent: list[Floats] = [np.ones(1)] * len(laws)
    for n in range(len(laws) - 1, 0, -1):
        parent = tree.parents[n]
        sent[n] = summed(laws[n], tree.cliques[n], shared[n])
        sent[n] /= max(float(sent[n].sum()), TINY)
        laws[parent] *= _spread(sent[n], shared[n], tree.cliques[parent])
    laws[0] /= max(float(laws[0].sum()), TINY)
    for n in range(1, len(laws)):
        parent = tree.parents[n]
        known = summed(laws[parent], tree.cliques[parent], shared[n])
        laws[n] *= _spread(known / np.maximum(sent[n], TINY), shared[n], tree.cliques[n])
        laws[n] /= max(float(laws[n].sum()), TINY)
    return laws


def _common(tree: Junction, n: int) -> Clique:
    if n == 0:
        return ()
    return tuple(c for c in tree.cliques[n] if c in tree.cliques[tree.parents[n]])


def summed(table: Floats, columns: Clique, kept: Clique) -> Floats:
    """Return the table of some of its columns."""
    margin: Floats = table.sum(axis=tuple(n for n, c in enumerate(columns) if c not in kept))
    return margin


def _spread(table: Floats, columns: Clique, over: Clique) -> Floats:
    """Return a table shaped to multiply, or add to, that of more columns."""
    shape = iter(table.shape)
    return table.reshape([next(shape) if c in columns else 1 for c in over])


def drawn(tree: Junction, laws: Sequence[Floats], rows: int, random: Generator) -> Drawn:
    """Return rows drawn from the whole law, (rows, columns), in no order.

    Among the rows alike in what is known so far, draws are spread evenly over the law of the next
    columns (systematic sampling): less noise than rows drawn one by one, and the same mean.
    """
    made = np.zeros((rows, len(tree.sizes)), dtype=np.int64)
    for n, clique in enumerate(tree.cliques):
        shared = _common(tree, n)
        new = tuple(c for c in clique if c not in shared)
        axes = [clique.index(c) for c in (*shared, *new)]
        law = laws[n].transpose(axes).reshape(tree.cells(shared), -1)
        given = _flat(made, shared, tree)
        cells = _even(law, given, random)
        for column, codes in zip(new, np.unravel_index(cells, [tree.sizes[c] for c in new]),
                                 strict=True):  # fmt: skip
            made[:, column] = codes
    return made


def _flat(codes: Drawn, columns: Clique, tree: Junction) -> Drawn:
    flat = np.zeros(len(codes), dtype=np.int64)
    for column in columns:
        flat = flat * tree.sizes[column] + codes[:, column]
    return flat


def _even(law: Floats, given: Drawn, random: Generator) -> Drawn:
    """Return a cell a row, of the row of `law` that is given."""
    order = np.lexsort((random.random(len(given)), given))
    counts = np.bincount(given, minlength=len(law))
    rank = np.arange(len(given)) - np.repeat(np.cumsum(counts) - counts, counts)
    start = random.random(len(law))
    sorted_given = given[order]
    place = (rank + start[sorted_given]) / counts[sorted_given]
    ends = np.cumsum(law, axis=1)
    ends /= np.maximum(ends[:, -1:], TINY)
    flat = np.searchsorted((ends + np.arange(len(law))[:, None]).ravel(), sorted_given + place)
    cells = np.empty(len(given), dtype=np.int64)
    cells[order] = np.clip(flat - sorted_given * law.shape[1], 0, law.shape[1] - 1)
    return cells
