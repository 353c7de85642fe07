"""Linkage by seed: whether the row that was made around a person can be told among all."""

from collections.abc import Callable

import numpy as np

from argos.avatar.attacks.risk import Risk, risk, wilson
from argos.avatar.attacks.targets import FEWEST
from argos.avatar.draws import Generator, Rows
from argos.avatar.errors import too_few_rows
from argos.avatar.prepared import Floats, Prepared
from argos.avatar.projection import project

Paired = Callable[[Prepared, Generator], Prepared]
AXES = 10
RIDGE = 1e-2  # of a mean variance: what keeps a density from being a point


def seed_linkage(
    paired: Paired,
    people: Prepared,
    random: Generator,
    *,
    again: int = 200,
    attacks: int = 500,
) -> Risk:
    """Return how often the likeliest seed of a released row is the true one.

    The attacker knows the people and the method, and wants to know which row stands for whom. He
    makes every person's avatar many times, takes them for a normal law in the space of components,
    and gives each released row to the person whose law makes it likeliest (after Lautraite et al.,
    arXiv 2608.27037). The control takes the law of another person, drawn at random, for the true
    one; chance is one in as many as there are people.

    Args:
        paired: from people to their avatars in the same order. A method that makes no row from a
            given person has no such thing, and cannot be attacked so.
        people: of whom the table is made.
        random: of the method.
        again: times that each avatar is made.
        attacks: released rows attacked, at most.

    Raises:
        AvatarRefused: fewer than 20 people.

    """
    if people.rows < FEWEST:
        raise too_few_rows(people.rows, FEWEST)
    axes = project(people, AXES)
    rows = random.permutation(people.rows)[:attacks]
    released = axes.scores(paired(people, random))[rows]
    centres, spreads = _laws(axes.scores, paired, people, random, again)
    likeliest = _likeliest(released, centres, spreads)
    strangers = (rows + random.integers(1, people.rows, len(rows))) % people.rows
    found, luck = int((likeliest == rows).sum()), int((likeliest == strangers).sum())
    return risk(wilson(found, len(rows)), wilson(luck, len(rows)), 1 / people.rows)


def _laws(
    scores: Callable[[Prepared], Floats],
    paired: Paired,
    people: Prepared,
    random: Generator,
    again: int,
) -> tuple[Floats, Floats]:
    """Return each person's mean avatar (people, axes) and its covariance (people, axes, axes)."""
    total = products = None
    for _ in range(again):
        made = scores(paired(people, random))
        outer = made[:, :, None] * made[:, None, :]
        total = made if total is None else total + made
        products = outer if products is None else products + outer
    if total is None or products is None:
        raise ValueError(f"expected to make avatars at least once, found {again}")
    centres = total / again
    spreads = products / again - centres[:, :, None] * centres[:, None, :]
    axes = centres.shape[1]
    floor = RIDGE * np.trace(spreads, axis1=1, axis2=2).mean() / axes
    return centres, spreads + floor * np.eye(axes)


def _likeliest(rows: Floats, centres: Floats, spreads: Floats) -> Rows:
    """Return for each row the person whose normal law makes it likeliest."""
    best = np.full(len(rows), -np.inf)
    who: Rows = np.zeros(len(rows), dtype=np.intp)
    for person, (centre, spread) in enumerate(zip(centres, spreads, strict=True)):
        root = np.linalg.cholesky(spread)
        apart = np.linalg.solve(root, (rows - centre).T)
        log = -(apart**2).sum(axis=0) / 2 - np.log(np.diag(root)).sum()
        better = log > best
        best[better], who[better] = log[better], person
    return who
