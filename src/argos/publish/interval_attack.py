"""What an attacker can deduce from released figures: the test that a release must pass.

The attacker knows the rule (below 11 hidden, else the nearest 5), the open sets, every figure that
was ever released and still stands, and, being one of the partners, that partner's own counts. From
there each figure is an interval, and the cube is a set of equations (`argos.publish.cube_links`).
Intervals are tightened through the equations until nothing moves. A count of 0 to 10 whose interval
ends narrower than ``NARROW`` has been disclosed.

A partner subtracts its own counts from all of it, in every crossing: what the others have left is a
cube with the same equations, and none of its small counts may be narrow either.

Bounds propagation finds what can be found one equation after another; tests hold it against the
exact bounds of an integer program on small cubes.
"""

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from argos.publish.cube_links import UNBOUNDED_CHILDREN
from argos.publish.rule import HIDDEN_UP_TO, NARROW

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]
UNBOUNDED = 1e9
ROUNDS = 100


@dataclass(frozen=True)
class System:
    """Equations ``sum(coefficient * unknown) = 0`` over cells first, then remainders.

    Attributes:
        equation, unknown, coefficient: one entry a term.
        remainders: what the children with a cell leave of their parent: id (of the cell to blame),
            cells (how many hidden counts it stands for, 0 if it is one count of any size), count
            (true), low, high.
        equations: how many there are.

    """

    equation: Integers
    unknown: Integers
    coefficient: Floats
    remainders: pl.DataFrame
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
            equations=int(there.sum()),
        )


def disclosed(cells: pl.DataFrame, links: pl.DataFrame, owned: pl.DataFrame) -> pl.DataFrame:
    """Return the cells through which a hidden count is disclosed to somebody.

    Args:
        cells: state, cell (its number in ``links``), insider (the partner whose own count it is, if
            that partner is one of several), count (exact), low, high (what the released figure
            says of it). Each state is a moment of its own, attacked alone.
        links: from `argos.publish.cube_links`: which cell is a sum of which.
        owned: from `argos.publish.insiders`: insider, state, cell, own (its own part of the cell).

    Returns:
        The rows of ``cells`` that are disclosed, or whose missing part is.

    """
    ordered = cells.sort("state", "cell")
    return ordered.filter(found_in(ordered, equations(ordered, links), owned))


def found_in(cells: pl.DataFrame, system: System, owned: pl.DataFrame) -> pl.Series:
    """Return of each cell whether it is disclosed to somebody; see ``disclosed``.

    Args:
        cells: as in ``disclosed``, in the order in which the system numbers them.
        system: their equations.
        owned: as in ``disclosed``.

    """
    names = [None, *cells["insider"].drop_nulls().unique().sort()]
    found = [_disclosed_to(_left_by(name, cells, owned), system) for name in names]
    return pl.Series(np.any(found, axis=0), dtype=pl.Boolean)


def _left_by(insider: str | None, cells: pl.DataFrame, owned: pl.DataFrame) -> pl.DataFrame:
    """Return mine, bare, count, low and high of what others have in each cell."""
    name = pl.lit(insider, pl.String)
    subtracted = owned.filter(pl.col("insider") == name).drop("insider")
    joined = cells.join(subtracted, on=["state", "cell"], how="left", maintain_order="left")
    own = pl.col("own").fill_null(0)
    mine = (pl.col("insider") == name) | pl.col("insider").str.starts_with(f"{insider}/")
    left = joined.select(
        mine=mine.fill_null(value=False),
        bare=pl.col("low") == pl.col("high"),
        count=pl.col("count") - own,
        low=pl.max_horizontal(pl.col("low") - own, pl.lit(0.0)),
        high=pl.col("high") - own,
    )
    known = pl.when("mine").then(pl.col("count").cast(pl.Float64))
    return left.with_columns(low=known.otherwise("low"), high=known.otherwise("high"))


def _disclosed_to(cells: pl.DataFrame, system: System) -> Flags:
    """Attack what an insider, or nobody, does not have itself; return the cells to blame."""
    count, said_low, said_high = (
        cells[name].to_numpy().astype(float) for name in ("count", "low", "high")
    )
    mine, bare = (cells[name].to_numpy().astype(bool) for name in ("mine", "bare"))
    rest = _left_over(system, count)
    low = np.concatenate([said_low, rest["low"].to_numpy()])
    high = np.concatenate([said_high, rest["high"].to_numpy()])
    low, high = tighten(low, high, system)
    n = cells.height
    hidden = (count <= HIDDEN_UP_TO) & (high[:n] - low[:n] < NARROW)
    blamed = np.zeros(n, dtype=bool)
    blamed[rest["id"].to_numpy()[_narrow_remainders(rest, low[n:], high[n:])]] = True
    # Bare: a figure that the rule cannot have made.
    found: Flags = ~mine & (hidden | bare | blamed)
    return found


