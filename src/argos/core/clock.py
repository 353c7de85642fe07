"""Time, injected: instants are UTC, days are the territory's own (Europe/Paris by default)."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from argos.core.errors import UsageError
from argos.core.language import Text, same

PARIS = ZoneInfo("Europe/Paris")


class Clock(Protocol):
    """Whatever tells the time; nothing else in Argos asks the machine for it."""

    def now(self) -> datetime:
        """Return the present instant, in UTC."""
        ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        """Return the present instant, in UTC."""
        return datetime.now(UTC)


@dataclass
class FixedClock:
    """A clock that stands still, for tests and replays."""

    instant: datetime

    def now(self) -> datetime:
        """Return the instant that was set."""
        return self.instant


def local_day(instant: datetime, zone: ZoneInfo = PARIS) -> date:
    """Return the local day in which an instant falls."""
    return instant.astimezone(zone).date()


def end_of_day(day: date, zone: ZoneInfo = PARIS) -> datetime:
    """Return the last microsecond of a local day, in UTC."""
    following = datetime.combine(day + timedelta(days=1), time(), tzinfo=zone)
    return following.astimezone(UTC) - timedelta(microseconds=1)


def parse_instant(text: str, zone: ZoneInfo = PARIS) -> datetime:
    """Read an ISO 8601 instant; a bare date means the end of that local day.

    A time without an offset is local time. The result is in UTC.

    Raises:
        UsageError: the text is neither a date nor an instant.

    >>> parse_instant("2020-04-11").isoformat()
    '2020-04-11T21:59:59.999999+00:00'

    """
    try:
        if len(text) == len("2020-04-11"):
            return end_of_day(date.fromisoformat(text), zone)
        instant = datetime.fromisoformat(text)
        return (instant if instant.tzinfo else instant.replace(tzinfo=zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise _bad_instant(text) from None


def parse_day(text: str) -> date:
    """Read an ISO 8601 date.

    Raises:
        UsageError: the text is no date.

    """
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise _bad_instant(text) from None


def _bad_instant(text: str) -> UsageError:
    return UsageError(
        "BAD_INSTANT",
        expected=Text(
            "une date (2020-04-11) ou un instant ISO 8601 (2020-04-11T19:00:00+02:00)",
            "a date (2020-04-11) or an ISO 8601 instant (2020-04-11T19:00:00+02:00)",
        ),
        found=same(repr(text)),
        todo=Text("corrigez la valeur", "correct the value"),
    )
