"""What each partner sends and when: a feed's content cut into files, with the planted faults."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import polars as pl

from argos.core.clock import PARIS
from argos.core.simulated import PREFIX
from argos.simulation import faults
from argos.simulation.faults import SENT
from argos.simulation.scenario import Fault, wrong

HOUR = time(6)  # at which the file of the days before comes
AFTER = timedelta(minutes=10)  # between it and the other part


@dataclass(frozen=True, slots=True)
class Filed:
    """One file: its feed, its place under the folder, when it comes."""

    feed: str
    file: str
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class Cut:
    """Which days one file is about.

    Attributes:
        start: the day before the feed's first.
        after: the newest day that was sent before.
        upto: the newest day of this file.
        filed: when it comes; nothing is known later.

    """

    start: date
    after: date
    upto: date
    filed: date


@dataclass(frozen=True, slots=True)
class Feed:
    """One feed.

    Attributes:
        name: as in its contract.
        delimiter: of its files.
        rows: the rows of a cut, with the day of each in the column ``sent``.
        faults: those planted in it.
        days: on which its files come.
        lag: days from the newest day of a file to the day on which it comes.
        part: what a file holds, where the files of a day are several; they come later.

    """

    name: str
    delimiter: str
    rows: Callable[[Cut], pl.DataFrame]
    faults: Sequence[Fault]
    days: Sequence[date]
    lag: int = 1
    part: str = ""


def lines(frame: pl.DataFrame) -> Callable[[Cut], pl.DataFrame]:
    """Return how a line-level feed is cut when its rows never change: each is sent once."""
    return lambda cut: frame.filter(pl.col(SENT) > cut.after, pl.col(SENT) <= cut.upto)


def file_days(first: date, last: date, bundle_days: int, daily_days: int) -> list[date]:
    """Return the days on which files come: one for each bundle of days, then one a day.

    The first comes once its whole content is of simulated days.
    """
    days, newest = (last - first).days + 1, last + timedelta(days=1)
    daily = min(daily_days, days - 4)
    back = sorted({*range(daily), *range(daily, days - 3, bundle_days)}, reverse=True)
    return [newest - timedelta(days=n) for n in back]


def weekly_days(days: Sequence[date], bundle_days: int, daily_days: int) -> list[date]:
    """Return the Mondays on which weekly files come: all of the last days, before one a bundle."""
    newest = days[-1] - timedelta(days=days[-1].weekday())
    every = max(bundle_days // 7, 1)
    count = (newest - days[0]).days // 7
    return [
        newest - timedelta(weeks=n)
        for n in range(count, -1, -1)
        if n * 7 < daily_days or n % every == 0
    ]


def write(folder: Path, feed: Feed, first: date, last: date) -> list[Filed]:
    """Write the files of a feed.

    What a silent partner did not send, and what was refused because a column was renamed, comes
    again with the first right file after.

    Raises:
        UsageError: ``BAD_SCENARIO``: the column to rename is not in the feed's files.

    """
    written: list[Filed] = []
    after = start = first - timedelta(days=1)
    for day in feed.days:
        cut = Cut(start, after, day - timedelta(days=feed.lag), day)
        if faults.at(feed.faults, "silent", cut.upto, last):
            continue
        frame = feed.rows(cut)
        if frame.is_empty():
            continue
        renamed = faults.at(feed.faults, "renamed-column", cut.upto, last)
        if renamed and renamed.column not in frame.columns:
            raise wrong("BAD_SCENARIO", f"faults.column: {renamed.column}, {feed.name}")
        if renamed and renamed.column:
            frame = frame.rename({renamed.column: f"{renamed.column}_bis"})
        else:
            after = cut.upto
        one = _write(folder, feed, day, frame.drop(SENT))
        written.append(one)
        if faults.at(feed.faults, "doubled-file", cut.upto, last):
            written.append(_again(folder, one))
    return written


def _write(folder: Path, feed: Feed, day: date, frame: pl.DataFrame) -> Filed:
    file = f"{feed.name}/{PREFIX}{feed.name.split('.')[1]}{feed.part}-{day}.csv"
    (folder / feed.name).mkdir(exist_ok=True)
    frame.write_csv(folder / file, separator=feed.delimiter)
    came = datetime.combine(day, HOUR, tzinfo=PARIS).astimezone(UTC)
    return Filed(feed.name, file, came + AFTER if feed.part else came)


def _again(folder: Path, one: Filed) -> Filed:
    name = one.file.removesuffix(".csv") + "-again.csv"
    (folder / name).write_bytes((folder / one.file).read_bytes())
    return replace(one, file=name, recorded_at=one.recorded_at + timedelta(hours=1))
