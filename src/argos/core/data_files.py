"""The data files of a table: their addresses as they can be opened, and their rows."""

from collections.abc import Collection, Sequence
from urllib.parse import unquote

import polars as pl


def addresses(uris: Sequence[str], table_uri: str) -> list[str]:
    """Return the addresses of a table's data files, ready to be opened.

    Delta writes those of a local folder as an URL does: a space or ``é`` in the folder's name
    comes as ``%20`` or ``%C3%A9``, which name no file.
    """
    return [unquote(uri) for uri in uris] if table_uri.startswith("file:") else list(uris)


def scan(
    paths: Sequence[str],
    schema: pl.Schema,
    partitions: Collection[str],
    options: dict[str, str] | None,
) -> pl.LazyFrame:
    """Read data files lazily, with the partition columns that their addresses hold.

    The partitions are named, since a folder further up may be called ``a=b`` for its own reasons.
    """
    if not paths:
        return pl.LazyFrame(schema=schema)
    inside = {name: kind for name, kind in schema.items() if name not in partitions}
    return pl.scan_parquet(
        list(paths),
        schema=inside,
        missing_columns="insert",  # a file written before a column was declared
        extra_columns="ignore",
        hive_partitioning=bool(partitions),
        hive_schema=pl.Schema({name: schema[name] for name in partitions}) if partitions else None,
        storage_options=options,
        glob=False,
    ).select(schema.names())
