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

SAME_RUN: tuple[ModelledName, ...] = ("nowcasts", "reproduction", "forecasts")
"""Tables of which every run of the models says something, where it has figures at all."""


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


def of_last_run(signals: pl.DataFrame, run: datetime | None) -> pl.DataFrame:
    """Return the signals that the last run of the models told, or that were answered since.

    A night on which nothing is signalled adds no row: what it no longer tells is over.

    Args:
        signals: standing rows of ``signals``.
        run: the instant of the last run; None where it is not known: all are returned.

    """
    return signals if run is None else signals.filter(pl.col("known_from") >= run)
