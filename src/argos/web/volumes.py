"""What a feed brings against what it usually brings on the same days of the week."""

from dataclasses import dataclass
from datetime import timedelta

import polars as pl

from argos.core.language import Text
from argos.outputs.snapshot import Ask, Snapshot
from argos.web import formats
from argos.web.feeds import Feed
from argos.web.frames import WEEK, shown

WEEKS = 8  # before the last one, of which the median is what is usual
ENOUGH = 4  # weeks with a figure
LOW = 0.7  # of what is usual: less is loud
RANK = {"fra": 0, "reg": 1, "dep": 2}


@dataclass(frozen=True, slots=True)
class Volume:
    """The last solid week of a feed's own indicator.

    Attributes:
        indicator, place: of the series that counts what the feed brings.
        now: the sum of its last 7 solid days.
        usual: the sum of the medians of the same weekdays over the `WEEKS` weeks before.

    """

    indicator: str
    place: str
    now: float
    usual: float

    @property
    def low(self) -> bool:
        """Whether so little came that some of it may be missing; more may be an epidemic."""
        return self.now < LOW * self.usual

    @property
    def sentence(self) -> str:
        """The volume against its weekday norm, in words."""
        pair = formats.number(self.now), formats.number(round(self.usual))
        rate = formats.percent(self.now / self.usual - 1) if self.usual else "–"
        return str(
            Text(
                f"{rate} par rapport à l'usage ({pair[0]} en 7 jours, {pair[1]} d'habitude)",
                f"{rate} against the usual ({pair[0]} in 7 days, usually {pair[1]})",
            )
        )

    @property
    def query(self) -> str:
        """The address of the series, from ``?``."""
        return f"?indicator={self.indicator}&place={self.place}"


def volume(snapshot: Snapshot, feed: Feed) -> Volume | None:
    """Return the volume of a feed; None where its indicator has no whole week to compare."""
    indicator = feed.row.get("volume")
    if not indicator or indicator not in snapshot.labels["indicator"]:
        return None
    name = str(indicator)
    places = [each for each in snapshot.places(name) if each.split(":")[0] in RANK]
    for place in sorted(places, key=lambda each: RANK[each.split(":")[0]]):
        found = _against_usual(shown(snapshot, Ask(name, place, partner=_partner(feed))).solid)
        if found is not None:
            return Volume(name, place, *found)
    return None


def _partner(feed: Feed) -> str:
    return feed.partner_id


def _against_usual(days: pl.DataFrame) -> tuple[float, float] | None:
    if days.is_empty():
        return None
    last = days["date"][-1]
    week = pl.col("date") > last - timedelta(days=WEEK)
    now = days.filter(week)["value"]
    before = days.filter(~week & (pl.col("date") > last - timedelta(days=WEEK * (WEEKS + 1))))
    usual = before.drop_nulls("value").group_by(pl.col("date").dt.weekday()).agg(
        median=pl.col("value").median(), weeks=pl.len()
    ).filter(pl.col("weeks") >= ENOUGH)  # fmt: skip
    if now.count() < WEEK or usual.height < WEEK:
        return None
    return float(now.sum()), float(usual["median"].sum())
