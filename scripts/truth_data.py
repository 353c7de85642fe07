"""Epidemics of which everything is known, and what would be seen of them (`evaluate_truth.py`)."""

from dataclasses import dataclass

import numpy as np

from argos.epidemiology.reporting import as_of
from argos.epidemiology.serial_interval import discretised_gamma
from argos.epidemiology.series import Floats
from argos.simulation.epidemic import delay

INTERVAL = discretised_gamma(4.7, 2.9, 28, "the shipped scenario's, chosen")
BEFORE = INTERVAL.weights.size  # days of level infections before R is planted
BURN = 60  # days until what is seen no longer remembers the level start
# Monday to Sunday, the shipped scenario's.
SOS_WEEK = np.array([0.95, 0.86, 0.85, 0.86, 0.9, 1.22, 1.36])
ED_WEEK = np.array([1.12, 1.0, 0.98, 0.98, 0.99, 0.96, 0.97])
ED_REPORTED = np.diff([0, 0.68, 0.89, 0.95, 0.97, 0.98, 0.99, 0.995, 1.0])


def renewal(
    ratio: Floats, size: float, generator: np.random.Generator, noise: float | None = None
) -> Floats:
    """Draw infections I_t ~ Poisson(R_t Λ_t g_t), (series, ``BEFORE`` + days).

    Args:
        ratio: R by day, (series, days).
        size: infections a day before the first.
        generator: of the draws.
        noise: shape of g_t, a gamma noise of mean 1, so that counts are negative binomial.

    """
    series, days = ratio.shape
    weights = INTERVAL.weights[:0:-1]
    infections = np.full((series, BEFORE + days), float(size))
    for day in range(days):
        now = BEFORE + day
        mean = ratio[:, day] * (infections[:, now - weights.size : now] @ weights)
        infections[:, now] = generator.poisson(mean * gamma(noise, series, generator))
    return infections


def gamma(
    noise: float | None, shape: int | tuple[int, ...], generator: np.random.Generator
) -> Floats:
    """Draw a noise of mean 1, or 1 without any."""
    return generator.gamma(noise, 1 / noise, shape) if noise else np.ones(shape)


def over_windows(ratio: Floats, infections: Floats, window: int = 7) -> Floats:
    """Return the mean of R_t over windows, weighted by Λ_t: what a window can know."""
    series, days = infections.shape
    infectivity = np.zeros_like(infections)
    for lag, weight in enumerate(INTERVAL.weights):
        infectivity[:, lag:] += weight * infections[:, : days - lag]
    whole = np.concatenate([np.ones((series, days - ratio.shape[1])), ratio], axis=1)
    above, below = (_sums(each, window) for each in (whole * infectivity, infectivity))
    return np.asarray(above / np.where(below > 0, below, np.nan))


def _sums(values: Floats, window: int) -> Floats:
    sums = np.full_like(values, np.nan)
    sums[:, window - 1 :] = np.lib.stride_tricks.sliding_window_view(values, window, 1).sum(-1)
    return sums


def waves(series: int, days: int, swing: float, generator: np.random.Generator) -> Floats:
    """Draw log R as straight lines between knots every 25 days, (series, days)."""
    return np.exp(_lines(generator.normal(0, swing, (series, days // 25 + 3)), 25, days))


def drifts(series: int, days: int, step: float, generator: np.random.Generator) -> Floats:
    """Draw the logarithm of a ratio that walks at random, by steps of 45 days, (series, days)."""
    return _lines(generator.normal(0, step, (series, days // 45 + 3)).cumsum(axis=1), 45, days)


def _lines(knots: Floats, every: int, days: int) -> Floats:
    at = np.arange(knots.shape[1]) * every
    return np.stack([np.interp(np.arange(days), at, each) for each in knots])


def epidemics(
    series: int, days: int, size: float, swing: float, generator: np.random.Generator
) -> Floats:
    """Draw infections that neither die out nor outgrow their territory, (series, BURN + days).

    Those that leave a thirtieth to thirty times their start are drawn again.
    """
    kept: list[Floats] = []
    while sum(len(each) for each in kept) < series:
        drawn = renewal(waves(series, days + BURN, swing, generator), size, generator)[:, BEFORE:]
        seen = drawn[:, BURN:]
        kept.append(drawn[(seen.min(1) > size / 30) & (seen.max(1) < 30 * size)])
    return np.concatenate(kept)[:series]


@dataclass(frozen=True, slots=True)
class Step:
    """How a step of care sees infections.

    Attributes:
        mean: days from infection, one a series.
        spread: standard deviation of the delay over its mean.
        share: of the infected who come.
        week: weights of the weekdays.
        noise: shape of the gamma noise of a day.

    """

    mean: Floats
    spread: float
    share: float
    week: Floats
    noise: float = 200.0


def seen_by(
    step: Step, infections: Floats, drift: Floats, generator: np.random.Generator
) -> Floats:
    """Draw a step's counts, as ``argos.simulation`` expects them, without their first days."""
    days = infections.shape[1]
    chances = np.stack([delay(mean, mean * step.spread) for mean in step.mean])
    mean = np.zeros_like(infections)
    for back in range(chances.shape[1]):
        mean[:, back:] += chances[:, back, None] * infections[:, : days - back]
    mean *= step.share * step.week[np.arange(days) % 7] / step.week.mean() * np.exp(drift)
    drawn = generator.poisson(mean * gamma(step.noise, mean.shape, generator))
    return np.asarray(drawn[:, BURN:], dtype=np.float64)


def reported(final: Floats, shares: Floats, generator: np.random.Generator) -> Floats:
    """Draw reporting triangles, whole, (series, time, delay); shares may differ by date."""
    return generator.multinomial(final.astype(np.int64), shares).astype(np.float64)


def known(triangles: Floats) -> Floats:
    """Return figures as known on the last day, (series, time)."""
    return np.asarray(np.nansum(as_of(triangles, 0), axis=2))
