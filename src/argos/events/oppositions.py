"""The persons who objected, so that a re-publication does not bring them back.

SENSITIVE, and made to be of no use elsewhere: the list holds keyed hashes of pseudonyms, under a
key of its own that lies outside the zone. It can answer "is this one on the list?", nothing else.
"""

import hashlib
from collections.abc import Collection

import polars as pl
from deltalake import DeltaTable, Schema, write_deltalake
from deltalake.exceptions import DeltaError

HASH_BYTES = 32
SCHEMA = pl.Schema({"hash": pl.Binary})


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
            self._create()
            hashes = pl.DataFrame({"hash": sorted(added)}, schema=SCHEMA)
            write_deltalake(self._root, hashes, mode="append", storage_options=self._options)

    def contains(self, subjects: pl.Series) -> pl.Series:
        """Say of each pseudonym whether it is on the list; a missing one is not.

        Returns:
            a Boolean series of the same length, without nulls.

        """
        listed = self._hashes()
        distinct = subjects.drop_nulls().unique() if listed else subjects.clear()
        opposed = [subject for subject in distinct if self._hash(subject) in listed]
        return subjects.is_in(pl.Series([opposed], dtype=pl.List(pl.Binary))[0]).fill_null(
            value=False
        )

    def _hash(self, subject: bytes) -> bytes:
        return hashlib.blake2b(subject, key=self._key, digest_size=HASH_BYTES).digest()

    def _hashes(self) -> set[bytes]:
        if not DeltaTable.is_deltatable(self._root, self._options):
            return set()
        files = DeltaTable(self._root, storage_options=self._options).file_uris()
        if not files:
            return set()
        return set(pl.read_parquet(files, storage_options=self._options, glob=False)["hash"])

    def _create(self) -> None:
        """Make the table if there is none; another process may be doing so."""
        if DeltaTable.is_deltatable(self._root, self._options):
            return
        try:
            DeltaTable.create(
                self._root,
                Schema.from_arrow(SCHEMA),
                configuration={"delta.dataSkippingNumIndexedCols": "0"},
                storage_options=self._options,
            )
        except DeltaError:
            if not DeltaTable.is_deltatable(self._root, self._options):
                raise
