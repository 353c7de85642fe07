"""The establishments behind a feed: which take part since when, and how much each brings.

All of it is told in classes: a share stands for at least `rule.HIDDEN_UP_TO` + 1 rows, as that of
coded rows does.
"""

from datetime import date, timedelta
from typing import Any

import numpy as np
import polars as pl

from argos.core.calendar import is_public_holiday
from argos.core.contract import Contract
from argos.epidemiology.series import Floats
from argos.events.log import EventLog
from argos.publish import rule
from argos.publish.structure import units_of

SETTLED = 2  # days at the end that may still be coming
WEEKS = 8  # before the last one, of which the median is what is usual
SHARE_STEP = 10  # %: a share of the usual is told by classes of this width
LEAST = 110  # rows of a usual week: a class of 10 % stands for 11 of them
MONTH, YEAR = 28, 364  # days: whole weeks, so that weekdays agree
CHANGE_STEP = 5  # %
LEAST_A_MONTH = 220  # rows: a class of 5 % stands for 11 of them


def units(contract: Contract, log: EventLog, newest: date | None) -> list[dict[str, Any]]:
    """Return each establishment of a feed: unit, since, until, share of its usual week.

    Since and until are the first and the last day with more rows than are hidden; None without.
    The share is the lower end of a class of `SHARE_STEP` %: what the 7 settled days brought over
    the medians of the same weekdays of the `WEEKS` weeks before, public holidays left out; None
    where there were not so many weeks or too few rows. A day without rows is a day on which the
    establishment brought none.
    """
    named = units_of(contract)
    if newest is None or not named:
        return []
    end = newest - timedelta(days=SETTLED)
    first = end - timedelta(days=7 * (WEEKS + 1) - 1)
    found = []
    for (unit,), rows in _brought(contract, log).group_by("unit", maintain_order=True):
        if unit in named:
            plain = rows.filter(pl.col("rows") > rule.HIDDEN_UP_TO)["occurred_on"]
            since, until = plain.min(), plain.max()
            known = isinstance(since, date) and since <= first
            share = _share(_days(rows, first, end), first) if known else None
            found.append({"unit": unit, "since": since, "until": until, "share": share})
    return found


def panel(contract: Contract, log: EventLog, newest: date | None) -> dict[str, int] | None:
    """Return the last month against the same one a year before, of all and of a constant panel.

    Returns:
        How many establishments send now (``units``), how many of them did a year before
        (``constant``), the change in per cent of all and of those (lower ends of classes of
        `CHANGE_STEP`); None without a year or where there are too few rows.

    """
    if newest is None or not units_of(contract):
        return None
    end = newest - timedelta(days=SETTLED)
    rows = _brought(contract, log)
    now = dict(_month(rows, end).iter_rows())
    before = dict(_month(rows, end - timedelta(days=YEAR)).iter_rows())
    both = now.keys() & before.keys()
    sums = [sum(before.values()), sum(before[unit] for unit in both)]
    if min(sums) < LEAST_A_MONTH:
        return None
    constant = sum(now[unit] for unit in both)
    return {
        "units": len(now),
        "constant": len(both),
        "change": _class(100 * (sum(now.values()) / sums[0] - 1), CHANGE_STEP),
        "constant_change": _class(100 * (constant / sums[1] - 1), CHANGE_STEP),
    }


def _brought(contract: Contract, log: EventLog) -> pl.DataFrame:
    """Return how many events each establishment brought: unit, occurred_on, rows."""
    named = pl.element().filter(pl.element().str.starts_with("unit:"))
    unit = pl.col("codes").list.eval(named).list.first().str.strip_prefix("unit:")
    rows = log.rows(contract.feed).filter(pl.col("measure") == contract.measures[0])
    counted = rows.group_by(unit.alias("unit"), "occurred_on").agg(
        rows=pl.col("sign").cast(pl.Int64).sum()
    )
    kept = counted.filter(pl.col("unit").is_not_null() & (pl.col("rows") > 0))
    return kept.collect(engine="streaming").sort("unit", "occurred_on")


def _days(rows: pl.DataFrame, first: date, last: date) -> Floats:
    """Return the rows of each day, (week, weekday)."""
    every = pl.DataFrame({"occurred_on": pl.date_range(first, last, eager=True)})
    counted = every.join(rows, on="occurred_on", how="left")["rows"].fill_null(0)
    return counted.to_numpy().astype(np.float64).reshape(-1, 7)


def _share(weeks: Floats, first: date) -> int | None:
    days = [first + timedelta(days=n) for n in range(weeks.size)]
    ordinary = np.array([not is_public_holiday(day) for day in days]).reshape(weeks.shape)
    open_days = ordinary[-1]
    usual = np.nanmedian(np.where(ordinary[:-1], weeks[:-1], np.nan), axis=0)[open_days].sum()
    if usual < LEAST:
        return None
    return _class(100 * weeks[-1][open_days].sum() / usual, SHARE_STEP)


def _month(rows: pl.DataFrame, last: date) -> pl.DataFrame:
    inside = pl.col("occurred_on").is_between(last - timedelta(days=MONTH - 1), last)
    return rows.filter(inside).group_by("unit").agg(pl.col("rows").sum())


def _class(percent: float, step: int) -> int:
    return int(np.floor(percent / step + 1e-9)) * step
