"""A method put to the trial: every attack, over many random halves of the people of a table.

One half makes a table, the other is the control. The attacks' settings are fixed here and are not
the user's: they were frozen before the guarded method was tuned.
"""

from collections.abc import Callable
from dataclasses import replace
from math import ceil

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
from argos.avatar.attacks.shadow import Make
from argos.avatar.attacks.targets import FEWEST
from argos.avatar.avatarizer import Avatarizer
from argos.avatar.draws import Generator
from argos.avatar.errors import too_few_rows
from argos.avatar.method import Method
from argos.avatar.prepared import Prepared
from argos.avatar.review.outcome import (
    CONFIDENCE,
    Attack,
    Outcome,
    averaged,
    of_columns,
    of_reconstruction,
    of_risk,
)

Step = Callable[[str], None]
Outcomes = tuple[Outcome, ...]
# People at most, drawn anew for each table: a smaller table gives away more of each of them.
JUDGED = 10_000
SHADOWED = 1000  # as `JUDGED`, where the attacker makes hundreds of tables
LEARNT, TRIED = 300, 100  # tables that he makes: to learn from, to be judged on at least
TRIED_A_SPLIT = 2  # so many for each half asked for, so that more of them tell more here too
LOT = 20  # tables between two steps
RAW_LEARNT, RAW_TRIED = 100, 50  # the table of people itself gives itself away sooner


def fewest(method: Method, held_out: float | None = None) -> int:
    """Return how many people a trial of a method needs.

    Halves of those held out of a table are told from each other, half of these by density.

    Args:
        method: put to the trial.
        held_out: share held out of a released table, if one is to be judged.

    """
    needed = 2 * max(method.fewest, 4 * FEWEST)
    return needed if held_out is None else max(needed, ceil(2 * FEWEST / held_out))


def steps(method: Method, splits: int) -> int:
    """Return how often `trial` calls its `step`."""
    return splits + (LEARNT + _tried(splits)) // LOT + isinstance(method, Avatarizer)


def _tried(splits: int) -> int:
    return max(TRIED, TRIED_A_SPLIT * splits)


def trial(
    method: Method,
    people: Prepared,
    random: Generator,
    splits: int,
    step: Step,
    confidence: float = CONFIDENCE,
) -> Outcomes:
    """Return what every attack gets of a method on a table, over random halves of its people.

    Args:
        method: whose tables are attacked.
        people: as the method reads them.
        random: of halves, method and attacks.
        splits: how many halves.
        step: called with a word after each part of the work.
        confidence: of the intervals.

    Raises:
        AvatarRefused: fewer people than half of them need.

    """
    outcomes = _by_halves(method, people, random, splits, step, confidence)
    few = people.take(random.permutation(people.rows)[:SHADOWED])
    alone = [_of_isolated(method, few, random, _tried(splits), step)]
    if isinstance(method, Avatarizer):  # the only one whose rows stand for a person each
        alone.append(of_risk(Attack.BY_SEED, seed_linkage(method.paired, few, random)))
        step(Attack.BY_SEED)
    return (*outcomes, *(averaged([each], confidence=confidence) for each in alone))


def quick_trial(
    method: Method, people: Prepared, random: Generator, splits: int, confidence: float = CONFIDENCE
) -> Outcomes:
    """Return what the attacks that make one table get, without floors: for a search."""
    found = []
    for _ in range(splits):
        used, others = halves(people, random)
        found.append(attacked(method.invented(used, random), used, others, random))
    return tuple(averaged(each, confidence=confidence) for each in zip(*found, strict=True))


def _by_halves(
    method: Method,
    people: Prepared,
    random: Generator,
    splits: int,
    step: Step,
    confidence: float,
) -> list[Outcome]:
    if people.rows < fewest(method):
        raise too_few_rows(people.rows, fewest(method))
    used, others = halves(people, random)
    raws = attacked(used, used, others, random)
    found, floors = [], []
    for split in range(splits):
        used, others = halves(people, random)
        released = method.invented(used, random)
        found.append(attacked(released, used, others, random))
        floors.append(attacked(released, *parted(others, 0.5, random), random))
        step(f"{split + 1}/{splits}")
    together = zip(zip(*found, strict=True), zip(*floors, strict=True), raws, strict=True)
    return [
        replace(averaged(each, floor, confidence), raw=raw.estimate)
        for each, floor, raw in together
    ]


def _of_isolated(
    method: Method, few: Prepared, random: Generator, tried: int, step: Step
) -> Outcome:
    given = (_counted(method.invented, step), few, random)
    found = membership_by_shadows(*given, learnt=LEARNT, tried=tried)
    raw = membership_by_shadows(_as_they_are, few, random, learnt=RAW_LEARNT, tried=RAW_TRIED)
    return replace(
        of_risk(Attack.OF_ISOLATED, found), raw=of_risk(Attack.OF_ISOLATED, raw).estimate
    )


def _as_they_are(people: Prepared, random: Generator) -> Prepared:
    return people


def _counted(make: Make, step: Step) -> Make:
    """Return a method that tells a step each time that it has made a lot of tables."""
    made = 0

    def counting(people: Prepared, random: Generator) -> Prepared:
        nonlocal made
        made += 1
        if made % LOT == 0:
            step(Attack.OF_ISOLATED)
        return make(people, random)

    return counting


def attacked(
    released: Prepared, people: Prepared, held_out: Prepared, random: Generator
) -> Outcomes:
    """Return what the attacks on one table get, always in the same order."""
    given = (released, people, held_out, random)
    return (
        of_risk(Attack.LINKABILITY, linkability(*given)),
        of_risk(Attack.BY_VALUE, singling_out_by_value(*given)),
        of_risk(Attack.BY_PROFILE, singling_out_by_profile(*given)),
        of_columns(inference(*given)),
        of_risk(Attack.BY_DISTANCE, membership_by_distance(*given)),
        of_risk(Attack.BY_DENSITY, membership_by_density(*given)),
        of_reconstruction(reconstruction(*given)),
    )


def parted(people: Prepared, share: float, random: Generator) -> tuple[Prepared, Prepared]:
    """Return a random share of the people, and the others."""
    order, number = random.permutation(people.rows), round(share * people.rows)
    return people.take(order[:number]), people.take(order[number:])


def each_drawn(people: Prepared, share: float, random: Generator) -> tuple[Prepared, Prepared]:
    """Return the people who take part, each with a probability of its own, and the others.

    Where a number of people is drawn, one more person changes who else takes part, and a promise of
    differential privacy about each of them no longer holds as it was made; drawn so, it does.
    """
    taking_part = random.random(people.rows) < share
    return people.take(np.flatnonzero(taking_part)), people.take(np.flatnonzero(~taking_part))


def halves(people: Prepared, random: Generator) -> tuple[Prepared, Prepared]:
    """Return two random halves of the people, or of as many as are judged at a time."""
    rows = random.permutation(people.rows)[:JUDGED]
    return parted(people.take(rows), 0.5, random)
