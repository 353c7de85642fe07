"""Feeds that come by the week only, read from what was released, as signals look at them.

Weeks stand on the daily grid of the night by their first and last days, so that a weekly figure and
a daily one of the same pathology that rise together are one signal.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

import numpy as np
import polars as pl

from argos.epidemiology.series import Floats
from argos.epidemiology.signals.combine import Evidence
from argos.epidemiology.signals.events import WEEKS, WEEKS_FALLING, Rules, false_share, stretches
from argos.epidemiology.signals.weekly import FEWEST_WEEKS, weekly_evidence
from argos.outputs.store import Outputs
from argos.publish import rule
from argos.publish.modelled.declared import Declared, Modelled, Weekly
from argos.publish.modelled.known.panels import YEARS
from argos.publish.modelled.signals.board import Row
from argos.publish.modelled.signals.said import Found, agreeing, seen_in

LOOKED_AT = 9  # weeks in which stretches are looked for, as many as days are
STALE = timedelta(days=28)  # after which a weekly feed says nothing of tonight
WHERE = "^(fra$|reg:|dep:)"


@dataclass(frozen=True)
class Weeks:
    """One weekly indicator at all its places, as it is known.

    Attributes:
        rows: what each row is.
        figures: (row, week), NaN where not known.
        last: the Sunday of the last column.

    """

    rows: tuple[Row, ...]
    figures: Floats
    last: date


def read(outputs: Outputs, modelled: Declared, at: datetime) -> list[Weeks]:
    """Return the weekly indicators as they were known at an instant, the first source that speaks.

    Args:
        outputs: the published tables.
        modelled: which are weekly.
        at: the instant; what was told later is not seen, and what was withdrawn by then neither.

    """
    names = [each.indicator for each in modelled.weekly]
    if not names:
        return []
    whole = (pl.col("age") == "all") & (pl.col("sex") == "all") & (pl.col("period") == "week")
    known = outputs.figures(names).filter(whole & (pl.col("known_from") <= at))
    known = known.filter(pl.col("place").str.contains(WHERE))
    cell = ["indicator", "partner", "place", "date"]
    told = known.sort("known_from").unique(cell, keep="last").drop_nulls("value")
    found = [_weeks(told.filter(indicator=each.indicator), each) for each in modelled.weekly]
    return [each for each in found if each is not None]


def of_weeks(given: Sequence[Weeks], first: date, origin: date) -> tuple[list[Found], list[Found]]:
    """Return rises and falls of weekly figures, in columns of the daily grid.

    Args:
        given: the indicators.
        first: the day of column 0 of that grid.
        origin: the last day that is known tonight.

    """
    rises: list[Found] = []
    falls: list[Found] = []
    for each in given:
        weeks = each.figures.shape[1]
        if each.last < origin - STALE or weeks < FEWEST_WEEKS + 1:
            continue
        start = max(weeks - LOOKED_AT, FEWEST_WEEKS)
        up, down = weekly_evidence(each.figures, start=start)
        rises += _found(each, up, WEEKS, first)
        falls += _found(each, down, WEEKS_FALLING, first)
    return rises, falls


def _weeks(told: pl.DataFrame, each: Weekly) -> Weeks | None:
    """Return the weeks of one indicator: of its sources, the one that spoke of the newest week."""
    if told.is_empty():
        return None
    newest = told.group_by("partner").agg(pl.col("date").max(), pl.col("source_rank").min())
    own = told.filter(partner=newest.sort("source_rank").sort("date")["partner"][-1])
    days: list[date] = own["date"].to_list()
    last = max(days)
    weeks = min((last - min(days)).days // 7 + 1, 52 * YEARS)
    back = ((pl.lit(last) - pl.col("date")).dt.total_days() // 7).alias("back")
    names = sorted(own["place"].unique())
    figures = np.full((len(names), weeks), np.nan)
    for place, ago, value in own.select("place", back, "value").iter_rows():
        if ago < weeks:
            figures[names.index(place), weeks - 1 - ago] = value
    how = Modelled(
        indicator=each.indicator, pathology=each.pathology, kind="flow",
        consequence=each.consequence,
    )  # fmt: skip
    rounded = bool(own["rounded"].any())
    return Weeks(tuple(Row(how, name, rounded, 0) for name in names), figures, last)


def _found(each: Weeks, given: Evidence, rules: Rules, first: date) -> list[Found]:
    group = np.zeros(len(each.rows), dtype=np.int64)
    told = stretches(given, false_share(given.p_value, group), rules)
    newest = each.figures.shape[1] - 1
    found = []
    for one in told:
        row = each.rows[one.row]
        seen = seen_in(row, one, row.how.pathology, given, "week")
        begun, ended = (
            (each.last - first).days - 7 * (newest - week) for week in (seen.first, seen.last)
        )
        behind = float(np.nan_to_num(each.figures[one.row, seen.last]))
        if row.how.consequence > 0 and not (row.rounded and behind <= rule.HIDDEN_UP_TO):
            placed = replace(seen, first=max(begun - 6, 0), last=ended)
            found.append(Found(placed, row, agreeing(given, one), one.over, behind))
    return found
