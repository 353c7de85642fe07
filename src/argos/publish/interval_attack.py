"""What an attacker can deduce from released figures: the test that a release must pass.

The attacker knows the rule (below 11 hidden, else the nearest 5), the open sets, every figure that
was ever released and still stands, and, being one of the partners, that partner's own counts. From
there each figure is an interval, and the cube is a set of equations (`argos.publish.cube_links`).
Intervals are tightened through the equations until nothing moves (`argos.publish.equations`). A
count of 0 to 10 whose interval ends narrower than ``NARROW`` has been disclosed.

A partner subtracts its own counts from all of it, in every crossing: what the others have left is a
cube with the same equations, and none of its small counts may be narrow either. What it learnt of
the others in an earlier version it still knows, as long as the others have not changed.
"""

from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from argos.publish.equations import (
    UNBOUNDED,
    Flags,
    Floats,
    Integers,
    System,
    equations,
    side_by_side,
    tighten,
)
from argos.publish.rule import HIDDEN_UP_TO, NARROW


@dataclass(frozen=True)
class Attack:
    """Some states, as nobody in particular and as each insider sees them.

    An unknown is a cell in one of these views: what the others have of it. One entry an unknown:

    Attributes:
        cell: the position of the cell.
        view: the number of the view: a state and who looks at it.
        own: what who looks at it has of the cell.
        others: what the others have, exactly.
        least, most: what is known of that from before.
        mine: whether it is a count of who looks at it.
        owns: whether who looks at it has, or had, something of the cell.
        system: the equations.
        left: of each remainder of the system, what it is exactly.

    """

    cell: Integers
    view: Integers
    own: Floats
    others: Floats
    least: Floats
    most: Floats
    mine: Flags
    owns: Flags
    system: System
    left: Floats

    @classmethod
    def on(cls, cells: pl.DataFrame, links: pl.DataFrame, owned: pl.DataFrame) -> "Attack":
        """Return the attack on some states.

        Args:
            cells: state, cell (its number in ``links``), insider (the partner whose own count it
                is, if that partner is one of several), count (exact).
            links: from ``cube_links.links``: which cell is a sum of which.
            owned: in ``insiders.OWNED``: what each insider has, and knows of the others.

        """
        names = [None, *owned["insider"].unique().sort()]
        views = [_view(number, name, cells, owned) for number, name in enumerate(names)]
        system = equations(cells, links)
        parts = [system.only(_flags(view["cell"].to_numpy(), cells.height)) for view in views]
        whole = pl.concat(views)
        numbers = {name: whole[name].cast(pl.Float64).to_numpy() for name in FLOATS}
        system_of_views = side_by_side(parts)
        return cls(
            cell=whole["cell"].cast(pl.Int64).to_numpy(),
            view=whole.select(pl.struct("who", "state").rank("dense")).to_series().to_numpy(),
            mine=whole["mine"].to_numpy(),
            owns=whole["owns"].to_numpy(),
            system=system_of_views,
            left=system_of_views.left_over(numbers["others"]),
            **numbers,
        )

    def found(self, low: Floats, high: Floats, gone: Flags) -> Flags:
        """Return of each unknown whether it is disclosed, or what it leaves of another is.

        Args:
            low: of each cell, the least that the released figure says of it.
            high: the most.
            gone: whether its figure is taken away, even where the one that stood is still right:
                who has something of the cell knows of it what ``least`` and ``most`` say alone.

        """
        unsaid = gone[self.cell] & self.owns
        said_low = np.where(unsaid, 0.0, low[self.cell])
        said_high = np.where(unsaid, UNBOUNDED, high[self.cell])
        least = np.where(self.mine, self.others, np.maximum(said_low - self.own, self.least))
        most = np.where(self.mine, self.others, np.minimum(said_high - self.own, self.most))
        rest, n = self.system.remainders, self.cell.size
        lows, highs = tighten(
            np.concatenate([least, rest["low"].to_numpy()]),
            np.concatenate([most, rest["high"].to_numpy()]),
            self.system,
        )
        hidden = (self.others <= HIDDEN_UP_TO) & (highs[:n] - lows[:n] < NARROW)
        narrow = _narrow(rest, self.left, lows[n:], highs[n:])
        blamed = _flags(rest["id"].to_numpy()[narrow], n)
        # Equal bounds: a figure that the rule cannot have made.
        found: Flags = ~self.mine & (hidden | blamed | (said_low == said_high))
        return found

    def sees(self, found: Flags) -> Flags:
        """Return of each unknown whether anything was found in its view."""
        views = np.zeros(self.view.max(initial=0) + 1, dtype=bool)
        views[self.view[found]] = True
        return views[self.view]

    def only(self, kept: Flags) -> "Attack":
        """Return the attack on some unknowns; those of a view go or stay together."""
        names = ("cell", "view", "mine", "owns", *FLOATS)
        arrays = {name: getattr(self, name)[kept] for name in names}
        left = self.left[kept[self.system.remainders["id"].to_numpy()]]
        return replace(self, system=self.system.only(kept), left=left, **arrays)


