"""Waves of a series: the stretches in which it stands well above its quiet level."""

from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl

SHARE = 0.2  # of the highest level ever: what a wave stands above
SHORTEST = 14  # days
APART = 21  # days below between two waves; a shorter dip belongs to one of them


@dataclass(frozen=True, slots=True)
class Wave:
    """One wave.

    Attributes:
        start, end: its first and last day above the threshold.
        peak: the day of its highest level, the first of several.
        height: that level.

    """

    start: date
    end: date
    peak: date
    height: float


def waves(levels: pl.DataFrame) -> list[Wave]:
    """Return the waves of a smoothed daily series, in order.

    A wave is a stretch of at least `SHORTEST` days from the first to the last day above `SHARE` of
    the highest level of the whole series; stretches less than `APART` days from each other are one.
    The rule is ours and plain on purpose: it needs no baseline, and dates waves, not alarms.

    Args:
        levels: ``date`` and ``level`` (a 7-day mean, say), a row a day; null where it is not known.

    """
    known = levels.drop_nulls("level").sort("date")
    if known.is_empty():
        return []
    highest = float(known["level"].max())  # type: ignore[arg-type]
    above = known.filter((pl.col("level") > SHARE * highest) & (pl.col("level") > 0))
    gap = (pl.col("date") - pl.col("date").shift()) > pl.lit(timedelta(days=APART))
    parts = above.with_columns(wave=gap.fill_null(value=False).cum_sum()).partition_by("wave")
    return [found for part in parts if (found := _wave(part)) is not None]


def _wave(days: pl.DataFrame) -> Wave | None:
    start, end = days["date"][0], days["date"][-1]
    if (end - start).days + 1 < SHORTEST:
        return None
    top = days.row(int(days["level"].arg_max() or 0), named=True)
    return Wave(start, end, top["date"], float(top["level"]))
