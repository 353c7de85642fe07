"""Daily counts by area and indicator, and what of them is released."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from argos.avatar.tables import to_polars

CELL = ("area", "day", "indicator")


@dataclass(frozen=True, slots=True)
class Counting:
    """What an indicator counts.

    Attributes:
        indicator: its name.
        table: of events.
        day: column of the day that a row is counted on.
        where: rows that count one.
        minus: rows that take one away again: the indicator is then a census, those for whom a
            `where` came by the end of the day and no `minus`.

    """

    indicator: str
    table: str
    day: str
    where: pl.Expr
    minus: pl.Expr | None = None


@dataclass(frozen=True, slots=True)
class Targets:
    """Released figures, as bounds of counts, to which avatars are brought.

    Give what is public already: the bounds that follow from rounded and hidden figures, never the
    counts themselves. Then the days of avatars tell nothing beyond what is released.

    Attributes:
        countings: what each indicator counts.
        area: of a row of events, with the traits of its person.
        bounds: area, day, indicator, low, high; both included. A low of 0 is a hidden figure.
            Cells that are not there are free.

    """

    countings: Sequence[Counting]
    area: pl.Expr
    bounds: pl.DataFrame

    @property
    def days(self) -> tuple[int, int]:
        """Return the first and last day of the figures, from 1970-01-01."""
        days = self.bounds["day"].cast(pl.Int32).sort()
        return int(days[0]), int(days[-1])


def counted(
    tables: Mapping[str, Any], countings: Sequence[Counting], area: pl.Expr,
    last: date | None = None,
) -> pl.DataFrame:  # fmt: skip
    """Return area, day, indicator and count of every cell in which something happened.

    Args:
        tables: by name, the area being told by their own columns.
        countings: what to count.
        area: expression of the area of a row.
        last: day to which a census goes on, that of the last row if not given.

    """
    parts = [_counted(to_polars(tables[each.table]), each, area, last) for each in countings]
    return pl.concat(parts).sort(*CELL)


def _counted(
    table: pl.DataFrame, counting: Counting, area: pl.Expr, last: date | None
) -> pl.DataFrame:
    minus = pl.lit(False) if counting.minus is None else counting.minus
    one = pl.when(counting.where).then(1).when(minus).then(-1).otherwise(0)
    daily = (
        table.select(area=area, day=pl.col(counting.day).cast(pl.Date), one=one)
        .filter(pl.col("one") != 0)
        .group_by("area", "day")
        .agg(count=pl.col("one").sum().cast(pl.Int64))
        .sort("area", "day")
    )
    if counting.minus is not None:
        days = table[counting.day].cast(pl.Date)
        daily = _census(daily, pl.Series([days.min(), last or days.max()], dtype=pl.Date))
    return daily.select("area", "day", indicator=pl.lit(counting.indicator), count="count")


def _census(daily: pl.DataFrame, days: pl.Series) -> pl.DataFrame:
    """Return the running sum of each area on every day between two."""
    if daily.is_empty():
        return daily
    between = pl.date_range(pl.lit(days).min(), pl.lit(days).max())
    every = pl.select(day=between).join(daily.select("area").unique(), how="cross")
    whole = every.join(daily, on=["area", "day"], how="left").sort("area", "day")
    return whole.with_columns(pl.col("count").fill_null(0).cum_sum().over("area", order_by="day"))
