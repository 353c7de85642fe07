"""The law that fits noisy tables best: of all that do, the one that supposes least.

Least squares of the tables' shares, each weighted by the noise it carries, over laws that are
products of factors of these very tables; by mirror descent, whose iterates are such laws (McKenna,
Sheldon and Miklau, ICML 2019, "Graphical-model based estimation and inference for differential
privacy").
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from argos.avatar.prepared import Floats
from argos.avatar.private.graph import Clique, Junction, junction, margins, summed

ROUNDS = 150
ENOUGH = 1e-3  # relative progress over ten rounds
GROWTH = 1.5  # of a step that succeeded
SMALLEST = 1e-12  # step


@dataclass(frozen=True, slots=True)
class Measurement:
    """A noisy table: `counts` of the cells of some columns, with the noise's `scale` of each."""

    columns: Clique
    counts: Floats
    scale: Floats


@dataclass(frozen=True, slots=True)
class Law:
    """A law of all columns: the margins of the cliques of a tree, and the factors behind."""

    tree: Junction
    factors: Mapping[Clique, Floats]
    margins: Sequence[Floats]

    def of(self, columns: Clique) -> Floats:
        """Return the margin of columns that lie in one clique."""
        home = self.tree.home(columns)
        return summed(self.margins[home], self.tree.cliques[home], columns)


def fitted(
    sizes: Sequence[int],
    measured: Sequence[Measurement],
    total: float,
    start: Mapping[Clique, Floats] | None = None,
) -> Law:
    """Return the law that fits noisy tables of people.

    Args:
        sizes: categories of each column.
        measured: the tables.
        total: how many people there are, about.
        start: factors to start from.

    """
    tree = junction(sizes, [m.columns for m in measured])
    factors = {m.columns: np.zeros(m.counts.shape) for m in measured} | dict(start or {})
    best = _tried(tree, factors, measured, total)
    step, before = 1.0, best.loss
    for turn in range(1, ROUNDS + 1):
        best, step = _stepped(best, step, measured, total)
        if turn % 10 == 0:
            if before - best.loss <= ENOUGH * before:
                break
            before = best.loss
    return best.law


@dataclass(frozen=True, slots=True)
class _Tried:
    """A law, how far it is from the tables, and how that changes with its factors' margins."""

    law: Law
    loss: float
    slope: Mapping[Clique, Floats]


def _stepped(
    best: _Tried, step: float, measured: Sequence[Measurement], total: float
) -> tuple[_Tried, float]:
    """Return a law that fits better, and the step to try next; the same where there is none."""
    while step > SMALLEST:
        law = best.law
        factors = {c: factor - step * best.slope[c] for c, factor in law.factors.items()}
        tried = _tried(law.tree, factors, measured, total)
        if tried.loss <= best.loss:
            return tried, step * GROWTH
        step /= 2
    return best, step


def _tried(
    tree: Junction, factors: Mapping[Clique, Floats], measured: Sequence[Measurement], total: float
) -> _Tried:
    law = Law(tree, factors, margins(tree, factors))
    loss, slope = 0.0, {c: np.zeros_like(factor) for c, factor in factors.items()}
    for m in measured:
        apart = (total * law.of(m.columns) - m.counts) / m.scale
        loss += 0.5 * float((apart**2).sum())
        slope[m.columns] += apart / m.scale
    return _Tried(law, loss, slope)
