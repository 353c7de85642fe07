"""The faults of feeds as they are told: those of one kind and source in one region together."""

from dataclasses import replace

import numpy as np

from argos.epidemiology.signals import sentences
from argos.epidemiology.signals.faults import Fault
from argos.epidemiology.signals.groups import Seen, grouped
from argos.epidemiology.signals.words import Words
from argos.publish.modelled.foretold.past import by_rule
from argos.publish.modelled.signals.board import Board, Row
from argos.publish.modelled.signals.said import Said, as_shown

LIGHTEST_FAULT = 0.1  # weight of a case of an activity whose own rise weighs nothing
FAULT_CERTAINTY = 0.99
# Days for which a fault stays on the list; a new level is known a fortnight after it began.
LOOKED_AFTER = {
    "silent": 7, "collapse": 7, "doubling": 7, "coding": 7, "level-shift": 35, "reversal": 14,
    "revision": 7,
}  # fmt: skip


def said_of_faults(known: Board, found: list[Fault], words: Words) -> list[Said]:
    """Say the faults of feeds, those of one kind and source in one region together."""
    source = {}
    end = known.counts.shape[1] - 1
    for fault in (told_under_rule(known.rows[each.row], each) for each in found):
        row = known.rows[fault.row]
        one = Seen(
            row.indicator, row.place, row.region, f"{fault.kind}:{row.indicator}",
            max(row.how.consequence, LIGHTEST_FAULT), fault.first, fault.last, FAULT_CERTAINTY,
            as_shown(row, _cases_in(known, fault)), 0.0, 0.0,
        )  # fmt: skip
        source[one] = fault
    said = []
    for signal in grouped(source, "data-quality"):
        head = source[signal.head]
        over = end - signal.last > LOOKED_AFTER[head.kind]
        reason, pathology = sentences.fault(head, signal, words), known.rows[head.row].how.pathology
        behind = known.behind(head.row, signal.head.first - 1)
        said.append(Said(signal, reason, (head.kind,), over, pathology, behind))
    return said


def _cases_in(known: Board, fault: Fault) -> float:
    """Return how many cases a fault adds or takes away."""
    days = fault.last - fault.first + 1
    if fault.kind in ("reversal", "revision"):
        return abs(fault.size)
    if fault.kind == "coding":
        return (fault.usual - fault.size) * known.behind(fault.row, fault.last) / 7 * days
    return abs(float(np.nan_to_num((fault.size - 1) * fault.usual * days)))


def told_under_rule(row: Row, fault: Fault) -> Fault:
    """Return a fault as it may be told: of a closed source, a ratio of counts that follow the rule.

    The cases of a reversal or a revision are written by the rule (`sentences.Words.count`), and the
    share of coded rows is published by classes.
    """
    if not row.rounded or fault.kind in ("reversal", "revision", "coding"):
        return fault
    now, usual = by_rule(np.array([fault.size * fault.usual, fault.usual]))
    return replace(fault, size=float(now / usual), usual=float(usual))