def _left_over(system: System, count: Floats) -> pl.DataFrame:
    """Return the remainders with their true counts, of what an insider does not have itself."""
    of_cells = system.unknown < count.size
    terms = system.coefficient[of_cells] * count[system.unknown[of_cells]]
    rest = np.bincount(system.equation[of_cells], terms, system.equations)
    return system.remainders.with_columns(
        count=pl.Series(rest[system.remainders["equation"].to_numpy()])
    )


def _narrow_remainders(rest: pl.DataFrame, low: Floats, high: Floats) -> Flags:
    """Whether a hidden count among those that a remainder stands for is disclosed."""
    cells = rest["cells"].to_numpy()
    others = np.maximum(cells - 1, 0) * HIDDEN_UP_TO
    least = np.maximum(low - others, 0)
    most = np.where(cells > 0, np.minimum(high, HIDDEN_UP_TO), high)
    hidden = (rest["count"].to_numpy() <= HIDDEN_UP_TO) | (cells > 0)
    narrow: Flags = hidden & (most - least < NARROW)
    return narrow


def tighten(low: Floats, high: Floats, system: System) -> tuple[Floats, Floats]:
    """Propagate bounds through the equations until nothing moves.

    In each equation a term cannot exceed what the others leave to it:
    ``c_j x_j <= -sum(min of the other terms)``, and the same from below.
    """
    eq, x, c = system.equation, system.unknown, system.coefficient
    for _ in range(ROUNDS):
        least = np.where(c > 0, low[x], -high[x])
        most = np.where(c > 0, high[x], -low[x])
        upper = least - np.bincount(eq, least, system.equations)[eq]
        lower = most - np.bincount(eq, most, system.equations)[eq]
        new_low, new_high = low.copy(), high.copy()
        np.maximum.at(new_low, x, np.where(c > 0, lower, -upper))
        np.minimum.at(new_high, x, np.where(c > 0, upper, -lower))
        if np.array_equal(new_low, low) and np.array_equal(new_high, high):
            break
        low, high = new_low, new_high
    return low, high


def equations(cells: pl.DataFrame, links: pl.DataFrame) -> System:
    """Return the equations that hold between the exact counts of the cells of each state.

    Args:
        cells: state, cell, count; a row's position is its unknown.
        links: rule, child, parent, sign, expected, strict.

    """
    placed = cells.select("state", "cell", "count").with_row_index("id")
    children = placed.join(links, left_on="cell", right_on="child")
    terms = children.join(
        placed, left_on=["state", "parent"], right_on=["state", "cell"], suffix="_of_parent"
    )
    parents = terms.group_by("rule", "id_of_parent").agg(
        rest=pl.col("count_of_parent").first() - (pl.col("sign") * pl.col("count")).sum(),
        absent=pl.col("expected").first() - (~pl.col("extra")).sum().cast(pl.Int64),
        child=pl.col("id").first(),
        strict=pl.col("strict").first(),
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
    return System(
        equation=np.concatenate([e.to_numpy() for e, _, _ in entries]).astype(np.int64),
        unknown=np.concatenate([u.to_numpy() for _, u, _ in entries]).astype(np.int64),
        coefficient=np.concatenate([c.to_numpy() for _, _, c in entries]).astype(np.float64),
        remainders=rest,
        equations=parents.height,
    )


def _remainders(parents: pl.DataFrame) -> pl.DataFrame:
    """Return what the children with a cell leave of their parent, where something may be left.

    As many hidden counts as there are children without a cell; or one count of any size, where a
    sum may have more than its children (an indicator and its part, persons of no known place).
    """
    room = pl.col("absent") * HIDDEN_UP_TO
    bounded = (pl.col("absent") > 0) & (pl.col("rest") <= room)
    part = pl.col("absent") < -UNBOUNDED_CHILDREN // 2
    return parents.filter((pl.col("absent") > 0) | (pl.col("rest") > 0) | part).select(
        "equation",
        id=pl.when(part).then("child").otherwise("id_of_parent"),
        cells=pl.when(bounded).then("absent").otherwise(0),
        count="rest",
        low=pl.lit(0.0),
        high=pl.when(bounded).then(room.cast(pl.Float64)).otherwise(UNBOUNDED),
    )
