"""The equations that hold between the counts of a cube, and what bounds tell through them.

Bounds propagation finds what can be found one equation after another; tests hold it against the
exact bounds of an integer program on small cubes.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import polars as pl
from numpy.typing import NDArray

from argos.publish.rule import HIDDEN_UP_TO

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]
UNBOUNDED = 1e9
SWEEPS = 100


@dataclass(frozen=True)
class System:
    """Equations ``sum(coefficient * unknown) = 0`` over cells first, then remainders.

    Attributes:
        equation, unknown, coefficient: one entry a term, in the order of the equations; a
            coefficient is 1 or -1.
        remainders: what the children with a cell leave of their parent: id (of the cell to blame),
            equation, cells (how many hidden counts it stands for, 0 if it is one count of any
            size), low, high.
        cells, equations: how many there are.

    """

    equation: Integers
    unknown: Integers
    coefficient: Floats
    remainders: pl.DataFrame
    cells: int
    equations: int

    def only(self, kept: Flags) -> "System":
        """Return the equations of some cells, renumbered; those of a state go or stay together.

        Args:
            kept: of each cell, whether it stays.

        """
        rest = self.remainders
        stays = kept[rest["id"].to_numpy()]
        unknowns = np.concatenate([kept, stays])
        terms = unknowns[self.unknown]
        there = np.zeros(self.equations, dtype=bool)
        there[self.equation[terms]] = True
        position, number = np.cumsum(unknowns) - 1, np.cumsum(there) - 1
        moved = rest.filter(pl.Series(stays, dtype=pl.Boolean))
        return System(
            equation=number[self.equation[terms]],
            unknown=position[self.unknown[terms]],
            coefficient=self.coefficient[terms],
            remainders=moved.with_columns(
                id=pl.Series(position[moved["id"].to_numpy()]),
                equation=pl.Series(number[moved["equation"].to_numpy()]),
            ),
            cells=int(kept.sum()),
            equations=int(there.sum()),
        )

    def left_over(self, count: Floats) -> Floats:
        """Return what the cells leave to each remainder, of exact counts."""
        of_cells = self.unknown < self.cells
        terms = self.coefficient[of_cells] * count[self.unknown[of_cells]]
        rest = np.bincount(self.equation[of_cells], terms, self.equations).astype(np.float64)
        left: Floats = rest[self.remainders["equation"].to_numpy()]
        return left


def side_by_side(systems: Sequence[System]) -> System:
    """Return systems that have nothing in common as one, their cells in the order given."""
    cells = np.cumsum([0, *(each.cells for each in systems)])
    rests = np.cumsum([0, *(each.remainders.height for each in systems)])
    numbers = np.cumsum([0, *(each.equations for each in systems)])
    starts = zip(systems, cells, rests, numbers, strict=False)
    moved = [
        (
            each.equation + number,
            np.where(
                each.unknown < each.cells,
                each.unknown + cell,
                each.unknown - each.cells + cells[-1] + rest,
            ),
            each.remainders.with_columns(pl.col("id") + cell, pl.col("equation") + number),
        )
        for each, cell, rest, number in starts
    ]
    return System(
        equation=np.concatenate([equation for equation, _, _ in moved]),
        unknown=np.concatenate([unknown for _, unknown, _ in moved]),
        coefficient=np.concatenate([each.coefficient for each in systems]),
        remainders=pl.concat([remainders for _, _, remainders in moved]),
        cells=int(cells[-1]),
        equations=int(numbers[-1]),
    )


def tighten(low: Floats, high: Floats, system: System) -> tuple[Floats, Floats]:
    """Propagate bounds through the equations until nothing moves.

    In each equation a term cannot exceed what the others leave to it:
    ``c_j x_j <= -sum(min of the other terms)``, and the same from below. After the first sweep only
    the equations of what has just moved are looked at again.
    """
    low, high = low.copy(), high.copy()
    starts = np.flatnonzero(np.diff(system.equation, prepend=-1, append=-1))
    moved = np.zeros(low.size, dtype=np.int64)
    sweep = _compiled()
    for number in range(1, SWEEPS + 1):
        if not sweep(low, high, starts, system.unknown, system.coefficient, moved, number):
            break
    return low, high


def _swept(
    low: Floats,
    high: Floats,
    starts: Integers,
    unknown: Integers,
    coefficient: Floats,
    moved: Integers,
    number: int,
) -> bool:
    """Go through the equations once, tightening bounds in place; return whether any moved.

    Args:
        low: of each unknown.
        high: of each unknown.
        starts: where the terms of each equation begin, and where the last one's end.
        unknown: of each term.
        coefficient: of each term.
        moved: the last sweep in which each unknown moved, 0 at first.
        number: of this sweep, from 1.

    """
    any_moved = False
    for equation in range(starts.size - 1):
        first, last = starts[equation], starts[equation + 1]
        least, most, fresh = 0.0, 0.0, False
        for term in range(first, last):
            x = unknown[term]
            fresh |= moved[x] >= number - 1
            plus = coefficient[term] > 0
            least += low[x] if plus else -high[x]
            most += high[x] if plus else -low[x]
        if not fresh:
            continue
        for term in range(first, last):
            x = unknown[term]
            if coefficient[term] > 0:
                lower, upper = high[x] - most, low[x] - least
            else:  # -x <= -high[x] - least, and -x >= -low[x] - most
                lower, upper = high[x] + least, low[x] + most
            if lower > low[x] or upper < high[x]:
                low[x], high[x] = max(low[x], lower), min(high[x], upper)
                moved[x] = number
                any_moved = True
    return any_moved


@cache
def _compiled() -> Callable[..., bool]:
    """Return `_swept`, compiled; numba takes longer to import than most publications last."""
    from numba import njit

    compiled: Callable[..., bool] = njit(cache=True, nogil=True)(_swept)
    return compiled


def equations(cells: pl.DataFrame, links: pl.DataFrame) -> System:
    """Return the equations that hold between the exact counts of the cells of each state.

    Args:
        cells: state, cell, count; a row's position is its unknown.
        links: what ``cube_links.links`` returned.

    """
    placed = cells.select("state", "cell", "count").with_row_index("id")
    children = placed.join(links, left_on="cell", right_on="child")
    terms = children.join(
        placed, left_on=["state", "parent"], right_on=["state", "cell"], suffix="_of_parent"
    )
    parents = terms.group_by("rule", "id_of_parent").agg(
        rest=pl.col("count_of_parent").first() - (pl.col("sign") * pl.col("count")).sum(),
        absent=pl.col("expected").first() - (~pl.col("extra")).sum().cast(pl.Int64),
        child=pl.col("id").min(),
        strict=pl.col("strict").first(),
        loose=pl.col("loose").first(),
    )
    # A sum that is more than its whole (persons of no known place …) binds nobody.
    true = parents.filter((pl.col("rest") >= 0) & (~pl.col("strict") | (pl.col("absent") == 0)))
    numbered = true.sort("rule", "id_of_parent").with_row_index("equation")
    return _system(cells.height, terms.join(numbered, on=["rule", "id_of_parent"]), numbered)


def _system(n: int, terms: pl.DataFrame, parents: pl.DataFrame) -> System:
    rest = _remainders(parents)
    entries = [
        (terms["equation"], terms["id"], -terms["sign"]),
        (parents["equation"], parents["id_of_parent"], pl.repeat(1, parents.height, eager=True)),
        (
            rest["equation"],
            pl.Series(np.arange(n, n + rest.height)),
            pl.repeat(-1, rest.height, eager=True),
        ),
    ]
    equation = np.concatenate([e.to_numpy() for e, _, _ in entries]).astype(np.int64)
    order = np.argsort(equation, kind="stable")
    return System(
        equation=equation[order],
        unknown=np.concatenate([u.to_numpy() for _, u, _ in entries]).astype(np.int64)[order],
        coefficient=np.concatenate([c.to_numpy() for _, _, c in entries]).astype(float)[order],
        remainders=rest,
        cells=n,
        equations=parents.height,
    )


def _remainders(parents: pl.DataFrame) -> pl.DataFrame:
    """Return what the children with a cell leave of their parent, where something may be left.

    As many hidden counts as there are children without a cell; or one count of any size, where a
    sum may have more than its children (an indicator and its part, persons of no known place).
    """
    room = pl.col("absent") * HIDDEN_UP_TO
    bounded = (pl.col("absent") > 0) & (pl.col("rest") <= room)
    part = pl.col("loose") & ~pl.col("strict")
    return parents.filter((pl.col("absent") > 0) | (pl.col("rest") > 0) | "loose").select(
        pl.col("equation").cast(pl.Int64),
        id=pl.when(part).then("child").otherwise("id_of_parent").cast(pl.Int64),
        cells=pl.when(bounded).then("absent").otherwise(0),
        low=pl.lit(0.0),
        high=pl.when(bounded).then(room.cast(pl.Float64)).otherwise(UNBOUNDED),
    )