FLOATS = ("own", "others", "least", "most")


def disclosed(cells: pl.DataFrame, links: pl.DataFrame, owned: pl.DataFrame) -> pl.DataFrame:
    """Return the cells through which a hidden count is disclosed to somebody.

    Args:
        cells: as in ``Attack.on``, with low and high (what the released figure says of it). Each
            state is a moment of its own, attacked alone.
        links: as in ``Attack.on``.
        owned: as in ``Attack.on``.

    Returns:
        The rows of ``cells`` that are disclosed, or whose missing part is.

    """
    attack = Attack.on(cells, links, owned)
    nothing = np.zeros(cells.height, dtype=bool)
    found = attack.found(cells["low"].to_numpy(), cells["high"].to_numpy(), nothing)
    return cells.filter(pl.Series(_flags(attack.cell[found], cells.height), dtype=pl.Boolean))


def _view(number: int, name: str | None, cells: pl.DataFrame, owned: pl.DataFrame) -> pl.DataFrame:
    """Return who, state, cell (a position), mine, owns and `FLOATS` as somebody sees the cells.

    An insider is looked at in the states of which it has something; nobody in all of them.
    """
    subtracted = owned.filter(pl.col("insider") == pl.lit(name, pl.String)).drop("insider")
    placed = cells.with_columns(position=pl.int_range(pl.len()))
    seen = placed if name is None else placed.join(subtracted, on="state", how="semi")
    joined = seen.join(subtracted, on=["state", "cell"], how="left", maintain_order="left")
    own = pl.col("own").fill_null(0)
    partner = pl.col("insider")
    mine = (partner == (name or "")) | partner.str.starts_with(f"{name}/")
    return joined.sort("position").select(
        "state",
        who=pl.lit(number),
        cell="position",
        mine=mine.fill_null(value=False) if name else pl.lit(value=False),
        owns=pl.col("own").is_not_null(),
        own=own,
        others=pl.col("count") - own,
        least=pl.col("least").fill_null(0.0),
        most=pl.col("most").fill_null(UNBOUNDED),
    )


def _flags(positions: Integers, size: int) -> Flags:
    flags = np.zeros(size, dtype=bool)
    flags[positions] = True
    return flags


def _narrow(rest: pl.DataFrame, count: Floats, low: Floats, high: Floats) -> Flags:
    """Whether a hidden count among those that a remainder stands for is disclosed."""
    cells = rest["cells"].to_numpy()
    others = np.maximum(cells - 1, 0) * HIDDEN_UP_TO
    least = np.maximum(low - others, 0)
    most = np.where(cells > 0, np.minimum(high, HIDDEN_UP_TO), high)
    hidden = (count <= HIDDEN_UP_TO) | (cells > 0)
    narrow: Flags = hidden & (most - least < NARROW)
    return narrow
