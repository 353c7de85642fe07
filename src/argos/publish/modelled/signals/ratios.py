"""Where a leading series rises, and what follows it no longer does as it did."""

from argos.core.language import Text
from argos.epidemiology.signals.combine import Evidence
from argos.epidemiology.signals.deduced import Followed, ratio
from argos.epidemiology.signals.events import Stretch
from argos.epidemiology.signals.groups import grouped
from argos.epidemiology.signals.ratio import ratio_drift
from argos.epidemiology.signals.words import Words
from argos.publish import rule
from argos.publish.modelled.signals.board import Board
from argos.publish.modelled.signals.said import Said, seen_in

LEAD = 7  # days by which a leading series is taken to run ahead when ratios are compared
STILL = 3  # days within which there has to be evidence, for a rise that goes on


def ratios(known: Board, given: Evidence, told: list[Stretch], words: Words) -> list[Said]:
    """Say where a leading series rises, and its ratio to what follows it has fallen.

    Of the series that follow, the heaviest at that place is looked at.
    """
    now = {
        each.row: each
        for each in told
        if each.last >= given.p_value.shape[1] - 1 - STILL and each.week > each.week_mean
    }
    source = {}
    for number, each in now.items():
        after = _follower(known, number)
        if after is None or _hidden(known, number, each, after, given.start):
            continue
        reason = _ratio_sentence(known, each, after, followed=after in now, start=given.start,
                                 words=words)  # fmt: skip
        if reason is not None:
            row = known.rows[number]
            pair = f"{row.indicator}>{known.rows[after].indicator}"
            one = seen_in(row, each, pair, given)
            source[one] = reason, row.how.pathology, known.behind(number, one.last)
    said = []
    for signal in grouped(source, "ratio"):
        reason, pathology, behind = source[signal.head]
        said.append(Said(signal, reason, ("ratio",), False, pathology, behind))
    return said


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
    known: Board, each: Stretch, after: int, *, followed: bool, start: int, words: Words
) -> Text | None:
    """Return what is said of a ratio that fell, None where it did not.

    One that rose is no trap: what follows is then a rise of its own.
    """
    last = each.last + start
    pair = known.counts[[each.row, after], : last + 1]
    drift = ratio_drift(pair[0], pair[1], lead=LEAD)
    latest, earlier = (round(float(each[0, -1]), 2) for each in (drift.latest, drift.earlier))
    if not drift.drifted[0, -1] or latest >= earlier:
        return None
    row = known.rows[each.row]
    return ratio(
        Followed(
            row.indicator, known.rows[after].indicator, row.place, each.week, each.week_mean,
            rises=True, followed=followed, following_week=known.behind(after, last),
            latest=latest, earlier=earlier, drifted=True, lead=LEAD,
        ),
        words,
    )  # fmt: skip
