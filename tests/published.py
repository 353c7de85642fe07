"""A small territory, its events and an event log of frames, for the tests of publication."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

import polars as pl

from argos.core.schema import EVENT_SCHEMA
from argos.events.log import Position

MONDAY = date(2020, 11, 2)
SUNDAY = date(2020, 11, 8)
BANDS = ("00-14", "15-44", "45-64", "65-74", "75+")
FACT: dict[str, Any] = {
    "batch_id": "b", "feed": "samu-44.calls", "kind": "call", "occurred_on": MONDAY,
    "period": "day", "sign": 1, "value": 1.0, "status": "ok", "measure": "call",
    "place": "com:44109", "age": 30, "age_band": None, "sex": "f", "subject": None,
    "codes": ["hub:M03.12"], "attributes": [],
}  # fmt: skip


def at(day: date, hour: int = 6) -> datetime:
    """An instant on a day."""
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


def rows(facts: Iterable[dict[str, Any]]) -> pl.DataFrame:
    """Signed rows: each fact with the columns that it does not name filled in."""
    whole = [{**FACT, **fact} for fact in facts]
    for number, fact in enumerate(whole):
        fact.setdefault("event_id", number.to_bytes(16, "big"))
        fact.setdefault("recorded_at", at(fact["occurred_on"] + timedelta(days=1)))
        fact["month"] = f"{fact['occurred_on']:%Y-%m}"
    return pl.DataFrame(whole, schema=EVENT_SCHEMA, orient="row")


@dataclass
class FrameLog:
    """An event log that is a list of frames; only what a publication reads of it."""

    frames: list[pl.DataFrame] = field(default_factory=list)
    root: str = "frames:"

    def add(self, facts: Iterable[dict[str, Any]]) -> None:
        self.frames.append(rows(facts))

    @property
    def whole(self) -> pl.DataFrame:
        return pl.concat([pl.DataFrame(schema=EVENT_SCHEMA), *self.frames])

    def position(self, feed: str) -> Position:
        own = self.whole.filter(pl.col("feed") == feed)
        days = own.filter(pl.col("sign") == 1)["occurred_on"]
        return Position(feed, len(self.frames), own["recorded_at"].max(), days.max())  # type: ignore[arg-type]

    def rows(
        self,
        feed: str | None = None,
        first: date | None = None,
        last: date | None = None,
        recorded_after: datetime | None = None,
    ) -> pl.LazyFrame:
        found = self.whole.lazy()
        for wanted in (
            None if feed is None else pl.col("feed") == feed,
            None if first is None else pl.col("occurred_on") >= first,
            None if last is None else pl.col("occurred_on") <= last,
            None if recorded_after is None else pl.col("recorded_at") > recorded_after,
        ):
            found = found if wanted is None else found.filter(wanted)
        return found


def calls(number: int, **facts: Any) -> list[dict[str, Any]]:
    """Several events alike; their identifiers tell them apart."""
    stem = repr(sorted(facts.items(), key=str)).encode()
    return [{**facts, "event_id": _identifier(stem, n)} for n in range(number)]


def _identifier(stem: bytes, number: int) -> bytes:
    import hashlib

    return hashlib.blake2b(stem + str(number).encode(), digest_size=16).digest()


def unsaid(facts: Sequence[dict[str, Any]], recorded_at: datetime) -> list[dict[str, Any]]:
    """The rows that take facts back."""
    return [{**fact, "sign": -1, "recorded_at": recorded_at} for fact in facts]
