"""Panels made of matrices, for what looks at several indicators at once."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime

import numpy as np

from argos.epidemiology.series import Floats
from argos.publish.modelled.known.panel import Changes, Panel
from argos.publish.modelled.known.panels import Panels
from tests.unit.publish.modelled.released import as_released

FIRST = date(2026, 3, 2)  # a Monday
DAYS = 210
PLACES = ("dep:44", "dep:49", "dep:53", "dep:72", "dep:85", "reg:52")
WEEK = np.array([1.3, 1.0, 1.0, 1.0, 1.1, 0.8, 0.5])


def quiet(level: float, seed: int, days: int = DAYS) -> Floats:
    """Return counts of five départements and their region, (place, day)."""
    mean = level * WEEK[np.arange(days) % 7]
    counts = np.random.default_rng(seed).poisson(mean, (5, days)).astype(float)
    return np.vstack([counts, counts.sum(axis=0)])


def panel(
    indicator: str, counts: Floats, *, rounded: bool = False, places: Sequence[str] = PLACES
) -> Panel:
    """Return a panel in which every figure was told on the evening of its day."""
    day, place = np.nonzero(~np.isnan(counts.T))
    told = Changes(place, day, day, counts[place, day])
    made = np.ones(counts.shape, dtype=bool)
    exact = Panel(indicator, "p", False, FIRST, counts.shape[1], tuple(places), told, made)
    return as_released(exact) if rounded else exact


def panels(counts: Mapping[str, Floats], *, rounded: Sequence[str] = ()) -> Panels:
    """Return the panels of several indicators."""
    made = {name: panel(name, each, rounded=name in rounded) for name, each in counts.items()}
    return Panels(made, datetime(2026, 12, 1, tzinfo=UTC))
