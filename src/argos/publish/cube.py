"""The fixed cube of a line-level source: which sums are made, and no others.

By day: nation, régions and départements, in total, by age, by sex, by partner. By week (dated by
its last day): the same places by age and sex, and EPCI and communes in total, by age, by sex. What
is not in the cube is never published, so that it cannot be subtracted from what is.

Everything here is a frame of changes: a cell, the instant that made the change known, and by how
much. Changes add up, so sums of cells are sums of changes.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from functools import cache

import polars as pl

from argos.core.places import places
from argos.publish.aggregate import LIVE, NO_AGE
from argos.publish.indicators import Indicator

CELL = ["indicator", "place", "period", "date", "age", "sex", "partner"]
ALL = "all"
UNKNOWN = "unknown"
DAYS_OF_WEEK = 7
WORD = pl.Categorical()  # keys are grouped by many times over: codes, not strings
LARGE = ("fra", "reg", "dep")  # shown by day
SMALL = ("epci", "com")  # shown by week only


def atoms(base: pl.DataFrame, feed: str, wanted: Sequence[Indicator]) -> pl.DataFrame:
    """Return the changes of the finest counts: one row an indicator, place, day, class, instant.

    Args:
        base: what ``aggregate.joined`` returned for the feed.
        feed: the feed.
        wanted: the indicators, each a column of ``base``.

    Returns:
        indicator, place, date, age, sex, partner (with its unit), known_from, delta.

    """
    partner = feed.split(".")[0]
    named = pl.when(pl.col("unit") == "").then(pl.lit(partner))
    whole = base.with_columns(partner=named.otherwise(pl.format("{}/{}", pl.lit(partner), "unit")))
    return pl.concat(_atoms_of(whole, each) for each in wanted)


def _atoms_of(base: pl.DataFrame, indicator: Indicator) -> pl.DataFrame:
    counted = base.filter(pl.col(indicator.id) != 0)
    classes = counted.select("age_from", "age_band").unique()
    classes = classes.with_columns(age=_age_class(indicator.first_years, indicator.ages))
    with_class = counted.join(classes, on=["age_from", "age_band"], nulls_equal=True)
    return with_class.select(
        word(indicator.id).alias("indicator"),
        pl.col("place").cast(WORD),
        pl.col("occurred_on").alias("date"),
        pl.col("age", "sex", "partner").cast(WORD),
        pl.col("recorded_at").alias("known_from"),
        pl.col(indicator.id).alias("delta"),
    )


def word(text: str) -> pl.Expr:
    """Return a constant key."""
    return pl.lit(text, WORD)


def _age_class(first_years: Sequence[int], labels: Sequence[str]) -> pl.Expr:
    """Return the class of an age, or of a band's first year where the contract keeps bands only."""
    band = pl.col("age_band").str.slice(0, 2).cast(pl.Int16, strict=False)
    low = pl.when(pl.col("age_from") == NO_AGE).then(band).otherwise(pl.col("age_from"))
    expression = pl.lit(UNKNOWN)
    for year, label in zip(first_years, labels, strict=True):
        expression = pl.when(low >= year).then(pl.lit(label)).otherwise(expression)
    return expression


def week_end(day: pl.Expr) -> pl.Expr:
    """Return the Sunday of a day's ISO week."""
    return day.dt.truncate("1w").dt.offset_by("6d")


def changes(
    fine: pl.DataFrame, partner: str, sliding: Sequence[str], first: date, last: date
) -> pl.DataFrame:
    """Return the changes of all cells: by day, by week, and of the sliding windows.

    Args:
        fine: what ``atoms`` returned, with the days that windows reach back to.
        partner: the name of the whole source.
        sliding: the indicators that have windows.
        first: first day of the weeks and windows.
        last: last day of the windows.

    """
    by_day = daily(fine, partner)
    moved = by_day.filter(pl.col("indicator").cast(pl.String).is_in(list(sliding)))
    inside = pl.col("date").is_between(first, last)
    whole_weeks = weekly(fine.filter(pl.col("date") >= first), partner)
    return pl.concat([by_day, whole_weeks, windows(moved, partner, DAYS_OF_WEEK).filter(inside)])


def daily(fine: pl.DataFrame, partner: str) -> pl.DataFrame:
    """Return the changes of the daily cells.

    Args:
        fine: what ``atoms`` returned, of all the feeds of the source.
        partner: the name of the whole source.

    """
    sums = [_by_place(fine, level, ["date", "age", "sex", "partner"]) for level in LARGE]
    placed = pl.concat(sums)
    return pl.concat(
        [
            _cells(placed, "day", [], partner),
            _cells(placed, "day", ["age"], partner),
            _cells(placed, "day", ["sex"], partner),
            *_parts(placed, partner),
        ]
    )


def _parts(placed: pl.DataFrame, partner: str) -> list[pl.DataFrame]:
    """Return the cells by partner and by unit, where the source has several of either."""
    name = pl.col("partner").cast(pl.String)
    units = placed.filter(name.str.contains("/"))
    members = placed.with_columns(partner=name.str.extract("^([^/]+)").cast(WORD))
    layers = [units, members.filter(pl.col("partner") != partner)]
    return [_cells(layer, "day", ["partner"], partner) for layer in layers if layer.height]


def weekly(fine: pl.DataFrame, partner: str) -> pl.DataFrame:
    """Return the changes of the weekly cells; see ``daily``."""
    weeks = fine.with_columns(date=week_end(pl.col("date")))
    facets = ["date", "age", "sex"]
    large = pl.concat([_by_place(weeks, level, facets) for level in LARGE])
    small = pl.concat([_by_place(weeks, level, facets) for level in SMALL])
    crossings: list[tuple[pl.DataFrame, list[str]]] = [
        *((large, kept) for kept in ([], ["age"], ["sex"], ["age", "sex"])),
        *((small, kept) for kept in ([], ["age"], ["sex"])),
    ]
    return pl.concat(_cells(frame, "week", kept, partner) for frame, kept in crossings)


