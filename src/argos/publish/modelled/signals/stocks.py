"""Rises and falls of who is present: in hospital, in intensive care."""

from dataclasses import replace

import numpy as np

from argos.epidemiology.series import SeriesRefused
from argos.epidemiology.signals.events import false_share, stretches
from argos.epidemiology.signals.faults import Fault, silenced
from argos.epidemiology.signals.stocks import HELD, STOCK_FALLS, stock_evidence, stock_faults
from argos.publish.modelled.signals.board import Board
from argos.publish.modelled.signals.faults import HISTORY, may_be_told
from argos.publish.modelled.signals.said import Found, found_in


def of_stocks(known: Board, start: int) -> tuple[list[Found], list[Found], list[Fault]]:
    """Return rises, falls, and jumps that no ward makes, of which neither is told.

    Args:
        known: the stocks.
        start: first column in which stretches are looked for.

    """
    skip = max(known.counts.shape[1] - HISTORY, 0)
    counts, off = known.counts[:, skip:], known.holiday[:, skip:]
    jumps = [
        replace(each, first=each.first + skip, last=each.last + skip)
        for each in stock_faults(counts, off, start=start - skip)
    ]
    touched = [np.array([each.row]) for each in jumps]
    found: list[list[Found]] = []
    for falls in (False, True):
        try:
            given = stock_evidence(counts, off, start=start - skip, falls=falls)
        except SeriesRefused:
            return [], [], []
        given = replace(
            given, start=start, p_value=silenced(given.p_value, start, jumps, touched, HELD)
        )
        share = false_share(given.p_value, known.of_indicator)
        told = stretches(given, share, STOCK_FALLS if falls else None)
        found.append(found_in(known, given, [each for each in told if not (falls and each.over)]))
    return found[0], found[1], [each for each in jumps if may_be_told(known, each)]
