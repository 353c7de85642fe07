"""Linkability: whether two files that each know half of the columns meet in a released table."""

import numpy as np

from argos.avatar.attacks.risk import Risk, risk, wilson
from argos.avatar.attacks.targets import targets
from argos.avatar.draws import Generator
from argos.avatar.errors import bad_setting
from argos.avatar.likeness import nearest
from argos.avatar.prepared import Prepared

ROUNDS = 10
Halves = tuple[list[int], list[int]]  # places of the columns that each file knows


def linkability(
    released: Prepared,
    people: Prepared,
    held_out: Prepared,
    random: Generator,
    *,
    neighbours: int = 10,
    attacks: int = 1000,
    files: Halves | None = None,
) -> Risk:
    """Return how much a released table helps to join two files on the same people.

    The attacker holds two files without a common key: some columns of a person in one, the other
    columns in the other. For each half he takes the `neighbours` most alike released rows; where
    both halves name a row in common, he joins them. The halves are drawn anew for each of ten
    rounds. Joins that he makes of people who were not in the table are the control.

    Args:
        released: the table that is judged.
        people: the rows from which it was made, with the same columns.
        held_out: people of the same kind who had no part in it.
        random: where targets and halves come from.
        neighbours: released rows that count as a match of a half.
        attacks: targets on each side, at most; fewer where there are fewer people.
        files: the columns of the two files, where they are known; the same in all rounds.

    Raises:
        AvatarRefused: one column only, or fewer than 20 people on a side.

    """
    width = len(released.columns)
    if width < 2:
        raise bad_setting("columns", "≥ 2", width)
    sides = targets(people, held_out, random, attacks)
    halves = [files or _halves(width, random) for _ in range(ROUNDS)]
    found, control = (
        wilson(_joined(released, side, halves, neighbours), side.rows) for side in sides
    )
    return risk(found, control, _chance(released.rows, neighbours))


def _halves(width: int, random: Generator) -> Halves:
    order = random.permutation(width).tolist()
    return order[: width // 2], order[width // 2 :]


def _joined(released: Prepared, side: Prepared, halves: list[Halves], neighbours: int) -> int:
    joined = 0
    for (left, right), part in zip(
        halves, np.array_split(np.arange(side.rows), len(halves)), strict=True
    ):
        known = side.take(part)
        first = nearest(known, released, left, neighbours)
        second = nearest(known, released, right, neighbours)
        joined += int((first[:, :, None] == second[:, None, :]).any(axis=(1, 2)).sum())
    return joined


def _chance(rows: int, neighbours: int) -> float:
    """Return how often two random sets of rows meet: 1 − C(n − k, k)/C(n, k)."""
    k = min(neighbours, rows)
    drawn = np.arange(k)
    return float(1 - np.prod(np.maximum(rows - k - drawn, 0) / (rows - drawn)))
