"""Avatars of a table that outgrows one machine, on Apache Spark (extra ``cluster``).

The axes are those of the whole table: sums and contingency tables of its parts add up to them. Then
each cell of the space (`overlap`), with the people just beyond its border, is made into avatars as
a small table would be. What differs from one machine is that a few in a thousand neighbours are not
the very nearest, as with an index there; it is measured. The driver holds aggregates, a sample of
people and the neighbours of a few hundred of them, for as long as the call lasts.
"""

import secrets
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from argos.avatar.avatarizer import Avatarizer, avatars_of, joined
from argos.avatar.layout import Layout
from argos.avatar.neighbours import in_space_order
from argos.avatar.overlap import Cells, cut, found, reaching
from argos.avatar.prepared import Coded, Floats, Prepared, with_gaps
from argos.avatar.projection import Moments, Projection, axes, moments
from argos.avatar.spark import by_batch, by_group, by_part, figures_of, read_by, sampled
from argos.avatar.tables import content_order

IN_A_CELL = 200_000  # people: as many as one machine looks at exactly
ASKED = 400  # people whose true neighbours are looked for: half choose the reach, half judge it
CELL, GUEST = "__cell", "__guest"


@dataclass(frozen=True, slots=True)
class OnCluster:
    """Avatars as a Spark table, and how they were made.

    Attributes:
        table: of the same columns and types; made when it is written or read, and made anew each
            time unless it is cached.
        recall: the share of true neighbours that cells know, measured on people drawn at random.
        cells: into which the space was cut.

    """

    table: Any
    recall: float
    cells: int


def on_cluster(method: Avatarizer, table: Any, in_a_cell: int = IN_A_CELL) -> OnCluster:
    """Return avatars of a Spark table.

    Args:
        method: faithful, with its settings. The same seed gives the same draws, but a cluster adds
            numbers in no fixed order, so tables may differ in a few rows.
        table: a Spark DataFrame, a row a person. It is read five times: cache it if that is slow.
        in_a_cell: people that a worker takes at once, about.

    Raises:
        AvatarRefused: as `Avatarizer.fit_transform`.

    """
    rows = table.count()
    method.check(rows)
    sample = sampled(table)
    plan = read_by(table, sample, method)
    space = axes(_moments(table, plan), with_gaps(plan.like), method.n_components)
    scores = _scores(space, plan.read(sample))
    number = 2 ** int(np.ceil(np.log2(max(1, rows / in_a_cell))))
    cells = cut(scores, number, method.k)
    asked = scores[: min(ASKED, len(scores))]
    near = _nearest(table, plan, space, asked, method.k)
    cells = reaching(cells, asked[::2], near[::2])
    seed = secrets.randbits(64) if method.seed is None else method.seed
    made = _made(table, _Work(plan, space, cells, method, seed))
    return OnCluster(made, found(cells, asked[1::2], near[1::2]), number)


def _moments(table: Any, plan: Layout) -> Moments:
    """Return the sums and products of everybody, added up from those of each batch."""

    def of(part: pl.DataFrame) -> pl.DataFrame:
        here = moments(with_gaps(plan.read(part)), plan.centre)
        return figures_of(here.rows, here.sums, here.products.ravel())

    rows = by_part(table, of)
    sums = np.sum([row[1] for row in rows], axis=0)
    products = np.sum([row[2] for row in rows], axis=0).reshape(len(sums), len(sums))
    return Moments(int(sum(row[0] for row in rows)), plan.centre, sums, products)


def _scores(space: Projection, people: Prepared) -> Floats:
    return space.scores(with_gaps(people))


def _nearest(table: Any, plan: Layout, space: Projection, asked: Floats, k: int) -> Floats:
    """Return the scores of the true neighbours of some people among everybody, (asked, k, …)."""

    def best(part: pl.DataFrame) -> pl.DataFrame:
        scores = _scores(space, plan.read(part))
        kept = min(k + 1, len(scores))
        _, rows = cKDTree(scores).query(asked, k=kept)
        return figures_of(kept, scores[rows].ravel(), np.zeros(0))

    shape = (len(asked), -1, asked.shape[1])
    parts = [np.array(row[1]).reshape(shape) for row in by_part(table, best)]
    near = np.concatenate(parts, axis=1)
    apart = np.linalg.norm(near - asked[:, None, :], axis=2)
    order = np.argsort(apart, axis=1)[:, 1 : k + 1]  # the first is oneself
    return np.take_along_axis(near, order[:, :, None], axis=1)


@dataclass(frozen=True, slots=True)
class _Work:
    """What a worker needs to make the avatars of a cell: aggregates and settings."""

    plan: Layout
    space: Projection
    cells: Cells
    method: Avatarizer
    seed: int

    def placed(self, part: pl.DataFrame) -> pl.DataFrame:
        """Return people with the cell that they stand in, and again for each they visit."""
        scores = _scores(self.space, self.plan.read(part))
        rows, visited = self.cells.guests(scores)
        own = part.with_columns(_whole(CELL, self.cells.of(scores)), pl.lit(False).alias(GUEST))
        guests = part[rows].with_columns(_whole(CELL, visited), pl.lit(True).alias(GUEST))
        return pl.concat([own, guests])

    def made(self, cell: pl.DataFrame) -> pl.DataFrame:
        """Return the avatars of the people of a cell, guests being neighbours only, shuffled."""
        people = [self._ordered(cell.filter(pl.col(GUEST) == guest)) for guest in (False, True)]
        own = people[0].rows
        if not own:
            return cell.drop(CELL, GUEST).head(0)
        random = np.random.default_rng([self.seed, int(cell[CELL][0])])
        together = _together(*people)
        scores = _scores(self.space, together)
        avatars, _ = avatars_of(together, scores, self.method, random, asked=own)
        written: pl.DataFrame = self.method.written(avatars.take(random.permutation(own)))
        return written

    def _ordered(self, part: pl.DataFrame) -> Prepared:
        """Return people in an order that their content decides, near in the space."""
        people = self.plan.read(part.drop(CELL, GUEST))
        if not people.rows:
            return people
        people = people.take(content_order(people))
        return people.take(in_space_order(_scores(self.space, people)))


def _whole(name: str, values: NDArray[np.intp]) -> pl.Series:
    return pl.Series(name, values, dtype=pl.Int32)


def _together(*parts: Prepared) -> Prepared:
    """Return the people of parts whose columns are the same, one after the other."""
    drawn = [
        [(c.codes, None) if isinstance(c, Coded) else (c.values, c.missing) for c in part.columns]
        for part in parts
    ]
    return joined(parts[0], drawn)


def _made(table: Any, work: _Work) -> Any:
    """Return the table of avatars: people sent to cells, cells made, rows shuffled."""
    from pyspark.sql.types import BooleanType, IntegerType, StructType

    placed = StructType(list(table.schema.fields))
    placed = placed.add(CELL, IntegerType()).add(GUEST, BooleanType())
    sent = by_batch(table, work.placed, placed)
    return by_group(sent, CELL, work.made, table, work.seed)
