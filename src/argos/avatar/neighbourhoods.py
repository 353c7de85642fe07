"""What is drawn around points of the space of components: numbers and levels of their neighbours.

Each lot of points finds its neighbours in its own random half of the people, so that nobody is sure
to be used. Neighbours weigh the same: nobody carries most of a row.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from scipy.spatial import cKDTree

from argos.avatar.avatarizer import joined
from argos.avatar.calibration import factors, level_weights
from argos.avatar.draws import Generator, Rows, drawn_codes
from argos.avatar.prepared import Coded, Codes, Floats, Measured, Prepared

LOTS = 8  # random halves of the people
BLOCK = 20_000  # points at a time: what bounds the memory
SETTLING = 4000  # points on which the factors of levels are settled


@dataclass(frozen=True, slots=True)
class Neighbourhoods:
    """Lives as long as a call: it holds the people.

    Attributes:
        people: of whom rows are made.
        halves: random halves of them, each with a tree of its scores.
        k: neighbours of a point.
        laws: the factors of the levels of each column, none where nothing is coded.

    """

    people: Prepared
    halves: tuple[tuple[Rows, cKDTree], ...]
    k: int
    laws: tuple[Floats, ...]

    def drawn(self, points: Floats, random: Generator) -> Prepared:
        """Return a row for each of some points, in their order, cut evenly into lots."""
        made = [
            self._block(block, half, random)
            for lot, half in zip(np.array_split(points, LOTS), self.halves, strict=True)
            for block in np.array_split(lot, max(1, -(-len(lot) // BLOCK)))
        ]
        return joined(self.people, made)

    def _block(
        self, points: Floats, half: tuple[Rows, cKDTree], random: Generator
    ) -> list[tuple[Any, Any]]:
        rows = _nearest(half, points, self.k)
        noise = random.normal(size=rows.shape) / np.sqrt(self.k)
        made: list[tuple[Any, Any]] = []
        for column, law in zip(self.people.columns, self.laws, strict=True):
            coded = _coded(column)
            levels = None if coded is None else _levels(coded.codes, rows, law, random)
            if isinstance(column, Coded):
                made.append((levels, None))
                continue
            values = _numbers(column.values[rows], noise)
            gaps = None if levels is None else levels.astype(bool)
            if gaps is not None and column.missing is not None:
                values[gaps] = column.values[column.missing][0]  # what stands for a gap
            made.append((values, gaps))
        return made


def around(
    people: Prepared, scores: Floats, points: Floats, k: int, random: Generator
) -> Neighbourhoods:
    """Return the neighbourhoods of people, levels calibrated on some of the points to be drawn."""
    halves = tuple(_half(scores, k, random) for _ in range(LOTS))
    rows = _nearest(halves[0], points[:SETTLING], k)
    return Neighbourhoods(people, halves, k, tuple(_law(c, rows) for c in people.columns))


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


def _half(scores: Floats, k: int, random: Generator) -> tuple[Rows, cKDTree]:
    rows: Rows = random.permutation(len(scores))[: max(k, len(scores) // 2)]
    return rows, cKDTree(scores[rows])


def _nearest(half: tuple[Rows, cKDTree], points: Floats, k: int) -> Rows:
    rows, tree = half
    _, found = tree.query(points, k=k, workers=-1)
    nearest: Rows = rows[found]
    return nearest


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
