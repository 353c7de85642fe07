"""A method put to the trial: every attack, over many random halves of the people of a table.

One half makes a table, the other is the control. The attacks' settings are fixed here and are not
the user's: they were frozen before the guarded method was tuned.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np

from argos.avatar.attacks import (
    inference,
    linkability,
    membership_by_density,
    membership_by_distance,
    membership_by_shadows,
    reconstruction,
    seed_linkage,
    singling_out_by_profile,
    singling_out_by_value,
)
from argos.avatar.attacks.targets import FEWEST
from argos.avatar.avatarizer import Avatarizer
from argos.avatar.draws import Generator
from argos.avatar.errors import too_few_rows
from argos.avatar.measures import correlation_change, hellinger
from argos.avatar.method import Method
from argos.avatar.prepared import Measured, Prepared
from argos.avatar.review.outcome import Attack, Outcome, averaged, of_columns, of_risk

Step = Callable[[str], None]
Outcomes = tuple[Outcome, ...]
SHADOWED = 2000  # people at most: the attacker makes 400 tables, and a small one gives away more
BOOTSTRAPS = 5


class Measure(StrEnum):
    """What is kept of a table."""

    HELLINGER = "hellinger"
    CORRELATIONS = "correlations"
    SPREADS = "spreads"


@dataclass(frozen=True, slots=True)
class Kept:
    """How far one statistic of the released table stands from that of the people.

    Attributes:
        measure: mean Hellinger distance of columns (0 to 1), mean absolute change of correlations
            (points, 0 to 200), or the largest relative change of a standard deviation (0 to ∞).
        estimate: of the released table.
        floor: mean over as many people drawn from the people with replacement: what chance
            alone would change.

    """

    measure: Measure
    estimate: float
    floor: float


def fewest(method: Method) -> int:
    """Return how many people a trial of a method needs."""
    return 2 * max(method.fewest, 2 * FEWEST)


def steps(method: Method, splits: int) -> int:
    """Return how often `trial` calls its `step`."""
    return splits + 1 + isinstance(method, Avatarizer)


def trial(method: Method, people: Prepared, random: Generator, splits: int, step: Step) -> Outcomes:
    """Return what every attack gets of a method on a table, over random halves of its people.

    Args:
        method: whose tables are attacked.
        people: as the method reads them.
        random: of halves, method and attacks.
        splits: how many halves.
        step: called with a word after each part of the work.

    Raises:
        AvatarRefused: fewer people than half of them need.

    """
    outcomes = _by_halves(method, people, random, splits, step)
    few = people.take(random.permutation(people.rows)[:SHADOWED])
    alone = membership_by_shadows(method.invented, few, random)
    outcomes.append(of_risk(Attack.OF_ISOLATED, alone))
    step(Attack.OF_ISOLATED)
    if isinstance(method, Avatarizer):  # the only one whose rows stand for a person each
        outcomes.append(of_risk(Attack.BY_SEED, seed_linkage(method.paired, few, random)))
        step(Attack.BY_SEED)
    return tuple(outcomes)


def quick_trial(
    method: Method, people: Prepared, random: Generator, splits: int, step: Step
) -> Outcomes:
    """Return the same without the attacks that make hundreds of tables: for a search."""
    return tuple(_by_halves(method, people, random, splits, step))


def _by_halves(
    method: Method, people: Prepared, random: Generator, splits: int, step: Step
) -> list[Outcome]:
    if people.rows < fewest(method):
        raise too_few_rows(people.rows, fewest(method))
    found, floors, raws = [], [], []
    for split in range(splits):
        used, others = parted(people, 0.5, random)
        released = method.invented(used, random)
        found.append(attacked(released, used, others, random))
        floors.append(attacked(released, *parted(others, 0.5, random), random))
        if split == 0:
            raws = attacked(used, used, others, random)
        step(f"{split + 1}/{splits}")
    return [
        replace(averaged([each[n] for each in found], [each[n] for each in floors]),
                raw=raws[n].estimate)
        for n in range(len(raws))
    ]  # fmt: skip


def attacked(
    released: Prepared, people: Prepared, held_out: Prepared, random: Generator
) -> list[Outcome]:
    """Return what the attacks on one table get, always in the same order."""
    given = (released, people, held_out, random)
    return [
        of_risk(Attack.LINKABILITY, linkability(*given)),
        of_risk(Attack.BY_VALUE, singling_out_by_value(*given)),
        of_risk(Attack.BY_PROFILE, singling_out_by_profile(*given)),
        of_columns(inference(*given)),
        of_risk(Attack.BY_DISTANCE, membership_by_distance(*given)),
        of_risk(Attack.BY_DENSITY, membership_by_density(*given)),
        of_risk(Attack.RECONSTRUCTION, reconstruction(*given)),
    ]


def parted(people: Prepared, share: float, random: Generator) -> tuple[Prepared, Prepared]:
    """Return a random share of the people, and the others."""
    order, number = random.permutation(people.rows), round(share * people.rows)
    return people.take(order[:number]), people.take(order[number:])


def kept(people: Prepared, released: Prepared, random: Generator) -> tuple[Kept, ...]:
    """Return how much of the people's statistics a table keeps, beside what chance changes."""
    again = [
        _changes(people, people.take(random.integers(0, people.rows, people.rows)))
        for _ in range(BOOTSTRAPS)
    ]
    floors = np.mean(again, axis=0)
    found = _changes(people, released)
    return tuple(Kept(m, e, float(f)) for m, e, f in zip(Measure, found, floors, strict=True))


def _changes(people: Prepared, other: Prepared) -> Sequence[float]:
    apart = list(hellinger(people, other).values())
    spreads = [
        abs(new.values.std() / old.values.std() - 1)
        for old, new in zip(people.columns, other.columns, strict=True)
        if isinstance(old, Measured) and isinstance(new, Measured) and old.values.std() > 0
    ]
    return [float(np.mean(apart)), correlation_change(people, other), max(spreads, default=0.0)]
