"""How many days one source runs ahead of another now, and how many of them can be used."""

from datetime import date

import numpy as np
import polars as pl

from argos.epidemiology import lead_time
from argos.epidemiology.lead_time import Lead, Search
from argos.epidemiology.reporting import absorb_corrections, delay_pmf, wait
from argos.epidemiology.series import Floats
from argos.outputs.store import Outputs
from argos.publish.modelled.declared import Declared
from argos.publish.modelled.foretold.forecasts import on_places
from argos.publish.modelled.known.levels import behind
from argos.publish.modelled.known.panel import Panel
from argos.publish.modelled.known.panels import Panels
from argos.publish.modelled.nowcasts import triangles_of, whole

WINDOW = 182  # days looked at: half a year has a wave or two; a lead may drift
FEWEST = 182  # events of each series in the window, one a day: under it no lead can be told
SEARCH = Search(first=-7, last=21, replicates=200)
BEFORE = 42  # days behind the first one, of which sums and their growth are made
EVERY = 7  # days between two looks
KNOWN = 0.9  # share of a figure from which it counts as known


def rows(panels: Panels, modelled: Declared, outputs: Outputs, seed: int = 0) -> pl.DataFrame:
    """Return the rows of table ``lead_times``, once in ``EVERY`` days: a lead drifts by weeks.

    Args:
        panels: what is known.
        modelled: tells which series may lead which.
        outputs: holds those told before.
        seed: of the bootstrap.

    """
    told: date | None = outputs.rows("lead_times").select(pl.col("origin").max()).collect().item()
    newest = max((panel.origin for panel in panels), default=None)
    if told is not None and newest is not None and (newest - told).days < EVERY:
        return pl.DataFrame()
    pairs = [
        (panels[name], panels[each.indicator])
        for each in modelled.series
        if each.indicator in panels and not each.activity
        for name in each.leading
        if name in panels
    ]
    found = [_rows(leading, target, seed) for leading, target in pairs]
    return pl.concat([pl.DataFrame(), *found], how="diagonal_relaxed")


def delay(panel: Panel) -> Floats:
    """Return the days until ``KNOWN`` of a figure is told, (place).

    The usual lag, and where snapshots were kept, what the delay distribution adds to it.
    """
    triangles = triangles_of(panel, panel.newest)
    if triangles is None:
        return np.full(len(panel.places), float(panel.lag))
    pmf = delay_pmf(absorb_corrections(triangles))
    return np.asarray(panel.lag + np.nan_to_num(wait(pmf, KNOWN)))


def _rows(leading: Panel, target: Panel, seed: int) -> pl.DataFrame:
    end = min(leading.newest, target.newest) + 1
    shared = [name for name in target.places if name in leading.places]
    start = end - WINDOW - BEFORE
    if start < 0 or not shared:
        return pl.DataFrame()
    places = tuple(shared)
    ahead, after = (
        on_places(each, whole(each), places, end)[:, start:] for each in (leading, target)
    )
    told = lead_time.lead(*_levels(ahead, after), SEARCH, np.random.default_rng(seed))
    grown = lead_time.lead(*_growths(ahead, after), SEARCH, np.random.default_rng(seed))
    early, late = (delay(each)[each.rows_of(places)] for each in (leading, target))
    usable = lead_time.usable(told.best, early, late)
    enough = np.minimum(np.nansum(ahead, axis=1), np.nansum(after, axis=1)) >= FEWEST
    counted = np.minimum(*(_week(each)[each.rows_of(places)] for each in (leading, target)))
    frame = pl.DataFrame(
        {
            "place": places, "behind": counted, **_said(told, ""), **_said(grown, "_growth"),
            "correlation": np.round(np.fmax.reduce(told.correlation, axis=1), 2),
            "at_edge": told.at_edge,
            "usable_before_event": usable.before_event,
            "usable_before_report": usable.before_report,
        }
    )  # fmt: skip
    kept = frame.filter(pl.Series(enough & ~np.isnan(told.best)))
    return kept.with_columns(
        leading=pl.lit(leading.indicator), target=pl.lit(target.indicator),
        origin=pl.lit(target.date_of(end - 1)), days=pl.lit(WINDOW),
        rounded=pl.lit(leading.rounded or target.rounded),
    )  # fmt: skip


def _levels(*series: Floats) -> tuple[Floats, Floats]:
    first, second = (lead_time.levels(each)[:, BEFORE:] for each in series)
    return first, second


def _growths(*series: Floats) -> tuple[Floats, Floats]:
    first, second = (lead_time.growth(each)[:, BEFORE:] for each in series)
    return first, second


def _week(panel: Panel) -> Floats:
    return behind(panel, panel.newest)


def _said(found: Lead, suffix: str) -> dict[str, Floats]:
    return {f"{name}{suffix}": each for name, each in
            (("lead", found.best), ("low", found.low), ("high", found.high))}  # fmt: skip