def windows(by_day: pl.DataFrame, partner: str, days: int) -> pl.DataFrame:
    """Return the changes of sums over the last ``days`` days, from those of the daily totals."""
    totals = by_day.filter((pl.col("age") == ALL) & (pl.col("sex") == ALL))
    totals = totals.filter(pl.col("partner") == partner)
    shifts = pl.DataFrame({"shift": range(days)})
    moved = totals.join(shifts, how="cross").with_columns(
        date=pl.col("date") + pl.duration(days="shift"), period=word("window")
    )
    return _summed(moved.select(*CELL, "known_from", "delta"))


def _by_place(fine: pl.DataFrame, level: str, facets: list[str]) -> pl.DataFrame:
    if level == "fra":
        placed = fine.with_columns(place=word("fra"))
    else:
        placed = fine.join(parents(level), on="place").with_columns(place=pl.col("parent"))
    keys = ["indicator", "place", *facets, "known_from"]
    return placed.group_by(keys).agg(pl.col("delta").sum())


@cache
def parents(level: str) -> pl.DataFrame:
    """Return each place that is in a place of a level: place, parent."""
    return ancestors().select("place", parent=level).drop_nulls().cast(WORD)


@cache
def ancestors() -> pl.DataFrame:
    """Return each place with what holds it: place, com, epci, dep, reg; a place holds itself."""
    frame = places().frame
    own = [
        pl.when(pl.col("level") == level).then("place").otherwise(held).alias(level)
        for level, held in (("com", None), ("epci", "epci"), ("dep", "dep"), ("reg", "reg"))
    ]
    return frame.select("place", *own)


def _cells(placed: pl.DataFrame, period: str, kept: list[str], partner: str) -> pl.DataFrame:
    """Sum over the facets that are not kept."""
    whole = {"age": ALL, "sex": ALL, "partner": partner}
    summed = placed.with_columns(
        word(period).alias("period"),
        *(word(value).alias(name) for name, value in whole.items() if name not in kept),
    )
    return _summed(summed.select(*CELL, "known_from", "delta"))


def _summed(changes: pl.DataFrame) -> pl.DataFrame:
    sums = changes.group_by(*CELL, "known_from").agg(pl.col("delta").sum())
    return sums.filter(pl.col("delta") != 0)


def reported(bases: Sequence[pl.DataFrame], begun: Sequence[date]) -> pl.DataFrame:
    """Return when each day came to be reported by every feed of a source, and ceased to be.

    A day is reported once the feed holds a row of that day, whatever the row says. A feed that
    joined later is not waited for on the days before its first.

    Args:
        bases: what ``aggregate.joined`` returned, one frame a feed.
        begun: the first day of each feed.

    Returns:
        date, known_from, delta: +1 the day is given from that instant, -1 it no longer is.

    """
    feeds = pl.concat([_reported(base) for base in bases])
    summed = feeds.group_by("date", "known_from").agg(pl.col("delta").sum())
    due = pl.sum_horizontal((pl.col("date") >= first).cast(pl.Int64) for first in begun)
    return turns(summed, pl.col("count") >= due)


def _reported(base: pl.DataFrame) -> pl.DataFrame:
    live = base.group_by(date="occurred_on", known_from="recorded_at").agg(
        pl.col(LIVE).sum().alias("delta")
    )
    return turns(live, pl.col("count") > 0)


def all_of(changes: pl.DataFrame, needed: int) -> pl.DataFrame:
    """Return when a date came to have all its ``needed`` parts, and ceased to."""
    summed = changes.group_by("date", "known_from").agg(pl.col("delta").sum())
    return turns(summed, pl.col("count") == needed)


def turns(changes: pl.DataFrame, state: pl.Expr) -> pl.DataFrame:
    """Return when a condition on a date's running ``count`` becomes true (+1) or false (-1)."""
    running = changes.sort("date", "known_from").with_columns(
        count=pl.col("delta").cum_sum().over("date")
    )
    on = running.with_columns(on=state.cast(pl.Int64))
    moved = on.with_columns(delta=pl.col("on") - pl.col("on").shift(1, fill_value=0).over("date"))
    return moved.filter(pl.col("delta") != 0).select("date", "known_from", "delta")


def weeks_of(days: pl.DataFrame) -> pl.DataFrame:
    """Return when each week came to be whole: all its seven days reported."""
    return all_of(days.with_columns(date=week_end(pl.col("date"))), DAYS_OF_WEEK)


def given(days: pl.DataFrame, first: date, last: date) -> pl.DataFrame:
    """Return when each date of the cells of ``changes`` came to be given; see ``reported``."""
    sliding = windows_of(days, DAYS_OF_WEEK).filter(pl.col("date").is_between(first, last))
    return pl.concat(
        [
            days.with_columns(period=pl.lit("day")),
            weeks_of(days.filter(pl.col("date") >= first)).with_columns(period=pl.lit("week")),
            sliding.with_columns(period=pl.lit("window")),
        ]
    )


def windows_of(days: pl.DataFrame, length: int) -> pl.DataFrame:
    """Return when the ``length`` days that end on each date came to be all reported."""
    moved = [days.with_columns(date=pl.col("date") + timedelta(days=n)) for n in range(length)]
    return all_of(pl.concat(moved), length)
