"""Pushing the files of seven feeds into a new home: whole, daily, and one day into a full log."""

import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Any

from bench import homes

COMPACT_EVERY = 28  # days, as a home's own weekly or monthly task would


def bulk(files: list[tuple[str, str]], home: str) -> dict[str, Any]:
    """Push one whole file a feed."""
    intake = homes.opened(home)
    from argos.ingest.flow import push

    rows = 0
    start = time.perf_counter()
    for feed, path in files:
        rows += _taken(push(Path(path), feed, intake))
    return {"seconds": time.perf_counter() - start, "rows": rows}


def daily(files: list[tuple[str, str]], home: str) -> dict[str, Any]:
    """Push daily files in order; the seconds of each push are told, and compaction apart."""
    intake = homes.opened(home)
    from argos.ingest.flow import push

    seconds, compactions, rows = [], [], 0
    for number, (feed, path) in enumerate(files, 1):
        start = time.perf_counter()
        rows += _taken(push(Path(path), feed, intake))
        seconds.append(time.perf_counter() - start)
        if number % (COMPACT_EVERY * len(homes.FEEDS)) == 0:
            start = time.perf_counter()
            intake.log.compact()
            compactions.append(time.perf_counter() - start)
    return {"seconds": seconds, "compactions": compactions, "rows": rows} | _parts(seconds)


def small(files: list[tuple[str, str]], home: str) -> dict[str, Any]:
    """Push daily files into a home that is compacted first; the median of each feed is told."""
    intake = homes.opened(home)
    from argos.ingest.flow import push

    intake.log.compact()
    seconds: dict[str, list[float]] = defaultdict(list)
    for feed, path in files:
        start = time.perf_counter()
        _taken(push(Path(path), feed, intake))
        seconds[feed].append(time.perf_counter() - start)
    return {
        "seconds": [each for taken in seconds.values() for each in taken],
        "by_feed": {feed: median(taken) for feed, taken in seconds.items()},
    }


def _parts(seconds: list[float]) -> dict[str, float]:
    tenth = max(1, len(seconds) // 10)
    return {
        "total": sum(seconds),
        "first_tenth": median(seconds[:tenth]),
        "last_tenth": median(seconds[-tenth:]),
    }


def _taken(receipt: Any) -> int:
    """Return the rows that a receipt accepts.

    Raises:
        RuntimeError: the file was not taken whole, so that the time would mean nothing.

    """
    if receipt.status != "accepted":
        raise RuntimeError(f"{receipt.file_name}: {receipt.status} {receipt.reasons}")
    return int(receipt.rows_accepted)


def days_of(files: list[tuple[str, Path]], first: int, last: int) -> Iterator[tuple[str, str]]:
    """Yield the daily files from one day to another, counted from 0; ``last`` is not included."""
    days = sorted({homes.day_of(path) for _, path in files})[first:last]
    return ((feed, str(path)) for feed, path in files if homes.day_of(path) in days)
