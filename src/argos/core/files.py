"""Files that are there whole or not at all, and that only their owner can read."""

import fcntl
import os
import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

OWNER_FILE, OWNER_FOLDER = 0o600, 0o700


def put_file(path: Path, content: bytes | Iterable[bytes], *, replace: bool = True) -> bool:
    """Write a file so that a crash leaves either all of it or nothing, and tell whether it was.

    The bytes go to a temporary file beside, are flushed to the disk, then take their name. With
    ``replace=False`` an existing file is left as it is and the answer is False: of several writers
    the first wins.
    """
    chunks = [content] if isinstance(content, bytes) else content
    with temporary_beside(path) as partial:
        descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_FILE)
        with os.fdopen(descriptor, "wb") as stream:
            stream.writelines(chunks)
            stream.flush()
            os.fsync(stream.fileno())
        return take_name(partial, path, replace=replace)


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """Let one process at a time do what follows; the others wait. ``path`` is made if absent."""
    path.parent.mkdir(mode=OWNER_FOLDER, parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, OWNER_FILE)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


@contextmanager
def temporary_beside(path: Path) -> Iterator[Path]:
    """Give a free hidden name in the same folder (made if absent), gone afterwards."""
    path.parent.mkdir(mode=OWNER_FOLDER, parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.{secrets.token_hex(4)}.partial")
    try:
        yield partial
    finally:
        partial.unlink(missing_ok=True)


def take_name(partial: Path, path: Path, *, replace: bool) -> bool:
    """Give a finished file its name in one step; False if it was taken and not to be replaced."""
    try:
        if replace:
            partial.replace(path)
        else:
            path.hardlink_to(partial)
    except FileExistsError:
        return False
    sync_folder(path.parent)
    return True


def sync_folder(folder: Path) -> None:
    """Flush a folder's list of names to the disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
