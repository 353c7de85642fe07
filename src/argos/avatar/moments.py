"""The second moments that invented people should have: those of their law, moved towards people's.

The law of the invented is made of neighbourhoods, which blur relations that no neighbourhood is
about (an arm of a trial and its outcome). The people's own products of columns would mend that, but
all of them together tell who is among the people: a few hundred people do not hide in thousands of
figures. So a product is moved only by what it differs beyond chance, and only along as many
directions as the root of the number of people, at most: hence about half as many products as
people.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import isqrt

import numpy as np

from argos.avatar.measures import laid_out
from argos.avatar.prepared import Floats, Prepared

DIRECTIONS = 3  # of a category, at most: what its levels say of the other columns
CHANCE = 1.0  # standard errors that a product may differ by and is left
FLAT = 1e-8  # of a variance: a direction without spread


@dataclass(frozen=True, slots=True)
class Yard:
    """What columns laid out as numbers and dummies are measured by.

    Attributes:
        means, scales: of each laid-out column; the scale of a constant is infinite.
        columns: the laid-out columns of each column of the table, numbers first.

    """

    means: Floats
    scales: Floats
    columns: tuple[slice, ...]

    def standard(self, table: Prepared) -> Floats:
        """Return a table standardised, a constant being 0, (rows, laid-out columns)."""
        apart: Floats = (laid_out(table) - self.means) / self.scales
        return apart


def yard(table: Prepared) -> Yard:
    """Return the means and spreads of a table's laid-out columns."""
    plain = laid_out(table)
    spread = plain.std(axis=0)
    widths = [1] * len(table.measured) + [len(c.levels) - 1 for c in table.coded]
    ends = np.cumsum([0, *widths])
    columns = tuple(slice(a, b) for a, b in pairwise(ends) if b > a)
    return Yard(plain.mean(axis=0), np.where(spread > 0, spread, np.inf), columns)


def aims(invented: Floats, people: Floats, columns: Sequence[slice]) -> Floats:
    """Return the mean products of columns that invented people should have.

    With M those of the law, Q the directions, P the people's products along them, L = QᵀMQ the
    law's, and D what P − L has beyond `CHANCE` standard errors of P, they are M + RᵀDR with
    R = L⁻¹QᵀM: those of the normal law nearest to M (in Kullback and Leibler's sense) whose
    products along Q are L + D.

    Args:
        invented: many rows of the law, standardised, (rows, columns).
        people: standardised alike.
        columns: the laid-out columns of each column.

    """
    law: Floats = invented.T @ invented / len(invented)
    along = _directions(law, columns, most=isqrt(len(people)))
    lift = np.linalg.pinv(along.T @ law @ along, hermitian=True) @ along.T @ law
    moved: Floats = law + lift.T @ _beyond_chance(invented @ along, people @ along) @ lift
    return moved


def _beyond_chance(invented: Floats, people: Floats) -> Floats:
    """Return by how much the people's mean products differ from the law's beyond chance."""
    ours, theirs = invented.T @ invented / len(invented), people.T @ people / len(people)
    squares = people**2
    variance = np.maximum(squares.T @ squares / len(people) - theirs**2, 0)
    apart = theirs - ours
    left = CHANCE * np.sqrt(variance / len(people))
    beyond: Floats = np.sign(apart) * np.maximum(np.abs(apart) - left, 0)
    return beyond


def _directions(law: Floats, columns: Sequence[slice], most: int) -> Floats:
    """Return the directions along which products are compared, (columns, `most` at most).

    A number is its own. Of a category they are those in which its levels tell most of the other
    columns, three, two or one; where that is still too many, the longest axes of these.
    """
    for each in range(DIRECTIONS, 0, -1):
        found = np.hstack([_of_column(law, column, each) for column in columns])
        if found.shape[1] <= most:
            return found
    values, axes = np.linalg.eigh(found.T @ law @ found)
    longest: Floats = found @ axes[:, np.argsort(-values)[:most]]
    return longest


def _of_column(law: Floats, column: slice, each: int) -> Floats:
    width = column.stop - column.start
    if width == 1:
        within = np.ones((1, 1))
    else:
        values, axes = np.linalg.eigh(law[column, column])
        spread = values > FLAT
        white = axes[:, spread] / np.sqrt(values[spread])
        across = np.delete(law[column], np.r_[column], axis=1)
        left, _, _ = np.linalg.svd(white.T @ across, full_matrices=False)
        within = white @ left[:, :each]
    placed = np.zeros((len(law), within.shape[1]))
    placed[column] = within
    return placed
