"""The archive: every file as it came, for the contract's time.

Files about persons are sealed to a public key; the private half is kept elsewhere, so that nobody
who only reaches this machine can read them. Open data is kept plain, gzipped.
"""

import gzip
import io
import zlib
from collections.abc import Collection, Iterator
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from argos.core.contract import Contract
from argos.ingest.dated_files import DatedFiles, Name, last_day
from argos.ingest.identity.keys import Keys
from argos.ingest.sealing import CHUNK, seal, unseal

SEALED, PLAIN = ".sealed", ".gz"
GZIP = zlib.MAX_WBITS | 16  # zlib writes gzip, whose header then holds neither name nor time
FASTEST = 1


class Archive:
    """The archive of one home, in the sensitive zone: a folder on this machine or a mounted disk.

    An object store is not covered: `argos.ingest.dated_files` says why.
    """

    def __init__(self, root: Path, keys: Keys) -> None:
        """Name the folder and where the public key is; nothing is touched yet."""
        self._files = DatedFiles(root, (SEALED, PLAIN))
        self._keys = keys

    def put(
        self, source: Path | bytes, batch_id: str, contract: Contract, received_at: datetime
    ) -> Path:
        """Keep a file, whole or not at all, and tell where; memory stays bounded.

        Args:
            source: the file, or its bytes.
            batch_id: the batch it is; the same batch again takes the place of the first.
            contract: says whether it is open (plain) or not (sealed), and for how long.
            received_at: from when the days count.

        Raises:
            UsageError: ``KEY_MISSING``: there is no public key to seal it to.

        """
        until = last_day(received_at, contract.retention.archive_days)
        with _opened(source) as stream:
            if contract.open:
                name = Name(contract.feed, batch_id, until, PLAIN)
                return self._files.put(name, _zipped(stream))
            name = Name(contract.feed, batch_id, until, SEALED)
            return self._files.put(name, seal(_chunks(stream), self._keys.archive_public()))

    def find(self, batch_id: str) -> Path | None:
        """Return where the file of a batch is, or None."""
        return next(iter(self._files.find(batch_id)), None)

    def remove(self, batch_ids: Collection[str]) -> int:
        """Remove the files of these batches; return how many there were."""
        return self._files.remove(batch_ids)

    def remove_feed(self, feed: str) -> int:
        """Remove every file of a feed, as an erasure asks; return how many there were."""
        return self._files.remove_feed(feed)

    def expire(self, now: datetime) -> int:
        """Remove the files whose time has passed; return how many."""
        return self._files.expire(now)


def open_sealed(path: Path, private_key: bytes) -> Iterator[bytes]:
    """Open an archived file, for the person who holds the private key.

    The content comes in chunks, and is known to be whole once the last has come: write it to a
    temporary file, and keep that only if no error was raised.

    Args:
        path: what `Archive.put` or `Archive.find` told.
        private_key: 32 bytes, as `argos.ingest.identity.keys.read_key` reads them.

    Raises:
        UsageError: ``WRONG_KEY``, ``NOT_SEALED`` or ``DAMAGED``.

    """
    with path.open("rb") as stream:
        yield from unseal(stream, private_key)


def open_plain(path: Path) -> Iterator[bytes]:
    """Open the archived file of an open feed, in chunks."""
    with gzip.open(path, "rb") as stream:
        while chunk := stream.read(CHUNK):
            yield chunk


def _opened(source: Path | bytes) -> BinaryIO:
    return io.BytesIO(source) if isinstance(source, bytes) else source.open("rb")


def _chunks(stream: BinaryIO) -> Iterator[bytes]:
    while chunk := stream.read(CHUNK):
        yield chunk


def _zipped(stream: BinaryIO) -> Iterator[bytes]:
    compressor = zlib.compressobj(FASTEST, zlib.DEFLATED, GZIP)
    for chunk in _chunks(stream):
        yield compressor.compress(chunk)
    yield compressor.flush()
