"""What who knows a person in part finds among the avatars: counted out, person by person."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from argos.avatar.attacks.inference import AMOUNTS
from argos.avatar.draws import Generator
from argos.avatar.likeness import blocks, gaps, gower
from argos.avatar.measures.distances import Nearer
from argos.avatar.prepared import Coded, Floats, Measured, Prepared

ROUNDS = 10  # random halves of the columns, where what an attacker knows is not said
TOLERANCE = 0.05
Alike = NDArray[np.bool_]
Rows = NDArray[np.intp]


def nearer_by_categories(asked: Prepared, avatars: Prepared, own: NDArray[np.intp]) -> Nearer:
    """Return how many avatars share more, and as many, categories with people as their own.

    Args:
        asked: some people.
        avatars: all of them.
        own: the row of each one's own avatar.

    """
    coded = [place for place, c in enumerate(avatars.columns) if isinstance(c, Coded)]
    nearer, tied, done = [], [], 0
    for block in blocks(asked, avatars):
        distances = gower(block, avatars, coded)
        mine = distances[np.arange(block.rows), own[done : done + block.rows]][:, None]
        nearer.append((distances < mine).sum(axis=1))
        tied.append((distances == mine).sum(axis=1) - 1)
        done += block.rows
    return Nearer(np.concatenate(nearer), np.concatenate(tied))


def errors(truth: Prepared, guess: Prepared) -> tuple[dict[str, Floats], dict[str, Floats]]:
    """Return by how much guesses miss, % for each person: of numbers, and of categories.

    An amount misses by 200·|g − t|/(|g| + |t|), a date or an ordered level by 100·|g − t| over the
    range; a category by 0 or 100. A number that the person lacks is not asked (NaN); a gap that is
    guessed for a number misses it whole.
    """
    numbers, categories = {}, {}
    for known, guessed in zip(truth.columns, guess.columns, strict=True):
        if isinstance(known, Coded) and isinstance(guessed, Coded):
            categories[known.name] = 100.0 * (known.codes != guessed.codes)
        elif isinstance(known, Measured) and isinstance(guessed, Measured):
            missed = np.where(gaps(guessed), _whole(known), _missed(known, guessed))
            numbers[known.name] = np.where(gaps(known), np.nan, missed)
    return numbers, categories


def _whole(column: Measured) -> float:
    return 200.0 if column.kind in AMOUNTS else 100.0


def _missed(known: Measured, guessed: Measured) -> Floats:
    distance = np.abs(known.values - guessed.values)
    if known.kind in AMOUNTS:
        size = (np.abs(known.values) + np.abs(guessed.values)) / 2
    else:
        size = np.full_like(distance, np.ptp(known.values))
    missed: Floats = 100 * np.divide(distance, size, out=np.zeros_like(distance), where=size > 0)
    return missed


def over_columns(missed: Mapping[str, Floats]) -> Floats:
    """Return each person's mean over columns, of the people of whom anything was asked."""
    table = np.array(list(missed.values()))
    asked = np.isfinite(table)
    found: Floats = (np.where(asked, table, 0).sum(axis=0) / np.maximum(1, asked.sum(axis=0)))[
        asked.any(axis=0)
    ]
    return found


def singled_out(
    asked: Prepared, people: Prepared, avatars: Prepared, known: Sequence[str], random: Generator
) -> Floats:
    """Return 1 for each asked person who is alone with what is known, as is one avatar like it.

    Alone among the people: nobody else has the same values. Alike is an avatar with the same
    categories and gaps, and numbers within 5 % of the column's mean size (of its range, for dates
    and ordered levels).

    Args:
        asked: some of the people.
        people: all of them.
        avatars: theirs.
        known: columns that an attacker knows; if none, random halves of the columns in turn.
        random: of these halves.

    """
    names = [c.name for c in people.columns]
    places = [names.index(name) for name in known]
    half = max(1, len(names) // 2)
    found = []
    for rows in np.array_split(np.arange(asked.rows), 1 if known else ROUNDS):
        chosen = places or random.choice(len(names), half, replace=False).tolist()
        persons = asked.take(rows)
        alone = _numbers_alike(persons, people, chosen, people, 0.0) == 1
        met = _numbers_alike(persons, avatars, chosen, people, TOLERANCE) == 1
        found.append((alone & met).astype(np.float64))
    return np.concatenate(found)


def _numbers_alike(
    asked: Prepared, table: Prepared, columns: Sequence[int], scale: Prepared, tolerance: float
) -> NDArray[np.intp]:
    """Return how many rows of a table are alike each person on some columns.

    Column after column, among those that are left: the first passes are the only long ones.
    """
    pairs = [(asked.columns[p], table.columns[p], _reach(scale.columns[p], tolerance))
             for p in columns]  # fmt: skip
    counts = np.zeros(asked.rows, dtype=np.intp)
    for person in range(asked.rows):
        left: Rows | slice = slice(None)
        for known, column, reach in pairs:
            alike = _alike(known, person, column, left, reach)
            left = np.flatnonzero(alike) if isinstance(left, slice) else left[alike]
        counts[person] = table.rows if isinstance(left, slice) else len(left)
    return counts


def _alike(
    known: Measured | Coded, person: int, column: Measured | Coded, left: Rows | slice, reach: float
) -> Alike:
    """Return which of the rows that are left are alike a person on one column."""
    if isinstance(known, Coded) and isinstance(column, Coded):
        return np.asarray(column.codes[left] == known.codes[person])
    if not (isinstance(known, Measured) and isinstance(column, Measured)):
        raise TypeError(f"column {known.name}: expected the same kind in both tables")
    there = gaps(column)[left]
    if gaps(known)[person]:
        return there
    return np.asarray(~there & (np.abs(column.values[left] - known.values[person]) <= reach))


def _reach(column: Measured | Coded, tolerance: float) -> float:
    if isinstance(column, Coded):
        return 0.0
    amount = column.kind in AMOUNTS
    size = np.abs(column.values).mean() if amount else np.ptp(column.values)
    return tolerance * float(size)
