"""Large event logs, written through the log's own table rather than by millions of pushes.

Their rows are those that a push of the invented files made, again and again under other event
identifiers and other persons. Each is recorded the morning after its day, as daily pushes would;
each month of a feed is one commit, so that the log is as compaction leaves it.
"""

import secrets
import shutil
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from math import ceil
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from bench import homes

BYTES_A_ROW = 75  # on disk, of which 48 are the two keyed hashes, which nothing compresses
EVENT_ID, SUBJECT = 16, 32  # bytes
PERSONS = 200_000
MORNING = timedelta(days=1, hours=6)
ROWS_A_COMMIT = 1_000_000
MONTHS_APART = 4  # more than a window of 45 days and its margin can touch
SEED = 20200513


def facts(files: list[tuple[str, str]], home: str, out: str) -> dict[str, Any]:
    """Push whole files and keep the rows that they became, as Parquet."""
    from bench.pushes import bulk

    said = bulk(files, home)
    homes.opened(home).log.rows().sink_parquet(out)
    shutil.rmtree(home)
    return said


def repeated(template: str, home: str, times: float) -> dict[str, Any]:
    """Write every row a number of times, over the same days, into the log of a home."""
    log = homes.opened(home).log
    rng, persons, rows = np.random.default_rng(SEED), _persons(), 0
    months = pl.scan_parquet(template).select("feed", "month").unique().sort("feed", "month")
    for feed, month in months.collect().rows():
        chosen = (pl.col("feed") == feed) & (pl.col("month") == month)
        once = pl.scan_parquet(template).filter(chosen).collect()
        wanted = np.arange(round(once.height * times)) % once.height
        for start in range(0, len(wanted), ROWS_A_COMMIT):
            drawn = once[wanted[start : start + ROWS_A_COMMIT]]
            rows += _write(log, feed, _recorded(_others(drawn, persons, rng)))
    return {"seconds": 0.0, "rows": rows}


def spread(
    template: str, home: str, feed: str, last: str, days: int, rows_a_day: int
) -> dict[str, Any]:
    """Write the same number of rows a day over the days before and on ``last``, month by month.

    The event identifiers of one month serve again in months that no push reads together.
    """
    log = homes.opened(home).log
    rng, persons, rows = np.random.default_rng(SEED), _persons(), 0
    once = pl.scan_parquet(template).filter(pl.col("feed") == feed).collect()
    pools = [
        _others(once[rng.integers(0, once.height, 31 * rows_a_day)], persons, rng)
        for _ in range(MONTHS_APART)
    ]
    for number, group in enumerate(_by_month(date.fromisoformat(last), days)):
        of_day = pl.Series(np.repeat(np.array(group, "datetime64[D]"), rows_a_day), dtype=pl.Date)
        drawn = pools[number % MONTHS_APART].head(of_day.len())
        rows += _write(log, feed, _recorded(_moved(drawn, of_day)))
    return {"seconds": 0.0, "rows": rows}


def one_more_day(template: str, home: str, times: float) -> dict[str, Any]:
    """Add the day after the last to every feed of a home, as dense as its last week."""
    log = homes.opened(home).log
    rng, persons, rows = np.random.default_rng(SEED + 1), _persons(), 0
    whole = pl.read_parquet(template)
    last = whole["occurred_on"].max()
    assert isinstance(last, date)  # noqa: S101 - a template has rows
    week = whole.filter(pl.col("occurred_on") > last - timedelta(days=7))
    following = pl.lit(last + timedelta(days=1))
    for (feed,), lately in week.group_by("feed", maintain_order=True):
        drawn = lately[rng.integers(0, lately.height, ceil(lately.height * times / 7))]
        moved = _moved(_others(drawn, persons, rng), following).with_columns(
            sign=pl.lit(1, pl.Int8)
        )
        rows += _write(log, str(feed), _recorded(moved))
    return {"seconds": 0.0, "rows": rows}


def day_files(source: str, out: str, after: str, days: int, rows_a_day: int) -> list[str]:
    """Write daily files of new tests, drawn from a whole file; return their paths."""
    rng = np.random.default_rng(SEED)
    whole = pl.read_csv(source, separator=";", infer_schema=False)
    paths = []
    for number in range(1, days + 1):
        day = (date.fromisoformat(after) + timedelta(days=number)).isoformat()
        path = Path(out) / f"chu-nantes.biology-{day}.csv"
        drawn = whole[rng.integers(0, whole.height, rows_a_day)]
        numbers = pl.Series([f"NEW-{number}-{n}" for n in range(rows_a_day)])
        drawn.with_columns(test_id=numbers, sampled_on=pl.lit(day)).write_csv(path, separator=";")
        paths.append(str(path))
    return paths


def room_for(rows: int, folder: Path) -> bool:
    """Whether the disk can hold a log of so many rows, with as much again left free."""
    return shutil.disk_usage(folder).free > 2 * rows * BYTES_A_ROW


def _by_month(last: date, days: int) -> Iterator[list[date]]:
    group: list[date] = []
    for back in reversed(range(days)):
        day = last - timedelta(days=back)
        if group and day.month != group[0].month:
            yield group
            group = []
        group.append(day)
    yield group


def _others(rows: pl.DataFrame, persons: pl.Series, rng: np.random.Generator) -> pl.DataFrame:
    """Make other events of other persons out of rows."""
    return rows.with_columns(
        _random("event_id", rows.height, EVENT_ID),
        persons[rng.integers(0, len(persons), rows.height)].alias("subject"),
    )


def _moved(rows: pl.DataFrame, days: pl.Series | pl.Expr) -> pl.DataFrame:
    """Count rows on other days."""
    moved = rows.with_columns(occurred_on=days)
    return moved.with_columns(month=pl.col("occurred_on").dt.strftime("%Y-%m"))


def _recorded(rows: pl.DataFrame) -> pl.DataFrame:
    """Let each row be recorded by the batch of the morning after its day."""
    return rows.with_columns(
        recorded_at=pl.col("occurred_on").cast(pl.Datetime("us", "UTC")) + MORNING,
        batch_id=pl.concat_str(pl.lit("bench-"), pl.col("occurred_on").cast(pl.String)),
    )


def _persons() -> pl.Series:
    return _random("subject", PERSONS, SUBJECT)


def _random(name: str, height: int, size: int) -> pl.Series:
    """Return keyed hashes as they look: random bytes."""
    pool = secrets.token_bytes(height * size)
    cut = [pool[at : at + size] for at in range(0, len(pool), size)]
    return pl.Series(name, cut, dtype=pl.Binary)


def _write(log: Any, feed: str, rows: pl.DataFrame) -> int:
    """Commit rows of many batches at once, in the order of their days."""
    from deltalake import CommitProperties, write_deltalake

    from argos.events.delta import transactions
    from argos.events.delta_table import WRITER

    ordered = rows.sort("recorded_at")
    position, last = log.position(feed), ordered["recorded_at"].max()
    assert isinstance(last, datetime)  # noqa: S101 - no month is empty
    if position.recorded_at is not None:
        last = max(last, position.recorded_at)
    write_deltalake(
        position.snapshot.table,
        ordered,
        mode="append",
        writer_properties=WRITER,
        commit_properties=CommitProperties(app_transactions=transactions(position, last, ordered)),
    )
    return rows.height
