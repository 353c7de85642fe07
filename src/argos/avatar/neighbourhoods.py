"""What is drawn around points of the space of components: numbers and levels of their neighbours.

Each lot of points parts the people at random in two, and the columns too: some columns of a row
come from neighbours in one half, the others from the other half. So no person gives a row more than
some of its columns, and a row does not join what is known of a person in two places. Neighbours
weigh the same: nobody carries most of a column.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from argos.avatar.avatarizer import joined
from argos.avatar.calibration import factors, level_weights
from argos.avatar.draws import Generator, Rows, drawn_codes
from argos.avatar.neighbours import in_space_order
from argos.avatar.prepared import Coded, Codes, Floats, Measured, Prepared

LOTS = 8  # ways of parting people and columns
BLOCK = 20_000  # points at a time: what bounds the memory
SETTLING = 4000  # points on which the factors of levels are settled


@dataclass(frozen=True, slots=True)
class _Half:
    """A random half of the people, with a tree of their scores."""

    rows: Rows
    tree: cKDTree

    def nearest(self, points: Floats, k: int) -> Rows:
        """Return the k people of this half nearest to each point."""
        _, found = self.tree.query(points, k=k, workers=-1)
        nearest: Rows = self.rows[found]
        return nearest


@dataclass(frozen=True, slots=True)
class _Parting:
    """Two halves of the people, and from which of them each column comes, 0 or 1."""

    halves: tuple[_Half, _Half]
    of_column: NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Neighbourhoods:
    """Lives as long as a call: it holds the people.

    Attributes:
        people: of whom rows are made.
        partings: of people and columns, one a lot.
        k: neighbours of a point.
        laws: the factors of the levels of each column, none where nothing is coded.

    """

    people: Prepared
    partings: tuple[_Parting, ...]
    k: int
    laws: tuple[Floats, ...]

    def drawn(self, points: Floats, random: Generator) -> Prepared:
        """Return a row for each of some points, cut evenly into lots, in no order of the points."""
        made = [
            # neighbours in the space, asked for one after the other, are found sooner
            self._block(block[in_space_order(block)], parting, random)
            for lot, parting in zip(np.array_split(points, LOTS), self.partings, strict=True)
            for block in np.array_split(lot, max(1, -(-len(lot) // BLOCK)))
        ]
        return joined(self.people, made)

    def _block(self, points: Floats, parting: _Parting, random: Generator) -> list[tuple[Any, Any]]:
        near = [half.nearest(points, self.k) for half in parting.halves]
        noise = random.normal(size=near[0].shape) / np.sqrt(self.k)
        columns = zip(self.people.columns, self.laws, parting.of_column, strict=True)
        return [_drawn(column, law, near[half], noise, random) for column, law, half in columns]


def around(
    people: Prepared, scores: Floats, points: Floats, k: int, random: Generator
) -> Neighbourhoods:
    """Return the neighbourhoods of people, levels calibrated on some of the points to be drawn."""
    partings = tuple(_parting(scores, len(people.columns), k, random) for _ in range(LOTS))
    halves = [half for parting in partings for half in parting.halves]
    some = np.array_split(points[:SETTLING], len(halves))
    rows = np.vstack([half.nearest(part, k) for half, part in zip(halves, some, strict=True)])
    return Neighbourhoods(people, partings, k, tuple(_law(c, rows) for c in people.columns))


def _parting(scores: Floats, columns: int, k: int, random: Generator) -> _Parting:
    order = random.permutation(len(scores))
    first, second = (_Half(rows, cKDTree(scores[rows])) for rows in np.array_split(order, 2))
    return _Parting((first, second), random.permutation(np.arange(columns) % 2))


def _drawn(
    column: Measured | Coded, law: Floats, rows: Rows, noise: Floats, random: Generator
) -> tuple[Any, Any]:
    """Return a column of a block, as values or codes, and gaps or None."""
    coded = _coded(column)
    levels = None if coded is None else _levels(coded.codes, rows, law, random)
    if isinstance(column, Coded):
        return levels, None
    values = _numbers(column.values[rows], noise)
    if levels is None or column.missing is None:
        return values, None
    gaps = levels.astype(bool)
    if gaps.any():  # the few who have one may all be among those who take no part
        values[gaps] = column.values[column.missing][0]  # what stands for a gap
    return values, gaps


def stacked(parts: Sequence[Prepared]) -> Prepared:
    """Return tables with the same columns as one."""
    columns = [
        _joined_column([part.columns[place] for part in parts])
        for place in range(len(parts[0].columns))
    ]
    return replace(parts[0], rows=sum(part.rows for part in parts), columns=tuple(columns))


def _joined_column(parts: Sequence[Measured | Coded]) -> Measured | Coded:
    first = parts[0]
    if isinstance(first, Coded):
        return replace(
            first, codes=np.concatenate([p.codes for p in parts if isinstance(p, Coded)])
        )
    numbers = [p for p in parts if isinstance(p, Measured)]
    gaps = [p.missing for p in numbers if p.missing is not None]
    missing = np.concatenate(gaps) if gaps else None
    return replace(first, values=np.concatenate([p.values for p in numbers]), missing=missing)


@dataclass(frozen=True, slots=True)
class _Codes:
    """Codes to be drawn: of a category, or of the gaps of a number."""

    codes: Codes
    levels: int


def _coded(column: Measured | Coded) -> _Codes | None:
    if isinstance(column, Coded):
        return _Codes(column.codes, len(column.levels))
    return None if column.missing is None else _Codes(column.missing.astype(np.int32), 2)


def _law(column: Measured | Coded, rows: Rows) -> Floats:
    """Return the factors that bring the shares of a column's levels back to the people's."""
    coded = _coded(column)
    if coded is None:
        return np.empty(0)
    shares = np.bincount(coded.codes, minlength=coded.levels) / len(coded.codes)
    return factors(coded.codes[rows], shares)


def _numbers(near: Floats, noise: Floats) -> Floats:
    """Return draws from the normal law of neighbours' values: their mean and covariance.

    A sum of deviations from the mean, each times a normal draw of variance 1/k, has their
    covariance; the draws are the same for all columns.
    """
    centre = near.mean(axis=1)
    drawn: Floats = centre + ((near - centre[:, None]) * noise).sum(axis=1)
    return drawn


def _levels(codes: Codes, rows: Rows, law: Floats, random: Generator) -> Codes:
    """Return a level for each point, drawn among its neighbours'."""
    cumulated = np.cumsum(level_weights(codes[rows], law), axis=1)
    return drawn_codes(codes, cumulated, rows, random)
