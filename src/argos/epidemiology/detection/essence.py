"""ESSENCE's switch: a regression where weekdays and trend explain a daily series, else an EWMA.

The detectors of the United States' National Syndromic Surveillance Program (Burkom 2007, Johns
Hopkins APL Technical Digest 27(4); Burkom, Elbert, Magruder, Najmi, Peter and Thompson 2008), as
R's ``Rnssp`` 0.3.1 makes them. Each day is compared with up to 28 days that end before a guard of
2 days, as soon as 7 (EWMA) or 11 (regression) of them hold a figure.

A day that is missing, and a day flagged as a holiday, is neither in a baseline nor smoothed nor
tested: what a holiday does to a count is no news, and must not widen the baseline of the days
after it. ``Rnssp`` has no such flag; without missing days or holidays the figures are its own.
"""

from dataclasses import dataclass, replace
from enum import IntEnum

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import ArrayLike, NDArray
from scipy.special import stdtr, stdtrit

from argos.core.language import Text
from argos.epidemiology.series import Floats, SeriesRefused, matrix, require_length

BASELINE = 28
GUARD = 2
FEWEST_DAYS_SMOOTHED = 7
FEWEST_DAYS_REGRESSED = 11
FEWEST_DEGREES = 3
RED, YELLOW = 0.01, 0.05
GRADUAL, SUDDEN = 0.4, 0.9
EXPLAINED = 0.60
DECIMALS = 5  # the program's tables of Student quantiles are rounded

Codes = NDArray[np.int8]


class Level(IntEnum):
    """What a day is worth: not assessed, nothing, a warning, an alert."""

    GREY = 0
    BLUE = 1
    YELLOW = 2
    RED = 3


class Detector(IntEnum):
    """Which method spoke for a day."""

    NONE = 0
    REGRESSION = 1
    EWMA = 2


@dataclass(frozen=True, slots=True)
class Essence:
    """What a detector says of each day; every field is a matrix (series, time).

    Attributes:
        expected: the count expected, in the unit of the series.
        statistic: departure from it in standard errors; NaN where nothing can be said.
        p_value: one-sided, Student.
        level: a ``Level``: red where p < 0.01, yellow where p < 0.05, grey where nothing is said.
        adjusted_r_squared: share of the baseline's variance that weekday and trend explain; NaN
            for the EWMA alone.
        detector: a ``Detector``.

    """

    expected: Floats
    statistic: Floats
    p_value: Floats
    level: Codes
    adjusted_r_squared: Floats
    detector: Codes


def essence_switch(
    values: ArrayLike, weekday: ArrayLike, *, holiday: ArrayLike | None = None
) -> Essence:
    """Take the regression where its adjusted R2 is 0.60 or more, the EWMA elsewhere.

    Args:
        values: daily counts or shares, one row a series, one column a day.
        weekday: a number for each day, the same for the same weekday.
        holiday: true for each day to leave out of baselines and alarms; none if not given.

    Raises:
        SeriesRefused: there is no day with a baseline and a guard before it, or the weekdays or
            holidays are not as many as the days.

    >>> essence_switch([5] * 20 + [50], [day % 7 for day in range(21)]).level[0, -1]
    np.int8(3)

    """
    smoothed = essence_ewma(values, holiday=holiday)
    if matrix(values).shape[1] < FEWEST_DAYS_REGRESSED + GUARD + 1:
        return smoothed
    regressed = essence_regression(values, weekday, holiday=holiday)
    chosen = regressed.adjusted_r_squared >= EXPLAINED
    return Essence(
        np.where(chosen, regressed.expected, smoothed.expected),
        np.where(chosen, regressed.statistic, smoothed.statistic),
        np.where(chosen, regressed.p_value, smoothed.p_value),
        np.where(chosen, regressed.level, smoothed.level),
        regressed.adjusted_r_squared,
        np.where(chosen, regressed.detector, smoothed.detector),
    )


def essence_regression(
    values: ArrayLike, weekday: ArrayLike, *, holiday: ArrayLike | None = None
) -> Essence:
    """Forecast each day from a linear trend and the weekdays of its baseline.

    y = weekday effect + slope t by least squares over n days, n - 8 degrees of freedom; forecast
    not below zero; standard error s sqrt((n + 7)(n - 4) / (n(n - 7))), not below 1.01 / t(0.95).
    The slope is that of figures and days centred by weekday, which is the same least squares.
    A day whose weekday the baseline lacks is not assessed. A warning or an alert on a count below
    the mean of the seven days before it is cancelled: a falling trend forecasts too little.

    Arguments and refusals as for ``essence_switch``.
    """
    series = _prepared(values, holiday, FEWEST_DAYS_REGRESSED)
    day = _as_long(weekday, series.shape[1])
    expected, sigma, r_squared, degrees = (np.full_like(series, np.nan) for _ in range(4))
    for t in range(FEWEST_DAYS_REGRESSED + GUARD, series.shape[1]):
        window = slice(max(0, t - GUARD - BASELINE), t - GUARD)
        fit = _regress(series[:, window], day[window], day[t])
        expected[:, t], sigma[:, t], r_squared[:, t], degrees[:, t] = fit
    statistic = (series - expected) / sigma
    r_squared = np.where(np.isnan(statistic), np.nan, r_squared)
    found = _judged(expected, statistic, degrees, r_squared, Detector.REGRESSION)
    cancelled = (found.level >= Level.YELLOW) & (series < _mean_of_week_before(series))
    return replace(found, level=np.where(cancelled, np.int8(Level.BLUE), found.level))


