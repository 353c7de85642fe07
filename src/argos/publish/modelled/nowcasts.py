"""Nowcasts: what the last days of each indicator will count once all has been reported."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from argos.epidemiology.nowcast import quantiles
from argos.epidemiology.reporting import from_snapshots
from argos.epidemiology.series import Floats
from argos.epidemiology.steadied import steadied, steadied_point
from argos.publish.modelled.declared import Declared
from argos.publish.modelled.known.levels import by_place_and_day
from argos.publish.modelled.known.panel import Panel
from argos.publish.modelled.known.panels import Panels

DELAYS = 10  # days over which a figure still grows
PAST = 70  # days from which the delay is learnt
KEPT = 0.3  # share of them that must have been told as days went by
LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)
PERSONS = ("reported", "value", "low_50", "high_50", "low_90", "high_90")
GROWS = 0.005  # share of a figure that is still to come, below which it is left as it is


@dataclass(frozen=True)
class Completed:
    """A panel's last days as they will be.

    Attributes:
        columns: the days that are still growing.
        reported: (place, column), as they stand.
        quantiles: (place, column, level), at `LEVELS`.

    """

    columns: range
    reported: Floats
    quantiles: Floats


def completed(panel: Panel) -> Completed | None:
    """Return the nowcast of the newest days of a panel, None where the delay is not known.

    Args:
        panel: the indicator, all places at once.

    """
    last = panel.newest
    known = snapshots_of(panel, last)
    if known is None:
        return None
    found = steadied(known)
    told = quantiles(found, LEVELS)[:, -DELAYS:]
    return Completed(range(last - DELAYS + 1, last + 1), found.observed[:, -DELAYS:], told)


def triangles_of(panel: Panel, last: int) -> Floats | None:
    """Return the reporting triangles of the days up to one, (place, day, delay); None as below."""
    known = snapshots_of(panel, last)
    return None if known is None else from_snapshots(known)


def snapshots_of(panel: Panel, last: int) -> Floats | None:
    """Return the days up to one as known after each delay, on the evening it was first told.

    Args:
        panel: the indicator.
        last: column of the day.

    Returns:
        (place, day, delay); None where too few of the days were told as they went by.

    """
    first = last - PAST + 1
    if first < 0 or panel.kept(first, last) < KEPT:
        return None
    shown = panel.snapshots(DELAYS + 1)[:, first : last + 1]
    age = np.arange(last - first, -1, -1)
    return _filled(np.where(np.arange(DELAYS + 1) > age[:, None], np.nan, shown))


def whole(panel: Panel, evening: int | None = None) -> Floats:
    """Return figures up to the newest day, the growing ones as they are expected to become.

    Args:
        panel: the indicator.
        evening: from which it is seen; the last one by default.

    Returns:
        (place, day).

    """
    newest = panel.newest if evening is None else evening - panel.lag
    seen = newest + panel.lag if evening is None else evening

    def make() -> Floats:
        figures = panel.as_of(seen)[:, : newest + 1].copy()
        known = snapshots_of(panel, newest)
        if known is not None:
            coming = steadied_point(known)[:, -DELAYS:]
            last = figures[:, -DELAYS:]
            figures[:, -DELAYS:] = np.where(np.isnan(coming), last, np.maximum(coming, last))
        return figures

    return panel.once("whole", make) if newest == panel.newest else make()


def _filled(shown: Floats) -> Floats:
    """Return snapshots in which a day without a new one keeps what was last known.

    No file on an evening is no change; before the first file nothing is known.
    """
    filled = shown.copy()
    for delay in range(1, shown.shape[2]):
        come = ~np.isnan(shown[:, :, delay:]).all(axis=2)
        blank = np.isnan(filled[:, :, delay]) & come
        filled[:, :, delay] = np.where(blank, filled[:, :, delay - 1], filled[:, :, delay])
    return filled


def rows(panels: Panels, modelled: Declared) -> pl.DataFrame:
    """Return the rows of table ``nowcasts``, with ``behind``, of days that are still growing.

    Args:
        panels: what is known.
        modelled: tells which count events; who is present is counted at once.

    """
    flows = [each.indicator for each in modelled.series if each.kind == "flow"]
    found = [_rows(panels[name]) for name in flows if name in panels]
    told = [each for each in found if each is not None]
    return pl.concat([pl.DataFrame(), *told], how="diagonal_relaxed")


def _rows(panel: Panel) -> pl.DataFrame | None:
    now = completed(panel)
    if now is None:
        return None
    low_90, low_50, value, high_50, high_90 = np.moveaxis(now.quantiles, -1, 0)
    each = (now.reported, value, low_50, high_50, low_90, high_90)
    figures = dict(zip(PERSONS, each, strict=True))
    rows = by_place_and_day(panel, list(now.columns), figures)
    return rows.filter((pl.col("value") - pl.col("reported")) > GROWS * pl.col("reported"))
