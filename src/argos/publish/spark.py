"""Counting on Apache Spark, for a territory that outgrows one machine (extra ``cluster``).

The same expressions as on Polars, over the same list of data files of one snapshot.
"""

from datetime import date
from typing import Any, Protocol

import narwhals as nw
import polars as pl

from argos.core.errors import UsageError
from argos.core.language import Text
from argos.core.schema import EVENT_SCHEMA, INSTANT
from argos.publish.aggregate import Plan, Rows, joined, signed_counts

SETTINGS = {
    # Spark would guess that the month or feed "01" is the number 1.
    "spark.sql.sources.partitionColumnTypeInference.enabled": "false",
    "spark.sql.session.timeZone": "UTC",
}


class Files(Rows, Protocol):
    """The part of the event log that Spark needs."""

    @property
    def root(self) -> str:
        """Address of the log, under which all its files lie."""
        ...

    def files(
        self, feed: str | None = None, first: date | None = None, last: date | None = None
    ) -> list[str]:
        """Return the data files of the present snapshot."""
        ...


class SparkEngine:
    """Counts on a Spark cluster; see ``aggregate.Engine``."""

    def __init__(self, log: Files, session: Any = None) -> None:
        """Take the session given, set as `SETTINGS` want it, or make one.

        Raises:
            UsageError: pyspark is not installed.

        """
        self._log = log
        self._session = session or _new_session()
        for name, value in SETTINGS.items():
            self._session.conf.set(name, value)

    def count(self, plan: Plan, first: date | None, last: date | None) -> pl.DataFrame:
        """Count with Spark; see ``Engine``."""
        files = self._log.files(plan.feed, first, last)
        if not files:
            none = nw.from_native(pl.LazyFrame(schema=EVENT_SCHEMA))
            return joined(
                [nw.to_native(part).collect() for part in signed_counts(none, plan)], plan
            )
        rows = nw.from_native(self._session.read.option("basePath", self._log.root).parquet(*files))
        wanted = rows.filter(nw.col("feed") == plan.feed)
        for bound in (
            None if first is None else nw.col("occurred_on") >= first,
            None if last is None else nw.col("occurred_on") <= last,
        ):
            wanted = wanted if bound is None else wanted.filter(bound)
        return joined(
            [_collected(nw.to_native(part)) for part in signed_counts(wanted, plan)], plan
        )


def _collected(frame: Any) -> pl.DataFrame:
    """Bring sums to this machine; instants travel as microseconds, whatever the time zones."""
    from pyspark.sql import functions

    instants = functions.unix_micros("recorded_at")
    rows = frame.withColumn("recorded_at", instants).collect()
    typed = {**EVENT_SCHEMA, "recorded_at": pl.Int64(), "age_from": pl.Int32(), "unit": pl.String()}
    schema = {name: typed.get(name, pl.Int64()) for name in frame.columns}
    whole = pl.DataFrame([tuple(row) for row in rows], schema=schema, orient="row")
    return whole.with_columns(pl.col("recorded_at").cast(INSTANT))


def _new_session() -> Any:
    try:
        from pyspark.sql import SparkSession
    except ImportError:
        raise UsageError(
            "NO_SPARK",
            expected=Text("pyspark", "pyspark"),
            found=Text("il n'est pas installé", "it is not installed"),
            todo=Text("installez argos-sante[cluster]", "install argos-sante[cluster]"),
        ) from None
    builder = SparkSession.builder.appName("argos")
    for name, value in SETTINGS.items():
        builder = builder.config(name, value)
    return builder.getOrCreate()
