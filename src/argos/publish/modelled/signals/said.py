"""From stretches to what is said of them: one signal for one cause, with its sentence."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from argos.core.language import Text
from argos.epidemiology.signals import sentences
from argos.epidemiology.signals.combine import Evidence
from argos.epidemiology.signals.events import Stretch
from argos.epidemiology.signals.groups import Measure, Seen, Signal, grouped
from argos.epidemiology.signals.words import Words
from argos.publish import rule
from argos.publish.modelled.signals.board import Board, Row

KEEP = 0.05  # p-value under which a member is said to agree
# Of what a case above weighs, one that is missing below: nobody has to be ready for it.
FALL_WEIGHS = 0.1
FEWEST_BEFORE = 20  # events expected in 7 days, or persons a week before, of which a fall is told


@dataclass(frozen=True)
class Found:
    """A stretch of tonight, and what its row of the table needs.

    Attributes:
        seen: the stretch, with what and where it is, in columns of the daily grid.
        row: of the board.
        methods: the members that agree on its last day.
        over: whether it is over.
        behind: persons behind its last figure.

    """

    seen: Seen
    row: Row
    methods: tuple[str, ...]
    over: bool
    behind: float


@dataclass(frozen=True)
class Said:
    """One signal of tonight with its sentence.

    Attributes:
        signal: its stretches.
        reason: the sentence.
        methods: what agrees on it.
        over: whether it is over.
        pathology: what it tells of.
        behind: persons behind its head's last figure.

    """

    signal: Signal
    reason: Text
    methods: tuple[str, ...]
    over: bool
    pathology: str
    behind: float


def found_in(board: Board, given: Evidence, told: Iterable[Stretch]) -> list[Found]:
    """Return the stretches of a board that weigh something and may be told.

    Of a source under disclosure control nothing is told of fewer than 11; no fall from a few.
    """
    measure: Measure = "events" if board.kind == "flow" else "present"
    return [
        Found(
            seen_in(row, each, row.how.pathology, given, measure), row,
            agreeing(given, each), each.over, board.behind(each.row, each.last + given.start),
        )
        for each in told
        if (row := board.rows[each.row]).how.consequence > 0
        and not (row.rounded and each.week <= rule.HIDDEN_UP_TO)
        and not (given.falls and each.week_mean < FEWEST_BEFORE)
    ]  # fmt: skip


def said_of(found: Sequence[Found], words: Words, *, falls: bool) -> list[Said]:
    """Return a signal for each cause of rises, or of falls, whatever was counted."""
    source = {each.seen: each for each in found}
    said = []
    for signal in grouped(source, "fall" if falls else "rise"):
        head = source[signal.head]
        reason = (sentences.fall if falls else sentences.rise)(signal, words)
        over = all(source[each].over for each in signal.members)
        said.append(
            Said(signal, reason, head.methods, over, head.row.how.pathology, head.behind)
        )  # fmt: skip
    return said


def seen_in(
    row: Row, each: Stretch, pathology: str, given: Evidence, measure: Measure = "events"
) -> Seen:
    """Return a stretch with what and where it is, in columns of the board.

    Of a source under disclosure control the excess counts as it would be shown. That of a stock is
    by how much its mean of 7 days grew.
    """
    excess = as_shown(row, each.excess / 7 if measure == "present" else each.excess)
    weight = row.how.consequence * (FALL_WEIGHS if given.falls else 1)
    return Seen(
        row.indicator, row.place, row.region, pathology, weight,
        each.first + given.start, each.last + given.start,
        each.certainty, excess, each.week, each.week_mean, measure,
    )  # fmt: skip


def agreeing(given: Evidence, each: Stretch) -> tuple[str, ...]:
    """Return the members that agree on the last day of a stretch."""
    return tuple(name for name, p in given.members.items() if p[each.row, each.last] <= KEEP)


def as_shown(row: Row, cases: float) -> float:
    """Return a number of cases to the base of the rule, of a source under disclosure control."""
    return float(round(cases / rule.BASE) * rule.BASE) if row.rounded else cases
