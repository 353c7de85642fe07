"""Membership of the most isolated people, by an attacker who can run the method himself."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from argos.avatar.attacks.risk import Risk, risk, wilson
from argos.avatar.attacks.targets import FEWEST
from argos.avatar.draws import Generator
from argos.avatar.errors import too_few_rows
from argos.avatar.likeness import NEAR, gaps, isolation, nearest_distances
from argos.avatar.prepared import Coded, Floats, Measured, Prepared

Make = Callable[[Prepared, Generator], Prepared]
SAMPLE = 2000  # people among whom the most isolated are looked for
PENALTIES = 10.0 ** np.arange(0, 6)


def membership_by_shadows(
    method: Make,
    everyone: Prepared,
    random: Generator,
    *,
    isolated: int = 10,
    learnt: int = 300,
    tried: int = 100,
) -> Risk:
    """Return how well an attacker who runs the method tells whether an isolated person is in it.

    He knows everybody, and the method. He makes many tables from random halves of the people, and
    for each of the most isolated learns from the tables with and without this person what gives it
    away: where released rows stand to the person, and means, spreads, ends, shares and correlations
    of the columns. Then he is shown tables that he has not seen (after Stadler et al., USENIX
    Security 2022, with worlds shared between targets as by Carlini et al. 2022).

    Args:
        method: from people to a released table with the same columns.
        everyone: people of whom each world takes half.
        random: of halves and of the method.
        isolated: targets: those whose five nearest others are farthest.
        learnt: tables to learn from.
        tried: tables to be judged on.

    Returns:
        Shares over tables and targets as for `membership_by_distance`.

    Raises:
        AvatarRefused: fewer than 40 people.

    """
    if everyone.rows < 2 * FEWEST:
        raise too_few_rows(everyone.rows, 2 * FEWEST)
    who = most_isolated(everyone, isolated, random)
    worlds = learnt + tried
    inside = np.array([_half(everyone.rows, random) for _ in range(worlds)])
    seen = [_seen(method(everyone.take(np.flatnonzero(half)), random), everyone.take(who))
            for half in inside]  # fmt: skip
    named = np.array([
        _learnt(np.array([s[t] for s in seen]), inside[:, person], learnt)
        for t, person in enumerate(who)
    ])  # fmt: skip
    truth = inside[learnt:, who].T
    found, mistaken = int((named & truth).sum()), int((named & ~truth).sum())
    return risk(wilson(found, int(truth.sum())), wilson(mistaken, int((~truth).sum())), 0.5)


def most_isolated(everyone: Prepared, number: int, random: Generator) -> NDArray[np.intp]:
    """Return the rows of the people whose five nearest others are farthest, by Gower's distance."""
    rows = random.permutation(everyone.rows)[:SAMPLE]
    sample = everyone.take(rows)
    alone = isolation(sample, sample)
    return np.asarray(rows[np.argsort(-alone, kind="stable")[:number]])


def _half(rows: int, random: Generator) -> NDArray[np.bool_]:
    drawn = np.zeros(rows, dtype=bool)
    drawn[random.permutation(rows)[: rows // 2]] = True
    return drawn


def _seen(released: Prepared, who: Prepared) -> Floats:
    """Return what the attacker computes of a released table for each target, (targets, figures)."""
    near = nearest_distances(who, released, NEAR)
    numbers = [figures for column in released.measured for figures in _figures(column)]
    shares = [np.bincount(c.codes, minlength=len(c.levels)) / released.rows for c in released.coded]
    together = _correlations(released)
    whole = np.concatenate([np.array(numbers), *shares, together])
    at_value = np.array([_around(who, released, target) for target in range(who.rows)])
    return np.hstack([near, near.mean(axis=1, keepdims=True), at_value,
                      np.tile(whole, (who.rows, 1))])  # fmt: skip


def _figures(column: Measured) -> list[float]:
    values = column.values
    low, middle, high = np.quantile(values, [0.02, 0.5, 0.98])
    return [values.mean(), values.std(), values.min(), values.max(), low, middle, high,
            gaps(column).mean()]  # fmt: skip


def _around(who: Prepared, released: Prepared, target: int) -> list[float]:
    """Return, a column, how many released rows are as extreme as the person, or in its level."""
    found = []
    for known, column in zip(who.columns, released.columns, strict=True):
        if isinstance(known, Coded) and isinstance(column, Coded):
            found.append(float((column.codes == known.codes[target]).mean()))
        elif isinstance(known, Measured) and isinstance(column, Measured):
            side = 1 if known.values[target] >= np.median(column.values) else -1
            found.append(float((side * (column.values - known.values[target]) >= 0).mean()))
    return found


def _correlations(released: Prepared) -> Floats:
    laid = [c.values for c in released.measured] + [c.codes.astype(float) for c in released.coded]
    if len(laid) < 2:
        return np.empty(0)
    with np.errstate(divide="ignore", invalid="ignore"):
        together = np.corrcoef(np.array(laid))
    pairs: Floats = np.nan_to_num(together[np.triu_indices(len(laid), 1)])
    return pairs


def _learnt(figures: Floats, inside: NDArray[np.bool_], learnt: int) -> NDArray[np.bool_]:
    """Return whom a ridge regression on the first tables names a member in the others.

    The penalty is that with the smallest leave-one-out error (Golub, Heath and Wahba 1979).
    """
    spread = figures[:learnt].std(axis=0)
    kept = spread > 0
    standard = (figures[:, kept] - figures[:learnt, kept].mean(axis=0)) / spread[kept]
    truth = inside[:learnt] - inside[:learnt].mean()
    left, values, right = np.linalg.svd(standard[:learnt], full_matrices=False)
    along = left.T @ truth
    best = min(PENALTIES, key=lambda p: _left_out(left, values, along, truth, p))
    weights = right.T @ (values / (values**2 + best) * along)
    return np.asarray(standard[learnt:] @ weights > 0)


def _left_out(left: Floats, values: Floats, along: Floats, truth: Floats, penalty: float) -> float:
    shrunk = values**2 / (values**2 + penalty)
    apart = truth - left @ (shrunk * along)
    leverage = np.einsum("ij,j,ij->i", left, shrunk, left) + 1 / len(truth)
    return float(((apart / (1 - leverage)) ** 2).mean())
