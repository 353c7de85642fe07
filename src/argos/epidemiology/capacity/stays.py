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
from argos.epidemiology.series import Floats, matrix, require

WEEK = 7
STEP = 128  # days by which tables of stays grow
WINDOWS = 4  # weeks whose stocks tell how long people stay of late
BELIEF = 0.25  # sd of the log of a place's length of stay around the setting, before any stock
NOISE = 0.03  # relative error of a week's stock beside chance: late closures, transfers
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


def length_of_late(stays: Stays, stock: ArrayLike, admissions: ArrayLike) -> tuple[Floats, Floats]:
    """Return by what factor stays have differed of late from the setting: log mean and log sd.

    Each of the last four weeks is told again with every factor of ``TRIED``: those present at its
    beginning as they remain, and those who came since. The squared log error of the stock at its
    end, over its variance 1 / stock + ``NOISE``², is a likelihood; the factor is believed to be
    log-normal around 1 with ``BELIEF``. Mean and sd are those of the log factor given the stocks.

    Args:
        stays: the setting.
        stock: (series, time), people present.
        admissions: (series, time), those of the same days.

    Returns:
        Two arrays (series); 0 and about ``BELIEF`` where no week can be told.

    """
    present, came = matrix(stock), matrix(admissions)
    require(present.shape == came.shape, same(f"{present.shape}"), same(f"{came.shape}"))
    score = np.tile(-((np.log(TRIED) / BELIEF) ** 2) / 2, (len(present), 1))
    for back in range(WINDOWS):
        end = present.shape[1] - 1 - back * WEEK
        if end >= WEEK:
            score += _likelihood(stays, present[:, : end + 1], came[:, : end + 1])
    chance = np.exp(score - score.max(1, keepdims=True))
    chance /= chance.sum(1, keepdims=True)
    mean = chance @ np.log(TRIED)
    variance = chance @ np.log(TRIED) ** 2 - mean**2
    return np.asarray(mean), np.sqrt(np.maximum(variance, 0))


def _likelihood(stays: Stays, present: Floats, came: Floats) -> Floats:
    """Return the log likelihood of the last stock by factor, (series, factor); 0 where unknown."""
    before, since = present[:, -1 - WEEK], came[:, -WEEK:]
    told = np.empty((len(present), TRIED.size))
    for number, factor in enumerate(TRIED):
        each = stays.scaled(float(factor))
        left = remaining(each, came[:, :-WEEK], WEEK)[:, -1]
        told[:, number] = before * left + since @ each.survival(WEEK)[::-1]
    now = present[:, -1:]
    with np.errstate(divide="ignore", invalid="ignore"):
        error = np.log((now + 0.5) / (told + 0.5))
        likelihood = -(error**2) / (2 * (1 / (now + 1) + NOISE**2))
    return np.nan_to_num(likelihood)
