"""The event log as a plain list of rows: what every other store must agree with.

It keeps nothing once the process ends; it is there for tests and to be read.
"""

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import polars as pl

from argos.core.schema import EVENT_SCHEMA
from argos.events.checks import busy, complete, next_instant
from argos.events.log import Commit, Compaction, Erasure, Position

Row = dict[str, Any]


class MemoryEventLog:
    """The event log of one process, in memory."""

    root = "memory:"

    def __init__(self) -> None:
        self._rows: list[Row] = []
        self._positions: dict[str, Position] = {}
        self._commits: list[Commit] = []
        self._version = -1

    def version(self) -> int:
        """Return the number of changes so far, less one."""
        return self._version

    def position(self, feed: str) -> Position:
        """Return where the feed stands now."""
        return self._positions.get(feed, Position(feed, 0, None, None))

    def live(
        self,
        feed: str,
        first: date | None = None,
        last: date | None = None,
        as_of: datetime | None = None,
        position: Position | None = None,
        where: pl.Expr | None = None,
    ) -> pl.DataFrame:
        """Return the live rows; see ``EventLog.live``. There is but one snapshot: the present."""
        said: dict[bytes, Row] = {}
        for row in sorted(self._rows, key=lambda row: (row["recorded_at"], row["sign"])):
            if row["feed"] != feed or (as_of is not None and row["recorded_at"] > as_of):
                continue
            if row["sign"] == -1:
                said.pop(row["event_id"], None)
            else:
                said[row["event_id"]] = row
        live = _frame(row for row in said.values() if _between(row["occurred_on"], first, last))
        return live if where is None else live.filter(where)

    def rows(
        self,
        feed: str | None = None,
        first: date | None = None,
        last: date | None = None,
        recorded_after: datetime | None = None,
    ) -> pl.LazyFrame:
        """Return the signed rows; see ``EventLog.rows``."""
        return _frame(
            row
            for row in self._rows
            if (feed is None or row["feed"] == feed)
            and _between(row["occurred_on"], first, last)
            and (recorded_after is None or row["recorded_at"] > recorded_after)
        ).lazy()

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
        """Add a whole batch; see ``EventLog.append``."""
        feed = position.feed
        instant = next_instant(position, recorded_at)
        if rows.is_empty() and not marker:
            return instant
        whole = complete(position, rows, batch_id, instant).to_dicts()
        if self.position(feed).sequence != position.sequence:
            raise busy(feed)
        days = [row["occurred_on"] for row in whole if row["sign"] == 1]
        self._rows += whole
        self._version += 1
        self._positions[feed] = Position(
            feed=feed,
            sequence=position.sequence + 1,
            recorded_at=instant,
            newest=max([*days, *filter(None, [position.newest])], default=None),
        )
        self._commits.append(Commit(self._version, batch_id, feed, instant, metadata))
        return instant

    def commits(self, after_version: int | None = None) -> list[Commit]:
        """Return the batches committed after a version; see ``EventLog.commits``."""
        after = -1 if after_version is None else after_version
        return [commit for commit in self._commits if commit.version > after]

    def files(
        self, feed: str | None = None, first: date | None = None, last: date | None = None
    ) -> list[str]:
        """Return no file: there is none."""
        return []

    def erase(self, subjects: Collection[bytes]) -> Erasure:
        """Remove the persons; see ``EventLog.erase``."""
        events = {row["event_id"] for row in self._rows if row["subject"] in set(subjects)}
        gone = [row for row in self._rows if row["event_id"] in events]
        self._remove(gone, self._positions)
        return Erasure(
            rows=len(gone),
            batches=tuple(sorted({row["batch_id"] for row in gone})),
            feeds=tuple(sorted({row["feed"] for row in gone})),
        )

    def expire(self, feed: str, before: date) -> int:
        """Remove the feed's rows counted before a day; see ``EventLog.expire``."""
        old = [r for r in self._rows if r["feed"] == feed and r["occurred_on"] < before]
        self._remove(old, {feed} if old else ())
        return len(old)

    def compact(self) -> Compaction:
        """Do nothing: there is no file."""
        return Compaction(0, 0)

    def _remove(self, gone: list[Row], feeds: Iterable[str]) -> None:
        """Remove rows; a push that started before must compare again."""
        self._rows = [row for row in self._rows if row not in gone]
        self._version += 1
        for feed in feeds:
            here = self._positions[feed]
            self._positions[feed] = replace(here, sequence=here.sequence + 1)


def _between(day: date, first: date | None, last: date | None) -> bool:
    return (first is None or day >= first) and (last is None or day <= last)


def _frame(rows: Iterable[Row]) -> pl.DataFrame:
    return pl.DataFrame(list(rows), schema=EVENT_SCHEMA, orient="row")
