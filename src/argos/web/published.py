"""The snapshot that pages answer from: the newest that can be read."""

import logging
import os
from dataclasses import dataclass
from datetime import datetime
from threading import Lock
from time import monotonic

from argos.core.clock import Clock, FixedClock, SystemClock, parse_instant
from argos.core.errors import ArgosError
from argos.core.language import Text
from argos.core.settings import Settings
from argos.outputs.snapshot import Snapshot
from argos.outputs.store import Outputs

CHECKED_EVERY = 2.0  # seconds between two looks for a newer version
log = logging.getLogger("argos.web")


@dataclass
class _Kept:
    snapshot: Snapshot
    looked_at: float
    behind: bool = False


_kept: dict[str, _Kept] = {}
_lock = Lock()


def current() -> Snapshot:
    """Return the newest snapshot of the published zone that the settings name.

    Where a newer version cannot be read, the one before goes on answering.

    Raises:
        ArgosError: ``PUBLISHED_UNREADABLE``: nothing could ever be read.

    """
    root = Settings.from_environment().published
    with _lock:
        kept = _kept.get(root)
        if kept is not None and monotonic() - kept.looked_at < CHECKED_EVERY:
            return kept.snapshot
        _kept[root] = _looked(root, kept)
        return _kept[root].snapshot


def is_behind() -> bool:
    """Whether a newer version was there and could not be read."""
    kept = _kept.get(Settings.from_environment().published)
    return kept is not None and kept.behind


def clock() -> Clock:
    """Return the clock of the pages: the machine's, or one that stands at ``ARGOS_TODAY``."""
    today = os.environ.get("ARGOS_TODAY")
    return FixedClock(parse_instant(today)) if today else SystemClock()


def now() -> datetime:
    """Return the instant at which pages are read."""
    return clock().now()


def _looked(root: str, kept: _Kept | None) -> _Kept:
    outputs = Outputs(root)
    try:
        version = outputs.version()
        if kept is not None and kept.snapshot.version == version:
            return _Kept(kept.snapshot, monotonic())
        snapshot = Snapshot(outputs)
        snapshot.read_through()
    except Exception as error:
        log.error("published zone unreadable: %s", type(error).__name__)
        if kept is None:
            raise _unreadable() from None
        return _Kept(kept.snapshot, monotonic(), behind=True)
    return _Kept(snapshot, monotonic())


def _unreadable() -> ArgosError:
    return ArgosError(
        "PUBLISHED_UNREADABLE",
        expected=Text("une zone publiée lisible", "a readable published zone"),
        found=Text("des tables à moitié écrites ou absentes", "tables half-written or missing"),
        todo=Text(
            "lancez `argos publish`, puis rechargez ; si cela dure, restaurez la zone publiée",
            "run `argos publish`, then reload; if it lasts, restore the published zone",
        ),
    )
