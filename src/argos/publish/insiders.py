"""What a partner of a source that sums several knows by itself: its own counts, in every cell.

And what it learnt of the others from earlier versions. Between two versions there may be only its
own push; where the others have not changed, both versions say something of the same count.
"""

from collections.abc import Callable, Sequence

import polars as pl

from argos.publish import history
from argos.publish.cube import CELL
from argos.publish.equations import UNBOUNDED

OWNED = pl.Schema(
    {
        "insider": pl.String(),
        "state": pl.Int64(),
        "cell": pl.UInt32(),
        "own": pl.Int64(),
        "least": pl.Float64(),
        "most": pl.Float64(),
    }
)
LEARNT = pl.Schema(
    {
        "insider": pl.String(),
        "cell": pl.UInt32(),
        "others": pl.Int64(),
        "least": pl.Float64(),
        "most": pl.Float64(),
    }
)

NOTHING = pl.DataFrame(schema=LEARNT)


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


def owned(cells: pl.DataFrame, histories: pl.DataFrame, learnt: pl.DataFrame) -> pl.DataFrame:
    """Return what each insider has of the cells of some states, and knows of the others' part.

    Args:
        cells: state, known_from, cell, `CELL`, count.
        histories: what ``own_histories`` returned.
        learnt: in `LEARNT`: what it knows from before.

    Returns:
        `OWNED`; a cell of which an insider never had anything is absent.

    """
    if histories.is_empty():
        return pl.DataFrame(schema=OWNED)
    others = pl.col("count") - pl.col("own")
    known = learnt.rename({"others": "others_then"})
    joined = own_of(cells, histories).join(known, on=["insider", "cell"], how="left")
    unchanged = (others == pl.col("others_then")).fill_null(value=False)
    return joined.select(
        "insider",
        "state",
        "cell",
        "own",
        least=pl.when(unchanged).then("least").otherwise(0.0),
        most=pl.when(unchanged).then("most").otherwise(UNBOUNDED),
    ).cast(OWNED)


def own_of(cells: pl.DataFrame, histories: pl.DataFrame) -> pl.DataFrame:
    """Return the columns of ``cells`` for each insider that has, or had, something: own."""
    numbered = histories.join(cells.select(*CELL, "cell").unique(), on=CELL)
    known = numbered.select("insider", "cell", "known_from", own="count").sort("known_from")
    plain = cells.drop("insider", strict=False)
    asked = plain.join(known.select("insider", "cell").unique(), on="cell").sort("known_from")
    now = asked.join_asof(known, on="known_from", by=["insider", "cell"], check_sortedness=False)
    return now.with_columns(pl.col("own").fill_null(0))


def learnt_from(cells: pl.DataFrame, own: pl.DataFrame, learnt: pl.DataFrame) -> pl.DataFrame:
    """Return what each insider knows of the others' part of each cell after some states.

    Args:
        cells: as in ``owned``, with low and high: what the released figure says of each.
        own: insider, state, cell, own: from ``owned`` or ``own_of``, of these cells at least.
        learnt: in `LEARNT`: what was known before; it holds as long as the others do not change.

    Returns:
        `LEARNT`.

    """
    each = ["insider", "cell"]
    plain = cells.drop("insider", strict=False)
    seen = plain.join(own.select(*each, "state", "own"), on=["state", "cell"]).select(
        *each,
        "known_from",
        others=pl.col("count") - pl.col("own"),
        least=pl.max_horizontal(pl.col("low") - pl.col("own"), pl.lit(0.0)),
        most=pl.col("high") - pl.col("own"),
    )
    before = learnt.with_columns(known_from=pl.lit(None, seen.schema["known_from"]))
    ordered = pl.concat([before.select(seen.columns).cast(seen.schema), seen]).sort(
        "known_from", nulls_last=False, maintain_order=True
    )
    same = (pl.col("others") == pl.col("others").last()).cast(pl.Int8)
    kept = ordered.filter(same.cum_min(reverse=True).over(each) == 1)
    return (
        kept.group_by(each)
        .agg(pl.col("others").last(), pl.col("least").max(), pl.col("most").min())
        .select(list(LEARNT))
        .cast(LEARNT)
    )
