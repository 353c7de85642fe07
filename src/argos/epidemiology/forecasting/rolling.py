"""The past replayed: at each origin, what models would have said from what was known then."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from argos.core.language import Text, same
from argos.epidemiology.baseline import baseline_forecast
from argos.epidemiology.forecasting.conformal import adaptive_quantiles
from argos.epidemiology.forecasting.ensemble import BASELINE, combined
from argos.epidemiology.forecasting.known import Indices, Known, Model, depths, totals
from argos.epidemiology.forecasting.weekdays import daily
from argos.epidemiology.forecasts import HUB_LEVELS, QuantileForecast
from argos.epidemiology.series import Floats, require

AsOf = Callable[[int], Known]  # column of an origin → what was known there, up to that column
DRAWS = 1000  # of the baseline's changes


@dataclass(frozen=True)
class Replay:
    """Medians made at each origin, and what came of them.

    Attributes:
        origins: their columns, rising.
        horizons: columns ahead.
        parents: (place), as in ``Known``.
        medians: by model, (place, origin, horizon).
        baseline: quantiles of the baseline, (place, origin, horizon, level).
        came: (place, origin, horizon), what came, as it stood at the first origin that knew it;
            NaN where none does.

    """

    origins: Sequence[int]
    horizons: Sequence[int]
    parents: Indices
    medians: Mapping[str, Floats]
    baseline: Floats
    came: Floats


def replay(
    as_of: AsOf,
    origins: Sequence[int],
    horizons: Sequence[int],
    models: Mapping[str, Model],
    *,
    days: bool = False,
    stocks: bool = False,
) -> Replay:
    """Return what each model says at each origin; it is shown what was known there and no more.

    Args:
        as_of: gives, for the column of an origin, the figures as they were known.
        origins: columns, rising.
        horizons: columns ahead, over 0, rising.
        models: by name.
        days: foretell single columns (`weekdays.daily`) instead of the totals of weeks.
        stocks: the target is a stock, and models foretell it on single columns by themselves.

    Raises:
        SeriesRefused: origins or horizons do not rise, or ``as_of`` goes on after the origin.

    """
    rising = bool((np.diff(origins) > 0).all() and (np.diff(horizons) > 0).all())
    require(rising and horizons[0] > 0, Text("croissants", "rising"), same("origins, horizons"))
    still = stock_baseline if stocks else daily_baseline if days else weekly_baseline
    medians: dict[str, list[Floats]] = {name: [] for name in models}
    baseline, came = [], None
    for number, origin in enumerate(origins):
        known = as_of(origin)
        require(known.target.shape[1] <= origin + 1, same(f"<= {origin + 1}"), same("as_of"))
        for name, model in models.items():
            medians[name].append((daily(model) if days else model)(known, horizons))
        baseline.append(still(known, horizons))
        if came is None:
            came = np.full((len(known.target), len(origins), len(horizons)), np.nan)
        figures = totals(known.target, 1 if days or stocks else known.week)
        _note(came, figures, origins[: number + 1], horizons)
    stacked = {name: np.stack(each, axis=1) for name, each in medians.items()}
    assert came is not None  # noqa: S101 - there is an origin
    return Replay(origins, horizons, known.parents, stacked, np.stack(baseline, axis=1), came)


def with_intervals(past: Replay, together: str | None = "ensemble") -> dict[str, QuantileForecast]:
    """Return the forecasts of every model and of the baseline, (place, origin x horizon, level).

    Intervals are put around the medians from each model's own past errors, places of one depth
    together (`conformal.adaptive_quantiles`).

    Args:
        past: from ``replay``.
        together: the name of the ensemble (`ensemble.combined`), added to the models; None for no
            ensemble.

    Returns:
        By model, ``BASELINE`` among them; for each origin, the horizons in order.

    """
    groups = depths(past.parents)
    found: dict[str, list[Floats]] = {}
    for number, horizon in enumerate(past.horizons):
        came = past.came[:, :, number]
        medians = {name: each[:, :, number] for name, each in past.medians.items()}
        told = {
            name: adaptive_quantiles(each, came, past.origins, horizon, groups)
            for name, each in medians.items()
        } | {BASELINE: past.baseline[:, :, number]}
        if together is not None:
            middle, _ = combined(medians, told, came, past.origins, horizon, groups)
            told[together] = adaptive_quantiles(middle, came, past.origins, horizon, groups)
        for name, each in told.items():
            found.setdefault(name, []).append(each)
    return {name: _forecast(np.stack(each, axis=2)) for name, each in found.items()}


def outcomes(
    final: Floats, origins: Sequence[int], horizons: Sequence[int], width: int = 7
) -> Floats:
    """Return what came of each forecast, (place, origin x horizon), to score them by.

    Args:
        final: (place, time), the figures as they are known today.
        origins: columns of the origins.
        horizons: columns ahead.
        width: columns of which the total was foretold: 7 for a week of days, 1 for the figure.

    Returns:
        NaN where the figure is missing or has not come.

    """
    summed = totals(final, width)
    at = (np.asarray(origins)[:, None] + np.asarray(horizons)).ravel()
    within = at < summed.shape[1]
    return np.where(within, summed[:, np.where(within, at, 0)], np.nan)


def weekly_baseline(known: Known, horizons: Sequence[int]) -> Floats:
    """Return the Forecast Hub's baseline of each week's total, (place, horizon, level).

    As the Hub did for weekly figures, its changes are those from one week to the next
    (`baseline.baseline_forecast`), the nearest number of weeks being taken and one at least.
    """
    weeks = _weeks(known, horizons)
    apart = totals(known.target, known.week)[:, :: -known.week][:, ::-1]
    told = baseline_forecast(apart, int(weeks.max()), seed=0, draws=DRAWS)
    return np.asarray(told.predicted[:, weeks - 1])


def stock_baseline(known: Known, horizons: Sequence[int]) -> Floats:
    """Return the Forecast Hub's baseline of a stock, (place, horizon, level).

    Its changes are those from one week to the next, as in ``weekly_baseline``: the same weekday is
    compared, and a stock that has risen each day of a week has not changed seven times by chance.
    """
    weeks = _weeks(known, horizons)
    apart = known.target[:, :: -known.week][:, ::-1]
    told = baseline_forecast(apart, int(weeks.max()), seed=0, draws=DRAWS)
    return np.asarray(told.predicted[:, weeks - 1])


def daily_baseline(known: Known, horizons: Sequence[int]) -> Floats:
    """Return the Forecast Hub's baseline of single columns, (place, horizon, level)."""
    told = baseline_forecast(known.target, int(max(horizons)), seed=0, draws=DRAWS)
    return np.asarray(told.predicted[:, np.asarray(horizons) - 1])


def _weeks(known: Known, horizons: Sequence[int]) -> Indices:
    """Return the whole weeks that are nearest to each horizon, one at least."""
    nearest = (np.asarray(horizons, np.intp) + known.week // 2) // known.week
    return np.asarray(np.maximum(nearest, 1))


def _note(came: Floats, figures: Floats, origins: Sequence[int], horizons: Sequence[int]) -> None:
    """Write down the figures that are first known at the last of these origins."""
    for number, horizon in enumerate(horizons):
        back = origins[-1] - horizon - np.asarray(origins)
        past = np.flatnonzero((back >= 0) & (back < figures.shape[1]))
        before, now = came[:, past, number], figures[:, -1 - back[past]]
        came[:, past, number] = np.where(np.isnan(before), now, before)


def _forecast(quantiles: Floats) -> QuantileForecast:
    """Return forecasts, (place, origin x horizon, level), rounding not crossing them."""
    flat = quantiles.reshape(len(quantiles), -1, quantiles.shape[-1])
    return QuantileForecast(np.maximum.accumulate(flat, axis=2), HUB_LEVELS)
