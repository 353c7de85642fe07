"""The k nearest people of each: exactly, or by an index whose recall is measured on the spot.

On few components a tree finds them, and finds them three times sooner when people stand in the
order of its leaves, since those asked for one after the other then share what is in the caches. Its
index is the same tree, allowed to pass over boxes that are hardly nearer than what it has. On many
components no box can be passed over: distances to everybody are computed there, and the index is
faiss's inverted lists, of which only those with the nearest centres are read.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from argos.avatar.prepared import Floats

Rows = NDArray[np.intp]
Found = tuple[Floats, Rows]

EXACT_ROWS = 200_000  # beyond, an index
EXACT_ROWS_OF_MANY = 30_000  # the same on many components, where each person is compared with all
FEW = 8  # components on which a tree is quicker than all distances
LEAF = 32  # people of a leaf of the tree: a third quicker than ten on five components
RECALL = 0.995  # that a setting must reach on one sample; what it reaches on another is told
ASKED = 500  # people of such a sample
SPARE = 4  # candidates more than asked for: faiss rounds to 24 bits, ours are put in order anew
TOLERANCES = (0.3, 0.2, 0.1, 0.05)  # of the tree: a box counts as so much farther than it is
PROBED = (16, 32, 64, 128, 256)  # lists of 2√n that are read


class Search(Protocol):
    """What finds neighbours among people: distances and rows, nearest first, of points."""

    def __call__(self, points: Floats, k: int) -> Found:
        """Return two (points, k) arrays."""
        ...


@dataclass(frozen=True, slots=True)
class Index:
    """A search and how good it is.

    Attributes:
        search: finds neighbours.
        recall: the share of true neighbours that it finds: 1 where it is exact, else as measured
            on people drawn at random.

    """

    search: Search
    recall: float = 1.0


def in_space_order(scores: Floats) -> Rows:
    """Return rows so that people near in the space are near in the order: leaf after leaf."""
    rows: Rows = cKDTree(scores, leafsize=LEAF).indices
    return rows


def indexed(scores: Floats, k: int, random: np.random.Generator, exact: bool | None) -> Index:
    """Return an index of people.

    Args:
        scores: (people, components), best in space order.
        k: neighbours that will be asked for.
        random: draws the people on whom recall is measured.
        exact: None is exact up to 200,000 people, on many components up to 30,000.

    """
    few = scores.shape[1] <= FEW
    truth: Search = _Tree(cKDTree(scores, leafsize=LEAF)) if few else _Lists(scores, lists=1)
    most = EXACT_ROWS if few else EXACT_ROWS_OF_MANY
    if exact or (exact is None and len(scores) <= most):
        return Index(truth)
    settings = truth.looser() if isinstance(truth, _Tree) else _by_probes(scores)
    return _first_good(settings, truth, partial(_sample, scores, random), k)


def _sample(scores: Floats, random: np.random.Generator) -> Floats:
    asked: Floats = scores[np.sort(random.permutation(len(scores))[:ASKED])]
    return asked


def _first_good(
    settings: Iterator[Search], truth: Search, sample: Callable[[], Floats], k: int
) -> Index:
    """Return the first search, from quick to slow, that finds enough; the exact one if none does.

    It is chosen on one sample and told of on another, so that the choice flatters nothing.
    """
    chosen_on, told_of = sample(), sample()
    true = truth(chosen_on, k)[1]
    for search in settings:
        if recall(search(chosen_on, k)[1], true) >= RECALL:
            return Index(search, recall(search(told_of, k)[1], truth(told_of, k)[1]))
    return Index(truth)


def recall(found: Rows, true: Rows) -> float:
    """Return the share of true neighbours that are among those found; both (points, k)."""
    size = int(max(found.max(), true.max())) + 2
    person = np.arange(len(true))[:, None] * size  # so that a pair is one number
    return float(np.isin(true + person, found + person).mean())


def nearest_others(search: Search, scores: Floats, first: int, k: int) -> Found:
    """Return distances and rows of the k nearest others of consecutive people of an index.

    Args:
        search: among everybody.
        scores: (people, components) of the people asked for, consecutive rows of the index.
        first: the row of the first of them.
        k: neighbours, themselves left out.

    Returns:
        Two (people, k) arrays, nearest first.

    """
    distances, rows = search(scores, k + 1)
    own = rows == np.arange(first, first + len(scores))[:, None]
    own[~own.any(axis=1), -1] = True  # more than k twins: it is not in its own list
    kept = ~own
    shape = (len(scores), k)
    return distances[kept].reshape(shape), rows[kept].reshape(shape)


@dataclass(frozen=True, slots=True)
class _Tree:
    """A k-d tree; with a tolerance t, a k-th neighbour is at most 1 + t times too far."""

    tree: cKDTree
    tolerance: float = 0.0

    def __call__(self, points: Floats, k: int) -> Found:
        distances, rows = self.tree.query(points, k=k, eps=self.tolerance)
        shape = (len(points), k)
        return distances.reshape(shape), rows.reshape(shape)

    def looser(self) -> Iterator[Search]:
        """Yield searches of the same tree, from quick to slow."""
        for tolerance in TOLERANCES:
            yield _Tree(self.tree, tolerance)


class _Lists:
    """faiss's inverted lists; one list is everybody, and so exact."""

    def __init__(self, scores: Floats, lists: int) -> None:
        import faiss  # slow to import, and not needed on few components

        self._scores = scores
        dims = scores.shape[1]
        self._index: Any = faiss.IndexFlatL2(dims)
        plain = scores.astype(np.float32)
        if lists > 1:
            self._index = faiss.IndexIVFFlat(faiss.IndexFlatL2(dims), dims, lists)
            self._index.train(plain[:: max(1, len(plain) // (64 * lists))])
        self._index.add(plain)

    def probing(self, probes: int) -> "_Lists":
        """Return the same, reading so many lists."""
        self._index.nprobe = probes
        return self

    def __call__(self, points: Floats, k: int) -> Found:
        wanted = min(k + SPARE, len(self._scores))
        _, rows = self._index.search(points.astype(np.float32), wanted)
        apart = self._scores[rows] - points[:, None, :]
        distances = np.sqrt(np.einsum("ijc,ijc->ij", apart, apart))
        distances[rows < 0] = np.inf  # the lists that were read hold fewer
        order = np.argsort(distances, axis=1)[:, :k]
        return np.take_along_axis(distances, order, 1), np.take_along_axis(rows, order, 1)


def _by_probes(scores: Floats) -> Iterator[Search]:
    lists = _Lists(scores, lists=int(2 * np.sqrt(len(scores))))
    for probes in PROBED:
        yield lists.probing(probes)
