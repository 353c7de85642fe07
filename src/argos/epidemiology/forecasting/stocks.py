"""Beds: how many are taken, from who is in them, who will come, and how long people stay.

A stock is the running balance of those who come and those who leave, so it moves slowly and turns
after admissions do. What is foretold is admissions; lengths of stay carry them to beds.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import gammaincc

from argos.core.language import same
from argos.epidemiology.forecasting.growth import damped, pooled_growth
from argos.epidemiology.forecasting.known import Indices, Known, Model, depths
from argos.epidemiology.forecasting.leading import leading_growth
from argos.epidemiology.forecasting.weekdays import daily
from argos.epidemiology.series import Floats, require, require_length

SHAPE = 1.0  # of the gamma law of stays: 1 is an exponential
LONGEST = 120  # columns after which nobody is thought to be still there
MEANS = np.geomspace(1.5, 60, 48)  # lengths of stay that are tried, in columns
SPAN, BACK = 7, 7  # stocks on which the length of stay is read, each from one so long before
RECENT = 28  # columns of stay that weigh a place against its parent
PARENT = 1000.0  # columns of stay that the parent's length of stay counts for


def beds_from(flow: str, admissions: Model = leading_growth, *, shape: float = SHAPE) -> Model:
    """Return the model of a stock of beds that is fed by one of its leading series.

    B_{t+h} = B_t E_{t+h|t} / E_t + sum over d = 1..h of A_{t+d} S(h - d): A are daily admissions,
    those to come being foretold by ``admissions``; S(a) is the share still there a columns after
    the day they came; E_t = sum over a of A_{t-a} S(a) is the stock that past admissions explain,
    and E_{t+h|t} what is left of it at t + h. Those who lie there now thus leave as those of their
    age do, and what admissions do not explain (transfers, other departments) leaves alike. It is a
    discrete convolution of arrivals with a survival function (the infinite-server queue: Eick,
    Massey, Whitt, Management Science 39 (1993) 241). S is a gamma law, whose mean is read anew at
    each origin (``mean_stays``).

    Args:
        flow: name, among the leading series, of the daily admissions to these beds. The others
            lead admissions.
        admissions: foretells weeks of admissions.
        shape: of the gamma law.

    """

    def model(known: Known, horizons: Sequence[int]) -> Floats:
        """Return the medians of the stock on single columns, (place, horizon)."""
        require(flow in known.leading, same(flow), same(f"{sorted(known.leading)}"))
        came = known.leading[flow]
        others = {name: each for name, each in known.leading.items() if name != flow}
        ahead = range(1, max(horizons) + 1)
        coming = daily(admissions)(replace(known, target=came, leading=others), ahead)
        stays = mean_stays(known.target, came, known.parents, shape=shape)
        return carried(known.target[:, -1], came, coming, stays, shape=shape)[
            :, np.asarray(horizons) - 1
        ]

    return model


def carried(
    stock: ArrayLike, came: Floats, coming: Floats, stays: ArrayLike, *, shape: float = SHAPE
) -> Floats:
    """Return the stock on each column to come, (place, horizon).

    Args:
        stock: (place), now.
        came: (place, time), admissions up to now: they only say of what age the stock is, and a
            day that is missing is left out of that.
        coming: (place, horizon), admissions to come, column by column.
        stays: (place), mean lengths of stay in columns.
        shape: of the gamma law.

    """
    ahead = coming.shape[1]
    left = survival(stays, LONGEST + ahead, shape=shape)
    past = np.nan_to_num(came[:, : -LONGEST - 1 : -1])  # the newest first
    ages = np.arange(past.shape[1])
    now = (past * left[:, ages]).sum(1)
    beds = np.empty_like(coming)
    for day in range(1, ahead + 1):
        still = (past * left[:, ages + day]).sum(1)
        share = np.where(now > 0, still / np.where(now > 0, now, 1), left[:, day])
        fresh = (coming[:, :day] * left[:, day - 1 :: -1]).sum(1)
        beds[:, day - 1] = np.asarray(stock) * share + fresh
    return beds


def mean_stays(stock: Floats, came: Floats, parents: Indices, *, shape: float = SHAPE) -> Floats:
    """Return the mean length of stay of each place, in columns, (place).

    The mean with which the stock of a week ago, and those who came since, make the stock that is
    now (``carried``): what balances the beds of the last days, not what explains who has lain there
    for months. Stocks of ``SPAN`` columns, each from that of ``BACK`` columns before, are summed.
    More stay on when stays are longer, so the mean is read off a grid. The logarithm of a small
    place's is averaged with its parent's, who weighs as much as ``PARENT`` columns of stay.

    Args:
        stock: (place, time).
        came: (place, time), admissions.
        parents: (place).
        shape: of the gamma law.

    Raises:
        SeriesRefused: there are fewer than ``RECENT`` columns.

    """
    require_length(stock, RECENT)
    own = _balancing(stock, came, shape)
    there = np.nansum(stock[:, -RECENT:], axis=1)
    depth = depths(parents)
    for level in range(1, int(depth.max()) + 1):
        rows = depth == level
        above = np.log(own[np.asarray(parents)[rows]])
        known = ~np.isnan(own[rows])
        weight = np.where(known, there[rows] / (there[rows] + PARENT), 0.0)
        apart = np.where(known, np.log(np.where(known, own[rows], 1)) - above, 0.0)
        own[rows] = np.exp(above + weight * apart)
    return own


def _balancing(stock: Floats, came: Floats, shape: float) -> Floats:
    """Return the mean stay that balances each place's beds; NaN where nobody is there."""
    left = survival(MEANS, LONGEST + BACK, shape=shape)
    made, there = np.zeros((len(stock), MEANS.size)), np.zeros(len(stock))
    for end in range(stock.shape[1] - SPAN, stock.shape[1]):
        split = end - BACK + 1
        past = np.nan_to_num(came[:, :split][:, : -LONGEST - 1 : -1])  # the newest first
        ages = np.arange(past.shape[1])
        now, still = past @ left[:, ages].T, past @ left[:, ages + BACK].T
        share = np.where(now > 0, still / np.where(now > 0, now, 1), left[:, BACK])
        since = came[:, split : end + 1]
        fresh = np.nan_to_num(since) @ left[:, BACK - 1 :: -1].T
        both = ~np.isnan(stock[:, end] + stock[:, split - 1] + since.sum(1))
        made[both] += (stock[:, [split - 1]] * share + fresh)[both]
        there[both] += stock[both, end]
    found = [np.interp(beds, row, MEANS) for beds, row in zip(there, made, strict=True)]
    return np.where(made[:, -1] > 0, found, np.nan)


def survival(means: ArrayLike, columns: int, *, shape: float = SHAPE) -> Floats:
    """Return the share still there so many columns after the day they came, (mean, 0..columns).

    Stays are gamma with these means; they are read half a column after each whole one, for those
    who come in a day come in its middle and are counted at its end.
    """
    age = np.arange(columns + 1) + 0.5
    scaled = age * shape / np.asarray(means, np.float64)[:, None]
    return np.asarray(gammaincc(shape, scaled))


def stock_trend(known: Known, horizons: Sequence[int]) -> Floats:
    """Return medians of the stock if its own growth goes on and wears off: the model to beat.

    log B_{t+h} = log B_t + k(h) g, g the pooled weekly growth of the stock (`growth.pooled_growth`)
    and k as in `growth.damped`.

    Args:
        known: the stock; what leads it is not looked at.
        horizons: columns ahead.

    """
    growth = pooled_growth(known.target, known.parents, width=1, week=known.week)[:, -1:]
    return np.asarray(known.target[:, -1:] * np.exp(growth * damped(horizons, known.week)))
