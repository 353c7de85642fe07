"""A part of many invented people that together have given means and products of columns.

A few hundred rows drawn at random miss their own law by as much as a sample of people would. Drawn
many times over, and reduced to the rows that together have the products that they should
(`moments`), they miss it by less.
"""

from collections.abc import Callable
from functools import cache

import numpy as np
from numpy.typing import NDArray

from argos.avatar.draws import Generator
from argos.avatar.prepared import Floats, Prepared

ROUNDS = 40
SETTLED = 200  # a round with fewer exchanges than one in so many rows is the last
MOST_COLUMNS = 250  # numbers and levels: an exchange costs their square


def worthwhile(people: Prepared) -> bool:
    """Whether a table is narrow enough to bear a choice among more rows than are needed."""
    width = len(people.measured) + sum(len(c.levels) - 1 for c in people.coded)
    return 1 < width <= MOST_COLUMNS


def balanced(candidates: Floats, aim: Floats, number: int, random: Generator) -> NDArray[np.intp]:
    """Return rows whose means come close to 0 and their products to an aim, in no order.

    Args:
        candidates: standardised rows, (rows, columns).
        aim: mean products of columns, (columns, columns).
        number: rows to choose.
        random: of the first choice and of the order.

    Returns:
        (number,) positions of rows.

    """
    rows = np.hstack([candidates, np.ones((len(candidates), 1))])
    wanted = np.zeros((rows.shape[1], rows.shape[1]))
    wanted[:-1, :-1], wanted[-1, -1] = aim, 1.0
    chosen = np.zeros(len(rows), dtype=bool)
    chosen[random.permutation(len(rows))[:number]] = True
    excess = rows[chosen].T @ rows[chosen] / number - wanted
    fourth = (rows**2).sum(axis=1) ** 2
    for _ in range(ROUNDS):
        if _round(rows, fourth, chosen, excess, number) <= number // SETTLED:
            break
    return random.permutation(np.flatnonzero(chosen))


def _round(
    rows: Floats, fourth: Floats, chosen: NDArray[np.bool_], excess: Floats, number: int
) -> int:
    """Exchange the rows that stand most in the way for those that help most; return how many."""
    along = np.einsum("ij,ij->i", rows @ excess, rows)
    inside, outside = np.flatnonzero(chosen), np.flatnonzero(~chosen)
    some = max(1, number // 4)
    leaving = inside[np.argsort(fourth[inside] / number / 2 - along[inside])][:some]
    coming = outside[np.argsort(fourth[outside] / number / 2 + along[outside])][:some]
    both = min(len(leaving), len(coming))
    return _compiled()(rows, leaving[:both], coming[:both], chosen, excess, number)


def _exchanged(
    rows: Floats,
    leaving: NDArray[np.intp],
    coming: NDArray[np.intp],
    chosen: NDArray[np.bool_],
    excess: Floats,
    number: int,
) -> int:
    """Exchange chosen rows for others where the squared excess falls; return how many.

    Exchanging row i for j adds (xⱼxⱼᵀ − xᵢxᵢᵀ)/n to the excess E, and so 2(xⱼᵀExⱼ − xᵢᵀExᵢ)/n +
    (|xᵢ|⁴ + |xⱼ|⁴ − 2(xᵢ·xⱼ)²)/n² to its squared norm.
    """
    done = 0
    for place in range(len(leaving)):
        old, new = rows[leaving[place]], rows[coming[place]]
        linear = 2 * (new @ excess @ new - old @ excess @ old) / number
        squares = (old @ old) ** 2 + (new @ new) ** 2 - 2 * (old @ new) ** 2
        if linear + squares / number**2 < 0:
            for i in range(len(new)):
                for j in range(len(new)):
                    excess[i, j] += (new[i] * new[j] - old[i] * old[j]) / number
            chosen[leaving[place]], chosen[coming[place]] = False, True
            done += 1
    return done


@cache
def _compiled() -> Callable[..., int]:
    """Return `_exchanged`, compiled; numba is imported only where something is exchanged."""
    from numba import njit

    compiled: Callable[..., int] = njit(cache=True, nogil=True)(_exchanged)
    return compiled
