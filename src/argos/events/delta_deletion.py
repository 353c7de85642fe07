"""Erasure, expiry and compaction of the Delta log: the only operations that rewrite files.

No identifier is ever part of a predicate: a partition, named by feed and month, is replaced by the
rows of it that stay. Each operation excludes the others, and each deletion makes the pushes that
started before it fail as busy: a push that compared with rows now gone must compare again.

Files die in an order that needs no lock. (1) List the files that no snapshot refers to; some may
belong to a push that is still writing. (2) Commit a barrier on the feeds of those files: such a
push can no longer win. (3) Delete what was listed.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

import polars as pl
from deltalake import CommitProperties, DeltaTable, Transaction, write_deltalake
from deltalake.exceptions import CommitFailedError

from argos.core.schema import EVENT_SCHEMA
from argos.events import delta_table
from argos.events.checks import busy
from argos.events.delta_files import batches_in, delete, feed_of, unreferenced
from argos.events.delta_table import PARTITIONS, WRITER, Options
from argos.events.log import Compaction, Erasure

MAINTENANCE = "argos/maintenance"  # the transaction that erasure, expiry and compaction share
READERS_HOURS = 24  # how long compaction leaves the files of older snapshots to their readers
ATTEMPTS = 50
TRACED = ("event_id", "batch_id", "feed", "month", "sign")
Partition = tuple[str, str]
Result = TypeVar("Result")
Keep = Callable[[pl.LazyFrame], pl.LazyFrame]


@dataclass
class _Traces:
    """What was found of some persons, over all attempts of one erasure."""

    subjects: pl.DataFrame
    events: pl.DataFrame = field(
        default_factory=lambda: pl.DataFrame(schema={"event_id": pl.Binary})
    )
    rows: pl.DataFrame = field(
        default_factory=lambda: pl.DataFrame(schema={n: EVENT_SCHEMA[n] for n in TRACED})
    )

    def look(self, rows: pl.LazyFrame) -> pl.DataFrame:
        """Find the persons' events, then all rows of these events; ``own`` if they bear them."""
        found = rows.join(self.subjects.lazy(), on="subject", how="semi").select("event_id")
        self.events = pl.concat([self.events, found.collect(engine="streaming")]).unique()
        theirs = (
            rows.join(self.events.lazy(), on="event_id", how="semi")
            .with_columns(own=pl.col("subject").is_in(self.subjects["subject"].implode()))
            .select(*TRACED, pl.col("own").fill_null(value=False))
            .collect(engine="streaming")
        )
        self.rows = pl.concat([self.rows, theirs.select(TRACED)]).unique()
        return theirs

    def without_linked(self, rows: pl.LazyFrame) -> pl.LazyFrame:
        """Drop the rows of the persons' events that another (or no) subject bears."""
        own = rows.join(self.subjects.lazy(), on="subject", how="semi")
        others = rows.join(self.subjects.lazy(), on="subject", how="anti")
        return pl.concat([own, others.join(self.events.lazy(), on="event_id", how="anti")])

    def without_any(self, rows: pl.LazyFrame) -> pl.LazyFrame:
        """Drop every row of the persons' events."""
        return rows.join(self.events.lazy(), on="event_id", how="anti")


def erase(root: str, options: Options, subjects: Collection[bytes]) -> Erasure:
    """Remove the rows of persons, and the whole history of every event that was ever theirs.

    Rows that another (or no) subject bears go first: if the process dies between two partitions,
    the rows that lead to them are still there, and the erasure can be run again.
    """
    if delta_table.opened(root, options) is None:
        return Erasure(0, (), ())
    traces = _Traces(pl.DataFrame({"subject": list(subjects)}, schema={"subject": pl.Binary}))

    def remove(table: DeltaTable) -> None:
        theirs = traces.look(delta_table.scan(delta_table.files(table), options))
        for own, keep in ((False, traces.without_linked), (True, traces.without_any)):
            partitions = theirs.filter(pl.col("own") == own).select(PARTITIONS).unique()
            for partition in partitions.sort(PARTITIONS).rows():
                _replace(table, options, partition, keep)

    _insist(root, options, lambda table: _barrier(table, _feeds(table)))
    _insist(root, options, remove)
    sweep(root, options)
    batches, feeds = (tuple(sorted(set(traces.rows[name]))) for name in ("batch_id", "feed"))
    return Erasure(rows=traces.rows.height, batches=batches, feeds=feeds)


