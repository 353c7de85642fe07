"""The reproduction number by source, from figures completed by their nowcast."""

import numpy as np
import polars as pl

from argos.epidemiology.dispersion import overdispersion
from argos.epidemiology.forecasting.known import totals
from argos.epidemiology.reproduction import instantaneous_reproduction
from argos.publish.modelled.declared import Declared, Pathology
from argos.publish.modelled.known.levels import WEEK, by_place_and_day
from argos.publish.modelled.known.panel import Panel
from argos.publish.modelled.known.panels import Panels
from argos.publish.modelled.nowcasts import whole

PAST = 120  # days that are looked at: those shown and a serial interval before them, and more
SHOWN = 60  # days told of each night; earlier ones were told on theirs
NEARLY = 1e-6  # a sum of sevenths
FEWEST = 20  # events in a window, under which the number is hidden: the interval would say anything
PROBABILITIES = (0.025, 0.25, 0.5, 0.75, 0.975)
FINE, COARSE = 2, 1  # decimals; the coarse ones under disclosure control


def rows(panels: Panels, modelled: Declared) -> pl.DataFrame:
    """Return the rows of table ``reproduction``, with ``behind``.

    The number is told by source (tests, emergency, hospital): each sees other people, later or
    sooner. It is left out where a window has fewer than ``FEWEST`` events, and for a pathology
    whose serial interval is not declared. Its interval holds for counts that vary more than chance.
    """
    found = [
        _rows(panels[each.indicator], modelled.pathology_of(each.indicator))
        for each in modelled.series
        if each.kind == "flow" and each.indicator in panels
    ]
    told = [each for each in found if each is not None]
    return pl.concat([pl.DataFrame(), *told], how="diagonal_relaxed")


def _rows(panel: Panel, pathology: Pathology) -> pl.DataFrame | None:
    interval = pathology.serial_interval
    if interval is None or panel.newest < PAST:
        return None
    first = max(0, panel.newest - PAST + 1)
    cases = np.maximum(whole(panel)[:, first:], 0.0)
    spread = overdispersion(cases, interval.weights)
    told = instantaneous_reproduction(
        cases, interval.weights, probabilities=PROBABILITIES, dispersion=spread
    )
    columns = list(range(panel.newest + 1 - SHOWN, panel.newest + 1))
    told_of = np.nan_to_num(panel.latest[:, : panel.newest + 1])
    enough = totals(told_of, WEEK)[:, -SHOWN:] >= FEWEST - NEARLY
    low_95, low_50, value, high_50, high_95 = (
        np.where(enough, np.round(each[:, -SHOWN:], COARSE if panel.rounded else FINE), np.nan)
        for each in told.quantiles
    )
    figures = {
        "value": value, "low_50": low_50, "high_50": high_50, "low_95": low_95, "high_95": high_95,
    }  # fmt: skip
    made = by_place_and_day(panel, columns, figures)
    return made.with_columns(serial_interval=pl.lit(interval.said))
