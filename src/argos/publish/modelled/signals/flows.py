"""Rises and falls of what is counted by the day, and the ratios of what leads to what follows."""

from dataclasses import replace
from typing import get_args

import numpy as np

from argos.core.calendar import Zone, school_days_covered, school_holiday, zone_of
from argos.epidemiology.series import Flags
from argos.epidemiology.signals.combine import compared, fallen, risen
from argos.epidemiology.signals.events import FALLS, Stretch, false_share, stretches
from argos.epidemiology.signals.faults import Fault, break_of, silenced
from argos.epidemiology.signals.words import Words
from argos.publish.indicators import Indicators
from argos.publish.modelled.signals.board import Board
from argos.publish.modelled.signals.faults import may_be_told, touched
from argos.publish.modelled.signals.ratios import ratios
from argos.publish.modelled.signals.said import Found, Said, found_in

LONGEST_SUM = 14  # days that the evidence of a fall adds up
GROWN = 1.1  # what a nowcast may have added to a day on which a fall is looked for
NEAR = 5  # days around its first evidence in which a fall may have come overnight


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
    fell = [each for each in fell if not each.over]
    broke = _overnight(known, fell, start)
    broken = {each.row for each in broke}
    lasting = [each for each in fell if each.row not in broken]
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
    off = {zone: _school_holidays(known, zone) for zone in get_args(Zone)}
    anywhere = np.any([*off.values()], axis=0)
    for number, row in enumerate(known.rows):
        if row.how.activity:
            zone = zone_of(row.place)
            grown[number] |= anywhere if zone is None else off[zone]
    return grown


def _school_holidays(known: Board, zone: Zone) -> Flags:
    """Return the days of a zone's school holidays and of the fortnight after."""
    begins, ends = school_days_covered()
    off = [begins <= day <= ends and school_holiday(day, zone) is not None for day in known.days]
    reach = np.convolve(off, np.ones(LONGEST_SUM), "full")[: len(off)]
    return np.asarray(reach > 0)


def _overnight(known: Board, fell: list[Stretch], start: int) -> list[Fault]:
    """Return the falls that came from one day to the next, which no epidemic does.

    A diagnosis that is no longer sent, a part of a source that is missing: the whole may go on as
    before. Each is a fault of its series.
    """
    found = []
    for each in fell:
        begins = each.first + start
        broke = break_of(
            known.told[each.row], known.weekday, known.holiday[each.row], begins - NEAR,
            begins + NEAR,
        )  # fmt: skip
        if broke is not None and known.rows[each.row].how.consequence > 0:
            found.append(replace(broke, row=each.row, last=each.last + start))
    return [each for each in found if may_be_told(known, each)]
