"""Invented people: their traits, their first day and how their history begins."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from argos.avatar.draws import Generator
from argos.avatar.guarded import Guarded
from argos.avatar.kinds import Column, Kind
from argos.avatar.likeness import gaps
from argos.avatar.linked.laws import NOTHING, Crowd, Features, Ints, Law, learnt
from argos.avatar.prepared import Coded, Measured, Prepared

BEGINNING, FIRST_DAY = "(beginning)", "(first day)"
NARROW = 50  # levels of a trait that takes part in the neighbourhoods; others are drawn after
BANDS = 8  # classes of a number, as a condition
SPARE = 3  # one more for so many, to be called where a released figure lacks some
FEW = 20  # levels of a trait that may be a condition


@dataclass(frozen=True, slots=True)
class Begun:
    """People with the beginnings of their histories.

    Attributes:
        traits: a row a person.
        beginning: code of how the history begins.
        day: the first, from 1970-01-01.

    """

    traits: Prepared
    beginning: Ints
    day: Ints

    def take(self, rows: Ints) -> "Begun":
        """Return some people, in that order."""
        return Begun(self.traits.take(rows), self.beginning[rows], self.day[rows])


def invented(
    people: Begun, guarded: Guarded, crowd: Crowd, inside: Mapping[str, str], random: Generator
) -> list[Begun]:
    """Return about as many invented people, and a third as many to spare, made by `Guarded`.

    Beginnings of enough people are each made on their own, the others together. How many people
    have each is drawn, so that an exact number tells nobody. Traits of many levels, such as
    communes, are drawn afterwards, given the others.
    """
    people = Begun(_without_extremes(people.traits, crowd), people.beginning, people.day)
    groups = _groups(people.beginning, guarded.fewest)
    sizes = np.array([len(group) for group in groups])
    wanted = random.multinomial(sizes.sum(), sizes / sizes.sum())
    narrow = [
        n for n, c in enumerate(people.traits.columns) if not _wide(c) and c.name not in inside
    ]
    laws = _wide_laws(people, narrow, crowd, random)
    usual, spare = [], []
    for group, number in zip(groups, wanted.tolist(), strict=True):
        made = _made(people.take(group), narrow, guarded, crowd, random)
        whole = _with_wide(made, people.traits, narrow, laws, inside, random)
        order = random.permutation(whole.traits.rows)
        usual.append(whole.take(order[:number]))
        spare.append(whole.take(order[number:]))
    return [together(usual), together(spare)]


def _groups(beginning: Ints, fewest: int) -> list[Ints]:
    """Return the people of each beginning that has enough, and those of all others together."""
    counts = np.bincount(beginning)
    by_size = np.argsort(-counts, kind="stable")
    apart = [code for code in by_size.tolist() if counts[code] >= fewest]
    others = np.flatnonzero(~np.isin(beginning, apart))
    while apart and 0 < len(others) < fewest:
        others = np.append(others, np.flatnonzero(beginning == apart.pop()))
    found = [np.flatnonzero(beginning == code) for code in apart]
    return [*found, np.sort(others)] if len(others) else found


def _made(
    people: Begun, narrow: list[int], guarded: Guarded, crowd: Crowd, random: Generator
) -> Begun:
    """Return the narrow traits, beginnings and first days of a third more invented people."""
    columns = [people.traits.columns[n] for n in narrow]
    table = Prepared(people.traits.rows, (*_with_rare_grouped(columns, crowd), *_own(people)))
    more = max(guarded.fewest, people.traits.rows // SPARE)
    some = table.take(random.permutation(table.rows)[:more])
    parts = []
    for each in (table, some):
        made = guarded.invented(each, random)
        traits = Prepared(made.rows, made.columns[:-2])
        parts.append(Begun(traits, _codes_of(made.columns[-2]), _days(made.columns[-1])))
    return together(parts)


def _wide_laws(people: Begun, narrow: list[int], crowd: Crowd, random: Generator) -> dict[int, Law]:
    """Return the law of each trait of many levels, given the others and the beginning."""
    given = _given([people.traits.columns[n] for n in narrow], people.beginning)
    person, found = np.arange(people.traits.rows), {}
    for number, column in enumerate(people.traits.columns):
        if number not in narrow:
            found[number] = learnt(given, _codes_of(column), person, crowd, random)
    return found


def _with_wide(
    made: Begun, like: Prepared, narrow: list[int], laws: Mapping[int, Law],
    inside: Mapping[str, str], random: Generator,
) -> Begun:  # fmt: skip
    columns = dict(zip(narrow, made.traits.columns, strict=True))
    given = _given(list(columns.values()), made.beginning)
    for number, law in laws.items():
        column = like.columns[number]
        if isinstance(column, Coded):
            codes = law.drawn(given, made.traits.rows, random)
            parent = inside.get(column.name)
            if parent is not None:
                whole = next(c for c in like.columns if c.name == parent)
                codes = _within(codes, given[parent], column, _codes_of(whole))
            columns[number] = _drawn(column, codes)
    traits = Prepared(made.traits.rows, tuple(columns[n] for n in sorted(columns)))
    return Begun(traits, made.beginning, made.day)


def _within(codes: Ints, parents: Ints, column: Coded, seen: Ints) -> Ints:
    """Return codes, `NOTHING` for those that were never seen with their parent."""
    width = len(column.levels) + 1
    pairs = np.unique(seen * width + column.codes)
    return np.where(np.isin(parents * width + codes, pairs), codes, NOTHING)


def together(parts: Sequence[Begun]) -> Begun:
    """Return people made in several lots as one."""
    columns = [
        _stacked(lots) for lots in zip(*(part.traits.columns for part in parts), strict=True)
    ]
    traits = Prepared(sum(part.traits.rows for part in parts), tuple(columns))
    beginning = np.concatenate([part.beginning for part in parts])
    return Begun(traits, beginning, np.concatenate([part.day for part in parts]))


def _stacked(lots: tuple[Measured | Coded, ...]) -> Measured | Coded:
    first = lots[0]
    if isinstance(first, Coded):
        coded = [lot for lot in lots if isinstance(lot, Coded)]
        levels = max((lot.levels for lot in coded), key=len)  # a gap more, at the end, in some
        return replace(first, levels=levels, codes=np.concatenate([lot.codes for lot in coded]))
    numbers = [lot for lot in lots if isinstance(lot, Measured)]
    missing = None
    if any(lot.missing is not None for lot in numbers):
        missing = np.concatenate([gaps(lot) for lot in numbers])
    return replace(first, values=np.concatenate([lot.values for lot in numbers]), missing=missing)


def conditions(traits: Prepared, like: Prepared) -> Features:
    """Return the traits that a law may be conditioned on, as codes: numbers in eight classes."""
    found: dict[str, Ints] = {}
    for column, own in zip(traits.columns, like.columns, strict=True):
        if isinstance(column, Coded):
            if len(column.levels) <= FEW:
                found[column.name] = column.codes.astype(np.int64)
        elif isinstance(own, Measured):
            cuts = np.unique(np.quantile(own.values, np.linspace(0, 1, BANDS + 1)[1:-1]))
            found[column.name] = np.searchsorted(cuts, column.values, side="right")
    return found


def _wide(column: Measured | Coded) -> bool:
    return isinstance(column, Coded) and len(column.levels) > NARROW


def _own(people: Begun) -> tuple[Coded, Measured]:
    """Return beginning and first day as columns of the table of people."""
    levels = pl.Series(BEGINNING, [str(n) for n in range(int(people.beginning.max()) + 1)])
    return (
        Coded(BEGINNING, Kind.CATEGORICAL, pl.String(), people.beginning.astype(np.int32), levels,
              Column().weight),
        Measured(FIRST_DAY, Kind.INTEGER, pl.Int64(), people.day.astype(np.float64), None, 0, None,
                 None, None, Column().weight),
    )  # fmt: skip


def _without_extremes(traits: Prepared, crowd: Crowd) -> Prepared:
    """Return traits whose numbers go no further than those of `rare` people, at both ends."""
    columns: list[Measured | Coded] = []
    for column in traits.columns:
        if isinstance(column, Measured):
            known = np.sort(column.values[~gaps(column)])
            if len(known) >= crowd.rare:
                ends = known[crowd.rare - 1], known[-crowd.rare]
                column = replace(column, values=np.clip(column.values, min(ends), max(ends)))
        columns.append(column)
    return replace(traits, columns=tuple(columns))


def _with_rare_grouped(columns: list[Measured | Coded], crowd: Crowd) -> list[Measured | Coded]:
    return [_grouped(c, crowd.rare) if isinstance(c, Coded) else c for c in columns]


def _grouped(column: Coded, rare: int) -> Coded:
    """Return a category whose levels of few people are gaps."""
    people = np.bincount(column.codes, minlength=len(column.levels))
    gone = people < rare
    if not gone.any() or (column.levels[-1] is None and not gone[:-1].any()):
        return column
    return _drawn(column, np.where(gone[column.codes], NOTHING, column.codes))


def _drawn(column: Coded, codes: Ints) -> Coded:
    """Return a category with other codes, `NOTHING` being a gap."""
    levels = column.levels
    if (codes == NOTHING).any() and (not len(levels) or levels[-1] is not None):
        levels = pl.concat([levels, pl.Series(column.name, [None], dtype=levels.dtype)])
    filled = np.where(codes == NOTHING, len(levels) - 1, codes)
    return replace(column, codes=filled.astype(np.int32), levels=levels)


def _given(columns: Sequence[Measured | Coded], beginning: Ints) -> Features:
    found: dict[str, Ints] = {BEGINNING: beginning}
    for column in columns:
        if isinstance(column, Coded):
            found[column.name] = column.codes.astype(np.int64)
    return found


def _codes_of(column: Measured | Coded) -> Ints:
    if not isinstance(column, Coded):
        raise TypeError(f"expected a category, found {column.kind}")
    return column.codes.astype(np.int64)


def _days(column: Measured | Coded) -> Ints:
    if not isinstance(column, Measured):
        raise TypeError(f"expected a number, found {column.kind}")
    return np.round(column.values).astype(np.int64)
