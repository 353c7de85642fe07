"""Avatars of a table that outgrows one machine, on Apache Spark (extra ``cluster``).

The axes are those of the whole table: sums and contingency tables of its parts add up to them. Then
each cell of the space (`overlap`), with the people just beyond its border, is made into avatars as
a small table would be. What differs from one machine is that a few in a thousand neighbours are not
the very nearest, as with an index there; it is measured. The driver holds aggregates, a sample of
people and the neighbours of a few hundred of them, for as long as the call lasts.
"""

import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from argos.avatar.avatarizer import Avatarizer, avatars_of, joined
from argos.avatar.layout import Layout, layout
from argos.avatar.neighbours import in_space_order
from argos.avatar.overlap import Cells, cut, found, reaching
from argos.avatar.prepared import Coded, Floats, Prepared, prepare, with_gaps
from argos.avatar.projection import Moments, Projection, axes, moments
from argos.avatar.tables import content_order

IN_A_CELL = 200_000  # people: as many as one machine looks at exactly
SAMPLE = 50_000  # people on the driver: kinds, decimals, where cells are cut
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
    sample = _sample(table)
    plan = _settled(table, layout(sample, _counted(table, sample, method), method))
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


def _sample(table: Any) -> pl.DataFrame:
    """Return people drawn by a hash of their content: the same ones in any order of rows."""
    from pyspark.sql import functions

    drawn = table.orderBy(functions.xxhash64(*map(_quoted, table.columns))).limit(SAMPLE)
    plain = pl.from_arrow(drawn.toArrow())
    if not isinstance(plain, pl.DataFrame):
        raise TypeError("expected a table")
    return plain


def _quoted(name: str) -> str:
    escaped = name.replace("`", "``")
    return f"`{escaped}`"


def _counted(table: Any, sample: pl.DataFrame, method: Avatarizer) -> dict[str, pl.DataFrame]:
    """Return the levels of each category that declares none, with their people."""
    schema = dict(method.schema or {})
    columns = prepare(sample, schema, most_levels=method.most_levels).coded
    return {
        c.name: _levels(table, c.name, sample.schema[c.name])
        for c in columns
        if c.name not in schema or schema[c.name].levels is None
    }


def _levels(table: Any, name: str, dtype: pl.DataType) -> pl.DataFrame:
    rows = table.groupBy(_quoted(name)).count().collect()
    known = [tuple(row) for row in rows if row[0] is not None]
    return pl.DataFrame(known, schema={name: dtype, "people": pl.Int64()}, orient="row")


def _by_batch(table: Any, work: Callable[[pl.DataFrame], pl.DataFrame], schema: Any) -> Any:
    """Return a Spark table of what some work gives of each batch of another."""
    target = _arrow(schema, table)

    def batches(parts: Iterator[Any]) -> Iterator[Any]:
        for part in parts:
            if part.num_rows:
                made = work(pl.DataFrame(part)).to_arrow()
                yield from made.cast(target).to_batches()

    return table.mapInArrow(batches, schema)


def _arrow(schema: Any, table: Any) -> Any:
    """Return a Spark schema as Arrow's, its instants in the time zone of the session."""
    from pyspark.sql.pandas.types import to_arrow_schema

    zone = table.sparkSession.conf.get("spark.sql.session.timeZone")
    return to_arrow_schema(schema, timezone=zone)


def _by_part(table: Any, work: Callable[[pl.DataFrame], pl.DataFrame]) -> list[Any]:
    """Return the `_row` that some work gives of each batch of a table."""
    from pyspark.sql.types import ArrayType, DoubleType, StructType

    figures = ArrayType(DoubleType())
    schema = StructType().add("people", DoubleType()).add("first", figures).add("second", figures)
    collected: list[Any] = _by_batch(table, work, schema).collect()
    return collected


def _settled(table: Any, plan: Layout) -> Layout:
    """Return the layout with the means of everybody, and which numbers have gaps."""
    numbers = len(plan.centre)

    def sums(part: pl.DataFrame) -> pl.DataFrame:
        people = plan.read(part)
        gaps = [c.missing for c in people.measured if c.missing is not None]
        known = [float((~gap).sum()) for gap in gaps]
        apart = [float((c.values - m).sum()) for c, m in zip(people.measured, plan.centre,
                                                             strict=True)]  # fmt: skip
        return _row(float(people.rows), np.array(known), np.array(apart))

    rows = _by_part(table, sums)
    people = sum(row[0] for row in rows)
    known = sum((np.array(row[1]) for row in rows), np.zeros(numbers))
    apart = sum((np.array(row[2]) for row in rows), np.zeros(numbers))
    return plan.settled(plan.centre + apart / np.maximum(known, 1), list(known < people))


def _row(people: float, first: Floats, second: Floats) -> pl.DataFrame:
    return pl.DataFrame(
        {"people": [people], "first": [first.tolist()], "second": [second.tolist()]},
        schema={"people": pl.Float64, "first": pl.List(pl.Float64), "second": pl.List(pl.Float64)},
    )


def _moments(table: Any, plan: Layout) -> Moments:
    """Return the sums and products of everybody, added up from those of each batch."""

    def of(part: pl.DataFrame) -> pl.DataFrame:
        here = moments(with_gaps(plan.read(part)), plan.centre)
        return _row(here.rows, here.sums, here.products.ravel())

    rows = _by_part(table, of)
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
        return _row(kept, scores[rows].ravel(), np.zeros(0))

    shape = (len(asked), -1, asked.shape[1])
    parts = [np.array(row[1]).reshape(shape) for row in _by_part(table, best)]
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
    from pyspark.sql import functions
    from pyspark.sql.types import BooleanType, IntegerType, StructType

    given = table.schema
    target = _arrow(given, table)
    placed = StructType(list(given.fields)).add(CELL, IntegerType()).add(GUEST, BooleanType())

    def make(cell: Any) -> Any:
        return work.made(pl.DataFrame(cell)).to_arrow().cast(target)

    sent = _by_batch(table, work.placed, placed).groupBy(CELL)
    return sent.applyInArrow(make, given).orderBy(functions.rand(work.seed % 2**31))
