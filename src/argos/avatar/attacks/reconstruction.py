"""Reconstruction: whether rows of people can be read off a released table as they are."""

import numpy as np

from argos.avatar.attacks.risk import Risk, risk, wilson
from argos.avatar.attacks.targets import targets
from argos.avatar.draws import Generator
from argos.avatar.likeness import apart, blocks, nearest_distances
from argos.avatar.prepared import Prepared

SURE = 0.25  # of the released rows: those that the attacker claims
LOOKED = 4000  # of the released rows, at most, among which the attacker looks for claims
CLOSE = 0.05  # of the range: a number this near is rebuilt


def reconstruction(
    released: Prepared, people: Prepared, held_out: Prepared, random: Generator
) -> Risk:
    """Return the share of claimed rows that are a person's, every cell of them.

    With few neighbours one person often gives nearly all of several avatars, which then resemble
    each other. The attacker, who sees the released table alone, claims the quarter of its
    rows that stand nearest to another row, a repeated row first. A claim is right where a person
    has the same categories and gaps and numbers within 5 % of the range. Claims that are right of
    people who had no part in the table are the control, and chance: what typical people share.

    Args:
        released: the table that is judged.
        people: the rows from which it was made, with the same columns.
        held_out: people of the same kind who had no part in it.
        random: which of the people are compared, where there are fewer on one side.

    Raises:
        AvatarRefused: fewer than 20 people on a side.

    """
    inside, outside = targets(people, held_out, random, max(people.rows, held_out.rows))
    looked = released.take(random.permutation(released.rows)[:LOOKED])
    alike = nearest_distances(looked, released, 2)[:, -1]
    order = np.lexsort((random.random(looked.rows), alike))
    claimed = looked.take(order[: max(1, int(SURE * looked.rows))])
    found, control = (
        wilson(int(_rebuilt(claimed, side).sum()), claimed.rows) for side in (inside, outside)
    )
    return risk(found, control, control.estimate)


def _rebuilt(claimed: Prepared, side: Prepared) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    parts = []
    for block in blocks(claimed, side):
        same = np.ones((block.rows, side.rows), dtype=bool)
        for ours, theirs in zip(block.columns, side.columns, strict=True):
            same &= apart(ours, theirs) <= CLOSE
        parts.append(same.any(axis=1))
    return np.concatenate(parts)
