"""Membership: whether a known person was among those of whom a released table was made."""

import numpy as np

from argos.avatar.attacks.risk import Risk, risk, wilson
from argos.avatar.attacks.targets import targets
from argos.avatar.draws import Generator
from argos.avatar.likeness import nearest_distances
from argos.avatar.prepared import Floats, Prepared

NEAR = 5  # rows whose mean distance stands for a density: its logarithm falls with it


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
    inside, outside = targets(people, held_out, random, attacks)
    distance = [nearest_distances(side, released)[:, 0] for side in (inside, outside)]
    return _named(distance[0], distance[1], random)


def membership_by_density(
    released: Prepared,
    people: Prepared,
    held_out: Prepared,
    random: Generator,
    *,
    attacks: int = 1000,
) -> Risk:
    """Return how well released rows that stand too densely around a person tell a member.

    The attacker also holds a sample of the population, half of those held out, and compares: he
    names the half whose mean distance to the five nearest released rows is the smallest part of
    that to the five nearest of his sample (after van Breugel et al., AISTATS 2023, with distances
    for densities). A person in the midst of the crowd is near to both.

    Args and errors as for `membership_by_distance`; half of those held out are targets.

    """
    order = random.permutation(held_out.rows)
    sample, strangers = (held_out.take(half) for half in np.array_split(order, 2))
    inside, outside = targets(people, strangers, random, attacks)
    ratios = []
    for side in (inside, outside):
        near = nearest_distances(side, released, NEAR).mean(axis=1)
        usual = nearest_distances(side, sample, NEAR).mean(axis=1)
        ratios.append((near + 1e-9) / (usual + 1e-9))
    return _named(ratios[0], ratios[1], random)


def _named(inside: Floats, outside: Floats, random: Generator) -> Risk:
    """Return the risk when the half with the smallest figures is named, at random among ties."""
    number = len(inside)
    named = np.zeros(2 * number, dtype=bool)
    order = np.lexsort((random.random(2 * number), np.concatenate([inside, outside])))
    named[order[:number]] = True
    found, mistaken = int(named[:number].sum()), int(named[number:].sum())
    return risk(wilson(found, number), wilson(mistaken, number), 0.5)


def balanced_accuracy(found: Risk) -> float:
    """Return the balanced accuracy of a membership attack: 1/2 is chance, 1 is certainty."""
    return (found.attack.estimate + 1 - found.control.estimate) / 2
