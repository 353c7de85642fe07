"""Singling out: whether a condition read off a released table is met by one person alone."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from argos.avatar.attacks.risk import Risk, risk, wilson
from argos.avatar.attacks.targets import targets
from argos.avatar.draws import Generator
from argos.avatar.likeness import gaps
from argos.avatar.prepared import Coded, Measured, Prepared

Found = NDArray[np.bool_]
MEMORY = 100_000_000  # bytes of what conditions were met by, kept for when they come again
TRIES = 100  # conditions drawn for each one kept


class Condition(NamedTuple):
    """What is asked of one column; a tuple, since thousands are looked up among each other.

    Attributes:
        column: its place in the table.
        sign: −1 at most, 1 at least, 0 equal to; of a category always 0.
        value: a number, the code of a level, or None for a gap.

    """

    column: int
    sign: int
    value: float | None

    def met(self, table: Prepared) -> Found:
        """Return which rows meet it."""
        column = table.columns[self.column]
        if isinstance(column, Coded):
            return np.asarray(column.codes == self.value)
        here = gaps(column)
        if self.value is None:
            return here
        if self.sign == 0:
            return np.asarray(~here & (column.values == self.value))
        return np.asarray(~here & (self.sign * (column.values - self.value) >= 0))


Predicate = tuple[Condition, ...]


def singling_out_by_value(
    released: Prepared,
    people: Prepared,
    held_out: Prepared,
    random: Generator,
    *,
    attacks: int = 1000,
) -> Risk:
    """Return how often a rare or extreme value of one released column names one person.

    The attacker reads the released table alone: values that occur once, the smallest and the
    largest of each column; where these are too few, the rarest. He succeeds where exactly one
    person of the table meets the condition. The control is what he would get on as many people who
    had no part in it; chance, what conditions drawn without the table get.

    Args:
        released: the table that is judged.
        people: the rows from which it was made, with the same columns.
        held_out: people of the same kind who had no part in it.
        random: where the choice of conditions comes from.
        attacks: conditions, at most.

    Raises:
        AvatarRefused: fewer than 20 people on a side.

    """
    found = list(_values(released))
    kept = [found[i] for i in random.permutation(len(found))]
    guesses = [(_guess(released, c.column, random),) for (c,) in kept[:attacks]]
    return _outcome(released, people, held_out, random, kept, guesses, attacks)


def singling_out_by_profile(
    released: Prepared,
    people: Prepared,
    held_out: Prepared,
    random: Generator,
    *,
    columns: int = 4,
    attacks: int = 300,
) -> Risk:
    """Return how often a condition on several columns of a released row names one person.

    As `singling_out_by_value`, with conditions on some columns of a row drawn at random: a number
    at least or at most as far from the median, a category or a gap equal. Those that one released
    row alone meets are kept first.
    """
    width = min(columns, len(released.columns))
    medians = [
        float(np.median(c.values)) if isinstance(c, Measured) else 0.0 for c in released.columns
    ]

    @cache
    def asked(place: int, row: int) -> Condition:
        return _beyond(released, place, row, medians[place])

    def profiles() -> Iterator[Predicate]:
        for places, row in _places(released, width, attacks, random):
            yield tuple(asked(place, row) for place in places)

    drawn = (profile for _ in range(TRIES) for profile in profiles())
    guesses = [tuple(_guess(released, c.column, random) for c in profile) for profile in profiles()]
    return _outcome(released, people, held_out, random, drawn, guesses, attacks)


def _places(
    released: Prepared, width: int, number: int, random: Generator
) -> Iterator[tuple[list[int], int]]:
    """Yield `width` columns, in order, and a row, drawn at random."""
    order = random.random((number, len(released.columns))).argsort(axis=1)
    places = np.sort(order[:, :width], axis=1).tolist()
    rows = random.integers(released.rows, size=number).tolist()
    return zip(places, rows, strict=True)


def _outcome(
    released: Prepared,
    people: Prepared,
    held_out: Prepared,
    random: Generator,
    predicates: Iterable[Predicate],
    guesses: Sequence[Predicate],
    attacks: int,
) -> Risk:
    inside, outside = targets(people, held_out, random, max(people.rows, held_out.rows))
    kept = _rarest(predicates, _counter(released), attacks)
    shares = [
        wilson(sum(n == 1 for n in map(_counter(side), kept)), len(kept))
        for side in (inside, outside)
    ]
    lucky = sum(n == 1 for n in map(_counter(inside), guesses)) / max(1, len(guesses))
    return risk(shares[0], shares[1], lucky)


def _rarest(
    predicates: Iterable[Predicate], count: Callable[[Predicate], int], most: int
) -> list[Predicate]:
    """Return the predicates that the fewest released rows meet, as drawn among equals."""
    counted: dict[Predicate, int] = {}
    alone = 0
    for predicate in predicates:
        if predicate not in counted:
            counted[predicate] = count(predicate)
            alone += counted[predicate] == 1
        if alone == most:
            break
    return sorted(counted, key=counted.__getitem__)[:most]


def _counter(table: Prepared) -> Callable[[Predicate], int]:
    """Return what counts the rows of a table that meet a predicate."""
    kept = max(16, MEMORY // max(1, table.rows))
    met = lru_cache(maxsize=kept)(lambda condition: condition.met(table))

    def count(predicate: Predicate) -> int:
        return int(np.logical_and.reduce([met(c) for c in predicate]).sum())

    return count


def _values(table: Prepared) -> Iterator[Predicate]:
    """Yield a condition for each value of each column that occurs, and for its two ends."""
    for place, column in enumerate(table.columns):
        if isinstance(column, Coded):
            yield from ((Condition(place, 0, float(c)),) for c in np.unique(column.codes))
            continue
        here = gaps(column)
        if here.any():
            yield (Condition(place, 0, None),)
        known = np.unique(column.values[~here])
        yield from ((Condition(place, 0, float(v)),) for v in known)
        if len(known):
            yield (Condition(place, -1, float(known[0])),)
            yield (Condition(place, 1, float(known[-1])),)


def _beyond(table: Prepared, place: int, row: int, median: float) -> Condition:
    column = table.columns[place]
    if isinstance(column, Coded):
        return Condition(place, 0, float(column.codes[row]))
    if gaps(column)[row]:
        return Condition(place, 0, None)
    value = float(column.values[row])
    return Condition(place, 1 if value >= median else -1, value)


def _guess(table: Prepared, place: int, random: Generator) -> Condition:
    """Return a condition on a column made of its range or levels alone."""
    column = table.columns[place]
    if isinstance(column, Coded):
        return Condition(place, 0, float(random.integers(len(column.levels))))
    value = float(random.uniform(column.values.min(), column.values.max()))
    return Condition(place, 1 if random.random() < 0.5 else -1, round(value, column.decimals))
