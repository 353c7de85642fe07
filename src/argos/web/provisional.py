"""After how many days a figure hardly changes any more, measured on the versions themselves."""

import polars as pl

from argos.core.clock import PARIS

DAYS_UNMEASURED = 2  # taken where the versions tell nothing yet
LONGEST = 14  # days looked at
CLOSE = 0.05  # a figure has settled where half of the days are within this of their last figure
SEEN_YOUNG = 3  # days: a day first told later than this says nothing of the delay
ENOUGH = 10  # days with versions


def settled_after(rows: pl.DataFrame) -> tuple[int, bool]:
    """Return the days after which a daily figure has settled, and whether that was measured.

    Args:
        rows: every version of one daily series: date, known_from, value.

    Returns:
        Days, and False where `DAYS_UNMEASURED` stands in.

    """
    local = pl.col("known_from").dt.convert_time_zone(str(PARIS)).dt.date()
    aged = rows.filter(pl.col("value").is_not_null()).with_columns(
        lag=(local - pl.col("date")).dt.total_days()
    )
    young = aged.group_by("date").agg(
        first=pl.col("lag").min(), last=pl.col("value").sort_by("known_from").last()
    )
    watched = young.filter((pl.col("first") <= SEEN_YOUNG) & (pl.col("last") > 0))
    if watched.height < ENOUGH:
        return DAYS_UNMEASURED, False
    joined = aged.join(watched.select("date", "last"), on="date")
    for lag in range(LONGEST + 1):
        known = joined.filter(pl.col("lag") <= lag).sort("known_from").unique("date", keep="last")
        distance = (known["value"] / known["last"] - 1).abs().median()
        if known.height >= watched.height / 2 and float(str(distance)) <= CLOSE:
            return lag + 1, True
    return LONGEST, True
