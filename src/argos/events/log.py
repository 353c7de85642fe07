"""The event log as its callers see it; stores differ, answers do not.

SENSITIVE: what it holds are pseudonymised rows about people.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Protocol

import polars as pl


@dataclass(frozen=True, slots=True)
class Position:
    """Where a feed stands in one snapshot of the log; a push starts and ends on it.

    Attributes:
        feed: the feed.
        sequence: grows with every commit that concerns the feed; 0 before the first.
        recorded_at: instant of the feed's last batch, None before the first.
        newest: newest day that a fact of the feed has ever been counted on.
        snapshot: the store's own handle on the snapshot.

    """

    feed: str
    sequence: int
    recorded_at: datetime | None
    newest: date | None
    snapshot: Any = field(default=None, repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Commit:
    """One batch as the log keeps it, from which the register and the receipts catch up.

    Attributes:
        version: the log's version that the commit made.
        batch_id: the batch.
        feed: its feed.
        recorded_at: the instant really given to its rows.
        metadata: what the caller gave to ``append``.

    """

    version: int
    batch_id: str
    feed: str
    recorded_at: datetime
    metadata: dict[str, str]


@dataclass(frozen=True, slots=True)
class Erasure:
    """What an erasure took away.

    Attributes:
        rows: rows removed, of both signs.
        batches: batches that had brought them; their sealed archives still hold the person.
        feeds: feeds concerned.

    """

    rows: int
    batches: tuple[str, ...]
    feeds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Compaction:
    """How many data files there were, and how many there are."""

    files_before: int
    files_after: int


class EventLog(Protocol):
    """Signed statements about facts; rows are only ever added, but for erasure and expiry.

    ``first`` and ``last`` are days on which facts are counted, both included.
    """

    @property
    def root(self) -> str:
        """Address of the log."""
        ...

    def version(self) -> int:
        """Return the log's version, -1 where there is none yet."""
        ...

    def position(self, feed: str) -> Position:
        """Return where the feed stands now."""
        ...

    def live(
        self,
        feed: str,
        first: date | None = None,
        last: date | None = None,
        as_of: datetime | None = None,
        position: Position | None = None,
        where: pl.Expr | None = None,
    ) -> pl.DataFrame:
        """Return the live rows (``EVENT_SCHEMA``, sign +1, one a key at most), as of an instant.

        Only the months between the two days are read. ``position`` reads its snapshot. ``where``
        chooses rows, by what both statements of a pair have: everything but batch, instant, sign.

        Raises:
            FeedBusy: the files of that snapshot have been erased meanwhile.

        """
        ...

    def rows(
        self,
        feed: str | None = None,
        first: date | None = None,
        last: date | None = None,
        recorded_after: datetime | None = None,
    ) -> pl.LazyFrame:
        """Return the signed rows (``EVENT_SCHEMA``), in no order."""
        ...

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
        """Commit a whole batch (``STATEMENT_SCHEMA``) at once, and return its instant.

        The instant is ``recorded_at``, or a microsecond after the feed's last batch if they are
        equal. A batch without rows commits nothing, unless ``marker`` asks for its trace. No two
        pushes may share a ``batch_id``: a lost one finds by it what it must not leave behind.

        Raises:
            FeedBusy: the feed has moved since ``position``; nothing is recorded.
            UsageError: ``RECORDED_BEFORE_LAST``, the instant is before the feed's last batch.
            ArgosError: ``BAD_STATEMENTS``, the rows are not what the schema declares.

        """
        ...

    def commits(self, after_version: int | None = None) -> list[Commit]:
        """Return the batches committed after a version (all by default), oldest first."""
        ...

    def files(
        self, feed: str | None = None, first: date | None = None, last: date | None = None
    ) -> list[str]:
        """Return the data files of the present snapshot; their rows are not cut to the days."""
        ...

    def erase(self, subjects: Collection[bytes]) -> Erasure:
        """Remove the persons: their rows of both signs, and the whole history of their events."""
        ...

    def expire(self, feed: str, before: date) -> int:
        """Remove the feed's rows counted before a day, and return how many."""
        ...

    def compact(self) -> Compaction:
        """Gather small files; no answer changes."""
        ...
