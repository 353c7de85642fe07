"""Which of the contract's encodings the bytes of a text are in, and the text in UTF-8."""

import codecs
from dataclasses import dataclass

from argos.core.contract import File
from argos.core.errors import FileRefused
from argos.core.language import Text
from argos.core.reasons import reason

CHUNK = 1 << 20
BOM = "\ufeff".encode()
# Python's codecs for the contract's names.
CODECS = {"utf-8": "utf-8", "latin-1": "iso8859-1", "latin-9": "iso8859-15", "cp1252": "cp1252"}
_CONTROLS = bytes(range(0x80, 0xA0))  # control characters in latin-1 and -9, letters in cp1252


@dataclass(frozen=True)
class Reading:
    """One way to read the bytes.

    Attributes:
        encoding: the contract's name of it.
        text: UTF-8, lines ended by LF, without byte order marks or NUL.

    """

    encoding: str
    text: bytes


def readings(data: bytes, file: File) -> list[Reading]:
    """Return the ways to read the bytes that the contract allows and that differ.

    A byte order mark decides. What is strictly UTF-8 is UTF-8, since no other text looks so by
    chance. Of the one-byte encodings, those that would give control characters are left out: they
    are letters of another encoding (Œ of cp1252), which would be lost from a name.

    Raises:
        FileRefused: UNREADABLE, no allowed encoding fits.

    """
    for mark, codec in ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")):
        if data.startswith(mark):
            return _only(data[len(mark) :], "utf-16", codec, file)
    if "utf-8" in file.encodings and (text := _transcode(data, "utf-8")) is not None:
        return [Reading("utf-8", _plain(text))]
    if data.startswith(BOM):
        raise _refused(file)
    names = [name for name in file.encodings if name in CODECS and name != "utf-8"]
    printable = [name for name in names if name == "cp1252" or not _has_controls(data)]
    tried = [(name, _transcode(data, CODECS[name])) for name in printable]
    distinct = {text: Reading(name, _plain(text)) for name, text in tried if text is not None}
    if not distinct:
        raise _refused(file)
    return list(distinct.values())


def _only(data: bytes, name: str, codec: str, file: File) -> list[Reading]:
    text = _transcode(data, codec) if name in file.encodings else None
    if text is None:
        raise _refused(file)
    return [Reading(name, _plain(text))]


def _refused(file: File) -> FileRefused:
    names = ", ".join(file.encodings)
    expected = Text(f"un texte en {names}", f"a text in {names}")
    return FileRefused([reason("UNREADABLE", expected=expected)])


def _has_controls(data: bytes) -> bool:
    return len(data.translate(None, _CONTROLS)) != len(data)


def _transcode(data: bytes, codec: str) -> bytes | None:
    """Return the text in UTF-8, or None where the bytes are not in that encoding.

    Goes chunk by chunk, so that no whole decoded string (up to four bytes a letter) is held.
    """
    decoder = codecs.getincrementaldecoder(codec)()
    out = bytearray()
    view = memoryview(data)
    try:
        for start in range(0, len(data), CHUNK):
            out += decoder.decode(view[start : start + CHUNK]).encode()
        out += decoder.decode(b"", final=True).encode()
    except UnicodeError:
        return None
    return bytes(out)


def _plain(text: bytes) -> bytes:
    """Take away what editors and exports leave between the letters."""
    for stray in (BOM, b"\0"):
        text = text.replace(stray, b"") if stray in text else text
    text = text.replace(b"\r\n", b"\n") if b"\r\n" in text else text
    return text.replace(b"\r", b"\n") if b"\r" in text and b"\n" not in text else text
