"""From a path to the bytes of a table: gzip undone, size bounded, whatever the file's name says.

Nothing here trusts a size that a file declares about itself: what is unpacked is counted.
"""

import zlib
from pathlib import Path

from argos.core.errors import FileRefused
from argos.core.language import Text
from argos.core.reasons import reason

GZIP = b"\x1f\x8b"
CHUNK = 1 << 20
_GZIP_ONLY = 31  # zlib's window bits for a gzip header and trailer


def unpack(path: Path, max_bytes: int) -> bytes:
    """Return a file's bytes, unpacked if they are gzip.

    Args:
        path: the file.
        max_bytes: largest size accepted, packed or unpacked.

    Raises:
        FileRefused: EMPTY, TOO_LARGE, TRUNCATED or UNREADABLE.

    """
    if path.stat().st_size > max_bytes:
        raise too_large(max_bytes)
    data = path.read_bytes()
    if data.startswith(GZIP):
        data = _gunzip(data, max_bytes)
    if not data.strip():
        raise FileRefused([reason("EMPTY")])
    return data


def too_large(max_bytes: int) -> FileRefused:
    """Return the refusal of a file that is, or unpacks to, more than ``max_bytes``."""
    return FileRefused([reason("TOO_LARGE", expected=_bytes(max_bytes), found=f"> {max_bytes}")])


def _bytes(count: int) -> Text:
    return Text(f"au plus {count} octets", f"at most {count} bytes")


def _gunzip(data: bytes, max_bytes: int) -> bytes:
    """Undo gzip, member after member (RFC 1952), never past ``max_bytes``."""
    view = memoryview(data)
    out = bytearray()
    while view:
        view = view[_member(view, out, max_bytes) :]
        if view[:2] != GZIP:
            break
    if bytes(view).strip(b"\0"):
        raise FileRefused([reason("UNREADABLE", expected="gzip")])
    return bytes(out)


def _member(view: memoryview, out: bytearray, max_bytes: int) -> int:
    """Unpack the gzip member at the start of ``view`` into ``out``; return its packed length."""
    unpacker = zlib.decompressobj(_GZIP_ONLY)
    taken = 0
    while not unpacker.eof:
        packed = unpacker.unconsumed_tail or view[taken : taken + CHUNK]
        if not packed:
            raise FileRefused([reason("TRUNCATED", expected="gzip")])
        taken += 0 if unpacker.unconsumed_tail else len(packed)
        try:
            out += unpacker.decompress(packed, CHUNK)
        except zlib.error:
            raise FileRefused([reason("UNREADABLE", expected="gzip")]) from None
        if len(out) > max_bytes:
            raise too_large(max_bytes)
    return taken - len(unpacker.unused_data)
