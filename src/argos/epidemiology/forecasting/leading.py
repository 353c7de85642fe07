"""Forecasts from series that move earlier: tests, calls, visits, before admissions.

The growth to come is the mean of the series' own and of what its leading series show already; the
ratio between them may drift, for only its change is looked at. Place by place, a ridge regression
on what is local corrects it, learnt from all places together at each origin.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from argos.epidemiology.forecasting.growth import damped, pooled_growth
from argos.epidemiology.forecasting.known import Indices, Known, depths, later, totals
from argos.epidemiology.forecasting.trend import mended, turn
from argos.epidemiology.forecasting.weekdays import by_week, without_holidays
from argos.epidemiology.series import Floats

OWN = 0.5  # share of the series' own growth; its leading series have the rest in equal parts
STALE = 2  # weeks after which a leading series that is no longer published says nothing
RATIO = 12  # weeks of which the usual ratio is the mean; half of them must be known
FADING = 17  # weeks after which a past day counts half in the regression
PENALTY = 0.002  # of the ridge, for each unit of weight; features are logarithms, left unscaled
FEWEST = 500  # past figures, below which nothing is corrected
SPREAD = 0.04  # squared relative error of a forecast of a large place, for the weights
CHANCE = 1.5  # variance of small counts over their mean, for the weights


def leading_growth(known: Known, horizons: Sequence[int]) -> Floats:
    """Return medians of weeks to come from own and leading growth, damped, and local corrections.

    log S_{t+h} = log S_t + k(h) g_t + x_t b: S is a week's total, g the mean of the pooled growth
    (`growth.pooled_growth`) of the series and of each leading series that is still published, k as
    in `growth.damped`. x are local deviations (``_local``), zero for the widest place; b is
    refitted at each origin, for each horizon, by ridge regression over all places and past days
    whose week has come, weighted by the inverse of the variance of log counts, a / S + φ, and by
    age. A leading series is taken as late in the past as it is at the origin.

    Args:
        known: the figures and what leads them; without leading series it is a trend.
        horizons: columns ahead.

    Returns:
        (place, horizon); NaN where a day of the last week is missing.

    Raises:
        SeriesRefused: there are fewer than five weeks.

    """
    figures = mended(known)
    known = replace(known, leading=_ordinary(known))
    level = np.log(totals(figures, known.week) + 1)
    pooled = _growths(known, figures)
    growth = np.sum([share * each for share, each in pooled], axis=0)
    local = _local(known, level, pooled)

    def whole_weeks(ends: Indices) -> Floats:
        foretold = []
        for ahead, weeks in zip(ends.tolist(), damped(ends, known.week), strict=True):
            expected = level + weeks * growth
            missed = later(-expected, ahead) + level
            fix = _correction(local, missed, level, ahead, known.week)
            foretold.append(expected[:, -1] + fix)
        return np.asarray(np.maximum(np.exp(np.stack(foretold, axis=1)) - 1, 0))

    return by_week(known, horizons, whole_weeks)


def _ordinary(known: Known) -> dict[str, Floats]:
    """Return leading series as if their public holidays had been days like others."""
    ordinary = {}
    for name, age in _ages(known).items():
        series = known.leading[name].copy()
        seen = series.shape[1] - age
        if seen > 0:
            alone = Known(series[:, :seen], known.parents, week=known.week, closed=known.closed)
            series[:, :seen] = without_holidays(alone)
        ordinary[name] = series
    return ordinary


def _growths(known: Known, figures: Floats) -> list[tuple[float, Floats]]:
    """Return pooled growths with their shares, (place, time): own first, then two a leading one."""
    week, short = known.week, turn(known)
    found = [(1.0, pooled_growth(figures, known.parents, width=short, week=week))]
    lags = {name: age for name, age in _ages(known).items() if age <= STALE * week}
    if lags:
        found[0] = (OWN, found[0][1])
    for name, lag in lags.items():
        for width in (week, short):
            moved = later(known.leading[name], lag)
            growth = pooled_growth(moved, known.parents, width=width, week=week)
            found.append(((1 - OWN) / 2 / len(lags), growth))
    return found


def _local(known: Known, level: Floats, pooled: list[tuple[float, Floats]]) -> Floats:
    """Return what is of the place alone, (feature, place, time), missing things being no news: 0.

    Its raw growth less the pooled one, this week and the week before: mostly noise, which goes
    back. Its pooled growths less those of the widest place. For each leading series, the log ratio
    to the target less its usual one, less the same of the widest place.
    """
    week, top = known.week, int(np.flatnonzero(depths(known.parents) == 0)[0])
    weekly = pooled_growth(np.exp(level) - 1, known.parents, width=1, week=week)
    news = level - later(level, week) - weekly
    features = [news, later(news, week), *(each - each[top] for _, each in pooled)]
    for name, lag in _ages(known).items():
        if lag <= STALE * week:
            ahead = np.log(totals(later(known.leading[name], lag), week) + 1)
            ratio = ahead - level
            drift = ratio - _usual(later(ratio, week), RATIO * week)
            features.append(drift - drift[top])
    return np.asarray(np.tanh(np.nan_to_num(np.stack(features))))


def _usual(ratio: Floats, columns: int) -> Floats:
    """Return the mean of the columns up to each; NaN where fewer than half of them are known."""
    known = ~np.isnan(ratio)
    summed, count = (
        np.cumsum(np.pad(each, ((0, 0), (columns, 0))), axis=1)
        for each in (np.where(known, ratio, 0.0), known)
    )
    there = count[:, columns:] - count[:, :-columns]
    total = summed[:, columns:] - summed[:, :-columns]
    return np.where(there >= columns / 2, total / np.maximum(there, 1), np.nan)


def _ages(known: Known) -> dict[str, int]:
    """Return for each leading series how many columns ago its newest figure is."""
    ages = {}
    for name, series in known.leading.items():
        newest = np.flatnonzero((~np.isnan(series)).any(0))
        ages[name] = series.shape[1] - 1 - int(newest[-1]) if newest.size else series.shape[1]
    return ages


def _correction(local: Floats, missed: Floats, level: Floats, ahead: int, week: int) -> Floats:
    """Return the correction of each place at the origin, in logarithms, (place).

    ``missed`` stands at the column that was foretold, features at the one it was foretold from.
    """
    age = np.arange(level.shape[1])[::-1]
    known_then = later(level, ahead)
    weight = 0.5 ** (age / (FADING * week)) / (CHANCE * np.exp(-known_then) + SPREAD)
    good = ~np.isnan(missed)
    if good.sum() < FEWEST:
        return np.zeros(len(level))
    then = np.stack([later(feature, ahead) for feature in local])
    x, y, w = then[:, good], missed[good], weight[good] / weight[good].mean()
    gram = (x * w) @ x.T + PENALTY * y.size * np.eye(len(x))
    slopes = np.linalg.solve(gram, (x * w) @ y)
    return np.asarray(slopes @ local[:, :, -1])
