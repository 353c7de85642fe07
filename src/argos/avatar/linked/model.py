"""What is learnt of histories: what follows what, after how long, with which values."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from argos.avatar.draws import Generator
from argos.avatar.linked.beginnings import Beginnings, Prefixes, beginnings_of, prefixes_of
from argos.avatar.linked.classes import Classes, classes_of
from argos.avatar.linked.laws import Crowd, Features, Ints, Law, learnt
from argos.avatar.linked.reading import Histories
from argos.avatar.linked.seen import AFTER, CARRIED, PREVIOUS, WEEKS, Seen, rank_of

COPIES = 0.9  # share of events from which on a column is said to repeat
Pair = tuple[int, int]
Span = tuple[int, int]  # first and last day


@dataclass(frozen=True, slots=True)
class Gap:
    """The days between two events of given kinds."""

    law: Law
    classes: Classes


@dataclass(frozen=True, slots=True)
class Value:
    """A column of a kind of event.

    Attributes:
        column: its place in the table.
        law: what it is, given the columns drawn before it.
        copied: share of events that just repeat the event before; 0 where few do.

    """

    column: int
    law: Law
    copied: float


@dataclass(frozen=True, slots=True)
class Model:
    """The laws of histories; aggregates of many people, and not kept after a call.

    Attributes:
        beginnings, prefixes: how histories begin.
        beginning: of each person, −1 for who begins as too few others.
        follows: of each kind, which comes next; the number of kinds is the end.
        gaps: of two kinds in a row; `any_gap` where too few people have them.
        values: of each kind, the columns of its table in the order of drawing.
        first, last: days within which events of each kind are.
        longest: events of a history, at most.
        origin: the day from which weeks are counted.

    """

    beginnings: Beginnings
    prefixes: Prefixes
    beginning: Ints
    follows: tuple[Law, ...]
    gaps: Mapping[Pair, Gap]
    any_gap: Gap
    values: tuple[tuple[Value, ...], ...]
    first: Ints
    last: Ints
    longest: int
    origin: int


def usual(histories: Histories, crowd: Crowd) -> tuple[Histories, dict[str, int]]:
    """Return histories without kinds of fewer than k people, and how many events these had.

    And without what follows the longest history that `rare` people share.
    """
    pairs = np.unique(np.column_stack([histories.kind, histories.person]), axis=0)
    people = np.bincount(pairs[:, 0], minlength=len(histories.kinds))
    few = people < crowd.k
    kept = ~few[histories.kind]
    gone = np.bincount(histories.kind, minlength=len(few))
    left_out = {kind: int(gone[n]) for n, kind in enumerate(histories.kinds) if few[n]}
    lengths = np.sort(np.bincount(histories.person[kept], minlength=histories.people))
    longest = int(lengths[-crowd.rare]) if len(lengths) >= crowd.rare else 0
    kept[kept] = rank_of(histories.person[kept]) < longest
    return replace(
        histories, person=histories.person[kept], kind=histories.kind[kept],
        day=histories.day[kept], row=histories.row[kept], left_out=left_out,
    ), left_out  # fmt: skip


def learn(histories: Histories, crowd: Crowd, random: Generator, days: Span | None = None) -> Model:
    """Return the laws of histories, which `usual` made.

    Args:
        histories: of the people.
        crowd: how many must stand behind what is kept.
        random: where the doubt about what is rare comes from.
        days: first and last day of the whole, where they are public.

    """
    kinds, person = len(histories.kinds), histories.person
    rank = rank_of(person)
    prefixes = prefixes_of(histories.kind, rank, person, kinds, crowd.k)
    beginnings, own = beginnings_of(
        prefixes, histories.kind, rank, person, histories.people, crowd.k
    )
    seen = Seen(histories, prefixes, own)
    first, last = _extent(histories, crowd.rare, days)
    gaps, any_gap = _gaps(seen, crowd, random)
    return Model(
        beginnings=beginnings, prefixes=prefixes, beginning=own,
        follows=tuple(_following(seen, kind, crowd, random) for kind in range(kinds)),
        gaps=gaps, any_gap=any_gap,
        values=tuple(_values(seen, kind, crowd, random) for kind in range(kinds)),
        first=first, last=last, longest=int(rank.max(initial=-1)) + 1, origin=seen.origin,
    )  # fmt: skip


def order_of_columns(histories: Histories, kind: int) -> list[int]:
    """Return the columns of a kind's table in the order of drawing: few levels first."""
    codes = histories.sheets[histories.sheet_of[kind]].codes
    widths = codes.max(axis=0, initial=0) if codes.size else np.zeros(codes.shape[1])
    return [int(column) for column in np.argsort(widths, kind="stable")]


