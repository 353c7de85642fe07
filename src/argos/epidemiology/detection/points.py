"""What quasi-Poisson regressions are made on: counts, and the seasons and dates of their points."""

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from argos.epidemiology.series import Floats

LEAST_MEAN = float(np.finfo(np.float64).eps)  # the least that R's link gives


@dataclass(frozen=True, slots=True)
class Design:
    """How many points each season has, and their dates where there is a trend.

    Sums are taken by season, not by a product with a matrix of zeros and ones: as quick, and it
    wakes no threads of a linear algebra library, which on a busy machine wait for each other.

    Attributes:
        sizes: (seasons,), one or more each; the points of a season follow each other.
        time: (points,), None for a model without trend.

    """

    sizes: NDArray[np.int64]
    time: Floats | None = None

    @property
    def seasons(self) -> int:
        """How many seasons there are."""
        return len(self.sizes)

    @property
    def columns(self) -> int:
        """How many coefficients there are."""
        return self.seasons + (self.time is not None)

    def by_season(self, values: Floats) -> Floats:
        """Sum over the points of each season, (rows, seasons)."""
        starts = np.cumsum(self.sizes) - self.sizes
        return np.asarray(np.add.reduceat(values, starts, axis=1))

    def moments(self, values: Floats) -> Floats:
        """Return X'v, (rows, columns)."""
        seasons = self.by_season(values)
        if self.time is None:
            return seasons
        return np.column_stack([seasons, row_products(values, self.time)])

    def products(self, weights: Floats) -> Floats:
        """Return n of each season; with a trend c of each and Q, (rows, products)."""
        seasons = self.by_season(weights)
        if self.time is None:
            return seasons
        timed = weights * self.time
        return np.column_stack([seasons, self.by_season(timed), row_products(timed, self.time)])

    def linear(self, beta: Floats) -> Floats:
        """Return X β, (rows, points)."""
        if self.time is None:
            return self.of_points(beta)
        return self.of_points(beta[:, :-1]) + beta[:, -1:] * self.time

    def of_points(self, seasons: Floats) -> Floats:
        """Return for each point the figure of its season, (rows, points)."""
        return np.repeat(seasons, self.sizes, axis=1)


@dataclass(frozen=True, slots=True)
class Figures:
    """Counts and what every regression on them needs, each (rows, points).

    Attributes:
        counts: y; 0 where missing.
        known: 1, and 0 where missing.
        start: log(y + 0.1), where R begins.
        own: y log y − y.
        root: y^⅔.

    """

    counts: Floats
    known: Floats
    start: Floats
    own: Floats
    root: Floats

    @classmethod
    def of(cls, counts: Floats) -> "Figures":
        """Return figures for counts of 0 or more, NaN where missing."""
        missing = np.isnan(counts)
        y = np.where(missing, 0.0, counts)
        log = np.log(np.maximum(y, LEAST_MEAN))
        root = np.where(y > 0, np.exp(2 / 3 * log), 0.0)
        return cls(y, (~missing).astype(np.float64), np.log(y + 0.1), y * log - y, root)

    def only(self, rows: NDArray[np.int64]) -> "Figures":
        """Return some of the rows."""
        if len(rows) == len(self.counts):
            return self
        return Figures(*(getattr(self, field.name)[rows] for field in fields(self)))


def row_products(left: Floats, right: Floats) -> Floats:
    """Return the sum of the products of each row; the right may be one row for all."""
    return np.asarray(np.einsum("rp,rp->r" if right.ndim == 2 else "rp,p->r", left, right))
