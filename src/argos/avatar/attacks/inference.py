"""Attribute inference: whether a released table gives away what the attacker does not know."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from argos.avatar.attacks.risk import Risk, risk, wilson
from argos.avatar.attacks.targets import targets
from argos.avatar.draws import Generator
from argos.avatar.kinds import Kind
from argos.avatar.likeness import apart, blocks, gaps, gower
from argos.avatar.prepared import Coded, Measured, Prepared

TOLERANCE = 0.05  # of the value: a number guessed this closely is known
AMOUNTS = frozenset({Kind.NUMERIC, Kind.INTEGER})  # the others have no zero: 5 % of their range


def inference(
    released: Prepared,
    people: Prepared,
    held_out: Prepared,
    random: Generator,
    *,
    attacks: int = 1000,
) -> dict[str, Risk]:
    """Return, for each column, how much a released table tells of it to who knows the others.

    The attacker knows all columns of a person but one, and takes its value from the released row
    most alike on those he knows. Right is the same category, or a number within 5 % of the value
    (of the range, for dates and ordered levels), or a gap for a gap. What he guesses right of
    people who were not in the table is what the population tells of anyone, and is the control.

    Args:
        released: the table that is judged.
        people: the rows from which it was made, with the same columns.
        held_out: people of the same kind who had no part in it.
        random: where targets and the guesses by chance come from.
        attacks: people on each side, at most.

    Returns:
        A risk for each column that varies among the targets; chance is the guess of a released row
        drawn at random.

    Raises:
        AvatarRefused: fewer than 20 people on a side.

    """
    inside, outside = targets(people, held_out, random, attacks)
    found, control = _guessed(released, inside), _guessed(released, outside)
    drawn = released.take(random.integers(0, released.rows, inside.rows))
    risks = {}
    for place, column in enumerate(inside.columns):
        if _constant(column):
            continue
        luck = _right(column, drawn.columns[place])
        risks[column.name] = risk(
            wilson(int(found[place].sum()), inside.rows),
            wilson(int(control[place].sum()), outside.rows),
            float(luck.mean()),
        )
    return risks


def mean_risk(risks: Mapping[str, Risk]) -> float:
    """Return the mean risk over columns, 0 where none varies."""
    return float(np.mean([r.estimate for r in risks.values()])) if risks else 0.0


def _guessed(released: Prepared, side: Prepared) -> NDArray[np.bool_]:
    """Return whether each column of each person is guessed, (columns, people)."""
    guesses = guessed(released, side)
    return np.array([_right(*both) for both in zip(side.columns, guesses.columns, strict=True)])


def guessed(released: Prepared, people: Prepared) -> Prepared:
    """Return what an attacker guesses of each column of people who knows their other columns.

    He takes it from the released row most alike on those.
    """
    parts = []
    for block in blocks(people, released):
        total = gower(block, released, range(len(released.columns)))
        parts.append([
            np.argmin(total - apart(known, hidden), axis=1)
            for known, hidden in zip(block.columns, released.columns, strict=True)
        ])  # fmt: skip
    rows = [np.concatenate(of_column) for of_column in zip(*parts, strict=True)]
    columns = [_rows(c, found) for c, found in zip(released.columns, rows, strict=True)]
    return Prepared(people.rows, tuple(columns))


def _rows(column: Measured | Coded, rows: NDArray[np.intp]) -> Measured | Coded:
    return Prepared(0, (column,)).take(rows).columns[0]


def _right(truth: Measured | Coded, guess: Measured | Coded) -> NDArray[np.bool_]:
    if isinstance(truth, Coded) and isinstance(guess, Coded):
        return np.asarray(truth.codes == guess.codes)
    if not (isinstance(truth, Measured) and isinstance(guess, Measured)):
        raise TypeError(f"column {truth.name}: expected the same kind in both tables")
    scale = np.abs(truth.values) if truth.kind in AMOUNTS else np.ptp(guess.values)
    close = np.abs(truth.values - guess.values) <= TOLERANCE * scale
    here, there = gaps(truth), gaps(guess)
    return np.asarray(np.where(here | there, here == there, close))


def _constant(column: Measured | Coded) -> bool:
    if isinstance(column, Coded):
        return len(np.unique(column.codes)) < 2
    here = gaps(column)
    return len(np.unique(column.values[~here])) + bool(here.any()) < 2