def _extent(histories: Histories, rare: int, known: Span | None) -> tuple[Ints, Ints]:
    """Return the first and last day of each kind, a few events being outside at most.

    A kind of which so few events are missing before an end of the whole that their absence is no
    fact about the kind goes on to that end, so that nobody's event is an end.
    """
    kinds = len(histories.kinds)
    first, last = np.zeros(kinds, np.int64), np.full(kinds, -1)
    whole = known or _trimmed(histories.day, rare)
    for kind in np.unique(histories.kind).tolist():
        days = histories.day[histories.kind == kind]
        begins, ends = _trimmed(days, rare)
        rate = len(days) / (ends - begins + 1)
        few = 2 * rare / rate
        first[kind] = whole[0] if 0 < begins - whole[0] < few else begins
        last[kind] = whole[1] if 0 < whole[1] - ends < few else ends
    return first, np.maximum(first, last)


def _trimmed(days: Ints, rare: int) -> Span:
    """Return the first and last day, `rare` events being on them or beyond."""
    ordered = np.sort(days)
    within = min(rare, len(days)) - 1
    return (int(ordered[within]), int(ordered[-1 - within])) if len(days) else (0, -1)


def _following(seen: Seen, kind: int, crowd: Crowd, random: Generator) -> Law:
    """Return the law of the kind that follows a kind."""
    here = np.flatnonzero(seen.kind == kind)
    features = seen.of_person(here) | seen.known(here) | {
        AFTER: seen.after[here], PREVIOUS: seen.previous[here], WEEKS: seen.week[here],
    }  # fmt: skip
    return learnt(features, seen.next[here], seen.person[here], crowd, random)


def _gaps(seen: Seen, crowd: Crowd, random: Generator) -> tuple[dict[Pair, Gap], Gap]:
    """Return the law of the days between two events in a row, by their kinds."""
    later = np.flatnonzero(seen.rank > 0)
    kinds = len(seen.histories.kinds)
    pair = seen.previous[later] * kinds + seen.kind[later]
    found = {}
    for code in np.unique(pair).tolist():
        here = later[pair == code]
        if len(np.unique(seen.person[here])) >= crowd.k:
            kind = divmod(code, kinds)
            features = seen.of_person(here) | seen.known(here - 1)
            found[kind] = _gap(seen, here, features, crowd, random)
    return found, _gap(seen, later, {}, crowd, random)


def _gap(seen: Seen, here: Ints, features: Features, crowd: Crowd, random: Generator) -> Gap:
    apart, person = seen.apart[here].astype(np.float64), seen.person[here]
    classes = classes_of(apart, person, crowd.rare)
    return Gap(learnt(features, classes.codes(apart), person, crowd, random), classes)


def _values(seen: Seen, kind: int, crowd: Crowd, random: Generator) -> tuple[Value, ...]:
    """Return the laws of the columns of a kind, each given those before it."""
    here = np.flatnonzero(seen.kind == kind)
    if not len(here):
        return ()
    columns = seen.histories.columns_of(kind)
    own, carried = seen.own_values(kind, here), seen.carried[here, columns.start : columns.stop]
    names, laws = list(own), []
    features = seen.of_person(here) | {
        AFTER: seen.after[here], PREVIOUS: seen.previous[here], WEEKS: seen.week[here],
    }  # fmt: skip
    for column in order_of_columns(seen.histories, kind):
        name = names[column]
        given = features | {CARRIED + name: carried[:, column]}
        law = learnt(given, own[name], seen.person[here], crowd, random)
        laws.append(Value(column, law, _copied(carried[:, column], own[name], crowd.k)))
        features |= {name: own[name]}
    return tuple(laws)


def _copied(carried: Ints, own: Ints, k: int) -> float:
    """Return the share of events that repeat a value that they may, 0 if not nearly all of many."""
    known = carried > 0
    if known.sum() < k:
        return 0.0
    share = float((carried[known] == own[known] + 1).mean())
    return share if share >= COPIES else 0.0