def essence_ewma(values: ArrayLike, *, holiday: ArrayLike | None = None) -> Essence:
    """Compare two smoothed counts, one for gradual rises and one for sudden, with the baseline.

    z_t = w y_t + (1 - w) z_{t-1} with w 0.4 and 0.9; the smaller p-value speaks. A smoothed count
    beyond the red limit is cut at it, so that one event does not hide the next.

    Arguments and refusals as for ``essence_switch``.
    """
    series = _prepared(values, holiday, FEWEST_DAYS_SMOOTHED)
    mean, sigma, count = _moving_baseline(series)
    gradual = _smoothed_statistic(series, mean, sigma, count, GRADUAL)
    sudden = _smoothed_statistic(series, mean, sigma, count, SUDDEN)
    statistic = np.maximum(gradual, sudden)  # the same degrees: the greater has the smaller p
    mean = np.where(np.isnan(statistic), np.nan, mean)
    unexplained = np.full_like(series, np.nan)
    return _judged(mean, statistic, count - 1.0, unexplained, Detector.EWMA)


def _prepared(values: ArrayLike, holiday: ArrayLike | None, fewest: int) -> Floats:
    """Return the series without their holidays."""
    series = matrix(values)
    require_length(series, fewest + GUARD + 1)
    if holiday is not None:
        series[:, _as_long(holiday, series.shape[1]).astype(bool)] = np.nan
    return series


def _as_long(given: ArrayLike, days: int) -> NDArray[np.generic]:
    """Return what is given a day, or refuse it when there is not one for each."""
    found = np.asarray(given)
    if found.shape != (days,):
        raise SeriesRefused(
            "DAYS_DIFFER",
            expected=Text(f"une valeur par jour, {days}", f"a value a day, {days}"),
            found=Text(f"{found.shape}", f"{found.shape}"),
            todo=Text("donner un élément par colonne", "give an element a column"),
        )
    return found


def _regress(y: Floats, day: NDArray[np.generic], tested: np.generic) -> tuple[Floats, ...]:
    """Return forecast, standard error, adjusted R2 and degrees of freedom, each (series,)."""
    present = ~np.isnan(y)
    same_day = (day[:, None] == np.unique(day)[None, :]).astype(float)
    time = np.broadcast_to(np.arange(y.shape[1], dtype=float), y.shape)
    seen = present.astype(float) @ same_day
    mean_y = _mean_by(np.where(present, y, 0.0) @ same_day, seen)
    mean_t = _mean_by(np.where(present, time, 0.0) @ same_day, seen)
    y_left = np.where(present, y - mean_y @ same_day.T, 0.0)
    t_left = np.where(present, time - mean_t @ same_day.T, 0.0)
    count, weekdays = present.sum(axis=1), (seen > 0).sum(axis=1)
    degrees = np.where(count >= FEWEST_DAYS_REGRESSED, count - 1.0 - weekdays, np.nan)
    degrees = np.where(degrees >= FEWEST_DEGREES, degrees, np.nan)
    slope = (t_left * y_left).sum(axis=1) / np.where(degrees > 0, (t_left**2).sum(axis=1), np.nan)
    rss = ((y_left - slope[:, None] * t_left) ** 2).sum(axis=1)
    now = np.unique(day) == tested
    level = mean_y[:, now] + slope[:, None] * (y.shape[1] + GUARD - mean_t[:, now])
    known = seen[:, now] > 0
    forecast = np.where(known, np.maximum(0.0, level), np.nan).sum(axis=1) if now.any() else np.nan
    sigma = _forecast_error(rss, count, degrees)
    return forecast + 0.0 * slope, sigma, _adjusted(y, rss, count, degrees), degrees


def _mean_of_week_before(series: Floats) -> Floats:
    """Return the mean of the figures of the seven days before each day; NaN without any."""
    padded = np.pad(series, ((0, 0), (7, 0)), constant_values=np.nan)[:, :-1]
    week = sliding_window_view(padded, 7, axis=1)
    count = (~np.isnan(week)).sum(axis=2)
    mean: Floats = np.nansum(week, axis=2) / np.where(count > 0, count, np.nan)
    return mean


