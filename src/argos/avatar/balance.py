"""A part of many invented people whose shares and correlations are those of them all.

A few hundred rows drawn at random miss their own law by as much as a sample of people would. Drawn
eight times over, and reduced to the rows that together keep means and products of columns, they
miss it by less. What is kept is the law of the invented: the people are not looked at.
"""

import numpy as np
from numpy.typing import NDArray

from argos.avatar.draws import Generator
from argos.avatar.measures import laid_out
from argos.avatar.prepared import Floats, Prepared

ROUNDS = 40
SETTLED = 200  # a round with fewer exchanges than one in so many rows is the last
MOST_ROWS = 20_000  # beyond, a sample misses its law by little
MOST_COLUMNS = 250  # numbers and levels: an exchange costs their square


def worthwhile(people: Prepared) -> bool:
    """Whether a table is small enough to need, and to bear, a choice among more rows."""
    width = len(people.measured) + sum(len(c.levels) - 1 for c in people.coded)
    return people.rows <= MOST_ROWS and width <= MOST_COLUMNS


def balanced(candidates: Prepared, number: int, random: Generator) -> NDArray[np.intp]:
    """Return rows that together come close to means and products of all, (number,), in no order."""
    standard = _standard(candidates)
    target = standard.T @ standard / len(standard)
    chosen = np.zeros(len(standard), dtype=bool)
    chosen[random.permutation(len(standard))[:number]] = True
    excess = standard[chosen].T @ standard[chosen] / number - target
    fourth = (standard**2).sum(axis=1) ** 2
    for _ in range(ROUNDS):
        if _exchanged(standard, fourth, chosen, excess, number) <= number // SETTLED:
            break
    return random.permutation(np.flatnonzero(chosen))


def _standard(candidates: Prepared) -> Floats:
    plain = laid_out(candidates)
    spread = plain.std(axis=0)
    varying = spread > 0
    standard = (plain[:, varying] - plain[:, varying].mean(axis=0)) / spread[varying]
    return np.hstack([standard, np.ones((len(standard), 1))])


def _exchanged(
    standard: Floats, fourth: Floats, chosen: NDArray[np.bool_], excess: Floats, number: int
) -> int:
    """Exchange chosen rows for others where the squared excess falls; return how many.

    Exchanging row i for j adds (xⱼxⱼᵀ − xᵢxᵢᵀ)/n to the excess E, and so 2(xⱼᵀExⱼ − xᵢᵀExᵢ)/n +
    (|xᵢ|⁴ + |xⱼ|⁴ − 2(xᵢ·xⱼ)²)/n² to its squared norm.
    """
    along = np.einsum("ij,ij->i", standard @ excess, standard)
    inside, outside = np.flatnonzero(chosen), np.flatnonzero(~chosen)
    some = max(1, number // 4)
    leaving = inside[np.argsort(fourth[inside] / number / 2 - along[inside])][:some]
    coming = outside[np.argsort(fourth[outside] / number / 2 + along[outside])][:some]
    done = 0
    for i, j in zip(leaving, coming, strict=False):
        old, new = standard[i], standard[j]
        linear = 2 * (new @ excess @ new - old @ excess @ old) / number
        if linear + (fourth[i] + fourth[j] - 2 * (old @ new) ** 2) / number**2 < 0:
            excess += (np.outer(new, new) - np.outer(old, old)) / number
            chosen[i], chosen[j] = False, True
            done += 1
    return done
