"""Few signals from all series: what rises, what a feed did wrong, and what is not deduced.

The steps of `tonight` in order: the board of all flows; faults of feeds, which silence the evidence
of what they touch; evidence, stretches, groups; ratios that drifted where a leading series rises;
ranks, sentences, and the identifiers of the nights before.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial

import numpy as np
import polars as pl

from argos.core.language import Text, same
from argos.core.places import places
from argos.epidemiology.signals import sentences
from argos.epidemiology.signals.combine import Evidence, evidence
from argos.epidemiology.signals.events import Stretch, false_share, stretches
from argos.epidemiology.signals.faults import Fault, silenced
from argos.epidemiology.signals.groups import Seen, Signal, grouped
from argos.epidemiology.signals.ratio import ratio_drift
from argos.publish import rule
from argos.publish.indicators import Indicators
from argos.publish.modelled.declared import Declared
from argos.publish.modelled.foretold.past import by_rule
from argos.publish.modelled.known.panels import Panels
from argos.publish.modelled.signals.board import Board, Row, board, shown
from argos.publish.modelled.signals.faults import faults, touched, uncoded
from argos.publish.modelled.signals.ids import COLUMNS, continued_from

LOOKED_AT = 60  # days in which stretches are looked for
LEAD = 7  # days by which a leading series is taken to run ahead when ratios are compared
STILL = 3  # days within which there has to be evidence, for a rise that goes on
KEEP = 0.05  # p-value under which a member is said to agree
FEWEST_DAYS = 90
SUREST = 0.99


@dataclass(frozen=True)
class Said:
    """One signal of tonight with its sentence."""

    signal: Signal
    reason: Text
    methods: tuple[str, ...]
    over: bool


@dataclass(frozen=True)
class Tonight:
    """What is said tonight.

    Attributes:
        rows: of table ``signals``, with ``behind``.
        begun: by signal, the first day of the unbroken evidence that it has now.

    """

    rows: pl.DataFrame
    begun: Mapping[str, date]


def tonight(
    panels: Panels,
    modelled: Declared,
    indicators: Indicators,
    before: pl.DataFrame,
    quality: pl.DataFrame | None = None,
) -> Tonight:
    """Return the signals of what is known tonight.

    Args:
        panels: what is known.
        modelled: what is modelled, with what a case weighs.
        indicators: their labels, and which is part of which.
        before: the last published row of every signal; none on the first night.
        quality: rows of table ``feed_quality``; without them coding is not looked at.

    Returns:
        A row a signal that has evidence; one more, closed, for a signal of the nights before whose
        evidence is gone for a week.

    """
    known = board(panels, modelled)
    if known is None or known.counts.shape[1] < FEWEST_DAYS:
        return Tonight(pl.DataFrame(schema=COLUMNS), {})
    start = max(known.counts.shape[1] - LOOKED_AT, FEWEST_DAYS - 30)
    words = _words(known, indicators, start)
    found = faults(known, start)
    found += [] if quality is None else uncoded(known, panels, quality)
    given = evidence(known.counts, known.weekday, known.holiday, start=start)
    rows_touched = [touched(known, indicators, fault) for fault in found]
    left = replace(given, p_value=silenced(given.p_value, start, found, rows_touched))
    told = stretches(left, false_share(left.p_value, known.of_indicator))
    rises = _rises(known, left, told, words)
    ratios = _ratios(known, left, told, words)
    said = [*rises, *ratios, *_faults_said(known, found, start, words)]
    ordered = sorted(said, key=lambda each: -each.signal.consequence * each.signal.certainty)
    return _as_table(known, ordered, before, start)


def _words(known: Board, indicators: Indicators, start: int) -> sentences.Words:
    labels = {each.id: Text(each.label.fr, each.label.en) for each in indicators.each()}
    return sentences.Words(
        {name: labels.get(name, same(name)) for name in {*known.names}},
        {row.place: places().name(row.place) for row in known.rows},
        known.first,
        start,
        partial(shown, known.rounded),
    )


def _rises(
    known: Board, given: Evidence, told: list[Stretch], words: sentences.Words
) -> list[Said]:
    seen, source = [], {}
    for each in told:
        row = known.rows[each.row]
        if row.how.consequence == 0 or (row.rounded and each.week <= rule.HIDDEN_UP_TO):
            continue
        one = _seen(row, each, row.how.pathology, given.start)
        seen.append(one)
        source[one] = each
    said = []
    for signal in grouped(seen):
        head = source[signal.head]
        over = all(source[each].over for each in signal.members)
        agreed = tuple(
            name for name, p in given.members.items() if p[head.row, head.last] <= KEEP
        )  # fmt: skip
        said.append(Said(signal, sentences.rise(signal, words), agreed, over))
    return said


def _seen(row: Row, each: Stretch, pathology: str, start: int) -> Seen:
    """Return a stretch with what and where it is, in columns of the board.

    Of a source under disclosure control the excess counts as it would be shown.
    """
    excess = _as_shown(row, each.excess)
    return Seen(
        row.indicator, row.place, row.region, pathology, row.how.consequence,
        each.first + start, each.last + start, each.certainty, excess, each.week, each.week_mean,
    )  # fmt: skip


def _as_shown(row: Row, cases: float) -> float:
    return float(round(cases / rule.BASE) * rule.BASE) if row.rounded else cases


def _ratios(
    known: Board, given: Evidence, told: list[Stretch], words: sentences.Words
) -> list[Said]:
    """Say where a leading series rises, and its ratio to what follows it has fallen.

    Of the series that follow, the heaviest at that place is looked at.
    """
    now = {
        each.row: each
        for each in told
        if each.last >= given.p_value.shape[1] - 1 - STILL and each.week > each.week_mean
    }
    seen, text = [], {}
    for number, each in now.items():
        after = _follower(known, number)
        if after is None or _hidden(known, number, each, after, given.start):
            continue
        reason = _ratio_sentence(known, each, after, followed=after in now, start=given.start,
                                 words=words)  # fmt: skip
        if reason is not None:
            row = known.rows[number]
            pair = f"{row.indicator}>{known.rows[after].indicator}"
            one = _seen(row, each, pair, given.start)
            seen.append(one)
            text[one] = reason
    return [
        Said(signal, text[signal.head], ("ratio",), over=False) for signal in grouped(seen, "ratio")
    ]


def _follower(known: Board, number: int) -> int | None:
    """Return the row that a row leads to at its place, the heaviest of several."""
    row = known.rows[number]
    behind = [
        known.at(name, row.place)
        for name, how in {each.indicator: each.how for each in known.rows}.items()
        if row.indicator in how.leading and known.has(name, row.place)
    ]
    return max(behind, key=lambda other: known.rows[other].how.consequence, default=None)


def _hidden(known: Board, number: int, each: Stretch, after: int, start: int) -> bool:
    """Whether either of two series is too small to be told of."""
    few = known.behind(after, each.last + start) <= rule.HIDDEN_UP_TO
    small = each.week <= rule.HIDDEN_UP_TO
    return (known.rows[number].rounded and small) or (known.rows[after].rounded and few)


def _ratio_sentence(
    known: Board, each: Stretch, after: int, *, followed: bool, start: int, words: sentences.Words
) -> Text | None:
    """Return what is said of a ratio that fell, None where it did not.

    One that rose is no trap: what follows is then a rise of its own.
    """
    last = each.last + start
    pair = known.counts[[each.row, after], : last + 1]
    drift = ratio_drift(pair[0], pair[1], lead=LEAD)
    if not drift.drifted[0, -1] or drift.latest[0, -1] > drift.earlier[0, -1]:
        return None
    row = known.rows[each.row]
    return sentences.ratio(
        sentences.Followed(
            row.indicator, known.rows[after].indicator, row.place, each.week, each.week_mean,
            rises=True, followed=followed, following_week=known.behind(after, last),
            latest=round(float(drift.latest[0, -1]), 1 if row.rounded else 2),
            earlier=round(float(drift.earlier[0, -1]), 1 if row.rounded else 2),
            drifted=True, lead=LEAD,
        ),
        words,
    )  # fmt: skip


def _faults_said(
    known: Board, found: list[Fault], start: int, words: sentences.Words
) -> list[Said]:
    """Say the faults of feeds, those of one kind and source in one region together."""
    seen, source = [], {}
    end = known.counts.shape[1] - 1
    for fault in (told_under_rule(known.rows[each.row], each) for each in found):
        row = known.rows[fault.row]
        one = Seen(
            row.indicator, row.place, row.region, f"{fault.kind}:{row.indicator}",
            max(row.how.consequence, LIGHTEST_FAULT), fault.first, fault.last, FAULT_CERTAINTY,
            _as_shown(row, _cases_in(known, fault)), 0.0, 0.0,
        )  # fmt: skip
        seen.append(one)
        source[one] = fault
    said = []
    for signal in grouped(seen, "data-quality"):
        head = source[signal.head]
        over = end - signal.last > LOOKED_AFTER[head.kind]
        said.append(Said(signal, sentences.fault(head, signal, words), (head.kind,), over))
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


LIGHTEST_FAULT = 0.1  # weight of a case of an activity whose own rise weighs nothing
FAULT_CERTAINTY = 0.99
# Days for which a fault stays on the list; a new level is known a fortnight after it began.
LOOKED_AFTER = {
    "silent": 7, "collapse": 7, "doubling": 7, "coding": 7, "level-shift": 35, "reversal": 14,
    "revision": 7,
}  # fmt: skip


def _as_table(known: Board, said: list[Said], before: pl.DataFrame, start: int) -> Tonight:
    newest = int(np.flatnonzero(~np.isnan(known.counts).all(axis=0))[-1])
    origin = known.first + timedelta(days=newest)
    rows = [_row(known, each, rank, origin) for rank, each in enumerate(said, start=1)]
    kept, begun = continued_from(rows, before, origin)
    frame = pl.DataFrame(kept, schema=COLUMNS, orient="row")
    return Tonight(frame, begun)


def _row(known: Board, said: Said, rank: int, origin: date) -> dict[str, object]:
    signal = said.signal
    head = known.at(signal.head.indicator, signal.head.place)
    closed = not known.rounded.isdisjoint(signal.indicators)
    return {
        "kind": signal.kind,
        "pathology": known.rows[head].how.pathology,
        "indicator": signal.head.indicator,
        "indicators": list(signal.indicators),
        "place": signal.place,
        "places": list(signal.places),
        "methods": list(said.methods),
        "first_day": known.first + timedelta(days=signal.first),
        "last_day": known.first + timedelta(days=signal.last),
        "origin": origin,
        "certainty": _certainty(signal, closed),
        "consequence": round(signal.consequence, 1),
        "rank": rank,
        "reason_fr": said.reason.fr,
        "reason_en": said.reason.en,
        "state": "closed" if said.over else "new",
        "rounded": closed,
        "behind": known.behind(head, _told_of(signal)),
    }


def _certainty(signal: Signal, closed: bool) -> float:
    """Return a certainty as it may be told: to a tenth where an exact count is behind it."""
    return min(round(signal.certainty, 1), SUREST) if closed else round(signal.certainty, 2)


def _told_of(signal: Signal) -> int:
    """Return the last column of the figures behind a signal; of a fault, the day before it."""
    return signal.head.first - 1 if signal.kind == "data-quality" else signal.head.last
