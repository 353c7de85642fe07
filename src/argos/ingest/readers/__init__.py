"""From a partner's bytes to rows of strings: one module a format, chosen by the bytes.

A new format is a new module with ``recognises`` and ``read``, named in ``READERS`` and in the
formats of ``core.contract.File``.
"""

from pathlib import Path

from argos.core.contract import Contract
from argos.core.errors import FileRefused
from argos.core.reasons import reason
from argos.ingest.readers import csv, xlsx
from argos.ingest.readers.packing import unpack
from argos.ingest.readers.raw import REJECTED, Raw, Reader, no_rejects

__all__ = ["READERS", "REJECTED", "Raw", "Reader", "no_rejects", "read_file"]

READERS: dict[str, Reader] = {"xlsx": xlsx, "csv": csv}  # any text may be CSV: last


def read_file(path: Path, contract: Contract) -> Raw:
    """Read a file in one of the forms that its contract allows.

    Args:
        path: the file, gzipped or not; its name decides nothing.
        contract: the feed's contract.

    Raises:
        FileRefused: the file breaks the contract as a whole; holds every reason found.

    """
    data = unpack(path, contract.file.max_bytes)
    name = next(name for name, reader in READERS.items() if reader.recognises(data))
    if name not in contract.file.formats:
        expected = ", ".join(contract.file.formats)
        raise FileRefused([reason("UNKNOWN_FORMAT", expected=expected, found=name)])
    return READERS[name].read(data, contract)
