"""A simulated epidemic in a tree of places, with a series that leads it."""

from functools import cache

import numpy as np

from argos.epidemiology.forecasting.known import Known, Model
from argos.epidemiology.series import Floats

LEAD = 7  # columns by which tests move before admissions
WEEKDAYS = np.array([1.2, 1.2, 1.1, 1.1, 1.0, 0.7, 0.7])


@cache
def simulated(
    days: int = 320, leaves: int = 30, *, size: float = 30.0, seed: int = 0
) -> tuple[Floats, Floats, Floats]:
    """Return admissions, tests (place, time) and parents: the leaves, then all of them together.

    Growth is an autoregression shared by all, with a little of each place's own.
    """
    random = np.random.default_rng(seed)
    growth = np.zeros((leaves, days + LEAD))
    shared = own = 0.0
    for day in range(1, days + LEAD):
        shared = 0.97 * shared + random.normal(0, 0.008)
        own = 0.95 * own + random.normal(0, 0.004, leaves)
        growth[:, day] = shared + own
    level = np.log(size) + growth.cumsum(1)
    level -= 0.5 * (level - np.log(size)).mean()  # not to drift away
    mean = np.exp(np.clip(level, 0, 9)) * WEEKDAYS[np.arange(days + LEAD) % 7] / WEEKDAYS.mean()
    admissions = random.poisson(mean[:, :days]).astype(float)
    tests = random.poisson(10 * mean[:, LEAD:]).astype(float)
    whole = [np.vstack([each, each.sum(0)]) for each in (admissions, tests)]
    for each in whole:
        each.flags.writeable = False
    return whole[0], whole[1], np.append(np.full(leaves, leaves), leaves)


def known_at(column: int, lag: int = 2, **settings: int) -> Known:
    """Return what is known at a column, tests with a lag."""
    admissions, tests, parents = simulated(**settings)
    shown = tests[:, : column + 1].copy()
    shown[:, shown.shape[1] - lag :] = np.nan
    return Known(admissions[:, : column + 1], parents.astype(np.intp), {"tests": shown})


def missed(model: Model, horizon: int, columns: range, **settings: int) -> float:
    """Return the mean error of a model, in logarithms, over the leaves."""
    admissions = simulated(**settings)[0]
    found = []
    for column in columns:
        came = admissions[:-1, column + horizon - 6 : column + horizon + 1].sum(1)
        told = model(known_at(column, **settings), [horizon])[:-1, 0]
        found.append(np.abs(np.log(came + 1) - np.log(told + 1)).mean())
    return float(np.mean(found))
