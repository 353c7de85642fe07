"""How long people stay: of those who come, and of those who are there already.

Stocks are counted at the end of the day, and people come at any moment of theirs. With F the
distribution function of the length of stay, the share of those who came k days ago that is still
there is S_k = G(k+1) - G(k), where G(x) is the integral of 1 - F from 0 to x. The S_k add up to
the mean length, so that λ admissions a day fill λ times it (Little, Operations Research 9 (1961)
383).
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import gammainc, gammaincc

from argos.core.language import Text, same
from argos.epidemiology.forecasting.known import Indices, depths
from argos.epidemiology.series import Floats, matrix, require

WEEK = 7
STEP = 128  # days by which tables of stays grow
WINDOWS = 4  # weeks whose stocks tell how long people stay of late
BELIEF = 0.25  # sd of the log of a place's length of stay around the setting, before any stock
NEAR = 0.15  # the same of a place around the place that contains it
NOISE = 0.06  # relative sd of a week that nothing explains, before any stock
EXPLAINED = 12  # weeks over which it is measured
FIRST_WEEKS = 4  # weeks that the NOISE counts for
LEAST = 0.01  # nothing is explained better
TRIED: Floats = np.exp(np.linspace(-0.75, 0.75, 19))  # factors of the length that are compared
TRIED.flags.writeable = False


@dataclass(frozen=True, slots=True)
class Stays:
    """The length of stay in one resource: a gamma distribution.

    Attributes:
        mean: in days.
        sd: in days.
        source: the study or the figures that they come from.

    """

    mean: float
    sd: float
    source: str

    def __post_init__(self) -> None:
        expected = Text("moyenne et écart-type > 0", "mean and sd > 0")
        require(self.mean > 0 and self.sd > 0, expected, same(f"{self.mean}, {self.sd}"))
        require(bool(self.source.strip()), Text("une source", "a source"), Text("rien", "none"))

    def scaled(self, factor: float) -> "Stays":
        """Return stays that are so many times as long."""
        return Stays(self.mean * factor, self.sd * factor, self.source)

    def days_within(self, days: ArrayLike) -> Floats:
        """Return the mean number of days spent there within the first days: the G of the module."""
        shape, scale = (self.mean / self.sd) ** 2, self.sd**2 / self.mean
        at = np.asarray(days, np.float64) / scale
        spent = at * gammaincc(shape, at) + shape * gammainc(shape + 1, at)
        return np.asarray(scale * spent)

    def survival(self, days: int) -> Floats:
        """Return the share still there 0, 1, …, days - 1 days after coming, (days)."""
        return np.asarray(np.diff(_spent(self, days + 1)))

    def gone_on(self, first: int, days: int) -> Floats:
        """Return the days still spent there after ``first``, first + 1, …: sums of S_k, (days)."""
        return np.asarray(np.maximum(self.mean - _spent(self, first + days)[first:], 0))


@lru_cache(maxsize=2048)
def _table(stays: Stays, size: int) -> Floats:
    """Return G(0), G(1), …, (size): counted once for all places and origins."""
    table = stays.days_within(np.arange(size))
    table.flags.writeable = False
    return table


def _spent(stays: Stays, size: int) -> Floats:
    """Return G(0), G(1), …, (size)."""
    return _table(stays, -(-size // STEP) * STEP)[:size]


def remaining(stays: Stays, history: ArrayLike, days: int) -> Floats:
    """Return the share of those present at the origin who are still there later, (series, day).

    Who came a days ago is still there with chance S_a, and h days later with chance S_(a+h): with
    the admissions A of the past, the share is Σ_a A_a S_(a+h) / Σ_a A_a S_a. Before the history,
    admissions are taken to have gone on at the mean of its first four weeks; without any history
    this is the residual life of a stationary process (Cox, Renewal Theory, 1962, § 5.4).

    Args:
        stays: the length of stay.
        history: (series, time), admissions, the last column being the origin. A day that is
            missing is taken as the mean of those within a week of it, or of all.
        days: how many.

    Returns:
        (series, day) from 1 to ``days``; as without a history where nobody came.

    """
    past = _filled(matrix(history))[:, ::-1]
    length = past.shape[1]
    alive = stays.survival(length + days + 1)
    seen = np.lib.stride_tricks.sliding_window_view(alive, length)[: days + 1].T
    before = past[:, -4 * WEEK :].mean(1, keepdims=True)
    still = past @ seen + before * stays.gone_on(length, days + 1)
    anew = stays.gone_on(0, days + 1)[None]
    still = np.where(still[:, :1] > 0, still, anew)
    return np.asarray(still[:, 1:] / still[:, :1])


def _filled(history: Floats) -> Floats:
    """Return admissions without a gap; 1 a day where none is known."""
    known = ~np.isnan(history)
    if known.all():
        return history
    width = (2 * WEEK + 1,)
    ends = ((0, 0), (WEEK, WEEK))

    def around(values: Floats) -> Floats:
        windows = np.lib.stride_tricks.sliding_window_view(np.pad(values, ends), width, axis=1)
        return np.asarray(windows.sum(2))

    near = around(known.astype(float))
    count = known.sum(1, keepdims=True)
    whole = np.where(count > 0, np.nansum(history, 1, keepdims=True) / np.maximum(count, 1), 1.0)
    local = around(np.nan_to_num(history)) / np.maximum(near, 1)
    return np.where(known, history, np.where(near > 0, local, whole))


@dataclass(frozen=True, slots=True)
class Late:
    """What the stocks of late say of stays, beside the setting.

    Attributes:
        mean: (series), of the log of the factor by which stays differ from the setting.
        sd: (series), of the same: what is not known of it.
        unexplained: (series), relative sd of a week's change that neither admissions nor chance
            explain: transfers, stays that were closed late, changes of practice.

    """

    mean: Floats
    sd: Floats
    unexplained: Floats


def of_late(
    stays: Stays, stock: ArrayLike, admissions: ArrayLike, parents: ArrayLike | None = None
) -> Late:
    """Return by what factor stays have differed of late, and what was not explained.

    Each past week is told again: those present at its beginning as they remain, and those who came
    since. Over the last four weeks, with every factor of ``TRIED``, the squared log error of the
    stock at the end over its variance 1 / stock + ``NOISE``² is a likelihood. The factor is
    believed to be log-normal around 1 with ``BELIEF``, that of a place within another around the
    other's with ``NEAR``: few beds teach little, and practice changes everywhere at once. Over the
    last twelve weeks, with the mean of that factor, the squared errors less 1 / stock are averaged,
    ``FIRST_WEEKS`` weeks of ``NOISE``² being counted in.

    Args:
        stays: the setting.
        stock: (series, time), people present.
        admissions: (series, time), those of the same days.
        parents: (series), the row of the place that contains each one, its own for the widest; by
            default each place stands alone.

    Returns:
        About 0, ``BELIEF`` and ``NOISE`` where no week can be told.

    """
    present, came = matrix(stock), matrix(admissions)
    require(present.shape == came.shape, same(f"{present.shape}"), same(f"{came.shape}"))
    ends = [present.shape[1] - 1 - back * WEEK for back in range(EXPLAINED)]
    ends = [end for end in ends if end >= WEEK]
    told = [_errors(stays, present[:, : end + 1], came[:, : end + 1]) for end in ends]
    blank = np.full((0, len(present), TRIED.size), np.nan)
    errors = np.stack([error for error, _ in told]) if told else blank
    chance = np.stack([each for _, each in told])[..., 0] if told else blank[..., 0]
    above = np.arange(len(present)) if parents is None else np.asarray(parents)
    mean, sd = _factor(errors[:WINDOWS], chance[:WINDOWS], above)
    at = np.interp(mean, np.log(TRIED), np.arange(TRIED.size)).round().astype(int)
    excess = errors[:, np.arange(len(present)), at] ** 2 - chance
    count = (~np.isnan(excess)).sum(0)
    spread = (FIRST_WEEKS * NOISE**2 + np.nansum(excess, axis=0)) / (FIRST_WEEKS + count)
    return Late(mean, sd, np.sqrt(np.maximum(spread, LEAST**2)))


def _factor(errors: Floats, chance: Floats, above: Indices) -> tuple[Floats, Floats]:
    """Return mean and sd of the log factor, (series), from errors (week, series, factor)."""
    told = -np.nansum(errors**2 / (2 * (chance[..., None] + NOISE**2)), axis=0)
    tried, depth = np.log(TRIED), depths(above)
    mean, sd = np.zeros(len(told)), np.zeros(len(told))
    for level in range(int(depth.max()) + 1):
        rows = depth == level
        middle, belief = (mean[above[rows]], NEAR) if level else (np.zeros(rows.sum()), BELIEF)
        score = told[rows] - ((tried - middle[:, None]) / belief) ** 2 / 2
        likely = np.exp(score - score.max(1, keepdims=True))
        likely /= likely.sum(1, keepdims=True)
        mean[rows] = likely @ tried
        sd[rows] = np.sqrt(np.maximum(likely @ tried**2 - mean[rows] ** 2, 0))
    return mean, sd


def _errors(stays: Stays, present: Floats, came: Floats) -> tuple[Floats, Floats]:
    """Return the log errors of the last stock by factor, (series, factor), and their chance."""
    before, since = present[:, -1 - WEEK], came[:, -WEEK:]
    told = np.empty((len(present), TRIED.size))
    for number, factor in enumerate(TRIED):
        each = stays.scaled(float(factor))
        left = remaining(each, came[:, :-WEEK], WEEK)[:, -1]
        told[:, number] = before * left + since @ each.survival(WEEK)[::-1]
    now = present[:, -1:]
    error = np.log((np.maximum(now, 0) + 0.5) / (np.maximum(told, 0) + 0.5))
    return np.asarray(error), np.asarray(1 / (now + 1))
