"""What several models need of a panel: the last 7 days behind a row, and rows from arrays."""

from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np
import polars as pl

from argos.epidemiology.forecasting.known import totals
from argos.epidemiology.series import Floats
from argos.publish.modelled.known.panel import Panel

WEEK = 7


def made_columns(schema: pl.Schema) -> pl.Schema:
    """Return the columns of a published table as models make it: not when, but what is behind."""
    made = {name: kind for name, kind in schema.items() if name != "known_from"}
    return pl.Schema({**made, "behind": pl.Float64()})


def behind(panel: Panel, column: int, days: int = WEEK) -> Floats:
    """Return how many persons were counted over the days up to a column, (place).

    Missing days count nothing: fewer are told of rather than more.
    """
    return np.asarray(totals(np.nan_to_num(panel.latest[:, : column + 1]), days)[:, -1])


def by_place_and_day(
    panel: Panel, columns: Sequence[int], figures: Mapping[str, Floats]
) -> pl.DataFrame:
    """Return a row a place and day of arrays, (place, column), with what is behind each.

    Args:
        panel: whose places and days they are.
        columns: the days of the second dimension.
        figures: by column of the table, (place, column); NaN becomes null.

    Returns:
        indicator, partner, rounded, place, date, origin, behind and the figures; rows without any
        figure are left out.

    """
    days: list[date] = [panel.date_of(column) for column in columns]
    counted = np.stack([behind(panel, column) for column in columns], axis=1)
    frame = pl.DataFrame(
        {
            "place": np.repeat(panel.places, len(days)),
            "date": days * len(panel.places),
            "behind": counted.ravel(),
            **{name: each.ravel() for name, each in figures.items()},
        }
    ).with_columns(pl.col(list(figures)).fill_nan(None))
    told = frame.filter(pl.any_horizontal(pl.col(list(figures)).is_not_null()))
    return told.with_columns(
        indicator=pl.lit(panel.indicator), partner=pl.lit(panel.partner),
        rounded=pl.lit(panel.rounded), origin=pl.lit(panel.origin),
    )  # fmt: skip
