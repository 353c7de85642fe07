"""Files kept until a day that their place tells: ``<feed>/<keep until>/<batch><suffix>``.

Nothing else has to be kept to know when a file goes. One folder on this machine or on a mounted
disk; an object store is not covered, since it gives no atomic renaming and has its own expiry.
"""

import re
from collections.abc import Collection, Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from argos.core.clock import local_day
from argos.core.errors import UsageError
from argos.core.files import put_file
from argos.core.language import Text, same

SAFE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


@dataclass(frozen=True, slots=True)
class Name:
    """Where a file goes: its feed, its batch, its last day, its ending."""

    feed: str
    batch_id: str
    until: date
    suffix: str


class DatedFiles:
    """The files of one folder, by feed, last day and batch."""

    def __init__(self, root: Path, suffixes: tuple[str, ...]) -> None:
        """Name the folder and the endings of its files; nothing is touched yet.

        Raises:
            UsageError: ``NOT_A_FOLDER``: the root is an address of an object store.

        """
        if re.match(r"[A-Za-z0-9+]+:/", str(root)):
            raise UsageError(
                "NOT_A_FOLDER",
                expected=Text("un dossier local ou monté", "a local or mounted folder"),
                found=same(str(root)),
                todo=Text("indiquez un dossier", "name a folder"),
            )
        self.root, self.suffixes = Path(root), suffixes

    def put(self, name: Name, content: bytes | Iterable[bytes]) -> Path:
        """Write a file whole or not at all, in place of one of the same batch, and tell where."""
        folder = self.root / _safe(name.feed) / name.until.isoformat()
        path = folder / f"{_safe(name.batch_id)}{name.suffix}"
        put_file(path, content)
        for other in self.find(name.batch_id):
            if other != path:
                other.unlink()
        return path

    def find(self, batch_id: str) -> list[Path]:
        """Return the files of a batch."""
        names = (f"{_safe(batch_id)}{suffix}" for suffix in self.suffixes)
        return [path for name in names for path in self.root.glob(f"*/*/{name}")]

    def of_feed(self, feed: str) -> list[Path]:
        """Return the files of a feed, oldest batch first."""
        files = (self.root / _safe(feed)).glob("*/*")
        return sorted((f for f in files if f.name.endswith(self.suffixes)), key=lambda f: f.name)

    def remove(self, batch_ids: Collection[str]) -> int:
        """Remove the files of these batches; return how many there were."""
        return _unlink(path for batch_id in batch_ids for path in self.find(batch_id))

    def remove_feed(self, feed: str) -> int:
        """Remove the files of a feed; return how many there were."""
        return _unlink(self.of_feed(feed))

    def expire(self, now: datetime) -> int:
        """Remove the files whose last day has come, and what a crash left; return how many."""
        today = local_day(now)
        past = [folder for folder in self.root.glob("*/*") if _is_past(folder, today)]
        removed = _unlink(path for folder in past for path in folder.iterdir() if path.is_file())
        for folder in past:
            with suppress(OSError):  # something else was put there: the folder stays for it
                folder.rmdir()
        return removed + self._sweep(now)

    def _sweep(self, now: datetime) -> int:
        """Remove the temporary files that a killed process left behind more than a day ago."""
        limit = (now - timedelta(days=1)).timestamp()
        left = self.root.glob("*/*/.*.partial")
        return _unlink(path for path in left if path.stat().st_mtime < limit)


def _is_past(folder: Path, today: date) -> bool:
    """Tell whether a folder is named by a day that has come; others are not ours."""
    try:
        return folder.is_dir() and date.fromisoformat(folder.name) <= today
    except ValueError:
        return False


def last_day(now: datetime, days: int) -> date:
    """Return the local day on which a file received now has been kept for a number of days."""
    return local_day(now) + timedelta(days=days)


def _safe(part: str) -> str:
    """Return a part of a path, once it is sure that it stays in its folder."""
    if SAFE.fullmatch(part):
        return part
    raise UsageError(
        "BAD_NAME",
        expected=Text("lettres, chiffres, points et tirets", "letters, digits, dots and hyphens"),
        found=Text("autre chose", "something else"),
        todo=Text("vérifiez le flux et le lot", "check the feed and the batch"),
    )


def _unlink(paths: Iterable[Path]) -> int:
    found = list(paths)
    for path in found:
        path.unlink(missing_ok=True)
    return len(found)
