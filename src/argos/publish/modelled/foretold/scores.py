"""What past forecasts were worth, told beside every new one."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

import numpy as np
import polars as pl

from argos.epidemiology.forecasting.ensemble import BASELINE
from argos.epidemiology.forecasting.evaluation import Worth, worth
from argos.epidemiology.forecasts import HUB_LEVELS, QuantileForecast
from argos.epidemiology.series import Flags, Floats
from argos.outputs.store import Outputs
from argos.publish.modelled.declared import Declared, Modelled
from argos.publish.modelled.foretold.forecasts import ENSEMBLE, before
from argos.publish.modelled.foretold.past import HORIZONS, Past, came
from argos.publish.modelled.known.levels import WEEK
from argos.publish.modelled.known.panel import Panel
from argos.publish.modelled.known.panels import Panels

SCORED = (7, 14, 21, 28)
LATELY = "12 weeks"
ALL = "all"
KEPT_SHARE = 0.95  # of the figures foretold from, told as days went by: then vintages are "kept"


def rows(panels: Panels, modelled: Declared, outputs: Outputs) -> pl.DataFrame:
    """Return the rows of table ``scores``, of all forecasts published up to now.

    The forecasts of tonight are published before; they are scored once figures have come. What
    came is what is known now.

    Args:
        panels: what is known.
        modelled: how each indicator is modelled.
        outputs: holds the forecasts.

    """
    found = [pl.DataFrame()]
    for each in modelled.series:
        if each.indicator in panels and not each.activity:
            past = before(panels, each, outputs, None)
            if past.origins:
                found.append(scored(panels[each.indicator], each, past))
    return pl.concat(found, how="diagonal_relaxed")


def scored(panel: Panel, each: Modelled, past: Past) -> pl.DataFrame:
    """Return the scores of the forecasts of one indicator, by level of place, period and horizon.

    Args:
        panel: the figures.
        each: the indicator.
        past: its forecasts.

    """
    chosen = [HORIZONS.index(horizon) for horizon in SCORED]
    truth = came(panel, past, 1 if each.kind == "stock" else WEEK)[:, :, chosen]
    forecasts = {
        name: QuantileForecast(_flat(told[:, :, chosen]), HUB_LEVELS)
        for name, told in past.quantiles.items()
    }
    periods = _periods(past.origins)
    told = [
        one for one in worth(
            truth.reshape(len(panel.places), -1), forecasts, past.columns(panel), SCORED,
            _levels(panel), periods,
        ) if one.figures
    ]  # fmt: skip
    kept = {name: _vintages(panel, past, rows) for name, rows in periods.items()}
    return pl.DataFrame(_row(panel, one, told, kept) for one in told)


def _flat(told: Floats) -> Floats:
    rising = np.maximum.accumulate(told, axis=-1)
    return np.asarray(rising.reshape(len(told), -1, told.shape[-1]))


def _levels(panel: Panel) -> dict[str, Flags]:
    """Return the places of each level, in rows."""
    kind = np.array([place.split(":")[0] for place in panel.places])
    return {name: kind == name for name in ("fra", "reg", "dep") if (kind == name).any()}


def _periods(origins: Sequence[date]) -> dict[str, Flags]:
    """Return the origins of each period: all, the last 12 weeks, and every month."""
    lately = origins[-1] - timedelta(weeks=12)
    names = np.array([f"{day:%Y-%m}" for day in origins])
    months = {str(name): names == name for name in np.unique(names)}
    return {
        ALL: np.ones(len(origins), bool),
        LATELY: np.array([day >= lately for day in origins]),
        **months,
    }


def _vintages(panel: Panel, past: Past, rows: Flags) -> str:
    """Say whether the figures that forecasts started from were kept as days went by, or made."""
    columns = np.array(past.columns(panel))[rows]
    return "kept" if panel.kept(int(columns[0]) - WEEK, int(columns[-1])) >= KEPT_SHARE else "made"


def _row(
    panel: Panel, one: Worth, every: Sequence[Worth], kept: Mapping[str, str]
) -> dict[str, object]:
    """Return a row; a model is in the ensemble while it beats the baseline over all its past."""
    whole = next(
        (each.relative for each in every if each.period == ALL and each.model == one.model
         and each.group == one.group and each.horizon == one.horizon), np.nan,
    )  # fmt: skip
    figures = {
        name: None if np.isnan(value := getattr(one, name)) else round(value, 4)
        for name in ("relative", "low", "high", "cover_50", "cover_90", "bias")
    }
    return {
        "indicator": panel.indicator, "level": one.group, "model": one.model,
        "horizon": one.horizon, "period": one.period, "vintages": kept[one.period],
        "figures": one.figures, **figures,
        "in_ensemble": one.model not in (BASELINE, ENSEMBLE) and bool(whole < 1),
    }  # fmt: skip
