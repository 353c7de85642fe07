"""EARS C1, C2 and C3: detection for series without years of history.

Each date is compared with the mean and the standard deviation of the few dates before it
(Hutwagner, Thompson, Seeman and Treadwell 2003, doi 10.1007/PL00022319; Fricker, Hegler and
Dunfee 2008, doi 10.1002/sim.3197). The unit of time is that of the series, a day or a week.

A figure that is missing is left out of the baseline, which needs at least half of its figures
and never fewer than three; where it has fewer, or the figure tested is missing, nothing is said:
the statistic is NaN and there is no alarm.
"""

from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import ArrayLike
from scipy.special import ndtri

from argos.epidemiology.series import Flags, Floats, matrix, require_length

FEWEST_FIGURES = 3
GUARD_C1 = 0
GUARD_C2 = 2
DATES_SUMMED = 3  # C3 sums today and the two dates before


@dataclass(frozen=True, slots=True)
class Ears:
    """What EARS says of each date; every field is a matrix (series, time).

    Attributes:
        mean: mean of the baseline, in the unit of the series.
        sigma: standard deviation of the baseline, not below ``min_sigma``.
        statistic: C1, C2 or C3, without unit; NaN where nothing can be said.
        upperbound: the greatest figure that raises no alarm, in the unit of the series.
        alarm: the statistic is above its limit.

    """

    mean: Floats
    sigma: Floats
    statistic: Floats
    upperbound: Floats
    alarm: Flags


def ears_c1(
    values: ArrayLike, *, baseline: int = 7, min_sigma: float = 0.0, alpha: float = 0.001
) -> Ears:
    """Compare each date with the dates just before it: t-7 to t-1.

    C1 = (y - mean) / max(sd, min_sigma), alarm where y > mean + z(1 - alpha) max(sd, min_sigma).

    Args:
        values: one row a series, one column a date.
        baseline: dates in the baseline, at least three.
        min_sigma: the least standard deviation, in the unit of the series: without one, a single
            case after a week of none is an alarm.
        alpha: risk of a false alarm on a date, were the figures Gaussian.

    Raises:
        SeriesRefused: no date has a whole baseline before it.

    >>> ears_c1([1, 2, 1, 2, 1, 2, 1, 9]).alarm[0, -1]
    np.True_

    """
    return _against_baseline(matrix(values), baseline, GUARD_C1, min_sigma, alpha)


def ears_c2(
    values: ArrayLike, *, baseline: int = 7, min_sigma: float = 0.0, alpha: float = 0.001
) -> Ears:
    """Compare each date with t-9 to t-3: a rise that lasts does not enter its own baseline.

    Arguments, formula and refusals as for ``ears_c1``.
    """
    return _against_baseline(matrix(values), baseline, GUARD_C2, min_sigma, alpha)


def ears_c3(
    values: ArrayLike, *, baseline: int = 7, min_sigma: float = 0.0, alpha: float = 0.025
) -> Ears:
    """Sum what C2 exceeds one by over three dates: a slow rise shows that no date shows alone.

    C3_t = sum over i = t-2..t of max(0, C2_i - 1), alarm where C3_t > z(1 - alpha).

    R's ``surveillance::earsC`` (at least up to 1.26) leaves today's C2 out, because its bound is
    built on today's own count. The definition is followed here: it alarms on every date on which
    that bound does, and on more. ``upperbound`` is 0 where the two dates before suffice.

    Arguments and refusals as for ``ears_c1``; a date without its two C2 before says nothing.
    """
    series = matrix(values)
    c2 = _against_baseline(series, baseline, GUARD_C2, min_sigma, alpha)
    require_length(series, baseline + GUARD_C2 + DATES_SUMMED)
    excess = np.maximum(0.0, c2.statistic - 1.0)
    before = np.full_like(excess, np.nan)
    before[:, 2:] = excess[:, 1:-1] + excess[:, :-2]
    statistic = before + excess
    limit = float(ndtri(1.0 - alpha))
    with np.errstate(invalid="ignore"):  # a baseline without variance, after an infinite C2
        upperbound = c2.mean + c2.sigma * (1.0 + limit - before)
    upperbound = np.where(before > limit, 0.0, upperbound)
    return Ears(c2.mean, c2.sigma, statistic, upperbound, statistic > limit)


def _against_baseline(
    series: Floats, baseline: int, guard: int, min_sigma: float, alpha: float
) -> Ears:
    """Compare each figure with the mean and deviation of the baseline that ends before a guard."""
    require_length(series, baseline + guard + 1)
    mean, sigma = _baseline(series, baseline, guard)
    sigma = np.maximum(sigma, min_sigma)
    upperbound = mean + float(ndtri(1.0 - alpha)) * sigma
    return Ears(mean, sigma, _standardised(series, mean, sigma), upperbound, series > upperbound)


def _baseline(series: Floats, baseline: int, guard: int) -> tuple[Floats, Floats]:
    """Return mean and standard deviation of the figures t-guard-baseline to t-guard-1."""
    mean, sigma = np.full_like(series, np.nan), np.full_like(series, np.nan)
    first = baseline + guard
    window = sliding_window_view(series, baseline, axis=1)[:, : series.shape[1] - first]
    present = ~np.isnan(window)
    count = present.sum(axis=2)
    enough = count >= max(FEWEST_FIGURES, -(-baseline // 2))
    safe = np.where(enough, count, np.nan)
    mean[:, first:] = np.where(present, window, 0.0).sum(axis=2) / safe
    squares = np.where(present, window - mean[:, first:, None], 0.0) ** 2
    sigma[:, first:] = np.sqrt(squares.sum(axis=2) / (safe - 1.0))
    return mean, sigma


def _standardised(series: Floats, mean: Floats, sigma: Floats) -> Floats:
    """Return (y - mean) / sigma: infinite above or below a baseline that never moved, 0 on it."""
    departure = series - mean
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(departure == 0.0, 0.0 * sigma, departure / sigma)
