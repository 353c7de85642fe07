"""Reads what is released of a closed source: its days and weeks, shown or hidden, as told when.

Published rows are sparse (`argos.outputs.tables`): a place without a row on a day of which the
nation has one is hidden. A place of which nothing was ever shown is not told of.
"""

import polars as pl

from argos.publish.history import WHOLE
from argos.publish.modelled.known.hidden import HIDDEN, TAKEN

STATES = ["indicator", "partner", "place", "date", "known_from", "value"]
_CELL = ["indicator", "partner", "place", "date"]
_DATE = ["indicator", "partner", "date"]
_SILENT = pl.col("status").replace_strict(
    {"suppressed": HIDDEN, "not_published": TAKEN}, default=None, return_dtype=pl.Float64
)


def states(rows: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return every state that the days and the weeks of a source have had.

    Args:
        rows: of table ``series``: the totals of the source, of present definitions.

    Returns:
        Days and weeks, each `STATES`, of places of which any was ever shown; `HIDDEN` where it is
        told that a figure is hidden, `TAKEN` where it was taken away, null where its date is not
        reported any more.

    """
    places = rows.filter(pl.col("value").is_not_null()).select("indicator", "partner", "place")
    days, weeks = (rows.filter(pl.col("period") == period) for period in ("day", "week"))
    return _states(days, places.unique()), _states(weeks, places.unique())


def _states(own: pl.DataFrame, places: pl.DataFrame) -> pl.DataFrame:
    silent = (
        _turns(own)
        .join(places, on=["indicator", "partner"])
        .with_columns(value=pl.when("given").then(pl.lit(HIDDEN)), said=pl.lit(0))
    )
    said = own.join(places, on=["indicator", "partner", "place"], how="semi").with_columns(
        value=pl.coalesce("value", _SILENT), said=pl.lit(1)
    )
    both = pl.concat([silent.select(*STATES, "said"), said.select(*STATES, "said")])
    ordered = both.sort("known_from", "said")
    return ordered.unique([*_CELL, "known_from"], keep="last", maintain_order=True).select(STATES)


def _turns(own: pl.DataFrame) -> pl.DataFrame:
    """Return when each date came to be given, and ceased to be: `_DATE`, known_from, given."""
    whole = own.filter(pl.col("place") == WHOLE["place"]).sort("known_from")
    marked = whole.select(*_DATE, "known_from", given=pl.col("status") != "not_reported")
    before = pl.col("given").shift().over(_DATE)
    return marked.filter(before.is_null() | (pl.col("given") != before))
