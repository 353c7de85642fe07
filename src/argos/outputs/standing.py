"""Of all that models said, what stands: the last word on each question, by an instant."""

from datetime import datetime

import polars as pl

from argos.outputs.modelled import MODELLED, ModelledName

SERIES = ("indicator", "place", "partner")
KEYS: dict[ModelledName, tuple[str, ...]] = {
    "nowcasts": (*SERIES, "origin", "date"),
    "reproduction": (*SERIES, "origin", "date"),
    "forecasts": (*SERIES, "model", "origin", "horizon", "width"),
    "scores": ("indicator", "level", "model", "horizon", "period", "vintages"),
    "lead_times": ("leading", "target", "place", "origin", "days"),
    "signals": ("signal",),
    "capacity": ("place", "resource", "scenario", "origin", "date"),
    "crossings": ("place", "resource", "scenario", "origin", "threshold"),
    "weather": ("place", "pathology", "origin", "date"),
}
"""What a row of each table answers: of rows alike in it, the last one told stands."""


def standing(rows: pl.LazyFrame, name: ModelledName, as_of: datetime | None = None) -> pl.DataFrame:
    """Return the rows of a table that stand at an instant, by their key.

    Args:
        rows: of table ``name``.
        name: the table.
        as_of: the instant; now by default.

    """
    known = rows if as_of is None else rows.filter(pl.col("known_from") <= as_of)
    keys = KEYS[name]
    last = known.sort("known_from").unique(keys, keep="last")
    return last.select(list(MODELLED[name])).sort(keys).collect()


def newest(rows: pl.DataFrame, by: tuple[str, ...]) -> pl.DataFrame:
    """Return the rows of the newest origin of each group."""
    return rows.filter(pl.col("origin") == pl.col("origin").max().over(by))
