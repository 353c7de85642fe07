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
        self.latest = self._latest()
        self.carried = self._carried()

    def _after(self, prefixes: Prefixes) -> Ints:
        """Return the node of the tree of beginnings after each event."""
        after = np.full(len(self.kind), ROOT)
        for step in range(int(self.rank.max(initial=-1)) + 1):
            here = np.flatnonzero(self.rank == step)
            before = after[here - 1] if step else after[here]
            after[here] = prefixes.after(before, self.kind[here])
        return after

    def _latest(self) -> Ints:
        """Return for each event the last known code, plus one, of every column; 0 for none yet.

        Over all tables, one after the other: what is known of the person after the event.
        """
        sheet = np.array(self.histories.sheet_of, np.int64)[self.kind]
        start = np.arange(len(self.kind)) - self.rank
        parts = [np.zeros((len(self.kind), 0), np.int64)]
        for number, table in enumerate(self.histories.sheets):
            here = np.flatnonzero(sheet == number)
            codes = np.zeros((len(self.kind), table.codes.shape[1]), np.int64)
            own = table.codes[self.histories.row[here]]
            codes[here] = np.where(own == table.gaps, 0, own + 1)
            parts.append(_carried_on(codes, start))
        return np.hstack(parts)

    def _carried(self) -> Ints:
        """Return the codes, plus one, that each event may repeat in its own table's columns.

        They are the person's last known ones; of the n-th discharge, those of the n-th admission,
        where one is declared to come before the other.
        """
        before = np.roll(self.latest, 1, axis=0)
        before[self.rank == 0] = 0
        for first, then in self.histories.pairs:
            opening = np.flatnonzero(self.kind == first)
            closing = np.flatnonzero(self.kind == then)
            source = _matching(self.person, opening, closing)
            columns = self.histories.columns_of(first)
            sheet = self.histories.sheets[self.histories.sheet_of[first]]
            own = sheet.codes[self.histories.row[source]]
            known = np.where((own == sheet.gaps) | (source < 0)[:, None], 0, own + 1)
            before[closing[:, None], np.arange(columns.start, columns.stop)] = known
        return before

    def of_person(self, events: Ints) -> dict[str, Ints]:
        """Return the traits of the persons of events."""
        return {name: codes[self.person[events]] for name, codes in self.traits.items()}

    def known(self, events: Ints) -> dict[str, Ints]:
        """Return what is known of the persons after events, by table and column."""
        names = self.histories.names_of_columns
        return {name: self.latest[events, n] for n, name in enumerate(names)}

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


def _carried_on(codes: Ints, start: Ints) -> Ints:
    """Return codes with each 0 replaced by the last other one since its person's first event."""
    rows = np.arange(len(codes))[:, None]
    if not len(codes):
        return codes
    last = np.maximum.accumulate(np.where(codes > 0, rows, -1), axis=0)
    known = last >= start[:, None]
    found: Ints = np.where(known, np.take_along_axis(codes, np.maximum(last, 0), axis=0), 0)
    return found


def _matching(person: Ints, opening: Ints, closing: Ints) -> Ints:
    """Return the place of the n-th opening event of the person of each n-th closing one, or −1."""
    turn, most = rank_of(person[closing]), len(person) + 1
    codes = person[opening] * most + rank_of(person[opening])
    wanted = person[closing] * most + turn
    if not len(codes):
        return np.full(len(closing), -1)
    place = np.minimum(np.searchsorted(codes, wanted), len(codes) - 1)
    return np.where(codes[place] == wanted, opening[place], -1)
