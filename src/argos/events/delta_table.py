"""The Delta table under the event log: its shape, how it is opened, which files hold which days.

No statistics are kept of columns that can point at a person, neither in the transaction log nor in
the data files. The transaction log is never cleaned up: it is the list of batches from which the
register catches up, a few kilobytes a batch.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import polars as pl
from deltalake import ColumnProperties, CommitProperties, DeltaTable, Schema, WriterProperties
from deltalake.exceptions import DeltaError, TableNotFoundError
from deltalake.schema import Field

from argos.core import data_files
from argos.core.data_files import addresses
from argos.core.errors import ArgosError
from argos.core.language import Text, same
from argos.core.schema import EVENT, EVENT_SCHEMA

PARTITIONS = ["feed", "month"]
CONFIGURATION = {
    "delta.checkpointInterval": "50",
    "delta.dataSkippingStatsColumns": "recorded_at,occurred_on",
    "delta.enableExpiredLogCleanup": "false",
    "delta.logRetentionDuration": "interval 36500 days",
}
KEYED_HASHES = ("event_id", "subject")  # random bytes: a dictionary of them only takes room
WRITER = WriterProperties(
    compression="ZSTD",
    column_properties={
        column.name: ColumnProperties(
            statistics_enabled="NONE", dictionary_enabled=column.name not in KEYED_HASHES
        )
        for column in EVENT
        if column.identifies
    },
)
Options = dict[str, str] | None
FileFilter = list[tuple[str, str, Any]]


def create(root: str, options: Options) -> DeltaTable:
    """Open the event log's table, making it first if there is none."""
    if (table := opened(root, options)) is not None:
        return table
    shape = {"partition_by": PARTITIONS, "configuration": CONFIGURATION}
    return made(root, options, _schema(), **shape)


def made(root: str, options: Options, schema: Schema, **shape: Any) -> DeltaTable:
    """Make a table, or open the one that another process makes at the same time.

    Without retries: a creation that is tried again would become a second change of the metadata.
    """
    at_once = CommitProperties(max_commit_retries=0)
    try:
        DeltaTable.create(root, schema, storage_options=options, commit_properties=at_once, **shape)
    except DeltaError:
        if opened(root, options) is None:
            raise
    return DeltaTable(root, storage_options=options)


def opened(root: str, options: Options) -> DeltaTable | None:
    """Open a table at its newest version, None where there is none.

    Raises:
        ArgosError: ``DELETION_VECTORS``, the files do not say by themselves which rows are left;
            ``LOG_DAMAGED``.

    """
    try:
        return checked(DeltaTable(root, storage_options=options))
    except TableNotFoundError:
        return None
    except DeltaError as error:
        raise damaged(type(error).__name__) from None


def damaged(kind: str) -> ArgosError:
    """Return the error of a table whose files are lost or unreadable; ``kind`` holds no value."""
    return ArgosError(
        "LOG_DAMAGED",
        expected=Text("des tables entières dans la zone sensible", "whole tables"),
        found=same(kind),
        todo=Text(
            "restaurez la zone sensible et le registre de la même sauvegarde",
            "restore the sensitive zone and the register from the same backup",
        ),
    )


def exists(root: str, options: Options = None) -> bool:
    """Tell whether there is a table."""
    return DeltaTable.is_deltatable(root, options)


def file_filter(
    feed: str | None = None,
    first: date | None = None,
    last: date | None = None,
    recorded_after: datetime | None = None,
) -> FileFilter | None:
    """Return what a file's partition and statistics must satisfy, None if nothing."""
    wanted: FileFilter = []
    if feed is not None:
        wanted.append(("feed", "=", feed))
    if first is not None:
        wanted += [("month", ">=", f"{first:%Y-%m}"), ("occurred_on", ">=", first)]
    if last is not None:
        wanted += [("month", "<=", f"{last:%Y-%m}"), ("occurred_on", "<=", last)]
    if recorded_after is not None:
        wanted.append(("recorded_at", ">", recorded_after))
    return wanted or None


def files(table: DeltaTable, wanted: FileFilter | None = None) -> list[str]:
    """Return the addresses of the table's data files that satisfy a filter."""
    return addresses(table.file_uris(file_pruning_predicate=wanted), table.table_uri)


def scan(paths: Sequence[str], options: Options) -> pl.LazyFrame:
    """Read data files of the log lazily."""
    return data_files.scan(paths, EVENT_SCHEMA, PARTITIONS, options)


def _schema() -> Schema:
    """Return the Delta schema of ``core.schema.EVENT``."""
    fields = Schema.from_arrow(EVENT_SCHEMA).fields
    return Schema(
        [Field(f.name, f.type, nullable=c.nullable) for f, c in zip(fields, EVENT, strict=True)]
    )


def checked(table: DeltaTable) -> DeltaTable:
    """Return the table if its data files say by themselves which rows are left.

    Raises:
        ArgosError: ``DELETION_VECTORS``.

    """
    if "deletionVectors" in (table.protocol().reader_features or []):
        raise ArgosError(
            "DELETION_VECTORS",
            expected=Text("aucun vecteur de suppression", "no deletion vector"),
            found=same("readerFeatures: deletionVectors"),
            todo=Text(
                "réécrivez la table sans eux avec l'outil qui les a faits (REORG … PURGE)",
                "rewrite the table without them with the tool that made them (REORG … PURGE)",
            ),
        )
    return table
