"""The events of the people as the laws of histories look at them."""

import numpy as np

from argos.avatar.linked.beginnings import ROOT, Prefixes
from argos.avatar.linked.laws import Ints
from argos.avatar.linked.people import conditions
from argos.avatar.linked.reading import Histories

WEEK = 7
BEGUN, AFTER, PREVIOUS, WEEKS = "(begun)", "(after)", "(previous)", "(week)"
CARRIED = "(same) "


class Seen:
    """The events of the people, looked at by each law in turn."""

    def __init__(self, histories: Histories, prefixes: Prefixes, beginning: Ints) -> None:
        self.histories, self.rank = histories, rank_of(histories.person)
        self.person, self.kind = histories.person, histories.kind
        self.traits = {**conditions(histories.traits, histories.traits), BEGUN: beginning + 1}
        size, first = len(self.person), self.rank == 0
        self.previous = np.where(first, len(histories.kinds), np.roll(self.kind, 1))
        self.next = np.append(np.where(first, len(histories.kinds), self.kind)[1:],
                              [len(histories.kinds)] * min(1, size))  # fmt: skip
        self.apart = histories.day - np.where(first, histories.day, np.roll(histories.day, 1))
        self.origin = int(histories.day.min()) if size else 0
        self.week = (histories.day - self.origin) // WEEK
        self.after = self._after(prefixes)
        self.carried = self._carried()

    def _after(self, prefixes: Prefixes) -> Ints:
        """Return the node of the tree of beginnings after each event."""
        after = np.full(len(self.kind), ROOT)
        for step in range(int(self.rank.max(initial=-1)) + 1):
            here = np.flatnonzero(self.rank == step)
            before = after[here - 1] if step else after[here]
            after[here] = prefixes.after(before, self.kind[here])
        return after

    def _carried(self) -> Ints:
        """Return the codes, plus one, of the event that each may repeat; 0 where there is none.

        It is the person's event before in the same table; of the n-th discharge, the n-th
        admission, where one is declared to come before the other.
        """
        sheet = np.array(self.histories.sheet_of, np.int64)[self.kind]
        width = max((sheet.codes.shape[1] for sheet in self.histories.sheets), default=0)
        source = _before_in_table(self.person, sheet)
        for first, then in self.histories.pairs:
            opening = np.flatnonzero(self.kind == first)
            closing = np.flatnonzero(self.kind == then)
            source[closing] = _matching(self.person, opening, closing)
        carried = np.zeros((len(sheet), width), np.int64)
        for number, table in enumerate(self.histories.sheets):
            here = np.flatnonzero((sheet == number) & (source >= 0))
            carried[here, : table.codes.shape[1]] = (
                table.codes[self.histories.row[source[here]]] + 1
            )
        return carried

    def of_person(self, events: Ints) -> dict[str, Ints]:
        """Return the traits of the persons of events."""
        return {name: codes[self.person[events]] for name, codes in self.traits.items()}

    def own_values(self, kind: int, events: Ints) -> dict[str, Ints]:
        """Return the values of events of one kind."""
        sheet = self.histories.sheets[self.histories.sheet_of[kind]]
        rows = self.histories.row[events]
        return {c.name: sheet.codes[rows, n] for n, c in enumerate(sheet.prepared.columns)}


def rank_of(person: Ints) -> Ints:
    """Return the place of each event in its person's history, from 0; sorted by person."""
    if not len(person):
        return np.empty(0, np.int64)
    starts = np.flatnonzero(np.concatenate([[True], person[1:] != person[:-1]]))
    lengths = np.diff(np.append(starts, len(person)))
    ranks: Ints = np.arange(len(person)) - np.repeat(starts, lengths)
    return ranks


def _before_in_table(person: Ints, sheet: Ints) -> Ints:
    """Return the place of each person's event before in the same table, −1 where there is none."""
    before = np.full(len(person), -1)
    for number in np.unique(sheet):
        here = np.flatnonzero(sheet == number)
        same = person[here][1:] == person[here][:-1]
        before[here[1:]] = np.where(same, here[:-1], -1)
    return before


def _matching(person: Ints, opening: Ints, closing: Ints) -> Ints:
    """Return the place of the n-th opening event of the person of each n-th closing one, or −1."""
    turn, most = rank_of(person[closing]), len(person) + 1
    codes = person[opening] * most + rank_of(person[opening])
    wanted = person[closing] * most + turn
    if not len(codes):
        return np.full(len(closing), -1)
    place = np.minimum(np.searchsorted(codes, wanted), len(codes) - 1)
    return np.where(codes[place] == wanted, opening[place], -1)
