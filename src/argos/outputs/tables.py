"""The published tables, declared once: their columns, and the only type that may be committed.

A series is stored sparsely. What has no row is read so (`argos.outputs.resolve`):

- a set shown as published: the publisher gives no such crossing;
- a count of Argos' own (``rounded``): fewer than 11, on each day for which the whole of the feed
  (``fra``, all ages, both sexes) has a row. A missing row and a written ``suppressed`` say the
  same, so neither tells a zero from a ten.

A row whose age, sex or partner is ``*`` speaks of a whole breakdown of a place: ``not_published``
takes it away from that instant on, ``ok`` gives it back.
"""

from dataclasses import dataclass
from typing import Literal

import polars as pl

from argos.core.schema import INSTANT
from argos.outputs.modelled import MODELLED, ModelledName

Name = Literal["series", "indicators", "receipts", "feed_quality"] | ModelledName
EVERY = "*"

SERIES = pl.Schema(
    {
        "indicator": pl.String(),
        "place": pl.String(),
        "date": pl.Date(),  # of a week: its last day
        "period": pl.String(),  # day, week
        "age": pl.String(),
        "sex": pl.String(),
        "partner": pl.String(),  # partner, partner/unit, or partner+partner
        "source_rank": pl.Int8(),  # 0 is asked first; null for a part of a source
        "value": pl.Float64(),
        "status": pl.String(),
        "derived": pl.Boolean(),  # computed by Argos, not given by the publisher
        "rounded": pl.Boolean(),  # under disclosure control: below 11 hidden, else to the nearest 5
        "known_from": INSTANT,
        "method": pl.Int16(),  # version of the indicator's definition
    }
)
INDICATORS = pl.Schema(
    {
        "indicator": pl.String(),
        "method": pl.Int16(),
        "label_fr": pl.String(),
        "label_en": pl.String(),
        "unit_fr": pl.String(),
        "unit_en": pl.String(),
        "definition_fr": pl.String(),
        "definition_en": pl.String(),
        "method_fr": pl.String(),
        "method_en": pl.String(),
        "ages": pl.List(pl.String()),
        "known_from": INSTANT,
    }
)
RECEIPTS = pl.Schema(
    {
        "batch_id": pl.String(),  # of a closed feed without the part made from the file's bytes
        "feed": pl.String(),
        "status": pl.String(),
        "recorded_at": INSTANT,
        "content_from": pl.Date(),
        "content_until": pl.Date(),
        "rows_read": pl.Int64(),  # counts: null of a closed feed, whose days they are the sum of
        "rows_accepted": pl.Int64(),
        "rows_rejected": pl.Int64(),
        "facts_new": pl.Int64(),
        "facts_unchanged": pl.Int64(),
        "facts_corrected": pl.Int64(),
        "facts_withdrawn": pl.Int64(),
        "reasons": pl.List(
            pl.Struct({"code": pl.String(), "column": pl.String(), "rows": pl.Int64()})
        ),
        "rounded": pl.Boolean(),
    }
)
FEED_QUALITY = pl.Schema(
    {
        "feed": pl.String(),
        "known_from": INSTANT,
        "ends_on": pl.Date(),  # last day of its agreement, null while none is agreed
        "cadence": pl.String(),
        "lateness_hours": pl.Int64(),  # accepted by the contract
        "last_recorded_at": INSTANT,
        "newest_day": pl.Date(),
        "batches": pl.Int64(),
        "late_batches": pl.Int64(),  # came later after the one before than was agreed
        "rows_read": pl.Int64(),  # null of a closed feed
        "rows_rejected": pl.Int64(),
        "rejects": pl.List(pl.Struct({"code": pl.String(), "rows": pl.Int64()})),
        "places": pl.List(pl.String()),  # coverage that the contract lists
        "days_covered": pl.Int64(),  # days with content, from the first to the newest
        "days_expected": pl.Int64(),
        "volume": pl.String(),  # the indicator that counts all that the feed brings, null if none
        "coded": pl.Int64(),  # % of its last rows with a diagnosis: the lower end of a class of 5
        "units": pl.List(  # the establishments behind it; share: % of a usual week, a class of 10
            pl.Struct(
                {"unit": pl.String(), "since": pl.Date(), "until": pl.Date(), "share": pl.Int64()}
            )
        ),
        "panel": pl.Struct(  # a month against a year before, %: all, and those in both years
            {
                "units": pl.Int64(),
                "constant": pl.Int64(),
                "change": pl.Int64(),
                "constant_change": pl.Int64(),
            }
        ),
        "rounded": pl.Boolean(),
    }
)
SCHEMAS: dict[Name, pl.Schema] = {
    "series": SERIES,
    "indicators": INDICATORS,
    "receipts": RECEIPTS,
    "feed_quality": FEED_QUALITY,
    **{name: schema for name, schema in MODELLED.items()},  # noqa: C416 - another type of key
}
PARTITIONS: dict[Name, list[str] | None] = {
    "series": ["indicator"],
    "indicators": None,
    "receipts": None,
    "feed_quality": None,
    **dict.fromkeys(MODELLED),
    "forecasts": ["indicator"],
}


@dataclass(frozen=True, slots=True)
class PublishedTable:
    """Rows that may leave the sensitive zone.

    Only `argos.publish.disclosure` constructs it (a test reads the code to make sure).

    Attributes:
        name: the table that they are added to.
        frame: rows with exactly the columns declared here.
        metadata: kept in the commit.

    """

    name: Name
    frame: pl.DataFrame
    metadata: dict[str, str]

    def __post_init__(self) -> None:
        declared = SCHEMAS[self.name]
        if dict(self.frame.schema) != dict(declared):
            raise TypeError(f"{self.name}: columns should be {declared}, got {self.frame.schema}")
