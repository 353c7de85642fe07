"""From forecasts of weeks to daily paths of admissions that could come.

A path keeps its rank: what comes high this week comes rather high the next. The totals of its
weeks are read from the forecast's quantiles at those ranks, so that over many paths each week has
the distribution that was forecast; then they are spread over their days.
"""

import numpy as np
from numpy.typing import ArrayLike
from scipy.interpolate import PchipInterpolator
from scipy.special import ndtri

from argos.core.language import Text, same
from argos.epidemiology.series import Floats, require

WEEK = 7
# Correlation of a path's normal score from one week to the next. Measured on what came of trend
# forecasts of admissions, August 2020 to February 2021: 0.85 for France, 0.77 for regions, 0.63 for
# départements; of those to intensive care 0.82, 0.63, 0.43.
MEMORY = 0.8


def scores(
    draws: int, steps: int, generator: np.random.Generator, memory: float = MEMORY
) -> Floats:
    """Return normal scores of paths, (draw, step), each step standard normal.

    z_1 is spread evenly over the normal law, in random order; z_(k+1) = ρ z_k + √(1-ρ²) ε, an
    autoregressive process whose every step has the same law.

    Args:
        draws: how many paths.
        steps: weeks, or days.
        generator: seeded by the caller.
        memory: ρ, from 0 (each step by itself) to 1 (one rank for all).

    """
    require(0 <= memory <= 1, same("0 <= memory <= 1"), same(f"{memory}"))
    found = np.empty((draws, steps))
    found[:, 0] = generator.permutation(ndtri((np.arange(draws) + 0.5) / draws))
    fresh = generator.standard_normal((draws, steps))
    for step in range(1, steps):
        found[:, step] = memory * found[:, step - 1] + np.sqrt(1 - memory**2) * fresh[:, step]
    return found


def week_totals(quantiles: ArrayLike, levels: ArrayLike, ranks: Floats) -> Floats:
    """Return the totals of weeks at the ranks of paths, (draw, week).

    Between quantiles, totals are interpolated over normal scores, which keeps them rising; beyond
    the outermost level they stay at its quantile.

    Args:
        quantiles: (week, level), rising along the levels, of consecutive weeks from the origin.
        levels: of the quantiles, rising.
        ranks: (draw, week), normal scores, from ``scores``.

    Returns:
        Not under 0; NaN in the weeks that have no forecast.

    """
    given, at = np.asarray(quantiles, np.float64), ndtri(np.asarray(levels, np.float64))
    fits = given.ndim == 2 and given.shape == (ranks.shape[1], at.size)
    require(fits, same(f"({ranks.shape[1]}, {at.size})"), same(f"{given.shape}"))
    each = [np.interp(ranks[:, week], at, row) for week, row in enumerate(given)]
    return np.asarray(np.maximum(np.stack(each, axis=1), 0))


def by_day(weeks: ArrayLike, last: float, shares: ArrayLike) -> Floats:
    """Return the days of weeks, (draw, 7 x week): smooth, never under 0, each week's sum kept.

    The running total is interpolated by a monotone cubic (Fritsch, Carlson, SIAM J Numer Anal 17
    (1980) 238) from the beginning of the last week known; its daily steps are then weighed by the
    share of each weekday, and each week scaled back to its total.

    Args:
        weeks: (draw, week), totals.
        last: the total of the last week known.
        shares: (7), the share of each day after the origin in a week's total.

    """
    totals, share = np.atleast_2d(np.asarray(weeks, np.float64)), np.asarray(shares, np.float64)
    sound = share.shape == (WEEK,) and bool((share >= 0).all()) and abs(share.sum() - 1) < 1e-6
    require(sound, Text("7 parts de somme 1", "7 shares of sum 1"), same(f"{share.shape}"))
    draws, count = totals.shape
    behind = np.zeros((draws, 1))
    running = np.concatenate([behind, np.full((draws, 1), last), last + totals.cumsum(1)], axis=1)
    smooth = PchipInterpolator(WEEK * np.arange(count + 2), running, axis=1)
    steps = np.diff(smooth(np.arange(WEEK, WEEK * (count + 1) + 1)), axis=1)
    days = np.maximum(steps, 0).reshape(draws, count, WEEK) * share
    summed = days.sum(2, keepdims=True)
    kept = np.where(summed > 0, totals[..., None] / np.where(summed > 0, summed, 1), 0)
    even = np.where(summed > 0, days * kept, totals[..., None] * share)
    return np.asarray(even.reshape(draws, -1))


def passed_on(history: ArrayLike, paths: Floats, share: float, delay: ArrayLike) -> Floats:
    """Return admissions to intensive care from those to hospital, (draw, day).

    C_t = share x Σ_k w_k A_(t-k): a share of those admitted, some days later. For a place whose
    intensive care has no forecast of its own.

    Args:
        history: (time), admissions to hospital up to the origin, as many as there are delays at
            least; a missing day is taken as the mean of the others.
        paths: (draw, day), admissions to come.
        share: of those admitted to hospital, from 0 to 1.
        delay: (days), the chance w of 0, 1, 2, … days; their sum is 1.

    """
    weights, past = np.asarray(delay, np.float64), np.asarray(history, np.float64)
    expected = Text("part de 0 à 1, délais de somme 1", "share from 0 to 1, delays of sum 1")
    require(0 <= share <= 1 and abs(weights.sum() - 1) < 1e-6, expected, same(f"{share}"))
    require(past.size >= weights.size, same(f">= {weights.size}"), same(f"{past.size}"))
    past = past[past.size - weights.size :]
    mean = np.nanmean(past) if (~np.isnan(past)).any() else np.nan
    past = np.where(np.isnan(past), mean, past)
    whole = np.concatenate([np.tile(past, (len(paths), 1)), paths], axis=1)
    windows = np.lib.stride_tricks.sliding_window_view(whole, weights.size, axis=1)
    return np.asarray(share * (windows @ weights[::-1])[:, 1:])
