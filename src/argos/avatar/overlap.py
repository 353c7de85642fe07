"""Cells of a space of components, each with the people beyond its border whom it must know.

A table that outgrows one machine is cut into cells of about as many people each. The neighbours of
somebody near a border stand in the next cell too: so a cell also receives everybody who stands
within its reach, a distance that grows with how far apart its people are. The reach is the least
that finds 99.5 % of the true neighbours of some people drawn at random; others, drawn apart, say
what it finds.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from argos.avatar.neighbours import RECALL
from argos.avatar.prepared import Floats

Places = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Cells:
    """Boxes that fill the space: nothing of a person but the places of cuts.

    Attributes:
        axes, cuts: of the nodes of a complete binary tree, from the top: which component is cut,
            and where.
        lower, upper: (cells, components) the boxes, infinite where nothing was cut.
        unit: (cells,) how far apart people stand: of a sample, the median distance to the k-th.
        reach: (cells,) how far beyond its box a cell must know people.

    """

    axes: Places
    cuts: Floats
    lower: Floats
    upper: Floats
    unit: Floats
    reach: Floats

    def of(self, scores: Floats) -> Places:
        """Return the cell of each person."""
        node = np.zeros(len(scores), dtype=np.intp)
        for _ in range(len(self.lower).bit_length() - 1):
            right = scores[np.arange(len(scores)), self.axes[node]] >= self.cuts[node]
            node = 2 * node + 1 + right
        return node - len(self.axes)

    def beyond(self, scores: Floats, cell: Places) -> Floats:
        """Return how far each person stands from the box of a cell, 0 inside it."""
        apart = np.maximum(self.lower[cell] - scores, scores - self.upper[cell])
        distance: Floats = np.linalg.norm(np.maximum(apart, 0), axis=-1)
        return distance

    def guests(self, scores: Floats) -> tuple[Places, Places]:
        """Return pairs of a person and a cell that must know him, in which he does not stand."""
        own, rows, cells = self.of(scores), [], []
        for cell, reach in enumerate(self.reach):
            near = self.beyond(scores, np.array(cell)) <= reach
            rows.append(np.flatnonzero(near & (own != cell)))
            cells.append(np.full(len(rows[-1]), cell))
        return np.concatenate(rows), np.concatenate(cells)


def cut(sample: Floats, number: int, k: int) -> Cells:
    """Return cells with as many people of a sample each, their reach not known yet.

    Args:
        sample: (people, components).
        number: of cells, a power of two.
        k: neighbours that will be looked for.

    """
    components = sample.shape[1]
    boxes = [(np.full(components, -np.inf), np.full(components, np.inf), sample)]
    axes, cuts = [], []
    while len(boxes) < number:
        below = []
        for lower, upper, here in boxes:
            axis = int(np.argmax(np.ptp(here, axis=0)))
            at = float(np.median(here[:, axis]))
            axes.append(axis)
            cuts.append(at)
            edge = np.arange(components) == axis
            right = here[:, axis] >= at
            below += [(lower, np.where(edge, at, upper), here[~right]),
                      (np.where(edge, at, lower), upper, here[right])]  # fmt: skip
        boxes = below
    lowest, highest = (np.array(side) for side in zip(*((b[0], b[1]) for b in boxes), strict=True))
    plain = np.zeros(number)
    cells = Cells(np.array(axes, dtype=np.intp), np.array(cuts), lowest, highest, plain, plain)
    return replace(cells, unit=_units(cells, sample, k))


def _units(cells: Cells, sample: Floats, k: int) -> Floats:
    """Return the median distance, in each cell, to the k-th nearest other of the sample."""
    far = cKDTree(sample).query(sample, k=[min(k + 1, len(sample))], workers=-1)[0][:, 0]
    own = cells.of(sample)
    middle = float(np.median(far)) or 1.0
    parts = (far[own == cell] for cell in range(len(cells.lower)))
    return np.array([(float(np.median(part)) if len(part) else 0.0) or middle for part in parts])


def reaching(cells: Cells, asked: Floats, near: Floats) -> Cells:
    """Return cells that reach far enough to find nearly all neighbours of some people.

    Args:
        cells: without a reach.
        asked: (people, components).
        near: (people, k, components) their true neighbours among everybody.

    """
    own = cells.of(asked)
    needed = cells.beyond(near, own[:, None]) / cells.unit[own][:, None]
    return replace(cells, reach=float(np.quantile(needed, RECALL)) * cells.unit)


def found(cells: Cells, asked: Floats, near: Floats) -> float:
    """Return the share of true neighbours that their cell knows; see `reaching`."""
    own = cells.of(asked)
    return float((cells.beyond(near, own[:, None]) <= cells.reach[own][:, None]).mean())
