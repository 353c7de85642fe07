"""What a workbook would take once open, and what it would lose, known before opening it.

A small archive may hold much: parts that unpack to gigabytes, one cell in the last row and column
(a sheet is held as a full rectangle), one long text that a million cells share.
"""

import io
import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator

from argos.core.errors import FileRefused
from argos.core.reasons import reason
from argos.ingest.readers.packing import CHUNK, too_large

BYTES_PER_CELL = 16
ROOM_FOR_TEXT = 4  # times max_bytes: texts that cells share are repeated in memory
OVERLAP = 256  # of one chunk with the next, so that nothing is cut in two
_REFERENCE = re.compile(rb"\br=[\"']([A-Za-z]{0,3})(\d{1,7})[\"']")
# What a reader of values would take for blanks: errors (#REF!), and formulas that the program which
# wrote the workbook did not compute. A formula that gives an empty text says so (t="str").
_ERROR = re.compile(rb"<c\b[^>]*\bt=[\"']e[\"']")
_UNCOMPUTED = re.compile(
    rb"<c\b(?![^>]*\bt=[\"']str[\"'])[^>]*>\s*"
    rb"<f\b(?:[^>]*/>|[^>]*>[^<]*</f>)\s*(?:<v\s*/>|<v>\s*</v>)?\s*</c>"
)
_SHARED_TEXT = re.compile(rb"\bt=[\"']s[\"'][^>]*>\s*<v[^>]*>\s*(\d+)")
_SHARED = re.compile(rb"\bt=[\"']s[\"']")


def check_size(data: bytes, max_bytes: int) -> None:
    """Unpack each part of a workbook and throw it away, counting what it would take.

    Raises:
        FileRefused: TOO_LARGE, TRUNCATED, UNREADABLE or CELLS_WITHOUT_VALUE.

    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _weigh(archive, max_bytes)
    except zipfile.BadZipFile:
        raise FileRefused([reason("TRUNCATED", expected="XLSX")]) from None
    except (zlib.error, EOFError, OSError, RuntimeError, NotImplementedError, ValueError):
        raise FileRefused([reason("UNREADABLE", expected="XLSX")]) from None


def _weigh(archive: zipfile.ZipFile, max_bytes: int) -> None:
    texts, uses = _Texts(), _Uses()
    room = max_bytes
    for part in archive.infolist():
        sheet = _Sheet()
        for chunk, tail in _chunks(archive, part):
            room -= len(chunk)
            texts.add(chunk)
            uses.add(chunk, tail)
            sheet.add(tail + chunk)
            if _ERROR.search(tail + chunk) or _UNCOMPUTED.search(tail + chunk):
                raise FileRefused([reason("CELLS_WITHOUT_VALUE", found=part.filename)])
            if room < 0 or sheet.cells * BYTES_PER_CELL > max_bytes:
                raise too_large(max_bytes)
        texts.end_part()
    if uses.weight(texts.lengths) > ROOM_FOR_TEXT * max_bytes:
        raise too_large(max_bytes)


def _chunks(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[tuple[bytes, bytes]]:
    """Give the part chunk by chunk, each with the end of the one before."""
    tail = b""
    with archive.open(part) as stream:
        while chunk := stream.read(CHUNK):
            yield chunk, tail
            tail = chunk[-OVERLAP:]


class _Sheet:
    """The rectangle that the cells of a part span."""

    def __init__(self) -> None:
        self._rows = 0
        self._columns = 0

    def add(self, text: bytes) -> None:
        for letters, digits in set(_REFERENCE.findall(text)):
            self._rows = max(self._rows, int(digits))
            self._columns = max(self._columns, _column(letters))

    @property
    def cells(self) -> int:
        return self._rows * self._columns


class _Texts:
    """The lengths of the texts that cells share, in the order of the file."""

    def __init__(self) -> None:
        self.lengths: list[int] = []
        self._open = 0

    def add(self, chunk: bytes) -> None:
        *ended, begun = chunk.split(b"</si>")
        for text in ended:
            self.lengths.append(self._open + len(text))
            self._open = 0
        self._open += len(begun)

    def end_part(self) -> None:
        self._open = 0


class _Uses:
    """How often cells use each shared text."""

    def __init__(self) -> None:
        self._times: Counter[bytes] = Counter()
        self._cells = 0

    def add(self, chunk: bytes, tail: bytes) -> None:
        text = tail + chunk
        self._times.update(_SHARED_TEXT.findall(text))
        self._cells += len(_SHARED.findall(text))

    def weight(self, lengths: list[int]) -> int:
        """Return how many bytes the texts of all cells take; a use not understood is the worst."""
        longest = max(lengths, default=0)
        known = sum(self._times.values())
        of = {str(i).encode(): length for i, length in enumerate(lengths)}
        told = sum(times * of.get(index, longest) for index, times in self._times.items())
        return told + max(self._cells - known, 0) * longest


def _column(letters: bytes) -> int:
    """Return a column's number: A is 1, XFD is 16384."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - ord("A") + 1
    return number
