"""The event log as a Delta Lake table, partitioned by feed and month.

A commit carries, as Delta application transactions, what a push must know of its feed: a sequence,
the last instant and the newest day. They are read without a look at any file and survive
checkpoints and compaction; and two commits made from one snapshot that bear the same transaction
cannot both win.
"""

from collections.abc import Collection
from datetime import UTC, date, datetime, timedelta
from typing import Any

import polars as pl
from deltalake import CommitProperties, DeltaTable, Transaction, write_deltalake
from deltalake.exceptions import CommitFailedError, DeltaError

from argos.core.errors import ArgosError
from argos.core.language import Text, same
from argos.core.schema import EVENT_SCHEMA
from argos.events import delta_deletion, delta_table
from argos.events.checks import busy, complete, next_instant
from argos.events.delta_handle import Handle, Handles
from argos.events.delta_table import PARTITIONS, WRITER
from argos.events.log import Commit, Compaction, Erasure, Position
from argos.events.statements import state

OURS = "argos"  # the key of our part of a commit's metadata
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


class DeltaEventLog:
    """The event log in a folder or an object store; any number of processes may use it."""

    def __init__(self, root: str, storage_options: dict[str, str] | None = None) -> None:
        """Name the table's address and the options of its store; nothing is touched yet."""
        self._root = root
        self._options = storage_options
        self._handles = Handles(root, storage_options)

    @property
    def root(self) -> str:
        """Address of the log."""
        return self._root

    def version(self) -> int:
        """Return the log's version, -1 where there is none yet."""
        handle = self._handles.take()
        if handle is None:
            return -1
        self._handles.give_back(handle)
        return handle.version

    def position(self, feed: str) -> Position:
        """Return where the feed stands now; the table is made on demand."""
        handle = self._handles.take() or self._made()
        table = handle.table
        instant = table.transaction_version(_instant_of(feed))
        newest = table.transaction_version(_newest_of(feed))
        return Position(
            feed=feed,
            sequence=table.transaction_version(feed) or 0,
            recorded_at=None if instant is None else EPOCH + instant * MICROSECOND,
            newest=None if newest is None else date.fromordinal(newest),
            snapshot=handle,
        )

    def live(
        self,
        feed: str,
        first: date | None = None,
        last: date | None = None,
        as_of: datetime | None = None,
        position: Position | None = None,
        where: pl.Expr | None = None,
    ) -> pl.DataFrame:
        """Return the live rows; see ``EventLog.live``."""
        table = position.snapshot.at_version(self._options) if position else self._table()
        rows = self._scan(table, feed, first, last)
        if as_of is not None:
            rows = rows.filter(pl.col("recorded_at") <= as_of)
        if where is not None:
            rows = rows.filter(where)
        try:
            return state(rows.collect(engine="in-memory"))
        except (FileNotFoundError, pl.exceptions.ComputeError) as error:
            moved = position is None or position.snapshot.version != self.version()
            gone = isinstance(error, FileNotFoundError)
            raise (
                busy(feed) if gone and moved else delta_table.damaged(type(error).__name__)
            ) from None

    def rows(
        self,
        feed: str | None = None,
        first: date | None = None,
        last: date | None = None,
        recorded_after: datetime | None = None,
    ) -> pl.LazyFrame:
        """Return the signed rows; see ``EventLog.rows``."""
        return self._scan(self._table(), feed, first, last, recorded_after)

    def append(
        self,
        position: Position,
        rows: pl.DataFrame,
        *,
        batch_id: str,
        recorded_at: datetime,
        metadata: dict[str, str],
        marker: bool = False,
    ) -> datetime:
        """Commit a whole batch at once; see ``EventLog.append``."""
        instant = next_instant(position, recorded_at)
        if rows.is_empty() and not marker:
            return instant
        whole = complete(position, rows, batch_id, instant)
        ours = {"batch_id": batch_id, "feed": position.feed, "recorded_at": instant.isoformat()}
        properties = CommitProperties(
            custom_metadata={OURS: {**ours, "metadata": metadata}},
            app_transactions=transactions(position, instant, whole),
        )
        self._commit(position, whole, batch_id, properties)
        return instant

    def commits(self, after_version: int | None = None) -> list[Commit]:
        """Return the batches committed after a version; see ``EventLog.commits``."""
        handle = self._handles.take()
        if handle is None:
            return []
        unseen = handle.version - (-1 if after_version is None else after_version)
        history = handle.table.history(unseen) if unseen > 0 else []
        self._handles.give_back(handle)
        return [_commit_of(entry) for entry in reversed(history) if OURS in entry]

    def files(
        self, feed: str | None = None, first: date | None = None, last: date | None = None
    ) -> list[str]:
        """Return the data files of the present snapshot; see ``EventLog.files``."""
        table = self._table()
        return (
            []
            if table is None
            else delta_table.files(table, delta_table.file_filter(feed, first, last))
        )

    def erase(self, subjects: Collection[bytes]) -> Erasure:
        """Remove the persons; see ``EventLog.erase``."""
        return delta_deletion.erase(self._root, self._options, subjects)

    def expire(self, feed: str, before: date) -> int:
        """Remove the feed's rows counted before a day; see ``EventLog.expire``."""
        return delta_deletion.expire(self._root, self._options, feed, before)

    def compact(self) -> Compaction:
        """Gather small files; see ``EventLog.compact``."""
        return delta_deletion.compact(self._root, self._options)

    def _table(self) -> DeltaTable | None:
        return delta_table.opened(self._root, self._options)

    def _made(self) -> Handle:
        table = delta_table.create(self._root, self._options)
        return Handle(table, table.version(), table.version())

    def _scan(
        self,
        table: DeltaTable | None,
        feed: str | None,
        first: date | None,
        last: date | None,
        recorded_after: datetime | None = None,
    ) -> pl.LazyFrame:
        if table is None:
            return pl.LazyFrame(schema=EVENT_SCHEMA)
        wanted = delta_table.file_filter(feed, first, last, recorded_after)
        rows = delta_table.scan(delta_table.files(table, wanted), self._options)
        if first is not None:
            rows = rows.filter(pl.col("occurred_on") >= first)
        if last is not None:
            rows = rows.filter(pl.col("occurred_on") <= last)
        if recorded_after is not None:
            rows = rows.filter(pl.col("recorded_at") > recorded_after)
        return rows

    def _commit(
        self,
        position: Position,
        whole: pl.DataFrame,
        batch_id: str,
        properties: CommitProperties,
    ) -> None:
        """Write on the position's snapshot; a store's own words may quote rows and are dropped."""
        table: DeltaTable = position.snapshot.table
        if table.transaction_version(position.feed) != (position.sequence or None):
            raise busy(position.feed)
        try:
            if whole.is_empty():
                table.create_write_transaction(
                    [], "append", table.schema(), PARTITIONS, commit_properties=properties
                )
            else:
                write_deltalake(
                    table,
                    whole,
                    mode="append",
                    writer_properties=WRITER,
                    commit_properties=properties,
                )
        except (DeltaError, OSError) as error:
            delta_deletion.discard(self._root, self._options, position.feed, batch_id)
            if isinstance(error, CommitFailedError) or self.position(position.feed) != position:
                raise busy(position.feed) from None
            raise _not_written(type(error).__name__) from None
        self._handles.give_back(position.snapshot)


