"""A Spark table as what avatars are made of: a sample, counts, sums of its parts, work by batch."""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import polars as pl

from argos.avatar.layout import Layout, layout
from argos.avatar.method import Method
from argos.avatar.prepared import Floats, prepare

SAMPLE = 50_000  # people on the driver: kinds and decimals


def read_by(table: Any, sample: pl.DataFrame, method: Method) -> Layout:
    """Return how to read each part of a table, by what all of it says.

    Args:
        table: a Spark DataFrame, read twice.
        sample: people of it, see `sampled`.
        method: whose schema and limits are followed.

    """
    return settled(table, layout(sample, counted(table, sample, method), method))


def content_hash(table: Any, *salt: int) -> Any:
    """Return a column: a hash of each row, the same wherever and whenever a task reads it."""
    from pyspark.sql import functions

    return functions.xxhash64(*map(functions.lit, salt), *map(_quoted, table.columns))


def sampled(table: Any) -> pl.DataFrame:
    """Return people drawn by a hash of their content: the same ones in any order of rows."""
    drawn = table.orderBy(content_hash(table)).limit(SAMPLE)
    plain = pl.from_arrow(drawn.toArrow())
    if not isinstance(plain, pl.DataFrame):
        raise TypeError("expected a table")
    return plain


def _quoted(name: str) -> str:
    escaped = name.replace("`", "``")
    return f"`{escaped}`"


def counted(table: Any, sample: pl.DataFrame, method: Method) -> dict[str, pl.DataFrame]:
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


def by_batch(table: Any, work: Callable[[pl.DataFrame], pl.DataFrame], schema: Any) -> Any:
    """Return a Spark table of what some work gives of each batch of another."""
    target = arrow_schema(schema, table)

    def batches(parts: Iterator[Any]) -> Iterator[Any]:
        for part in parts:
            if part.num_rows:
                made = work(pl.DataFrame(part)).to_arrow()
                yield from made.cast(target).to_batches()

    return table.mapInArrow(batches, schema)


def by_group(
    sent: Any, key: str, work: Callable[[pl.DataFrame], pl.DataFrame], like: Any, seed: int
) -> Any:
    """Return a Spark table of what some work gives of each group of rows, in a random order.

    Args:
        sent: rows, with the column that tells their group.
        key: that column.
        work: from the rows of a group to rows of the table that is made.
        like: a Spark table with the columns and types of the one that is made.
        seed: of the order.

    """
    from pyspark.sql import functions

    target = arrow_schema(like.schema, like)

    def make(group: Any) -> Any:
        return work(pl.DataFrame(group)).to_arrow().cast(target)

    made = sent.groupBy(key).applyInArrow(make, like.schema)
    return made.orderBy(functions.rand(seed % 2**31))


def arrow_schema(schema: Any, table: Any) -> Any:
    """Return a Spark schema as Arrow's, its instants in the time zone of the session."""
    from pyspark.sql.pandas.types import to_arrow_schema

    zone = table.sparkSession.conf.get("spark.sql.session.timeZone")
    return to_arrow_schema(schema, timezone=zone)


def by_part(table: Any, work: Callable[[pl.DataFrame], pl.DataFrame]) -> list[Any]:
    """Return the row of `figures_of` that some work gives of each batch of a table."""
    from pyspark.sql.types import ArrayType, DoubleType, StructType

    figures = ArrayType(DoubleType())
    schema = StructType().add("people", DoubleType()).add("first", figures).add("second", figures)
    collected: list[Any] = by_batch(table, work, schema).collect()
    return collected


def settled(table: Any, plan: Layout) -> Layout:
    """Return the layout with the means of everybody, and which numbers have gaps."""
    numbers = len(plan.centre)

    def sums(part: pl.DataFrame) -> pl.DataFrame:
        people = plan.read(part)
        gaps = [c.missing for c in people.measured if c.missing is not None]
        known = [float((~gap).sum()) for gap in gaps]
        apart = [float((c.values - m).sum()) for c, m in zip(people.measured, plan.centre,
                                                             strict=True)]  # fmt: skip
        return figures_of(float(people.rows), np.array(known), np.array(apart))

    rows = by_part(table, sums)
    people = sum(row[0] for row in rows)
    known = sum((np.array(row[1]) for row in rows), np.zeros(numbers))
    apart = sum((np.array(row[2]) for row in rows), np.zeros(numbers))
    return plan.settled(plan.centre + apart / np.maximum(known, 1), list(known < people))


def figures_of(people: float, first: Floats, second: Floats) -> pl.DataFrame:
    """Return a count and two lists of figures as a table of one row, to be sent to the driver."""
    return pl.DataFrame(
        {"people": [people], "first": [first.tolist()], "second": [second.tolist()]},
        schema={"people": pl.Float64, "first": pl.List(pl.Float64), "second": pl.List(pl.Float64)},
    )
