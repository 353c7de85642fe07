"""The forecasts made so far of one indicator, as arrays: what today's intervals are learnt from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from argos.epidemiology.forecasting.known import Indices, totals
from argos.epidemiology.forecasts import HUB_LEVELS
from argos.epidemiology.series import Floats
from argos.publish import rule
from argos.publish.modelled.known.hidden import MIDDLE
from argos.publish.modelled.known.panel import Panel

HORIZONS = (1, 2, 3, 4, 5, 6, 7, 10, 14, 21, 28)


@dataclass(frozen=True)
class Past:
    """Forecasts of one indicator, origins rising.

    Attributes:
        origins: their days.
        centres: by model, what it said, (place, origin, horizon).
        quantiles: by model, what was published, (place, origin, horizon, level); with the baseline
            and the ensemble.

    """

    origins: tuple[date, ...]
    centres: Mapping[str, Floats]
    quantiles: Mapping[str, Floats]

    def and_then(
        self, origin: date, centres: Mapping[str, Floats], quantiles: Mapping[str, Floats]
    ) -> "Past":
        """Return these, of which there are some, and one origin more.

        A model that is new said nothing before.
        """
        return Past(
            (*self.origins, origin), _joined(self.centres, centres),
            _joined(self.quantiles, quantiles),
        )  # fmt: skip

    def columns(self, panel: Panel) -> list[int]:
        """Return the columns of the origins in a panel."""
        return [(origin - panel.first).days for origin in self.origins]


def nothing() -> Past:
    """Return the forecasts of an indicator that has none."""
    return Past((), {}, {})


def read(rows: pl.DataFrame, panel: Panel) -> Past:
    """Return the forecasts that are published of an indicator.

    Args:
        rows: of table ``forecasts``, of the indicator.
        panel: its figures; forecasts from before its first day, of other places or horizons are
            left out.

    """
    standing = rows.filter(
        (pl.col("origin") >= panel.first)
        & pl.col("place").is_in(panel.places)
        & pl.col("horizon").is_in(HORIZONS)
    ).sort("known_from")
    key = ["place", "model", "origin", "horizon"]
    standing = standing.unique(subset=key, keep="last", maintain_order=True)
    if standing.is_empty():
        return nothing()
    origins = sorted(standing["origin"].unique().to_list())
    shape = (len(panel.places), len(origins), len(HORIZONS))
    centres, quantiles = {}, {}
    for (model,), own in standing.partition_by("model", as_dict=True).items():
        at = (
            _numbers(own["place"], panel.places), _numbers(own["origin"], origins),
            _numbers(own["horizon"], HORIZONS),
        )  # fmt: skip
        said = np.full(shape, np.nan)
        said[at] = own["centre"].fill_null(MIDDLE).to_numpy()
        told = np.full((*shape, HUB_LEVELS.size), np.nan)
        lists = own["quantiles"].list.eval(pl.element().fill_null(MIDDLE))
        told[at] = lists.list.to_array(HUB_LEVELS.size).to_numpy()
        centres[str(model)], quantiles[str(model)] = said, told
    return Past(tuple(origins), centres, quantiles)


def came(panel: Panel, past: Past, width: int, evening: int | None = None) -> Floats:
    """Return what came of forecasts, (place, origin, horizon), as it stood on an evening.

    Args:
        panel: the figures.
        past: the forecasts.
        width: days of which the total was foretold.
        evening: the last one by default.

    Returns:
        NaN where it has not come, or a day is missing. Under disclosure control each total is as
        the rule tells it (`by_rule`): scores of exact ones would give them away.

    """
    known = panel.latest if evening is None else panel.as_of(evening)
    summed = totals(known, width)
    summed = by_rule(summed) if panel.rounded else summed
    at = np.asarray(past.columns(panel))[:, None] + np.asarray(HORIZONS)
    there = at < summed.shape[1]
    return np.where(there, summed[:, np.where(there, at, 0)], np.nan)


def by_rule(counts: Floats) -> Floats:
    """Return counts as the rule of disclosure tells them, `MIDDLE` where they are hidden."""
    told = np.where(counts > rule.HIDDEN_UP_TO, rule.to_base(counts), MIDDLE)
    return np.where(np.isnan(counts), np.nan, told)


def _numbers(values: pl.Series, known: Sequence[object]) -> Indices:
    number = pl.Series(range(len(known)), dtype=pl.Int64)
    found = values.replace_strict(pl.Series(known, dtype=values.dtype), number)
    return np.asarray(found.to_numpy(), dtype=np.intp)


def _joined(before: Mapping[str, Floats], now: Mapping[str, Floats]) -> dict[str, Floats]:
    """Return arrays with one origin more; what one of the two lacks is missing there."""
    some = next(iter(before.values()))
    new = next(iter(now.values()))
    return {
        name: np.concatenate(
            [
                before.get(name, np.full_like(some, np.nan)),
                now.get(name, np.full_like(new, np.nan))[:, None],
            ],
            axis=1,
        )
        for name in {**before, **now}
    }
