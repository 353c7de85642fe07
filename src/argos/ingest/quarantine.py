"""The quarantine: which rows were rejected and why. Never a value.

The rows themselves stay with the partner, who corrects and sends them again.
"""

import io
from datetime import datetime
from pathlib import Path

import polars as pl

from argos.core.clock import Clock, SystemClock
from argos.core.errors import UsageError
from argos.core.language import Text, same
from argos.core.reasons import catalogue
from argos.ingest.dated_files import DatedFiles, Name, last_day
from argos.ingest.readers.raw import REJECTED

KEPT_DAYS = 90
SUFFIX = ".parquet"
SCHEMA = pl.Schema([("batch_id", pl.String), *REJECTED.items()])
SUMMARY = pl.Schema(
    {"code": pl.String, "column": pl.String, "batches": pl.UInt32, "rows": pl.UInt32}
)


class Quarantine:
    """The rejected rows of one home, one small Parquet file a batch, in the sensitive zone."""

    def __init__(self, root: Path, clock: Clock | None = None) -> None:
        """Name the folder; nothing is touched yet. ``clock`` dates what is put there."""
        self._files = DatedFiles(root, (SUFFIX,))
        self._clock = clock or SystemClock()

    def put(self, batch_id: str, feed: str, rejected: pl.DataFrame) -> None:
        """Keep the rejections of a batch for ``KEPT_DAYS``; without any, keep nothing.

        Args:
            batch_id: the batch.
            feed: its feed.
            rejected: the columns of ``readers.raw.REJECTED`` and no other, one line a fault.

        Raises:
            UsageError: ``NOT_REASONS``: there is another column, or a code that is no reason: it
                could hold a value.

        """
        if rejected.is_empty():
            return
        _check(rejected)
        rows = rejected.select(pl.lit(batch_id).alias("batch_id"), *REJECTED).cast(SCHEMA)
        content = io.BytesIO()
        rows.write_parquet(content)
        until = last_day(self._clock.now(), KEPT_DAYS)
        self._files.put(Name(feed, batch_id, until, SUFFIX), content.getvalue())

    def of(self, batch_id: str) -> pl.DataFrame:
        """Return the rejections of a batch: columns of ``SCHEMA``, in the order of its file."""
        return _read(self._files.find(batch_id)).sort("sheet", "row", "column", "code")

    def summary(self, feed: str) -> pl.DataFrame:
        """Count a feed's rejections: columns of ``SUMMARY``, the most frequent first."""
        counted = (
            _read(self._files.of_feed(feed))
            .group_by("code", "column")
            .agg(pl.col("batch_id").n_unique().alias("batches"), pl.len().alias("rows"))
        )
        in_order = counted.sort("rows", "code", "column", descending=[True, False, False])
        return in_order.select(SUMMARY.names()).cast(SUMMARY)

    def expire(self, now: datetime) -> int:
        """Remove the rejections of batches whose time has passed; return how many batches."""
        return self._files.expire(now)


def _check(rejected: pl.DataFrame) -> None:
    """Raise unless the frame can only say which row, which column, and why."""
    others = [name for name in rejected.columns if name not in REJECTED]
    known = pl.col("code").is_in(list(catalogue())).fill_null(value=False)
    unknown = rejected.filter(~known).height
    if not others and not unknown:
        return
    raise UsageError(
        "NOT_REASONS",
        expected=same(", ".join(REJECTED)),
        found=Text(
            f"{len(others)} autres colonnes, {unknown} codes inconnus",
            f"{len(others)} other columns, {unknown} unknown codes",
        ),
        todo=Text("retirez ce qui n'est pas un motif", "remove what is no reason"),
    )


def _read(files: list[Path]) -> pl.DataFrame:
    if not files:
        return pl.DataFrame(schema=SCHEMA)
    return pl.read_parquet(files, glob=False)
