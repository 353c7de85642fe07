"""Histories of invented people, drawn from the laws event by event."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from argos.avatar.draws import Generator
from argos.avatar.linked.beginnings import ROOT
from argos.avatar.linked.laws import NOTHING, Ints
from argos.avatar.linked.model import Gap, Model
from argos.avatar.linked.people import Begun, conditions
from argos.avatar.linked.reading import Histories
from argos.avatar.linked.seen import (
    AFTER,
    BEGUN,
    CARRIED,
    PREVIOUS,
    WEEK,
    WEEKS,
)
from argos.avatar.prepared import Coded

TRIES = 5  # draws of a next kind that may be forbidden, before the history ends
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Drawn:
    """Events of invented people, sorted by person and in order.

    Attributes:
        person, kind, day: of each event.
        codes: (events, columns) of the event's table, others unused.

    """

    person: Ints
    kind: Ints
    day: Ints
    codes: Ints


class Drawing:
    """Draws one event of every open history at a time."""

    def __init__(
        self, model: Model, histories: Histories, people: Begun, random: Generator
    ) -> None:
        self.model, self.histories, self.people, self.random = model, histories, people, random
        number, kinds = people.traits.rows, len(histories.kinds)
        width = max((sheet.codes.shape[1] for sheet in histories.sheets), default=0)
        self.traits = {**conditions(people.traits, histories.traits), BEGUN: people.beginning + 1}
        self.node = np.full(number, ROOT)
        self.kind = np.full(number, kinds)
        self.previous = np.full(number, kinds)
        self.day = people.day.copy()
        self.codes = np.zeros((number, width), np.int64)
        self.latest = np.zeros((number, len(histories.names_of_columns)), np.int64)
        self.past = np.zeros((model.longest, number, width), np.int32)
        self.past_kind = np.full((model.longest, number), kinds)
        self.seen = np.zeros((number, kinds), np.int64)
        self.pairs = histories.pairs
        self.endings = _endings(histories)

    def drawn(self) -> Drawn:
        """Return the events of all."""
        open_ = np.arange(self.people.traits.rows)
        parts = []
        for step in range(self.model.longest):
            open_ = self._next(open_, step)
            if not len(open_):
                break
            parts.append((open_, self.kind[open_], self.day[open_], self.codes[open_]))
        if not parts:
            nobody = np.empty(0, np.int64)
            return Drawn(nobody, nobody, nobody, self.codes[:0])
        person, kind, day, codes = (np.concatenate(each) for each in zip(*parts, strict=True))
        order = np.argsort(person, kind="stable")
        return Drawn(person[order], kind[order], day[order], codes[order])

    def _next(self, open_: Ints, step: int) -> Ints:
        """Give each open history one event more; return those that got one."""
        kind = self._kinds(open_, step)
        going = kind < len(self.histories.kinds)
        open_, kind = open_[going], kind[going]
        if step:
            self.day[open_] += self._gaps(open_, kind)
        else:
            within = self.model.first[kind], self.model.last[kind]
            self.day[open_] = np.clip(self.day[open_], *within)
        inside = self.day[open_] <= self.model.last[kind]
        open_, kind = open_[inside], kind[inside]
        self.previous[open_], self.kind[open_] = self.kind[open_], kind
        self.node[open_] = self.model.prefixes.after(self.node[open_], kind)
        self.seen[open_, kind] += 1
        for each in np.unique(kind).tolist():
            self._values(open_[kind == each], each, step)
        return open_

    def _kinds(self, open_: Ints, step: int) -> Ints:
        """Return the next kind of each history; their number for the end."""
        begun, end = self.people.beginning[open_], len(self.histories.kinds)
        script = self.model.beginnings.script
        told = script[begun, step] if step < script.shape[1] else np.full(len(open_), NOTHING)
        last = step == self.model.beginnings.lengths[begun]
        over = last & (self.random.random(len(open_)) < self.model.beginnings.over[begun])
        kind = np.where(over, end, told)
        waiting = kind == NOTHING
        for _ in range(TRIES):
            if waiting.any():
                kind[waiting] = self._following(open_[waiting])
            waiting = self._forbidden(open_, kind) | (last & ~over & (kind == end))
            if not waiting.any():
                return kind
        return np.where(waiting, end, kind)

    def _following(self, who: Ints) -> Ints:
        found = np.full(len(who), len(self.histories.kinds))
        for kind in np.unique(self.kind[who]).tolist():
            if kind == len(self.histories.kinds):
                continue
            here = np.flatnonzero(self.kind[who] == kind)
            some = who[here]
            features = self._of(some) | self._known(some) | {
                AFTER: self.node[some], PREVIOUS: self.previous[some], WEEKS: self._weeks(some),
            }  # fmt: skip
            drawn = self.model.follows[kind].drawn(features, len(some), self.random)
            found[here] = np.where(drawn == NOTHING, len(self.histories.kinds), drawn)
        return found

    def _forbidden(self, who: Ints, kind: Ints) -> Mask:
        """Return whether what is declared forbids the kind to come next."""
        going = kind < len(self.histories.kinds)
        forbidden = np.zeros(len(who), dtype=bool)
        for first, then in self.pairs:
            forbidden |= (kind == then) & (self.seen[who, then] >= self.seen[who, first])
        for last, column, code in self.endings:
            after = self.kind[who] == last
            if column is not None:
                after &= self.codes[who, column] == code
            forbidden |= going & after
        return forbidden

    def _gaps(self, who: Ints, kind: Ints) -> Ints:
        apart = np.zeros(len(who), np.int64)
        pairs = self.kind[who] * len(self.histories.kinds) + kind
        for pair in np.unique(pairs).tolist():
            here = np.flatnonzero(pairs == pair)
            known = divmod(pair, len(self.histories.kinds))
            gap: Gap = self.model.gaps.get(known, self.model.any_gap)
            features = self._of(who[here]) | self._known(who[here])
            codes = np.maximum(gap.law.drawn(features, len(here), self.random), 0)
            apart[here] = np.round(gap.classes.drawn(codes, 0, self.random))
        return apart

    def _values(self, who: Ints, kind: int, step: int) -> None:
        """Draw the values of an event of one kind, each column given those before it."""
        sheet = self.histories.sheets[self.histories.sheet_of[kind]]
        carried = self._carried(who, kind, step)
        features = self._of(who) | {
            AFTER: self.node[who], PREVIOUS: self.previous[who], WEEKS: self._weeks(who),
        }  # fmt: skip
        for each in self.model.values[kind]:
            name, before = sheet.prepared.columns[each.column].name, carried[:, each.column]
            drawn = each.law.drawn(features | {CARRIED + name: before}, len(who), self.random)
            copies = each.law.may(before - 1) & (self.random.random(len(who)) < each.copied)
            drawn = np.where(copies, before - 1, drawn)
            self.codes[who, each.column] = drawn
            features |= {name: drawn}
        columns, width = self.histories.columns_of(kind), sheet.codes.shape[1]
        own = self.codes[who, :width]
        known = np.where((own == sheet.gaps) | (own == NOTHING), 0, own + 1)
        places = np.ix_(who, np.arange(columns.start, columns.stop))
        self.latest[places] = np.where(known > 0, known, self.latest[places])
        self.past[step, who, :width], self.past_kind[step, who] = known, kind

    def _carried(self, who: Ints, kind: int, step: int) -> Ints:
        """Return the codes, plus one, that an event may repeat; see `Seen`."""
        columns = self.histories.columns_of(kind)
        carried = self.latest[who, columns.start : columns.stop]
        opening = [first for first, then in self.histories.pairs if then == kind]
        turn = self.seen[who, kind] - 1
        for back in range(step if opening else 0):
            here = self.past_kind[back, who] == opening[0]
            here &= self._earlier(who, opening[0], back) == turn
            carried[here] = self.past[back, who[here], : len(columns)]
        return carried

    def _earlier(self, who: Ints, kind: int, step: int) -> Ints:
        """Return how many events of a kind came before a step."""
        earlier: Ints = (self.past_kind[:step, who] == kind).sum(axis=0)
        return earlier

    def _of(self, who: Ints) -> dict[str, Ints]:
        return {name: codes[who] for name, codes in self.traits.items()}

    def _known(self, who: Ints) -> dict[str, Ints]:
        names = self.histories.names_of_columns
        return {name: self.latest[who, n] for n, name in enumerate(names)}

    def _weeks(self, who: Ints) -> Ints:
        weeks: Ints = (self.day[who] - self.model.origin) // WEEK
        return weeks


def _endings(histories: Histories) -> list[tuple[int, int | None, int | None]]:
    """Return the kinds, columns and codes that nothing follows, those that occur."""
    found: list[tuple[int, int | None, int | None]] = []
    for each in histories.links.last:
        if each.kind not in histories.kinds:
            continue
        kind = histories.kinds.index(each.kind)
        if each.column is None:
            found.append((kind, None, None))
            continue
        columns = histories.sheets[histories.sheet_of[kind]].prepared.columns
        for number, column in enumerate(columns):
            if column.name == each.column and isinstance(column, Coded):
                levels = [str(level) for level in column.levels.to_list()]
                if each.value in levels:
                    found.append((kind, number, levels.index(each.value)))
    return found
