"""The archive gives back what was put there, to the holder of the private key and nobody else."""

import os
import tracemalloc
from datetime import timedelta
from pathlib import Path

import pytest

from argos.core.errors import UsageError
from argos.ingest.archive import Archive, open_plain, open_sealed
from argos.ingest.identity.keys import Keys, read_key
from argos.ingest.sealing import CHUNK
from tests.unit.invented import NOW, a_contract

SEALED = a_contract(retention={"archive_days": 30})
OPEN = a_contract(feed="invented.counts", kind="count", open=True)


@pytest.fixture
def keys(tmp_path: Path) -> Keys:
    keys = Keys(tmp_path / "keys")
    keys.make_missing()
    return keys


@pytest.fixture
def private(keys) -> bytes:
    return read_key(keys.folder / "archive.private")


@pytest.fixture
def archive(tmp_path, keys) -> Archive:
    return Archive(tmp_path / "archive", keys)


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK])
@pytest.mark.parametrize("from_file", [True, False])
def test_a_sealed_file_comes_back_byte_by_byte(archive, private, tmp_path, size, from_file):
    content = bytes(n * n % 251 for n in range(1000)) * (size // 1000 + 1)
    content = content[:size]
    source = tmp_path / "visits.csv"
    source.write_bytes(content)
    where = archive.put(source if from_file else content, "b1", SEALED, NOW)
    assert b"".join(open_sealed(where, private)) == content
    assert archive.find("b1") == where


def test_nothing_of_a_sealed_file_can_be_read_without_the_key(archive, tmp_path):
    where = archive.put(b"Dupont;Jean;1950-01-31\n" * 50_000, "b1", SEALED, NOW)
    assert b"Dupont" not in where.read_bytes()
    with pytest.raises(UsageError, match="WRONG_KEY"):
        list(open_sealed(where, b"\1" * 32))


@pytest.mark.parametrize(
    "damage",
    [
        lambda sealed: sealed[:-1],
        lambda sealed: sealed[: -(len(sealed) // 2)],
        lambda sealed: sealed[: 15 + 80 + 24 + CHUNK + 17],  # cut between two chunks
        lambda sealed: sealed[:-1] + bytes([sealed[-1] ^ 1]),
        lambda sealed: sealed[:200] + bytes([sealed[200] ^ 1]) + sealed[201:],
        lambda sealed: sealed + b"\0",
        lambda sealed: b"something else",
        lambda sealed: b"",
    ],
)
def test_a_file_that_was_cut_or_changed_does_not_open(archive, private, damage):
    where = archive.put(b"x" * (CHUNK + 1000), "b1", SEALED, NOW)
    where.write_bytes(damage(where.read_bytes()))
    with pytest.raises(UsageError):
        list(open_sealed(where, private))


def test_bytes_after_a_whole_last_chunk_are_seen(archive, private):
    where = archive.put(b"x" * CHUNK, "b1", SEALED, NOW)
    where.write_bytes(where.read_bytes() + b"\0")
    with pytest.raises(UsageError, match="DAMAGED"):
        list(open_sealed(where, private))


def test_the_same_file_sealed_twice_looks_different(archive):
    first = archive.put(b"content", "b1", SEALED, NOW).read_bytes()
    assert archive.put(b"content", "b2", SEALED, NOW).read_bytes() != first


def test_open_data_is_kept_plain(archive):
    where = archive.put(b"dep;n\n44;3\n", "b1", OPEN, NOW)
    assert where.suffix == ".gz"
    assert b"".join(open_plain(where)) == b"dep;n\n44;3\n"


def test_without_a_public_key_nothing_is_kept_unsealed(tmp_path):
    archive = Archive(tmp_path / "archive", Keys(tmp_path / "no-keys"))
    with pytest.raises(UsageError, match="KEY_MISSING"):
        archive.put(b"Dupont", "b1", SEALED, NOW)
    assert list((tmp_path / "archive").rglob("*.*")) == []


def test_memory_stays_bounded(archive, tmp_path):
    source = tmp_path / "large.csv"
    with source.open("wb") as stream:
        stream.truncate(64 * CHUNK)
    tracemalloc.start()
    archive.put(source, "b1", SEALED, NOW)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 8 * CHUNK


def test_a_failure_leaves_nothing_and_an_earlier_file_whole(archive, private, monkeypatch):
    where = archive.put(b"first", "b1", SEALED, NOW)

    def fails(*_args):
        raise OSError("disk full")

    monkeypatch.setattr("argos.core.files.os.fsync", fails)
    with pytest.raises(OSError, match="disk full"):
        archive.put(b"second", "b1", SEALED, NOW)
    assert [path.name for path in where.parent.iterdir()] == ["b1.sealed"]
    assert b"".join(open_sealed(where, private)) == b"first"


def test_files_go_when_their_days_have_passed(archive):
    archive.put(b"kept 30 days", "b1", SEALED, NOW)
    archive.put(b"kept 30 days", "b2", SEALED, NOW + timedelta(days=1))
    assert archive.expire(NOW + timedelta(days=29)) == 0
    assert archive.expire(NOW + timedelta(days=30)) == 1
    assert archive.find("b1") is None
    assert archive.find("b2") is not None
    assert archive.expire(NOW + timedelta(days=400)) == 1
    assert archive.expire(NOW + timedelta(days=400)) == 0


def test_what_a_killed_process_left_goes_too(archive):
    where = archive.put(b"x", "b1", SEALED, NOW)
    left = where.with_name(".b2.sealed.0a1b2c3d.partial")
    left.write_bytes(b"half")
    age = (NOW - timedelta(days=2)).timestamp()
    os.utime(left, (age, age))
    assert archive.expire(NOW) == 1
    assert not left.exists()
    assert where.exists()


def test_an_erasure_removes_the_files_of_its_batches(archive):
    for batch in ("b1", "b2", "b3"):
        archive.put(b"x", batch, SEALED, NOW)
    assert archive.remove({"b1", "b3", "b9"}) == 2
    assert [archive.find(batch) is None for batch in ("b1", "b2", "b3")] == [True, False, True]


def test_the_same_batch_again_takes_the_place_of_the_first(archive, private):
    archive.put(b"first", "b1", SEALED, NOW)
    where = archive.put(b"second", "b1", SEALED, NOW + timedelta(days=1))
    assert b"".join(open_sealed(where, private)) == b"second"
    assert archive.remove(["b1"]) == 1


@pytest.mark.parametrize("batch_id", ["../b1", "a/b", "", ".hidden", "*"])
def test_a_name_cannot_lead_out_of_the_archive(archive, batch_id):
    with pytest.raises(UsageError, match="BAD_NAME"):
        archive.put(b"x", batch_id, SEALED, NOW)
    with pytest.raises(UsageError, match="BAD_NAME"):
        archive.remove([batch_id])


@pytest.mark.parametrize("root", ["s3://bucket/archive", "s3:/bucket/archive"])
def test_an_object_store_is_refused(keys, root):
    with pytest.raises(UsageError, match="NOT_A_FOLDER"):
        Archive(Path(root), keys)
