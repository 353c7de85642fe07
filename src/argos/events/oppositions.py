"""The persons who objected, so that a re-publication does not bring them back.

SENSITIVE, and made to be of no use elsewhere: the list holds keyed hashes of pseudonyms, under a
key of its own that lies outside the zone. It can answer "is this one on the list?", nothing else.
"""

import hashlib
from collections.abc import Collection

import polars as pl
from deltalake import DeltaTable, Schema, write_deltalake

from argos.events import delta_table

HASH_BYTES = 32
SCHEMA = pl.Schema({"hash": pl.Binary})
CONFIGURATION = {"delta.dataSkippingNumIndexedCols": "0"}
MARKS = pl.Schema({"subject": pl.Binary, "listed": pl.Boolean})


class Oppositions:
    """The list of oppositions, one Delta table; any number of processes may add to it at once."""

    def __init__(
        self, root: str, key: bytes, storage_options: dict[str, str] | None = None
    ) -> None:
        """Name the list's address and its key (at most 64 bytes); nothing is touched yet."""
        self._root = root
        self._key = key
        self._options = storage_options

    def add(self, subjects: Collection[bytes]) -> None:
        """Add persons by their pseudonyms; one who is already there stays there once."""
        added = {self._hash(subject) for subject in subjects} - self._hashes()
        if added:
            table = delta_table.opened(self._root, self._options) or self._create()
            hashes = pl.DataFrame({"hash": sorted(added)}, schema=SCHEMA)
            write_deltalake(table, hashes, mode="append")

    def contains(self, subjects: pl.Series) -> pl.Series:
        """Say of each pseudonym whether it is on the list; a missing one is not.

        Returns:
            a Boolean series of the same length, without nulls.

        """
        listed = self._hashes()
        distinct = subjects.drop_nulls().unique() if listed else ()
        opposed = [subject for subject in distinct if self._hash(subject) in listed]
        marks = pl.DataFrame({"subject": opposed, "listed": True}, schema=MARKS)
        asked = subjects.alias("subject").to_frame()
        found = asked.join(marks, on="subject", how="left", maintain_order="left")
        return found["listed"].fill_null(value=False)

    def _hash(self, subject: bytes) -> bytes:
        return hashlib.blake2b(subject, key=self._key, digest_size=HASH_BYTES).digest()

    def _hashes(self) -> set[bytes]:
        table = delta_table.opened(self._root, self._options)
        files = delta_table.files(table) if table else []
        if not files:
            return set()
        return set(pl.read_parquet(files, storage_options=self._options, glob=False)["hash"])

    def _create(self) -> DeltaTable:
        return delta_table.made(
            self._root, self._options, Schema.from_arrow(SCHEMA), configuration=CONFIGURATION
        )
