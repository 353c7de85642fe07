"""The files that the Delta log no longer refers to, or never did: found and deleted."""

from collections.abc import Iterable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import polars as pl
from deltalake import DeltaTable
from deltalake._internal import DeltaFileSystemHandler  # its public face needs pyarrow

from argos.core.clock import SystemClock
from argos.events.delta_table import Options


def unreferenced(root: str, table: DeltaTable, *, hours: int) -> set[str]:
    """Return the data files older than ``hours`` that a snapshot does not refer to.

    Their addresses are relative to the root. A process killed while it writes to a folder leaves
    ``part-….parquet#1``, which Delta's own vacuum does not see. (In an object store it leaves an
    upload without end: set the bucket's rule that aborts these.)
    """
    listed = table.vacuum(
        retention_hours=hours, dry_run=True, enforce_retention_duration=False, full=True
    )
    staged = [] if "://" in root else _staged(Path(root), hours)
    return {path for path in [*listed, *staged] if path.startswith("feed=")}


def feed_of(path: str) -> str:
    """Return the feed that a data file's address bears."""
    return path.split("/", 1)[0].removeprefix("feed=")


def batches_in(path: str, options: Options) -> set[str]:
    """Return the batches whose rows a data file holds."""
    rows = pl.scan_parquet(path, storage_options=options, glob=False, hive_partitioning=False)
    return set(rows.select("batch_id").collect()["batch_id"])


def delete(root: str, options: Options, paths: Iterable[str]) -> None:
    """Delete files, addressed from the root; one that is already gone is no fault."""
    store = DeltaFileSystemHandler(root, options)
    for path in paths:
        with suppress(FileNotFoundError):
            if "#" in path:
                (Path(root) / path).unlink()
            else:
                store.delete_file(path)


def _staged(root: Path, hours: int) -> list[str]:
    before = (SystemClock().now() - timedelta(hours=hours)).timestamp()
    old = (path for path in root.glob("feed=*/month=*/*.parquet#*") if _modified(path) <= before)
    return [path.relative_to(root).as_posix() for path in old]


def _modified(path: Path) -> float:
    with suppress(FileNotFoundError):
        return path.stat().st_mtime
    return float("inf")
