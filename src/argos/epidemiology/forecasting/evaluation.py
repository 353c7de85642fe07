"""What forecasts were worth: against the baseline, and whether their intervals held."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from argos.core.language import same
from argos.epidemiology.forecasting.ensemble import BASELINE
from argos.epidemiology.forecasts import QuantileForecast
from argos.epidemiology.scores import (
    interval_coverage,
    quantile_bias,
    relative_score,
    weighted_interval_score,
)
from argos.epidemiology.series import Floats, require

BLOCK = 42  # columns of a block: errors of one turn of an epidemic go together
DRAWS = 2000


@dataclass(frozen=True, slots=True)
class Worth:
    """What the forecasts of one model were worth.

    Attributes:
        model, group, period, horizon: which forecasts: of which places, made when, how far ahead.
        figures: how many were scored.
        relative: sum of weighted interval scores over that of the baseline: under 1 is better.
        low, high: 90 % block-bootstrap interval of it.
        cover_50, cover_90: share of figures inside the central intervals.
        bias: from -1, all forecasts too low, to 1, all too high.

    """

    model: str
    group: str
    period: str
    horizon: int
    figures: int
    relative: float
    low: float
    high: float
    cover_50: float
    cover_90: float
    bias: float


def worth(
    observed: ArrayLike,
    forecasts: Mapping[str, QuantileForecast],
    origins: Sequence[int],
    horizons: Sequence[int],
    groups: Mapping[str, ArrayLike],
    periods: Mapping[str, ArrayLike],
    seed: int = 0,
) -> Iterator[Worth]:
    """Yield what each model was worth, by group of places, period and horizon.

    Args:
        observed: (place, origin x horizon), from ``rolling.outcomes``.
        forecasts: by model, ``BASELINE`` among them, from ``rolling.with_intervals``.
        origins: columns of the origins.
        horizons: columns ahead.
        groups: by name, (place), whether the place belongs to it.
        periods: by name (a month, or the whole), (origin), whether it belongs to it.
        seed: of the bootstrap.

    Raises:
        SeriesRefused: there is no baseline, or shapes differ.

    """
    require(BASELINE in forecasts, same(BASELINE), same(f"{sorted(forecasts)}"))
    shape = (-1, len(origins), len(horizons))
    columns = np.asarray(origins)
    truth = np.asarray(observed, np.float64)
    for model, forecast in forecasts.items():
        against = weighted_interval_score(truth, forecasts[BASELINE]).total.reshape(shape)
        score = weighted_interval_score(truth, forecast).total.reshape(shape)
        inside = [interval_coverage(truth, forecast, p).reshape(shape) for p in (0.5, 0.9)]
        side = quantile_bias(truth, forecast).reshape(shape)
        for group, rows in groups.items():
            for period, chosen in periods.items():
                for at, horizon in enumerate(horizons):
                    cut = np.ix_(np.flatnonzero(rows), np.flatnonzero(chosen), np.array([at]))
                    ours, theirs = score[cut][..., 0], against[cut][..., 0]
                    low, high = bootstrap(ours, theirs, columns[np.asarray(chosen)], seed)
                    yield Worth(
                        *(model, group, period, horizon),
                        int((~np.isnan(ours + theirs)).sum()),
                        *(relative_score(ours, theirs), low, high),
                        *(_mean(each[cut]) for each in (*inside, side)),
                    )


def bootstrap(
    scores: ArrayLike,
    baseline: ArrayLike,
    origins: ArrayLike,
    seed: int,
    *,
    block: int = BLOCK,
    draws: int = DRAWS,
) -> tuple[float, float]:
    """Return the 90 % interval of the relative score, by circular blocks of origins.

    Blocks of origins, all places together, are drawn with replacement until there are as many as
    there were (Politis, Romano 1992); the interval is from the 5th to the 95th percentile of the
    relative scores.

    Args:
        scores: (place, origin).
        baseline: (place, origin), of the same figures.
        origins: (origin), their columns.
        seed: of the draws.
        block: columns of a block.
        draws: how many.

    Returns:
        Its ends; NaN with fewer than two blocks of origins, or where the baseline was never wrong.

    """
    both = np.asarray(scores, np.float64), np.asarray(baseline, np.float64)
    known = ~np.isnan(both[0] + both[1])
    ours, theirs = (np.where(known, each, 0).sum(0) for each in both)
    at, count = np.asarray(origins), ours.size
    if count < 2 or at[-1] - at[0] < block or not theirs.any():
        return np.nan, np.nan
    length = max(1, round(block / float(np.median(np.diff(at)))))
    starts = np.random.default_rng(seed).integers(0, count, (draws, -(-count // length)))
    drawn = (starts[..., None] + np.arange(length)).reshape(draws, -1)[:, :count] % count
    with np.errstate(divide="ignore", invalid="ignore"):
        ratios = ours[drawn].sum(1) / theirs[drawn].sum(1)
    low, high = np.nanpercentile(ratios, [5, 95])
    return float(low), float(high)


def _mean(values: Floats) -> float:
    return float(np.nanmean(values)) if (~np.isnan(values)).any() else np.nan
