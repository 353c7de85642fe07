"""Counting line-level events: one expression for every engine.

The log is linear: a +1 row says a fact, a -1 row unsays it and repeats its columns. So a count as
of T is the sum of ``sign`` over the rows recorded by T, and the sums by recorded instant that are
made here hold every past state at once. Written in Narwhals, run by Polars or by Spark.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import reduce
from operator import and_, or_
from typing import Any, Protocol

import narwhals as nw
import polars as pl

from argos.core.codes import syndrome
from argos.core.schema import INSTANT
from argos.publish.indicators import Source

LIVE = "live"  # every row of the feed, whatever it says: whether the feed reported the day
NO_AGE = -1
FACETS = ("place", "occurred_on", "age_from", "age_band", "sex", "unit", "recorded_at")
FEW = 4  # codes that are cheaper to look up one by one than in a list of all rows' codes


@dataclass(frozen=True)
class Tally:
    """One thing to count: rows of a moment, with certain codes.

    Attributes:
        name: column of the result.
        measure: the moment that counts one.
        minus: the moment that takes one away again.
        each: sets of codes; the event must have a code of each.

    """

    name: str
    measure: str
    minus: str | None = None
    each: tuple[frozenset[str], ...] = ()

    @classmethod
    def of(cls, name: str, source: Source) -> "Tally":
        """Return what an indicator counts in a source."""
        named = frozenset(source.any_of), syndrome(source.syndrome) if source.syndrome else None
        alone = (frozenset({code}) for code in source.codes)
        return cls(name, source.measure, source.minus, tuple(filter(None, (*alone, *named))))


@dataclass(frozen=True)
class Plan:
    """What to count in the rows of one feed.

    Attributes:
        feed: the feed.
        tallies: the things to count.
        first_years: first year of every age class that any indicator needs, upwards.
        units: establishments that the feed speaks for, none if it speaks for itself.
        until: instant after which rows are not looked at, so that all reads see one state.

    """

    feed: str
    tallies: tuple[Tally, ...]
    first_years: tuple[int, ...]
    units: tuple[str, ...] = ()
    until: datetime | None = None


class Engine(Protocol):
    """Whatever runs ``signed_counts`` over the rows of a log."""

    def count(self, plan: Plan, first: date | None, last: date | None) -> pl.DataFrame:
        """Return the counts of the days from ``first`` to ``last``, both included."""
        ...


class Rows(Protocol):
    """The part of the event log that Polars needs."""

    def rows(
        self,
        feed: str | None = None,
        first: date | None = None,
        last: date | None = None,
        recorded_after: Any = None,
    ) -> pl.LazyFrame:
        """Return signed rows."""
        ...


class PolarsEngine:
    """Counts on this machine; the rows stream through memory."""

    def __init__(self, log: Rows) -> None:
        self._log = log

    def count(self, plan: Plan, first: date | None, last: date | None) -> pl.DataFrame:
        """Count with Polars; see ``Engine``."""
        rows = nw.from_native(self._log.rows(plan.feed, first, last))
        parts = [nw.to_native(part) for part in signed_counts(rows, plan)]
        return joined(pl.collect_all(parts, engine="streaming"), plan)


def signed_counts(rows: Any, plan: Plan) -> list[Any]:
    """Sum the signs of the rows that each tally counts, by ``FACETS``.

    Args:
        rows: signed rows of one feed, a Narwhals lazy frame of any engine.
        plan: what to count.

    Returns:
        Lazy frames of ``FACETS`` and some of the tallies (`LIVE` in the first); ``joined`` makes
        one of them.

    """
    seen = rows if plan.until is None else rows.filter(nw.col("recorded_at") <= plan.until)
    faceted = seen.with_columns(
        age_from=_age_from(plan.first_years),
        unit=_unit(plan.units),
        sign=nw.col("sign").cast(nw.Int64),
    )
    inline = [tally for tally in plan.tallies if not _long(tally)]
    counted = faceted.with_columns(
        nw.col("sign").alias(LIVE),
        *(_signed(tally).alias(tally.name) for tally in inline),
    )
    names = [LIVE, *(tally.name for tally in inline)]
    sums = counted.group_by(*FACETS).agg(*(nw.col(name).sum() for name in names))
    return [sums, *(_by_list(faceted, tally) for tally in plan.tallies if _long(tally))]


def joined(parts: Sequence[pl.DataFrame], plan: Plan) -> pl.DataFrame:
    """Return the parts of ``signed_counts`` as one frame: `FACETS`, `LIVE` and every tally."""
    names = [LIVE, *(tally.name for tally in plan.tallies)]
    types = pl.Schema({"occurred_on": pl.Date(), "recorded_at": INSTANT, "age_from": pl.Int16()})
    whole = pl.concat([part.cast(types) for part in parts], how="diagonal")
    whole = whole.with_columns(pl.col(name).cast(pl.Int64).fill_null(0) for name in names)
    if len(parts) == 1:
        return whole.select(*FACETS, *names)
    return whole.group_by(FACETS).agg(pl.col(names).sum())


def _long(tally: Tally) -> bool:
    return any(len(codes) > FEW for codes in tally.each)


def _signed(tally: Tally) -> Any:
    """Return +sign where the tally's moment is said, -sign where the opposite moment is."""
    matched = _matches(tally, [codes for codes in tally.each if len(codes) <= FEW])
    counted = nw.when(matched & (nw.col("measure") == tally.measure)).then(nw.col("sign"))
    if tally.minus is None:
        return counted.otherwise(nw.lit(0))
    minus = nw.when(matched & (nw.col("measure") == tally.minus)).then(nw.lit(0) - nw.col("sign"))
    return counted.otherwise(minus.otherwise(nw.lit(0)))


def _matches(tally: Tally, groups: Sequence[frozenset[str]]) -> Any:
    measures = [tally.measure, *([tally.minus] if tally.minus else [])]
    has = [
        reduce(or_, (nw.col("codes").list.contains(code) for code in sorted(codes)))
        for codes in groups
    ]
    return reduce(and_, has, nw.col("measure").is_in(measures))


def _by_list(rows: Any, tally: Tally) -> Any:
    """Count a tally of many codes.

    Rows are first summed by their whole list of codes: each sum then stands for one list, whose
    codes can be unfolded and looked up together, and taken once however many of them match.
    """
    keys = [*FACETS, "codes"]
    short = [codes for codes in tally.each if len(codes) <= FEW]
    kept = rows.filter(_matches(tally, short)).with_columns(_signed(tally).alias(tally.name))
    sums = kept.group_by(*keys).agg(nw.col(tally.name).sum())
    for codes in (codes for codes in tally.each if len(codes) > FEW):
        unfolded = sums.with_columns(code=nw.col("codes")).explode("code")
        found = unfolded.filter(nw.col("code").is_in(sorted(codes)))
        sums = found.select(*keys, tally.name).unique(subset=keys)
    return sums.group_by(*FACETS).agg(nw.col(tally.name).sum())


def _age_from(first_years: Sequence[int]) -> Any:
    """Return the first year of the age's class, ``NO_AGE`` where there is no age."""
    expression = nw.lit(NO_AGE)
    for year in first_years:
        expression = nw.when(nw.col("age") >= year).then(nw.lit(year)).otherwise(expression)
    return expression.cast(nw.Int32)


def _unit(units: Sequence[str]) -> Any:
    """Return the unit that the row's codes name, '' where none."""
    expression = nw.lit("")
    for unit in units:
        named = nw.col("codes").list.contains(f"unit:{unit}")
        expression = nw.when(named).then(nw.lit(unit)).otherwise(expression)
    return expression
