"""CUSUM: small excesses that last are summed until they are too many.

C_t = max(0, C_{t-1} + z_t - k), alarm where C_t >= h (Page 1954, doi 10.1093/biomet/41.1-2.100),
with counts made near Gaussian first (Rossi, Lampugnani and Marchi 1999, Statistics in Medicine
18:2111-2122). k 1.04 and h 2.26 are the defaults of R's ``surveillance``.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from argos.epidemiology.series import Flags, Floats, matrix, require_length

Transform = Literal["standard", "rossi", "anscombe"]
SCORING_STEPS = 30
SETTLED = 1e-12


@dataclass(frozen=True, slots=True)
class Cusum:
    """What CUSUM says of each date; every field is a matrix (series, time).

    Nothing is said before ``start``, where a figure is missing, nor in a series whose expected
    count is zero or unknown: statistic and bound are NaN there, and there is no alarm.

    Attributes:
        expected: the count expected, from the figures before ``start`` unless given.
        statistic: C_t, without unit, before any reset.
        upperbound: the count from which C_t reaches h, given C_{t-1}; not below zero.
        alarm: C_t >= h.

    """

    expected: Floats
    statistic: Floats
    upperbound: Floats
    alarm: Flags


def cusum(
    values: ArrayLike,
    *,
    start: int,
    k: float = 1.04,
    h: float = 2.26,
    transform: Transform = "standard",
    expected: ArrayLike | None = None,
    reset: bool = False,
) -> Cusum:
    """Sum the excesses of counts over what is expected, from ``start`` on.

    Args:
        values: counts, one row a series, one column a date.
        start: first date monitored, counted from 0; those before are the history.
        k: excess let pass at each date, in standard deviations.
        h: sum that is an alarm.
        transform: how a count x with mean m becomes z: ``standard`` (x - m) / sqrt(m);
            ``rossi`` (x - 3m + 2 sqrt(xm)) / (2 sqrt(m)); ``anscombe`` 3/2 (x^2/3 - m^2/3) / m^1/6.
        expected: mean count at each date, (series, time) or what spreads to it, for instance from
            ``seasonal_mean``; the mean of the history if not given.
        reset: begin again at 0 after an alarm; without it an alarm lasts as long as the sum does.

    Raises:
        SeriesRefused: no date is left to monitor, or none is before ``start``.

    A missing figure leaves the sum as it was.

    >>> cusum([4, 4, 4, 4, 4, 12, 4], start=5).alarm[0]
    array([False, False, False, False, False,  True, False])

    """
    series = matrix(values)
    require_length(series, max(start, 1) + 1)
    mean = _expected(series, max(start, 1), expected)
    scores = _standardise(series, mean, transform)
    scores[:, : max(start, 1)] = np.nan
    statistic, room = _sum_up(scores, k, h, reset=reset)
    bound = np.where(np.isnan(statistic), np.nan, _count_at(room, mean, transform))
    return Cusum(mean, statistic, bound, statistic >= h)


def seasonal_mean(values: ArrayLike, *, start: int, period: float = 52.0) -> Floats:
    """Expect a yearly wave: Poisson regression of the history on one harmonic.

    log m_t = b0 + b1 cos(2 pi t / period) + b2 sin(2 pi t / period), fitted by Fisher scoring to
    the dates before ``start`` (surveillance's ``cusum`` with ``m = "glm"``).

    Args:
        values: counts, one row a series, one column a date.
        start: first date after the history, counted from 0.
        period: dates in a year: 52, 365.25.

    Returns:
        The expected count at every date, (series, time); NaN for a series without a case, or with
        fewer than three figures, in its history.

    Raises:
        SeriesRefused: the history is shorter than a period, which holds no wave to learn.

    """
    series = matrix(values)
    require_length(series[:, :start], int(np.ceil(period)))
    angle = 2.0 * np.pi * np.arange(series.shape[1]) / period
    design = np.column_stack([np.ones_like(angle), np.cos(angle), np.sin(angle)])
    history = series[:, :start]
    usable = (np.nansum(history, axis=1) > 0) & ((~np.isnan(history)).sum(axis=1) >= 3)
    mean = np.full_like(series, np.nan)
    if usable.any():
        mean[usable] = np.exp(_poisson_fit(history[usable], design[:start]) @ design.T)
    return mean


def _poisson_fit(counts: Floats, design: Floats) -> Floats:
    """Return the coefficients (series, terms) of a log-linear Poisson regression a series."""
    present = ~np.isnan(counts)
    seen = np.where(present, counts, 0.0)
    linear = np.log(np.where(present, counts, 1.0) + 0.1)
    coefficients = np.zeros((counts.shape[0], design.shape[1]))
    for _ in range(SCORING_STEPS):
        mean = np.exp(linear)
        weight = np.where(present, mean, 0.0)
        response = np.where(present, linear + (seen - mean) / mean, 0.0)
        information = np.einsum("st,ti,tj->sij", weight, design, design)
        moved = np.linalg.solve(information, ((weight * response) @ design)[:, :, None])[:, :, 0]
        change = float(np.abs(moved - coefficients).max())
        coefficients, linear = moved, moved @ design.T
        if change < SETTLED:
            break
    return coefficients


def _expected(series: Floats, start: int, given: ArrayLike | None) -> Floats:
    """Return the expected count at every date; NaN where it is zero or unknown."""
    if given is None:
        history = series[:, :start]
        count = (~np.isnan(history)).sum(axis=1)
        level = np.nansum(history, axis=1) / np.where(count, count, np.nan)
        mean = np.repeat(level[:, None], series.shape[1], axis=1)
    else:
        mean = np.broadcast_to(matrix(given), series.shape).copy()
    return np.where(mean > 0, mean, np.nan)


def _standardise(x: Floats, m: Floats, transform: Transform) -> Floats:
    """Make counts near Gaussian, given their means."""
    scores: Floats
    if transform == "rossi":
        scores = (x - 3 * m + 2 * np.sqrt(x * m)) / (2 * np.sqrt(m))
    elif transform == "anscombe":
        scores = 1.5 * (np.cbrt(x) ** 2 - np.cbrt(m) ** 2) / m ** (1 / 6)
    else:
        scores = (x - m) / np.sqrt(m)
    return scores


def _sum_up(scores: Floats, k: float, h: float, *, reset: bool) -> tuple[Floats, Floats]:
    """Return C_t, and the score that would have made it reach h: h + k - C_{t-1}."""
    statistic, room = np.full_like(scores, np.nan), np.full_like(scores, np.nan)
    total = np.zeros(scores.shape[0])
    for t in range(scores.shape[1]):
        known = ~np.isnan(scores[:, t])
        room[:, t] = h + k - total
        total = np.where(known, np.maximum(0.0, total + scores[:, t] - k), total)
        statistic[known, t] = total[known]
        if reset:
            total = np.where(total >= h, 0.0, total)
    return statistic, room


def _count_at(score: Floats, m: Floats, transform: Transform) -> Floats:
    """Return the count that has a score: the transform turned round, not below zero.

    R's ``algo.cusum`` squares the root of ``rossi`` even where it is negative, which makes the
    bound rise again as the sum grows; a negative root means that every count reaches h: 0.
    """
    if transform == "rossi":
        root = np.sqrt(np.maximum(0.0, 4 * m + 2 * score * np.sqrt(m))) - np.sqrt(m)
        return np.where(np.isnan(m), np.nan, np.maximum(0.0, root) ** 2)
    if transform == "anscombe":
        power = 2 / 3 * m ** (1 / 6) * score + np.cbrt(m) ** 2
        bound: Floats = np.maximum(0.0, power) ** 1.5
        return bound
    return np.maximum(0.0, np.ceil(np.sqrt(m) * score + m))