def _mean_by(total: Floats, seen: Floats) -> Floats:
    """Return means, 0 where nothing was seen."""
    return total / np.where(seen > 0, seen, 1.0)


def _forecast_error(rss: Floats, count: NDArray[np.int_], degrees: Floats) -> Floats:
    """Return the standard error of a forecast, bounded below for series of small counts."""
    n = count.astype(float)
    spread = (n + 7) * (n - 4) / np.where(n > 7, n * (n - 7), np.nan)
    least = 1.01 / np.round(stdtrit(degrees, 1.0 - YELLOW), DECIMALS)
    error: Floats = np.maximum(np.sqrt(rss / degrees) * np.sqrt(spread), least)
    return error


def _adjusted(y: Floats, rss: Floats, count: NDArray[np.int_], degrees: Floats) -> Floats:
    """Return the adjusted R2; 0 for a baseline that never moved."""
    centred = y - (np.nansum(y, axis=1) / np.maximum(count, 1))[:, None]
    total = np.nansum(centred**2, axis=1)
    r_squared = 1.0 - rss / np.where(total > 0, total, np.nan)
    adjusted = 1.0 - (1.0 - r_squared) * (count - 1) / degrees
    return np.where(total > 0, adjusted, 0.0 * degrees)


def _moving_baseline(series: Floats) -> tuple[Floats, Floats, Floats]:
    """Return mean, deviation and number of the baseline's figures; NaN where they are too few."""
    mean, sigma, count = (np.full_like(series, np.nan) for _ in range(3))
    for t in range(FEWEST_DAYS_SMOOTHED + GUARD, series.shape[1]):
        window = series[:, max(0, t - GUARD - BASELINE) : t - GUARD]
        seen = (~np.isnan(window)).sum(axis=1)
        count[:, t] = np.where(seen >= FEWEST_DAYS_SMOOTHED, seen, np.nan)
        mean[:, t] = np.nansum(window, axis=1) / count[:, t]
        squares = np.nansum((window - mean[:, t, None]) ** 2, axis=1)
        sigma[:, t] = np.sqrt(squares / (count[:, t] - 1.0))
    return mean, sigma, count


def _smoothed_statistic(
    series: Floats, mean: Floats, sigma: Floats, count: Floats, weight: float
) -> Floats:
    """Smooth each series and return its departure from the baseline, in standard errors."""
    error = _smoothed_error(sigma, count, weight)
    limit = np.round(stdtrit(count - 1.0, 1.0 - RED), DECIMALS)
    statistic = np.full_like(series, np.nan)
    smoothed = np.full(series.shape[0], np.nan)
    for t in range(series.shape[1]):
        y = series[:, t]
        begun = np.where(np.isnan(smoothed), y, smoothed)
        moved = weight * y + (1.0 - weight) * begun
        statistic[:, t] = (moved - mean[:, t]) / error[:, t]
        cut = mean[:, t] + np.sign(statistic[:, t]) * limit[:, t] * error[:, t]
        moved = np.where(np.abs(statistic[:, t]) > limit[:, t], cut, moved)
        smoothed = np.where(np.isnan(y), smoothed, moved)
    return statistic


def _smoothed_error(sigma: Floats, n: Floats, w: float) -> Floats:
    """Return the standard error of a smoothed count less the mean of n days ending a guard before.

    sigma sqrt(w/(2-w) + 1/n - 2 (1-w)^(g+1) (1 - (1-w)^n) / n), plus the program's correction for
    small counts, and not below its least error.
    """
    spread = w / (2 - w) + 1 / n - 2 * (1 - w) ** (GUARD + 1) * (1 - (1 - w) ** n) / n
    unit = w / np.round(stdtrit(n - 1.0, 1.0 - YELLOW), DECIMALS)
    small = (0.1289 - (0.2414 - 0.1826 * (1 - w) ** 4) * np.log(10 * YELLOW)) * unit
    least = unit * (1 + 0.5 * (1 - w) ** 2)
    error: Floats = np.maximum(least, sigma * np.sqrt(spread) + small)
    return error


def _judged(
    expected: Floats, statistic: Floats, degrees: Floats, r_squared: Floats, detector: Detector
) -> Essence:
    """Turn statistics into p-values and levels."""
    p = stdtr(degrees, -statistic)
    told = ~np.isnan(p)
    level = np.where(p < RED, Level.RED, np.where(p < YELLOW, Level.YELLOW, Level.BLUE))
    return Essence(
        expected,
        statistic,
        p,
        np.where(told, level, Level.GREY).astype(np.int8),
        r_squared,
        np.where(told, detector, Detector.NONE).astype(np.int8),
    )
