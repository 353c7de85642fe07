"""Invented facts for the tests of the event log, and the one way in which they enter it."""

import hashlib
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

import polars as pl

from argos.core.schema import FACT_SCHEMA, month_of
from argos.events.log import EventLog, Position
from argos.events.statements import Statements, compare

FEED = "chu-nantes.emergency"
DAY = date(2020, 4, 10)
START = datetime(2020, 5, 1, 6, 0, tzinfo=UTC)
EVERYTHING = pl.lit(value=True)


def instant(hour: int) -> datetime:
    """Instant of the n-th push of a test."""
    return START + timedelta(hours=hour)


def event_id(feed: str, key: str) -> bytes:
    return hashlib.blake2b(f"{feed}\x1f{key}".encode(), digest_size=16).digest()


def subject(name: str) -> bytes:
    return hashlib.blake2b(f"subject {name}".encode(), digest_size=32).digest()


def fact(
    feed: str,
    key: str,
    value: float | None = 1.0,
    day: date = DAY,
    who: str | None = None,
    codes: tuple[str, ...] = (),
) -> dict[str, Any]:
    """One fact; a blank value is not reported."""
    return {
        "event_id": event_id(feed, key),
        "feed": feed,
        "kind": "visit",
        "occurred_on": day,
        "period": "day",
        "value": value,
        "status": "not_reported" if value is None else "ok",
        "measure": "visit",
        "place": "dep:44",
        "age": 40,
        "age_band": None,
        "sex": "f",
        "subject": None if who is None else subject(who),
        "codes": list(codes),
        "attributes": [{"key": "ward", "value": "geriatrics"}],
    }


def facts(feed: str, said: Mapping[str, Mapping[str, Any]]) -> pl.DataFrame:
    """Facts by key, as ``ingest`` hands them over."""
    rows = [fact(feed, key, **what) for key, what in said.items()]
    partial = {name: dtype for name, dtype in FACT_SCHEMA.items() if name != "month"}
    frame = pl.DataFrame(rows, schema=partial, orient="row")
    return frame.with_columns(month=month_of(pl.col("occurred_on"))).select(FACT_SCHEMA.names())


def push(
    log: EventLog,
    said: Mapping[str, Mapping[str, Any]],
    hour: int,
    *,
    feed: str = FEED,
    complete: bool = True,
    position: Position | None = None,
    batch_id: str | None = None,
) -> Statements:
    """Compare facts with the log and commit what changed, as a push does."""
    position = position or log.position(feed)
    scope = EVERYTHING if complete else None
    statements = compare(log.live(feed, position=position), facts(feed, said), in_scope=scope)
    log.append(
        position,
        statements.rows,
        batch_id=batch_id or f"{feed}-{hour}",
        recorded_at=instant(hour),
        metadata={"receipt": f"{feed}-{hour}"},
    )
    return statements


def seen(live: pl.DataFrame) -> dict[bytes, tuple[Any, ...]]:
    """What live rows say by key; a key that is there twice is a fault."""
    said = {
        row["event_id"]: (row["value"], row["status"], row["occurred_on"], row["subject"])
        for row in live.to_dicts()
    }
    assert len(said) == live.height, "two live rows of one key"
    return said


def meant(feed: str, said: Mapping[str, Mapping[str, Any]]) -> dict[bytes, tuple[Any, ...]]:
    """What facts by key should be seen as."""
    return seen(facts(feed, said).with_columns(sign=pl.lit(1)))
