"""Panels of an invented region: two départements, what leads them, and what is told late."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta

import numpy as np
import polars as pl

from argos.epidemiology.series import Floats
from argos.publish.modelled.declared import Modelled
from argos.publish.modelled.known.panel import Panel, panel
from argos.publish.modelled.known.panels import Panels
from tests.unit.publish.modelled.released import as_released

FIRST, DAYS = date(2025, 1, 6), 240
PLACES = ("dep:44", "dep:49", "reg:52")
VISITS = Modelled(
    indicator="ed_covid", pathology="covid", kind="flow", consequence=3, leading=["sos_covid"]
)


def counts(scale: float, ahead: int = 0, seed: int = 1) -> Floats:
    """Return counts of two départements and their region, (place, day): waves of 70 days."""
    wave = np.exp(np.sin(2 * np.pi * (np.arange(DAYS) + ahead) / 70))
    each = np.random.default_rng(seed).poisson(scale * np.outer([1.0, 0.6], wave))
    return np.vstack([each, each.sum(0, keepdims=True)]).astype(float)


def panel_of(
    indicator: str, figures: Floats, shares: Sequence[float] = (1.0,), *, rounded: bool = False
) -> Panel:
    """Return the panel of figures told the next morning, in these shares one evening after another.

    Args:
        indicator: its name.
        figures: (place, day), what they become in the end.
        shares: of them that is known on the first evening, the second, …
        rounded: whether the source is closed.

    """
    rows: list[tuple[str, date, datetime, float]] = [
        (
            PLACES[place],
            FIRST + timedelta(day),
            morning(day + later),
            float(np.round(value * share)),
        )
        for place, own in enumerate(figures)
        for day, value in enumerate(own)
        for later, share in enumerate(shares)
    ]
    schema = {
        "place": pl.String, "date": pl.Date, "known_from": pl.Datetime("us", "UTC"),
        "value": pl.Float64,
    }  # fmt: skip
    history = pl.DataFrame(rows, schema=schema, orient="row")
    last = FIRST + timedelta(DAYS - 1)
    made = panel(indicator, "p", history, FIRST, last)
    assert made is not None
    return as_released(made) if rounded else made


def morning(day: int) -> datetime:
    """Return six o'clock of the day after a column."""
    return datetime(FIRST.year, FIRST.month, FIRST.day, 6, tzinfo=UTC) + timedelta(day + 1)


def together(made: Mapping[str, Panel]) -> Panels:
    """Return panels known on the last evening."""
    return Panels(made, morning(DAYS - 1))
