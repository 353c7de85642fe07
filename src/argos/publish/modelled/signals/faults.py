"""The faults of feeds on the board, and the series that each one touches."""

from dataclasses import replace

import numpy as np
import polars as pl
from numpy.typing import NDArray

from argos.core.clock import local_day
from argos.epidemiology.signals.faults import (
    Fault,
    reversal_faults,
    revision_faults,
    shift_faults,
    volume_faults,
)
from argos.epidemiology.signals.usual import before
from argos.publish.indicators import Indicators
from argos.publish.modelled.known.panels import Panels
from argos.publish.modelled.signals.board import Board

HISTORY = 400  # days that are looked at
FEWEST_IN_REVERSAL = 11  # cases that a jump of a source under disclosure control has
LEAST_CODED = 75  # % of rows with a diagnosis, as in weather.toml (Retel et al., BEH 28, 2014)


def faults(known: Board, start: int) -> list[Fault]:
    """Return the faults from a column on: volumes and levels of activities, reversals of all.

    A place under disclosure control is not told of where it has fewer than 11 cases in 7 days.
    """
    whole = np.flatnonzero([row.how.activity for row in known.rows])
    every = np.arange(len(known.rows))
    skip = max(known.told.shape[1] - HISTORY, 0)
    begin = start - skip
    told, weekday, holiday = known.told[:, skip:], known.weekday[skip:], known.holiday[:, skip:]
    found: list[Fault] = []
    for lag in sorted({known.rows[row].lag for row in whole}):
        rows = np.array([row for row in whole if known.rows[row].lag == lag])
        found += _of(
            rows, skip, volume_faults(told[rows], weekday, holiday[rows], start=begin, lag=lag)
        )
    if len(whole):
        found += _of(whole, skip, shift_faults(told[whole], holiday[whole], start=begin))
    reversals = reversal_faults(told, weekday, holiday, start=begin)
    revisions = [
        each for each in revision_faults(told, start=begin) if not _within(each, reversals)
    ]
    found += _of(every, skip, [*reversals, *revisions])
    return [fault for fault in found if may_be_told(known, fault)]


def uncoded(known: Board, panels: Panels, quality: pl.DataFrame) -> list[Fault]:
    """Return the sources of which too few rows have a diagnosis, from the day it was first told.

    Args:
        known: the flows.
        panels: say whose they are.
        quality: rows of table ``feed_quality``, every one ever told.

    """
    told = quality.drop_nulls(["coded", "volume"]).sort("known_from")
    found: list[Fault] = []
    for (feed,), rows in told.group_by("feed", maintain_order=True):
        volume = str(rows["volume"][-1])
        if volume in panels and panels[volume].partner == str(feed).split(".")[0]:
            found += _uncoded(known, volume, rows)
    return found


def _uncoded(known: Board, volume: str, rows: pl.DataFrame) -> list[Fault]:
    shares = rows["coded"].to_numpy()
    enough = np.flatnonzero(shares >= LEAST_CODED)
    begun = int(enough[-1]) + 1 if enough.size else 0
    if begun == len(shares):
        return []
    end = known.counts.shape[1] - 1
    first = min(max((local_day(rows["known_from"][begun]) - known.first).days, 0), end)
    was = float(shares[begun - 1]) if begun else float(LEAST_CODED)
    return [
        Fault("coding", number, first, end, float(shares[-1]) / 100, was / 100)
        for number, row in enumerate(known.rows)
        if row.indicator == volume
    ]


def touched(known: Board, indicators: Indicators, fault: Fault) -> NDArray[np.int64]:
    """Return the rows that a fault touches: its own, and those that are part of it, there.

    Where diagnoses are missing, the whole is counted as before.
    """
    own = known.rows[fault.row]
    parts = [name for name in {*known.names} if own.indicator in _wholes(indicators, name)]
    if fault.kind == "coding":
        parts.remove(own.indicator)
    here = (known.at(name, own.place) for name in parts if known.has(name, own.place))
    return np.array(sorted(here))


def _wholes(indicators: Indicators, name: str) -> list[str]:
    """Return an indicator and all of which it is a part."""
    part_of = {each.id: each.part_of for each in indicators.each()}
    found, above = [name], part_of.get(name)
    while above is not None:
        found.append(above)
        above = part_of.get(above)
    return found


def _of(rows: NDArray[np.int64], skip: int, found: list[Fault]) -> list[Fault]:
    """Return faults in rows and columns of the board."""
    return [
        replace(each, row=int(rows[each.row]), first=each.first + skip, last=each.last + skip)
        for each in found
    ]


def _within(fault: Fault, others: list[Fault]) -> bool:
    return any(
        each.row == fault.row and each.first <= fault.first and fault.last <= each.last
        for each in others
    )


def may_be_told(known: Board, fault: Fault) -> bool:
    """Whether a fault tells of no fewer than 11 persons, where its source is under control."""
    if not known.rows[fault.row].rounded:
        return True
    own = known.told[fault.row, fault.first : fault.last + 1]
    if fault.kind == "silent" and not np.isnan(own).all():
        return False  # it would tell that a hidden count is 0
    if fault.kind in ("reversal", "revision") and abs(fault.size) < FEWEST_IN_REVERSAL:
        return False
    if known.kind == "stock":
        return _both_shown(fault)
    figures = np.nan_to_num(known.told[fault.row : fault.row + 1])
    weeks = before(figures, 7, 0)[0]
    return bool(weeks[fault.first] >= FEWEST_IN_REVERSAL)


def _both_shown(jump: Fault) -> bool:
    """Whether neither side of a jump of a stock is a hidden count."""
    after = jump.usual + jump.size if jump.kind == "reversal" else jump.usual * jump.size
    return min(jump.usual, after) >= FEWEST_IN_REVERSAL
