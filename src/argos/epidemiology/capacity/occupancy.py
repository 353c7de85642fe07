"""Paths of occupied beds: those present as they leave, and those who come and stay."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.linalg import toeplitz
from scipy.special import ndtri

from argos.core.language import Text, same
from argos.epidemiology.capacity.admissions import scores
from argos.epidemiology.capacity.stays import Stays, remaining
from argos.epidemiology.series import Floats, require

LENGTHS = 9  # lengths of stay that paths are shared between
WEEK = 7
LEAVING = 0.9  # correlation of the chance of leaving from one day to the next


@dataclass(frozen=True, slots=True)
class Present:
    """Who is there at the origin.

    Attributes:
        stock: people present.
        history: (time), admissions of the past, the last being the origin's.

    """

    stock: float
    history: Floats


@dataclass(frozen=True, slots=True)
class Expected:
    """What a path of admissions leads to on the mean, and the chance around it.

    Attributes:
        mean: (draw, day), expected number of people present.
        variance: (draw, day), of that number, given the path: each leaves by chance.

    """

    mean: Floats
    variance: Floats


def expected(present: Present, admissions: Floats, stays: Stays) -> Expected:
    """Return who is there later: N_h = N_0 R_h + Σ_(j≤h) A_j S_(h-j).

    R is the share of those present that remains (`stays.remaining`), S the survival of those who
    come. Each of them is there or not by chance, so the variance is N_0 R(1-R) + Σ A S(1-S).

    Args:
        present: at the origin.
        admissions: (draw, day), to come.
        stays: the length of stay.

    """
    days = admissions.shape[1]
    left = remaining(stays, present.history, days)[0]
    alive = toeplitz(stays.survival(days), np.zeros(days)).T
    mean = present.stock * left + admissions @ alive
    variance = present.stock * left * (1 - left) + admissions @ (alive * (1 - alive))
    return Expected(np.asarray(mean), np.asarray(variance))


@dataclass(frozen=True, slots=True)
class Chance:
    """What is drawn beside admissions; scenarios that share it differ by nothing else.

    Attributes:
        leaving: (draw, day), normal scores: more or fewer are still there than expected.
        walk: (draw, day), a random walk of variance 1 a week: what is not explained adds up.

    """

    leaving: Floats
    walk: Floats


def chance(draws: int, days: int, generator: np.random.Generator) -> Chance:
    """Draw the chance of paths; who leaves on one day is not there the next (``LEAVING``)."""
    leaving = scores(draws, days, generator, LEAVING)
    steps = generator.standard_normal((draws, days)) / np.sqrt(WEEK)
    return Chance(leaving, np.cumsum(steps, axis=1))


def none_of(draws: int, days: int) -> Chance:
    """Return no chance at all: paths are as expected."""
    return Chance(np.zeros((draws, days)), np.zeros((draws, days)))


def lengths(mean: float, sd: float) -> Floats:
    """Return factors of the length of stay that stand for what is not known of it, (factor).

    The log factor is normal with the mean and sd of late (`stays.of_late`); its quantiles at evenly
    spaced levels are returned.
    """
    return np.asarray(np.exp(mean + sd * ndtri((np.arange(LENGTHS) + 0.5) / LENGTHS)))


def paths(
    present: Present,
    admissions: Floats,
    stays: Stays,
    factors: ArrayLike,
    drawn: Chance,
    unexplained: float = 0.0,
) -> Floats:
    """Return paths of people present, (draw, day), in whole beds, never under 0.

    Paths are shared evenly between the factors of the length of stay. Around the mean m of
    ``expected`` the chance of leaving is normal with its variance v, which is near enough to the
    sum of binomials that it stands for; with what is not explained, φ a week, a path is
    m exp(φ W) + √v z, z and W being the scores and the walk of its chance.

    Args:
        present: at the origin; NaN leads to NaN.
        admissions: (draw, day), in no order that goes with the factors.
        stays: the length of stay before the factors.
        factors: from ``lengths``, or (1.0,).
        drawn: from ``chance``, of as many draws and days.
        unexplained: φ, the relative sd of a week (`stays.of_late`).

    """
    each, shape = np.asarray(factors, np.float64), admissions.shape
    require(drawn.walk.shape == shape, same(f"{shape}"), same(f"{drawn.walk.shape}"))
    found = np.empty(shape)
    for number, factor in enumerate(each):
        rows = slice(number, None, each.size)
        told = expected(present, admissions[rows], stays.scaled(float(factor)))
        by_chance = np.sqrt(np.maximum(told.variance, 0)) * drawn.leaving[rows]
        found[rows] = told.mean * np.exp(unexplained * drawn.walk[rows]) + by_chance
    return np.maximum(np.rint(found), 0)


def quantiles(drawn: Floats, levels: Sequence[float]) -> Floats:
    """Return quantiles of paths on each day, (day, level); NaN on a day that a path lacks."""
    rising = bool((np.diff(levels) > 0).all()) and levels[0] >= 0 and levels[-1] <= 1
    require(
        rising, Text("niveaux croissants de 0 à 1", "levels rising from 0 to 1"), same("levels")
    )
    return np.asarray(np.quantile(drawn, levels, axis=0).T)
