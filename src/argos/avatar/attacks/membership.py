"""Membership: whether a known person was among those of whom a released table was made."""

import numpy as np

from argos.avatar.attacks.likeness import nearest_distance
from argos.avatar.attacks.risk import Risk, risk, wilson
from argos.avatar.draws import Generator
from argos.avatar.errors import too_few_rows
from argos.avatar.prepared import Prepared

FEWEST = 20  # people on each side


def membership_by_distance(
    released: Prepared,
    people: Prepared,
    held_out: Prepared,
    random: Generator,
    *,
    attacks: int = 1000,
) -> Risk:
    """Return how well the distance to the nearest released row tells who was in the table.

    The attacker knows all columns of as many members as strangers, and that half of them are
    members: he names the half that stands nearest to the released table, at random among ties. What
    he gets right of members and wrong of strangers are the two shares; half of one and of the
    other's complement is his balanced accuracy, (attack + 1 − control)/2, and 1/2 is chance.

    Args:
        released: the table that is judged.
        people: the rows from which it was made, with the same columns.
        held_out: people of the same kind who had no part in it.
        random: where targets and the order of ties come from.
        attacks: people on each side, at most.

    Raises:
        AvatarRefused: fewer than 20 people on a side.

    """
    number = min(attacks, people.rows, held_out.rows)
    if number < FEWEST:
        raise too_few_rows(number, FEWEST)
    apart = np.concatenate([
        nearest_distance(side.take(random.choice(side.rows, number, replace=False)), released)
        for side in (people, held_out)
    ])  # fmt: skip
    named = np.zeros(2 * number, dtype=bool)
    named[np.lexsort((random.random(2 * number), apart))[:number]] = True
    found, mistaken = int(named[:number].sum()), int(named[number:].sum())
    return risk(wilson(found, number), wilson(mistaken, number), 0.5)


def balanced_accuracy(found: Risk) -> float:
    """Return the balanced accuracy of a membership attack: 1/2 is chance, 1 is certainty."""
    return (found.attack.estimate + 1 - found.control.estimate) / 2
