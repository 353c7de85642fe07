"""What a partner of a source that sums several knows by itself: its own counts, in every cell."""

from collections.abc import Callable, Sequence

import polars as pl

from argos.publish import history
from argos.publish.cube import CELL

OWNED = pl.Schema(
    {"insider": pl.String(), "state": pl.Int64(), "cell": pl.UInt32(), "own": pl.Int64()}
)


def own_histories(
    fine: pl.DataFrame,
    parts: Sequence[str],
    changes_of: Callable[[pl.DataFrame], pl.DataFrame],
    given: pl.DataFrame,
) -> pl.DataFrame:
    """Return the history of what each partner has of each cell of the cube.

    Args:
        fine: the finest changes, from ``cube.atoms``.
        parts: the partners and units.
        changes_of: makes the changes of the cells of such finest changes.
        given: see ``history.histories``.

    Returns:
        insider, `CELL`, known_from, count.

    """
    name = pl.col("partner").cast(pl.String)
    found = [
        history.histories(
            changes_of(fine.filter((name == part) | name.str.starts_with(f"{part}/"))), given
        ).with_columns(insider=pl.lit(part))
        for part in parts
    ]
    empty = history.histories(changes_of(fine.clear()), given)
    return pl.concat([empty.with_columns(insider=pl.lit(None, pl.String)), *found])


def owned(cells: pl.DataFrame, histories: pl.DataFrame) -> pl.DataFrame:
    """Return what each insider has of the cells of some states.

    Args:
        cells: state, known_from, cell, `CELL`.
        histories: what ``own_histories`` returned.

    Returns:
        `OWNED`; a cell of which an insider never had anything is absent.

    """
    if histories.is_empty():
        return pl.DataFrame(schema=OWNED)
    numbered = histories.join(cells.select(*CELL, "cell").unique(), on=CELL)
    known = numbered.select("insider", "cell", "known_from", own="count").sort("known_from")
    states = cells.select("state", "cell", "known_from")
    asked = states.join(known.select("insider", "cell").unique(), on="cell").sort("known_from")
    now = asked.join_asof(
        known, on="known_from", by=["insider", "cell"], check_sortedness=False
    ).with_columns(pl.col("own").fill_null(0))
    return now.select(list(OWNED)).cast(OWNED)
