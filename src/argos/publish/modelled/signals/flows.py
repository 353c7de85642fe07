"""Rises and falls of what is counted by the day, and the ratios of what leads to what follows."""

from dataclasses import replace
from typing import get_args

import numpy as np

from argos.core.calendar import Zone, school_days_covered, school_holiday, zone_of
from argos.epidemiology.series import Flags, Floats
from argos.epidemiology.signals.combine import compared, fallen, risen
from argos.epidemiology.signals.events import FALLS, Stretch, false_share, stretches
from argos.epidemiology.signals.faults import Fault, silenced, volume_faults
from argos.epidemiology.signals.words import Words
from argos.publish.indicators import Indicators
from argos.publish.modelled.signals.board import Board
from argos.publish.modelled.signals.faults import touched
from argos.publish.modelled.signals.ratios import ratios
from argos.publish.modelled.signals.said import Found, Said, found_in

LONGEST_SUM = 14  # days that the evidence of a fall adds up
GROWN = 1.1  # what a nowcast may have added to a day on which a fall is looked for
NEAR = 3  # days by which a fall and a fault of its own series may differ
STAYS = 3  # days of a collapse that is no fall


def of_flows(
    known: Board, indicators: Indicators, faults: list[Fault], start: int, words: Words
) -> tuple[list[Found], list[Found], list[Said], list[Fault]]:
    """Return rises, falls, ratios and the faults that falls turned out to be.

    Args:
        known: the flows.
        indicators: say which is part of which.
        faults: of the feeds; they silence what they touch.
        start: first column in which stretches are looked for.
        words: how things are called.

    """
    ground = compared(known.counts, known.weekday, known.holiday, start=start)
    rows = [touched(known, indicators, fault) for fault in faults]
    up, down = risen(ground), fallen(ground)
    up = replace(up, p_value=silenced(up.p_value, start, faults, rows))
    told = stretches(up, false_share(up.p_value, known.of_indicator))
    left = silenced(down.p_value, start, faults, rows, LONGEST_SUM - 1)
    down = replace(down, p_value=np.where(_not_judged(known)[:, start:], np.nan, left))
    fell = stretches(down, false_share(down.p_value, known.of_indicator), FALLS)
    broke = _overnight(known, fell, start)
    lasting = [each for each in fell if not _is_one_of(each, broke, start)]
    return (
        found_in(known, up, told), found_in(known, down, lasting), ratios(known, up, told, words),
        broke,
    )  # fmt: skip


def _not_judged(known: Board) -> Flags:
    """Return where no fall is looked for.

    Neither on days of which a good part is foretold by a nowcast, nor, of a whole activity, in
    school holidays and the fortnight after, in which sums still hold them: people are elsewhere.
    """
    grown = known.counts > GROWN * np.nan_to_num(known.told)
    away = np.zeros(known.counts.shape, dtype=np.bool_)
    active = [number for number, row in enumerate(known.rows) if row.how.activity]
    by_place: dict[str, Flags] = {}
    for number in active:
        place = known.rows[number].place
        if place not in by_place:
            by_place[place] = _school_holidays(known, place)
        away[number] = by_place[place]
    return grown | away


def _school_holidays(known: Board, place: str) -> Flags:
    """Return the days of school holidays and of the fortnight after; of any zone, above one."""
    begins, ends = school_days_covered()
    own = zone_of(place)
    zones: list[Zone] = list(get_args(Zone)) if own is None else [own]
    off = np.zeros(known.counts.shape[1], dtype=np.bool_)
    for column, day in enumerate(known.days):
        if begins <= day <= ends:
            off[column] = any(school_holiday(day, zone) for zone in zones)
    reach = np.convolve(off, np.ones(LONGEST_SUM), "full")[: len(off)]
    return np.asarray(reach > 0)


def _overnight(known: Board, fell: list[Stretch], start: int) -> list[Fault]:
    """Return the falls that came from one day to the next, which no epidemic does.

    A diagnosis that is no longer sent, a part of a source that is missing: the whole may go on as
    before. Each is a fault of its series.
    """
    rows = np.array(sorted({each.row for each in fell}), dtype=np.int64)
    if not rows.size:
        return []
    told: Floats = known.told[rows]
    found = volume_faults(told, known.weekday, known.holiday[rows], start=start)
    return [
        replace(each, row=int(rows[each.row]))
        for each in found
        if each.kind == "collapse" and each.last - each.first + 1 >= STAYS
        and any(_is_one_of(one, [replace(each, row=int(rows[each.row]))], start) for one in fell)
    ]  # fmt: skip


def _is_one_of(fall: Stretch, faults: list[Fault], start: int) -> bool:
    begins = fall.first + start
    return any(
        each.row == fall.row and each.first - NEAR <= begins <= each.last + NEAR for each in faults
    )
