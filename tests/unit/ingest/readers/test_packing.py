"""Gzip or not, whole or not, large or not."""

import gzip
import hashlib
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from argos.core.contract import Contract
from argos.core.errors import FileRefused
from argos.ingest.readers import read_file
from argos.ingest.readers.packing import unpack

Write = Callable[..., Path]
TABLE = b"dep,jour,nb\n44,2020-04-12,3\n"


def codes(refused: pytest.ExceptionInfo[FileRefused]) -> list[str]:
    return [why.code for why in refused.value.reasons]


def test_gzip_is_known_by_its_bytes_not_its_name(written: Write) -> None:
    assert unpack(written(gzip.compress(TABLE), "data.csv"), 1000) == TABLE
    assert unpack(written(TABLE, "data.csv.gz"), 1000) == TABLE


def test_gzip_of_several_members_and_padding(written: Write) -> None:
    packed = gzip.compress(TABLE) + gzip.compress(b"49,2020-04-12,1\n") + bytes(512)
    assert unpack(written(packed), 1000) == TABLE + b"49,2020-04-12,1\n"


@pytest.mark.parametrize("cut", [3, 12, -9, -1])
def test_truncated_gzip(written: Write, cut: int) -> None:
    with pytest.raises(FileRefused) as refused:
        unpack(written(gzip.compress(TABLE * 50)[:cut]), 10_000)
    assert codes(refused) == ["TRUNCATED"]


@pytest.mark.parametrize(
    "damaged",
    [
        gzip.compress(TABLE, mtime=0) + b"more",
        gzip.compress(TABLE, mtime=0)[:-8] + bytes(8),
        b"\x1f\x8b" + bytes(40),
    ],
)
def test_damaged_gzip(written: Write, damaged: bytes) -> None:
    with pytest.raises(FileRefused) as refused:
        unpack(written(damaged), 10_000)
    assert codes(refused) == ["UNREADABLE"]


@pytest.mark.parametrize("content", [b"", b"\n\n  \n", gzip.compress(b"", mtime=0)])
def test_empty(written: Write, content: bytes) -> None:
    with pytest.raises(FileRefused) as refused:
        unpack(written(content), 1000)
    assert codes(refused) == ["EMPTY"]


def test_gzip_bomb_stops_at_the_limit(written: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    unpacked = []
    real = zlib.decompressobj

    class Counted:
        def __init__(self, bits: int) -> None:
            self._real = real(bits)

        def decompress(self, data: bytes, limit: int) -> bytes:
            out = self._real.decompress(data, limit)
            unpacked.append(len(out))
            return out

        def __getattr__(self, name: str) -> object:
            return getattr(self._real, name)

    packer = zlib.compressobj(9, wbits=31)
    bomb = b"".join(packer.compress(bytes(1 << 20)) for _ in range(200)) + packer.flush()
    monkeypatch.setattr("argos.ingest.readers.packing.zlib.decompressobj", Counted)
    with pytest.raises(FileRefused) as refused:
        unpack(written(bomb), 5_000_000)
    assert codes(refused) == ["TOO_LARGE"]
    assert sum(unpacked) < 7_000_000


def test_larger_than_the_contract_before_it_is_read(written: Write) -> None:
    with pytest.raises(FileRefused) as refused:
        unpack(written(TABLE * 100), 1000)
    assert codes(refused) == ["TOO_LARGE"]


def test_ten_megabytes_of_random_bytes(written: Write, small: Contract) -> None:
    with pytest.raises(FileRefused) as refused:
        read_file(written(hashlib.shake_128(b"seed").digest(10_000_000)), small)
    assert codes(refused) == ["UNREADABLE"]


def test_a_format_that_the_contract_does_not_name(written: Write, tests_by_age: Contract) -> None:
    with pytest.raises(FileRefused) as refused:
        read_file(written(b"PK\x03\x04" + bytes(100)), tests_by_age)
    assert codes(refused) == ["UNKNOWN_FORMAT"]
