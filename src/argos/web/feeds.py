"""Which feed is late, and which of them a page leans on."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from argos.core.cadence import PERIOD, period_after
from argos.core.clock import local_day
from argos.core.language import Text
from argos.outputs.snapshot import Snapshot
from argos.web import formats


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed at an instant: when it last came, and whether that is later than was agreed.

    ``agreed`` is the longest time between two of its batches: its cadence and accepted lateness.
    ``ended`` is the last day of its agreement, once that is past: nothing is late any more.
    """

    name: str
    last: datetime
    late_by: timedelta
    agreed: timedelta
    row: dict[str, object]
    ended: date | None = None

    @property
    def late(self) -> bool:
        """Whether it is late."""
        return self.late_by > timedelta()

    @property
    def partner(self) -> str:
        """The partner's name in words."""
        return formats.partner(self.name.split(".")[0])

    @property
    def partner_id(self) -> str:
        """The partner's identifier, as in its address."""
        return self.name.split(".")[0]

    @property
    def sentence(self) -> str:
        """What a reader must know of it."""
        came = formats.instant(self.last)
        if self.ended:
            on = formats.day(self.ended, year=True)
            return str(Text(f"source arrêtée le {on}, dernier envoi le {came}",
                            f"source ended on {on}, last sent {came}"))  # fmt: skip
        if not self.late:
            return str(Text(f"à l'heure, dernier envoi le {came}", f"on time, last sent {came}"))
        days = self.late_by / timedelta(days=1)
        how = (
            Text(f"{days:.0f} jours", f"{days:.0f} days")
            if days >= 2
            else Text(f"{24 * days:.0f} h", f"{24 * days:.0f} h")
        )
        return str(
            Text(
                f"en retard de {how.fr}, dernier envoi le {came}",
                f"late by {how.en}, last sent {came}",
            )
        )


def coded(feed: Feed) -> str:
    """Write the share of a feed's last rows that have a diagnosis; empty where it is not told."""
    least = feed.row.get("coded")
    if least is None:
        return ""
    return str(Text(f"au moins {least} %", f"at least {least}%"))


def feeds(snapshot: Snapshot, now: datetime) -> list[Feed]:
    """Return every feed, the latest ones first."""
    found = [_feed(row, now) for row in snapshot.feeds.iter_rows(named=True)]
    return sorted(found, key=lambda feed: (-feed.late_by, feed.name))


def of_partners(found: list[Feed], sources: list[str]) -> list[Feed]:
    """Return the late feeds of the partners behind some sources (``a``, ``a/unit``, ``a+b``)."""
    names = {each.split("/")[0] for source in sources if source for each in source.split("+")}
    return [feed for feed in found if feed.late and feed.name.split(".")[0] in names]


def _feed(row: dict[str, object], now: datetime) -> Feed:
    last = row["last_recorded_at"]
    assert isinstance(last, datetime)  # noqa: S101 - the published table declares it
    period = period_after(str(row["cadence"]), last) or PERIOD["day"]
    agreed = period + timedelta(hours=float(str(row["lateness_hours"])))
    ends = row.get("ends_on")
    ended = ends if isinstance(ends, date) and local_day(now) > ends else None
    late_by = timedelta() if ended else max(now - last - agreed, timedelta())
    return Feed(str(row["feed"]), last, late_by, agreed, row, ended)