def _instant_of(feed: str) -> str:
    return f"{feed}/recorded_at"


def _newest_of(feed: str) -> str:
    return f"{feed}/newest"


def transactions(position: Position, instant: datetime, whole: pl.DataFrame) -> list[Transaction]:
    """Return what the commit says of its feed, as whole numbers."""
    newest: Any = whole.filter(pl.col("sign") == 1)["occurred_on"].max()
    days = [day for day in (position.newest, newest) if day is not None]
    feed = position.feed
    said = [
        Transaction(feed, position.sequence + 1),
        Transaction(_instant_of(feed), (instant - EPOCH) // MICROSECOND),
    ]
    return [*said, Transaction(_newest_of(feed), max(days).toordinal())] if days else said


def _commit_of(entry: dict[str, Any]) -> Commit:
    ours = entry[OURS]
    return Commit(
        version=entry["version"],
        batch_id=ours["batch_id"],
        feed=ours["feed"],
        recorded_at=datetime.fromisoformat(ours["recorded_at"]),
        metadata=ours["metadata"],
    )


def _not_written(kind: str) -> ArgosError:
    return ArgosError(
        "LOG_NOT_WRITTEN",
        expected=Text("un journal où l'on peut écrire", "a log that can be written to"),
        found=same(kind),
        todo=Text(
            "vérifiez la place et les droits du dossier sensible, puis renvoyez le fichier",
            "check room and rights of the sensitive folder, then push the file again",
        ),
    )