def expire(root: str, options: Options, feed: str, before: date) -> int:
    """Remove the rows of a feed that are counted before a day; return how many."""
    removed = 0

    def still_kept(rows: pl.LazyFrame) -> pl.LazyFrame:
        return rows.filter(pl.col("occurred_on") >= before)

    def remove(table: DeltaTable) -> None:
        nonlocal removed
        for month in _months_before(table, feed, before):
            rows = delta_table.scan(_files(table, (feed, month)), options)
            old = rows.filter(pl.col("occurred_on") < before).select(pl.len()).collect().item()
            _replace(table, options, (feed, month), still_kept)
            removed += old

    if delta_table.opened(root, options) is None:
        return 0
    _insist(root, options, remove)
    if removed:
        sweep(root, options)
    return removed


def compact(root: str, options: Options) -> Compaction:
    """Gather small files; those that they replace stay a day for the readers that use them."""
    if delta_table.opened(root, options) is None:
        return Compaction(0, 0)
    attempts = 0

    def gather(table: DeltaTable) -> Compaction:
        nonlocal attempts
        attempts += 1
        before = len(table.file_uris())
        table.optimize.compact(writer_properties=WRITER, commit_properties=_bumped(table, ()))
        return Compaction(before, len(table.file_uris()))

    compaction = _insist(root, options, gather)
    if attempts > 1:  # what the lost attempts wrote may hold a person erased meanwhile
        sweep(root, options)
    else:
        table = delta_table.create(root, options)
        delete(root, options, unreferenced(root, table, hours=READERS_HOURS))
    return compaction


def sweep(root: str, options: Options) -> None:
    """Delete every file that the newest snapshot does not refer to, those of dead pushes included.

    Readers of older snapshots are interrupted, and told that the feed is busy.
    """

    def barrier(table: DeltaTable) -> set[str]:
        candidates = unreferenced(root, table, hours=0)
        if candidates:
            _barrier(table, {feed_of(path) for path in candidates})
        return candidates

    def unused(table: DeltaTable) -> set[str]:
        return unreferenced(root, table, hours=0)

    candidates = _insist(root, options, barrier)
    delete(root, options, candidates & _insist(root, options, unused))


def discard(root: str, options: Options, feed: str, batch_id: str) -> None:
    """Delete the files that a lost push of this process wrote; another's are left alone."""

    def lost(table: DeltaTable) -> set[str]:
        mine = set()
        for path in unreferenced(root, table, hours=0):
            whole = path.endswith(".parquet") and feed_of(path) == feed
            if whole and batches_in(f"{root}/{path}", options) == {batch_id}:
                mine.add(path)
        return mine

    delete(root, options, _insist(root, options, lost))


def _insist(root: str, options: Options, action: Callable[[DeltaTable], Result]) -> Result:
    """Do an action on the newest snapshot, again if a commit or a deletion overtook it."""
    for _ in range(ATTEMPTS):
        try:
            return action(delta_table.create(root, options))
        except (CommitFailedError, FileNotFoundError):
            continue
    raise busy("*")


def _replace(table: DeltaTable, options: Options, partition: Partition, keep: Keep) -> None:
    """Replace a partition by the rows of it that stay."""
    feed, month = partition
    kept = keep(delta_table.scan(_files(table, partition), options)).collect()
    write_deltalake(
        table,
        kept,
        mode="overwrite",
        predicate=f"feed = '{feed}' AND month = '{month}'",
        writer_properties=WRITER,
        commit_properties=_bumped(table, {feed}),
    )


def _barrier(table: DeltaTable, feeds: Iterable[str]) -> None:
    """Commit nothing but a new sequence of the feeds: what started before can no longer win."""
    table.create_write_transaction(
        [], "append", table.schema(), PARTITIONS, commit_properties=_bumped(table, feeds)
    )


def _bumped(table: DeltaTable, feeds: Iterable[str]) -> CommitProperties:
    sequences = {name: table.transaction_version(name) or 0 for name in {MAINTENANCE, *feeds}}
    return CommitProperties(
        app_transactions=[Transaction(name, n + 1) for name, n in sorted(sequences.items())]
    )


def _files(table: DeltaTable, partition: Partition) -> list[str]:
    return delta_table.files(table, list(zip(PARTITIONS, "==", partition, strict=True)))


def _feeds(table: DeltaTable) -> set[str]:
    return {partition["feed"] for partition in table.partitions()}


def _months_before(table: DeltaTable, feed: str, before: date) -> list[str]:
    wanted = [("feed", "=", feed), ("month", "<=", f"{before:%Y-%m}"), ("occurred_on", "<", before)]
    return sorted({p["month"] for p in table.partitions(file_pruning_predicate=wanted)})
