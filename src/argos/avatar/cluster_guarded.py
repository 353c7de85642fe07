"""Guarded avatars of a table that outgrows one machine, on Apache Spark (extra ``cluster``).

Guarded rows stand for the law of many people and for no person, so a table may be cut at random:
each lot of people is made into as many avatars as a table of its own would be, by what all of the
table says of levels, decimals and gaps, and the lots are put together in a random order. The driver
holds counts and a sample of people for as long as the call lasts.
"""

import secrets
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from argos.avatar.guarded import Guarded
from argos.avatar.layout import Layout
from argos.avatar.spark import by_group, content_hash, read_by, sampled
from argos.avatar.tables import content_order

IN_A_LOT = 200_000  # people: what a lot's own chance adds to figures is then below notice
LOT = "__lot"


def guarded_on_cluster(method: Guarded, table: Any, in_a_lot: int = IN_A_LOT) -> Any:
    """Return guarded avatars of a Spark table, as a Spark table of the same columns and types.

    Made when it is written or read, and anew each time unless it is cached. Lots are drawn by a
    hash of each row and the seed, not by chance at the worker: a task that is run again finds the
    same people, so nobody is lost or doubled. People who are alike in all columns share a lot.

    Args:
        method: with its settings. Without a seed, one is drawn from the system.
        table: a Spark DataFrame, a row a person. It is read four times: cache it if that is slow.
        in_a_lot: people that a worker takes at once, about.

    Raises:
        AvatarRefused: as `Guarded.fit_transform`; of a table that is not read yet, when it is.

    """
    from pyspark.sql import functions

    rows = table.count()
    method.check(rows)
    lots = max(1, round(rows / max(in_a_lot, method.fewest)))
    plan = read_by(table, sampled(table), method)
    seed = secrets.randbits(63) if method.seed is None else method.seed
    work = _Work(plan, method, seed)
    drawn = functions.pmod(content_hash(table, seed), functions.lit(lots)).cast("int")
    return by_group(table.withColumn(LOT, drawn), LOT, work.made, table, seed)


@dataclass(frozen=True, slots=True)
class _Work:
    """What a worker needs to make the avatars of a lot: aggregates and settings."""

    plan: Layout
    method: Guarded
    seed: int

    def made(self, lot: pl.DataFrame) -> pl.DataFrame:
        """Return the avatars of a lot."""
        people = self.plan.read(lot.drop(LOT))
        people = people.take(content_order(people))
        random = np.random.default_rng([self.seed, int(lot[LOT][0])])
        written: pl.DataFrame = self.method.written(self.method.invented(people, random))
        return written
