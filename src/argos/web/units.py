"""The establishments behind a feed, in words: since when they take part, and who sends less."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from argos.core.language import Text
from argos.web import formats
from argos.web.feeds import Feed

LOW = 70  # % of what is usual: less is loud
CEASED = 14  # days without a row after which an establishment no longer takes part


@dataclass(frozen=True, slots=True)
class Unit:
    """One establishment of a feed.

    Attributes:
        name: its own.
        since, until: its first and its last day with more than 10 rows.
        share: % of its usual week that the last one brought, the lower end of a class of 10.
        newest: the newest day of the whole feed.

    """

    name: str
    since: date
    until: date
    share: int | None
    newest: date

    @property
    def low(self) -> bool:
        """Whether so little came that the figures made of it are too low."""
        return self.share is not None and self.share < LOW

    @property
    def sentence(self) -> str:
        """Since when it takes part, until when, and how much it brings."""
        first, last = formats.day(self.since, year=True), formats.day(self.until, year=True)
        said = [Text(f"depuis le {first}", f"since {first}")]
        if self.newest - self.until > timedelta(days=CEASED):
            said.append(Text(f"presque rien après le {last}", f"hardly any after {last}"))
        elif self.share is not None:
            said.append(self.brought)
        return ", ".join(map(str, said))

    @property
    def brought(self) -> Text:
        """What the last week brought of what is usual on the same weekdays."""
        assert self.share is not None  # noqa: S101 - asked of those who have one
        low, high = self.share, self.share + 10
        return Text(
            f"{low} à {high} % de son volume habituel", f"{low} to {high}% of its usual volume"
        )


def units(feed: Feed) -> list[Unit]:
    """Return the establishments of a feed, those that send too little first."""
    rows: Any = feed.row.get("units") or []
    newest: Any = feed.row.get("newest_day")
    told = [row for row in rows if row["since"] is not None]
    found = [Unit(r["unit"], r["since"], r["until"], r["share"], newest) for r in told]
    return sorted(found, key=lambda unit: not unit.low)


def under_reporting(found: Sequence[Feed], sources: Sequence[str]) -> list[Unit]:
    """Return the establishments behind some sources (``a``, ``a+b``) that send too little."""
    names = {each.split("/")[0] for source in sources if source for each in source.split("+")}
    return [unit for feed in found if feed.partner_id in names for unit in units(feed) if unit.low]


def panel(feed: Feed) -> str:
    """Return a year's growth of all establishments and of those that are in both; else empty."""
    told: Any = feed.row.get("panel")
    if not told or told["units"] is None:
        return ""
    every, same = (
        f"{told[name]:+d}" if told[name] else "0" for name in ("change", "constant_change")
    )
    now, constant = told["units"], told["constant"]
    return str(
        Text(
            f"{now} établissements, dont {constant} depuis plus d'un an : environ {every} % "
            f"en un an tous ensemble, {same} % à panel constant",
            f"{now} establishments, {constant} of them for over a year: about {every}% "
            f"in a year for all, {same}% on a constant panel",
        )
    )
