"""Distances between people and avatars in the space of components: hiding, cloaking, closeness."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from argos.avatar.prepared import Floats, Prepared
from argos.avatar.projection import Projection

TIED = 1e-9  # two distances closer than this, relative to one standard score, are equal
CELLS = 2_000_000  # of a matrix of distances: what bounds the memory
REFERENCE = 50_000  # rows of the table at a time
SPARE = 4  # more candidates than asked for: squares are exact to 1e-13 or so


@dataclass(frozen=True, slots=True)
class Nearer:
    """For each person, how many avatars are nearer than their own, and as near as it (others)."""

    nearer: NDArray[np.intp]
    tied: NDArray[np.intp]

    @property
    def strict(self) -> Floats:
        """Return 1 where an avatar strictly nearer hides the person, else 0."""
        return (self.nearer > 0).astype(np.float64)

    @property
    def expected(self) -> Floats:
        """Return how often the person is hidden when the nearest is taken at random among ties."""
        return np.where(self.nearer > 0, 1.0, self.tied / (self.tied + 1.0))

    @property
    def generous(self) -> Floats:
        """Return 1 where an avatar nearer or as near hides the person, else 0."""
        return (self.nearer + self.tied > 0).astype(np.float64)


@dataclass(frozen=True, slots=True)
class Hiding:
    """How well people hide among avatars that are not their own.

    Attributes:
        strict: % of people with an avatar strictly nearer than their own (a tie does not hide).
        expected: the same, the nearest being taken at random among ties.
        generous: the same, any tie hiding.
        cloaking_strict, cloaking_generous: median number of avatars nearer than their own, ties
            left out and counted.
        exposed: people whom no avatar hides, ties included: as a number, to be looked at apart.

    """

    strict: float
    expected: float
    generous: float
    cloaking_strict: float
    cloaking_generous: float
    exposed: int


def hiding(people: Floats, avatars: Floats) -> Hiding:
    """Return hidden rates and local cloaking of people and avatars in the same order.

    Args:
        people: (rows, components) scores.
        avatars: as many scores of the same projection, row i being that of person i.

    """
    found = nearer_avatars(people, avatars, np.arange(len(people)))
    return Hiding(
        100 * float(found.strict.mean()), 100 * float(found.expected.mean()),
        100 * float(found.generous.mean()),
        float(np.median(found.nearer)), float(np.median(found.nearer + found.tied)),
        int((found.generous == 0).sum()),
    )  # fmt: skip


def nearer_avatars(people: Floats, avatars: Floats, rows: NDArray[np.intp]) -> Nearer:
    """Return how many avatars are nearer than their own to some people, given by their rows."""
    own = np.linalg.norm(people[rows] - avatars[rows], axis=1)
    tree = cKDTree(avatars)
    nearer = _within(tree, people[rows], own - TIED)
    return Nearer(nearer, _within(tree, people[rows], own + TIED) - nearer - 1)


def _within(tree: cKDTree, points: Floats, radius: Floats) -> NDArray[np.intp]:
    counts: NDArray[np.intp] = tree.query_ball_point(
        points, np.maximum(radius, 0), return_length=True, workers=-1
    )
    return np.where(radius < 0, 0, counts)


@dataclass(frozen=True, slots=True)
class Closeness:
    """From each row to the nearest of others (DCR), and its ratio to the second nearest (NNDR)."""

    distance: Floats
    ratio: Floats


def closeness(people: Floats, avatars: Floats) -> Closeness:
    """Return distances to the closest record and closest distances ratios, an avatar a row.

    The ratio is 1 where both of the nearest stand at distance 0.
    """
    return ratios(nearest_few(avatars, [people], 2))


def ratios(nearest: Floats) -> Closeness:
    """Return what distances to the two nearest, (rows, 2), say of closeness."""
    first, second = nearest[:, 0], nearest[:, 1]
    return Closeness(first, np.divide(first, second, out=np.ones_like(first), where=second > 0))


def nearest_few(points: Floats, blocks: Iterable[Floats], number: int) -> Floats:
    """Return the distances from points to the nearest rows of a table, (points, number), sorted.

    The space of components has many dimensions, where a tree is no help: distances are counted
    out, a block of the table and some of the points at a time. Squares by a product of matrices
    find who may be nearest; their distances are then taken exactly, so that a copy stands at 0.
    """
    found = np.full((len(points), number), np.inf)
    for block in blocks:
        size = max(1, CELLS // max(1, len(block)))
        for start in range(0, len(points), size):
            part = slice(start, start + size)
            both = np.hstack([found[part], _nearest_in(points[part], block, number)])
            found[part] = np.partition(both, number - 1, axis=1)[:, :number]
    return np.sort(found, axis=1)


def _nearest_in(points: Floats, block: Floats, number: int) -> Floats:
    kept = min(len(block), number + SPARE)
    squares = (block**2).sum(axis=1) - 2 * points @ block.T
    rows = np.argpartition(squares, kept - 1, axis=1)[:, :kept]
    distances: Floats = np.linalg.norm(block[rows] - points[:, None], axis=2)
    return distances


def scores_in_blocks(axes: Projection, table: Prepared) -> Iterator[Floats]:
    """Yield the scores of a table, some rows at a time."""
    for start in range(0, table.rows, REFERENCE):
        yield axes.scores(table.take(np.arange(start, min(start + REFERENCE, table.rows))))
