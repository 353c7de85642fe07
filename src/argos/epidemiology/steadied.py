"""Nowcasts steadied by the level of the days before, for figures that come late and by batches.

The chain ladder divides what is reported by the share that usually is. Where a hospital has sent
nothing yet, that share is not the usual one, and dividing makes one case two. Here what is to come
is, instead, the share that usually still comes, times the rate of the place: what was reported says
little of the rate, the days before say more. Actuaries know it as the additive method (Schmidt and
Zocher 2008, The Bornhuetter-Ferguson principle, Variance 2:85).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from argos.core.language import same
from argos.epidemiology.nowcast import PAST_NOWCASTS, Nowcast, fit_size
from argos.epidemiology.reporting import as_of, triangle
from argos.epidemiology.series import Floats, require, require_length

ROUNDS = 2  # of shares from figures, and figures from shares; a third moves nothing
UNSEEN = 0.5  # of a case, so that a place where none has come yet may still have one
PAST = 30  # past nowcasts from which errors are learnt, at most


@dataclass(frozen=True, slots=True)
class Leaning:
    """What a nowcast leans on.

    Attributes:
        half: dates after which one of the past counts half in the level.
        worth: cases that the level is worth: 50 are a rate known within 14 %.
        memory: dates after which one of the past counts half in a series' own shares.
        pooled: cases that the shares of all series together are worth in those.
        recent: dates after which one counts half in what its shares have lately become.
        usual: cases that its own shares are worth in those: where few come, they stay.

    """

    half: float = 3.0
    worth: float = 50.0
    memory: float = 30.0
    pooled: float = 100.0
    recent: float = 5.0
    usual: float = 300.0


USUAL = Leaning()


@dataclass(frozen=True, slots=True)
class _Reported:
    """What is reported of each date, all (series, time).

    Attributes:
        figures: as last known; NaN where nothing is.
        known: the delay at which that was; -1 where nothing is.

    """

    figures: Floats
    known: NDArray[np.intp]

    def left(self, rest: Floats) -> Floats:
        """Return the share still to come of each date, given that after each delay."""
        return np.asarray(np.take_along_axis(rest, np.maximum(self.known, 0), axis=1))


@dataclass(frozen=True, slots=True)
class _Expected:
    """What is expected of each date.

    Attributes:
        reported: what it is made from.
        rate: final figure that the date is expected to have, (series, time).
        rest: share that comes after each delay, (series, delay).

    """

    reported: _Reported
    rate: Floats
    rest: Floats

    @property
    def to_come(self) -> Floats:
        """What is still to be reported, (series, time)."""
        return np.asarray(self.reported.left(self.rest) * self.rate)

    @property
    def point(self) -> Floats:
        """Final figures, (series, time)."""
        return np.asarray(self.reported.figures + self.to_come)


def steadied(known: ArrayLike, leaning: Leaning = USUAL) -> Nowcast:
    """Nowcast every date of every series, leaning on the dates before it.

    Of a date, x is reported and (1 - F) r to come, where F is the share usually reported by then
    and r the date's rate. Given x, a Poisson count of mean F r, and a gamma law of r around the
    level L of the days before, of shape a (``worth``), r is expected to be (a + x) / (a / L + F)
    (the conjugate law; Gelman et al., Bayesian Data Analysis, 2.6). Where L is far under ``worth``
    this is L, the additive method; where it is far over, x / F, the chain ladder. L is the mean of
    the figures of the dates before, themselves steadied. The share that comes at a delay is what
    came over the figures of the same dates: lately, as far as many did; else as it long was, there
    or in all series. The law of what is to come is negative binomial, its size fitted by horizon to
    past nowcasts made the same way, as in ``nowcast.nowcast``.

    Args:
        known: figures as known after each delay, (series, time, delay); NaN where not known. A date
            older than the longest delay is taken as it stands.
        leaning: on what.

    Returns:
        As of ``nowcast.nowcast``; NaN where nothing of a date is known.

    Raises:
        SeriesRefused: fewer dates than delays and two more; or a weight out of its bounds.

    """
    snapshots = _checked(known, leaning)
    now = _expect(snapshots, leaning)
    pmf = -np.diff(now.rest, axis=1, prepend=1.0)
    size = fit_size(*_past(snapshots, now, leaning))
    return Nowcast(now.reported.figures, now.to_come, size, pmf)


def steadied_point(known: ArrayLike, leaning: Leaning = USUAL) -> Floats:
    """Return the expected final figures, (series, time): ``steadied(...).point``, without the law.

    Raises:
        SeriesRefused: as for ``steadied``.

    """
    return _expect(_checked(known, leaning), leaning).point


def _checked(known: ArrayLike, leaning: Leaning) -> Floats:
    snapshots = triangle(known)
    require_length(snapshots[:, :, 0], snapshots.shape[2] + PAST_NOWCASTS)
    require(
        min(leaning.half, leaning.memory, leaning.recent) > 0
        and min(leaning.worth, leaning.pooled, leaning.usual) >= 0,
        same("half, memory, recent > 0; worth, pooled, usual >= 0"),
        same(f"{leaning}"),
    )
    return snapshots


def _expect(snapshots: Floats, leaning: Leaning) -> _Expected:
    """Return shares from figures, then figures from shares, a few times over."""
    reported = _reported(snapshots)
    added = np.diff(snapshots, axis=2)  # NaN unless both are known, so that no lump is a delay's
    figures = reported.figures
    for _ in range(ROUNDS):
        rest = _rest(_shares(added, figures, leaning))
        now = _Expected(reported, _rates(reported, figures, rest, leaning), rest)
        figures = now.point
    return now


def _reported(snapshots: Floats) -> _Reported:
    known = np.where(np.isnan(snapshots), -1, np.arange(snapshots.shape[2])).max(axis=2)
    at = np.maximum(known, 0)
    figures = np.take_along_axis(snapshots, at[..., None], axis=2)[..., 0]
    return _Reported(figures, known)


def _shares(added: Floats, figures: Floats, leaning: Leaning) -> Floats:
    """Return the share that comes at each delay but the first, (series, delay - 1).

    That of all series is shrunk into a series' own, and its own into its recent one (each is a mean
    of the Poisson rate's gamma law, as in ``steadied``).
    """
    told, share = np.nan_to_num(added), np.zeros(1)
    of = np.where(np.isnan(added), 0.0, np.nan_to_num(figures)[..., None])
    age = np.arange(figures.shape[1])[::-1]
    steps = ((leaning.memory, leaning.pooled), (leaning.recent, leaning.usual))
    for step, (half, worth) in enumerate(steps):
        fading = 0.5 ** (age / half)
        came, whole = (np.einsum("t,std->sd", fading, each) for each in (told, of))
        if step == 0:
            share = came.sum(axis=0) / _or(whole.sum(axis=0), np.inf)
        share = np.maximum((came + worth * share) / _or(whole + worth, np.inf), 0.0)
    return share


def _or(values: Floats, other: float) -> Floats:
    """Return values, and another where they are not over zero."""
    return np.asarray(np.where(values > 0, values, other))


def _rest(shares: Floats) -> Floats:
    """Return the share that comes after each delay, (series, delay); 0 after the last one."""
    rest = np.cumsum(shares[:, ::-1], axis=1)[:, ::-1]
    return np.asarray(np.minimum(np.pad(rest, ((0, 0), (0, 1))), 1.0))


def _rates(reported: _Reported, figures: Floats, rest: Floats, leaning: Leaning) -> Floats:
    """Return the rate of each date, (series, time); 0 for those older than the delays."""
    first = figures.shape[1] - rest.shape[1] + 1
    fading = 0.5 ** (1 / leaning.half)
    past = np.where(np.isnan(figures[:, :first]), 0.0, fading ** np.arange(first, 0, -1))
    total, weight = (np.nan_to_num(figures[:, :first]) * past).sum(axis=1), past.sum(axis=1)
    left, rates = reported.left(rest), np.zeros_like(figures)
    for date in range(first, figures.shape[1]):
        x = reported.figures[:, date]
        level = (total + UNSEEN) / _or(weight, np.inf)
        rates[:, date] = _rate(x, level, 1 - left[:, date], leaning.worth)
        whole = x + left[:, date] * rates[:, date]
        seen = ~np.isnan(whole)
        total, weight = fading * (total + np.where(seen, whole, 0.0)), fading * (weight + seen)
    return rates


def _rate(x: Floats, level: Floats, share: Floats, worth: float) -> Floats:
    """Return the rate expected given what is reported; without a level, what is reported alone."""
    some = np.where(level > 0, worth, 0.0)
    return np.asarray((some + x) / _or(some / _or(level, 1.0) + share, np.nan))


def _past(snapshots: Floats, now: _Expected, leaning: Leaning) -> tuple[Floats, Floats]:
    """Return what came after past nowcasts and what they expected, (series, horizon, nowcast)."""
    times, delays = snapshots.shape[1:]
    here, before = slice(1 - delays, None), range(1, min(PAST, times - delays) + 1)
    came: list[Floats] = []
    expected: list[Floats] = []
    for back in before:
        then = _expect(as_of(snapshots, back), leaning)
        last = slice(times - back - delays + 1, times - back)
        known, since = then.reported.known[:, here], now.reported.known[:, last]
        after = np.take_along_axis(then.rest, np.maximum(since, 0), axis=1)
        told = then.to_come[:, here] - then.rate[:, here] * after
        added = now.reported.figures[:, last] - then.reported.figures[:, here]
        for into, each in ((came, added), (expected, told)):
            into.append(np.where(since > known, each, np.nan)[:, ::-1])
    return np.stack(came, axis=2), np.stack(expected, axis=2)
