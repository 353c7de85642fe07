"""The past gone through again: forecasts that nobody made then, from what was known then."""

from datetime import date

import polars as pl

from argos.outputs.store import Outputs
from argos.publish.modelled.declared import Declared, Modelled
from argos.publish.modelled.foretold import forecasts
from argos.publish.modelled.known.panels import Panels


def missing(
    panels: Panels, modelled: Declared, outputs: Outputs, since: date | None, every: int
) -> pl.DataFrame:
    """Return the rows of table ``forecasts`` of origins that were not published.

    Their intervals come from forecasts that were made afterwards too, as far back as these go, so
    that each is what it would have been on its day.

    Args:
        panels: what is known.
        modelled: how each indicator is modelled.
        outputs: holds the forecasts published.
        since: first origin; none: nothing is missing but of indicators without any forecast.
        every: days between origins.

    """
    found = [
        _of(panels, each, outputs, since, every)
        for each in modelled.series
        if each.indicator in panels and not each.activity
    ]
    return pl.concat([pl.DataFrame(), *found], how="diagonal_relaxed")


def _of(
    panels: Panels, each: Modelled, outputs: Outputs, since: date | None, every: int
) -> pl.DataFrame:
    panel = panels[each.indicator]
    there = forecasts.origins_of(forecasts.published(panel, outputs))
    if since is None and there:
        return pl.DataFrame()
    begin = forecasts.SHORTEST if since is None else (since - panel.first).days
    first = max(begin, forecasts.SHORTEST)
    columns = list(range(panel.newest, first - 1, -every))[::-1]
    told = forecasts.gone_through(panels, each, columns) if columns else None
    if told is None:
        return pl.DataFrame()
    rows = forecasts.rows_of(panel, each, told)
    return rows.filter(~pl.col("origin").is_in(there))
