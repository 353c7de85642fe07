"""What is known at an origin, the day from which a forecast looks ahead.

Figures of many places stand on one grid of days or weeks whose last column is the origin. Places
make a tree: each names the place that contains it, and the widest names itself.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

from argos.core.language import Text, same
from argos.epidemiology.series import Flags, Floats, matrix, require

Indices = NDArray[np.intp]


@dataclass(frozen=True)
class Known:
    """The figures of all places as they stood at the origin.

    Attributes:
        target: (place, time), the counts to foretell; NaN where missing.
        parents: (place), the row of the place that contains this one; its own for the widest.
        leading: by name, (place, time) on the same grid: counts that move earlier. The days that
            are not published yet are NaN, and so are places that a source does not cover.
        week: how many columns make a week: 7 for days, 1 for weeks.
        closed: (time and as far ahead as is known), the days on which practices are shut, Sundays
            and public holidays; None where it is not known, or where columns are weeks.

    """

    target: Floats
    parents: Indices
    leading: Mapping[str, Floats] = field(default_factory=dict)
    week: int = 7
    closed: Flags | None = None

    def __post_init__(self) -> None:
        target, parents = matrix(self.target), np.asarray(self.parents, dtype=np.intp)
        object.__setattr__(self, "target", target)
        object.__setattr__(self, "parents", parents)
        object.__setattr__(self, "leading", {n: matrix(x) for n, x in self.leading.items()})
        shapes = [x.shape for x in self.leading.values() if x.shape != target.shape]
        require(not shapes, same(f"{target.shape}"), same(f"{shapes}"))
        require(parents.shape == target.shape[:1], same(f"{target.shape[:1]}"), same("parents"))
        require(self.week in (1, 7), Text("semaine de 7 ou 1", "week of 7 or 1"), same("week"))
        enough = self.closed is None or self.closed.size >= target.shape[1]
        require(enough, same(f"closed >= {target.shape[1]}"), same("closed"))
        depths(parents)


class Model(Protocol):
    """What foretells: from what is known, the median of each week's total to come."""

    def __call__(self, known: Known, horizons: Sequence[int]) -> Floats:
        """Return the medians of the totals of the week that ends so many columns ahead.

        Args:
            known: the figures; the last column is the origin.
            horizons: over 0.

        Returns:
            (place, horizon), never under 0; NaN where nothing can be said.

        """
        ...


def depths(parents: ArrayLike) -> Indices:
    """Return how far each place is below the widest one, (place): 0 for the widest.

    Raises:
        SeriesRefused: a place contains itself by way of others.

    """
    up = np.asarray(parents, dtype=np.intp)
    depth, at = np.zeros(up.size, np.intp), np.arange(up.size)
    for _ in range(up.size):
        if np.array_equal(up[at], at):
            return depth
        depth += up[at] != at
        at = up[at]
    require(False, Text("un arbre de lieux", "a tree of places"), Text("un cercle", "a circle"))
    return depth


def totals(series: ArrayLike, width: int) -> Floats:
    """Return the total of the ``width`` columns that end at each; NaN if one of them is missing."""
    given = matrix(series)
    sums = np.full_like(given, np.nan)
    if given.shape[1] >= width:
        sums[:, width - 1 :] = np.lib.stride_tricks.sliding_window_view(given, width, axis=1).sum(2)
    return sums


def later(series: Floats, columns: int) -> Floats:
    """Return series moved to later columns; NaN where nothing was before."""
    moved = np.full_like(series, np.nan)
    moved[:, columns:] = series[:, : series.shape[1] - columns]
    return moved
