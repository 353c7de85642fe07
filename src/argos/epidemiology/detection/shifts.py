"""What is no epidemic in a series: a lasting shift of its level, and a jump that is taken back.

A change of method (names canonicalised before they are hashed: incidence 12 to 16 % lower from one
day to the next, 20 May 2021) moves the level overnight and for good; an epidemic does not. An error
that is corrected shows twice: +429 deaths, then −342. Both are told so that nobody reads a trend.
"""

from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import ArrayLike
from scipy import special

from argos.epidemiology.series import Flags, Floats, matrix, require_length

BEFORE, AFTER = 21, 14  # days on each side of a shift; whole weeks
FEWEST_DAYS = 10  # known on the longer side, half of it on the other
LEAST_CHANGE = 0.08  # a share; a smaller shift is not told
LEAST_SCORE = 4.5  # Gaussian equivalent of the step's Student quantile
MEDIAN_DAYS = 28
JUMP = 6.0  # robust standard deviations that make a jump
UNLIKE = 0.35  # by how much a jump and its mirror may differ, as a share of the larger
MIRROR_DAYS = 7  # within which the mirror comes
MAD = 1.4826  # of a Gaussian: standard deviation over median absolute deviation


@dataclass(frozen=True, slots=True)
class Shifts:
    """Level shifts, (series, time).

    Attributes:
        change: the step at each column, as a share: −0.14 is 14 % lower from that day on; NaN where
            too few days are known on a side.
        score: the step over its standard error, as a Gaussian quantile; NaN with ``change``.
        shifted: first day of a new level.

    """

    change: Floats
    score: Floats
    shifted: Flags


@dataclass(frozen=True, slots=True)
class Mirrored:
    """Jumps that were taken back, (series, time).

    Attributes:
        part: the day is one of such a pair.
        departure: its difference to the median of the weeks before, in the unit of the series.

    """

    part: Flags
    departure: Floats


def level_shift(values: ArrayLike, *, start: int = 0) -> Shifts:
    """Find the days from which a daily series stays on another level.

    For every day d, a regression of log(y + 1/2) on a parabola through the weeks around d, which
    growth and peaks follow, a step at d, which they do not have, and the weekdays:

        log(y_t + 1/2) = a + b t + c t² + s 1[t ≥ d] + w(weekday), t = d − 21 … d + 13

    The step is tested by Student's t with errors of its residuals, but never less than Poisson's.
    A shift is the day with the largest score of its fortnight, where that and the change are
    large enough. It is known 14 days after it came.

    Args:
        values: counts, (series, time), daily; missing or negative figures are left out.
        start: first day asked for.

    Raises:
        SeriesRefused: shorter than 35 days.

    """
    series = matrix(values)
    require_length(series, BEFORE + AFTER)
    usable = np.where(series < 0, np.nan, series)
    change, score = (np.full(series.shape, np.nan) for _ in range(2))
    design = _design()
    first = max(start, BEFORE)
    windows = sliding_window_view(usable, BEFORE + AFTER, axis=1)[:, first - BEFORE :]
    for offset in range(windows.shape[1]):
        step, error, free = _step(windows[:, offset], design)
        change[:, first + offset] = np.expm1(step)
        score[:, first + offset] = _as_gaussian(step / error, free)
    return Shifts(change, score, _peaks(score) & (np.abs(change) >= LEAST_CHANGE))


def mirrored_reversal(
    values: ArrayLike, *, start: int = 0, factor: ArrayLike | None = None
) -> Mirrored:
    """Find jumps and their mirrors: two days that leave the level in opposite ways by as much.

    With m and s the median and 1.4826 times the median absolute deviation of the 28 days before the
    first of the two (s at least √m and 1): both leave m by more than 6 s, to opposite sides, within
    7 days, and their departures add up to less than 35 % of the larger.

    Args:
        values: counts a day, (series, time); negative figures are kept: they are the correction.
        start: first day asked for.
        factor: the weekday's share of a mean day, of the same shape; then m and s are those of a
            mean day, and the day's own share of m is what it is compared with.

    Raises:
        SeriesRefused: shorter than 29 days.

    """
    series = matrix(values)
    require_length(series, MEDIAN_DAYS + 1)
    share = np.ones_like(series) if factor is None else matrix(factor)
    part, departure = np.zeros(series.shape, dtype=np.bool_), np.full(series.shape, np.nan)
    for t in range(max(start, MEDIAN_DAYS), series.shape[1]):
        past, coming = slice(t - MEDIAN_DAYS, t), slice(t, t + MIRROR_DAYS + 1)
        level, scale = _level(series[:, past] / share[:, past])
        ahead = series[:, coming] - level[:, None] * share[:, coming]
        departure[:, t] = ahead[:, 0]
        far = np.abs(ahead) > JUMP * scale[:, None]
        larger = np.maximum(np.abs(ahead), np.abs(ahead[:, :1]))
        taken_back = np.abs(ahead + ahead[:, :1]) <= UNLIKE * larger
        pair = far & far[:, :1] & taken_back
        pair[:, 0] = False
        part[:, t] |= pair.any(axis=1)
        part[:, t : t + MIRROR_DAYS + 1] |= pair
    return Mirrored(part, departure)


def _design() -> Floats:
    """Return (days, columns): line, step, square, and seven weekdays, which hold the constant."""
    day = np.arange(BEFORE + AFTER)
    line = (day - BEFORE) / (BEFORE + AFTER)
    step = (day >= BEFORE).astype(np.float64)
    weekday = (day[:, None] % 7 == np.arange(7)).astype(np.float64)
    return np.column_stack([line, step, line**2, weekday])


def _step(window: Floats, design: Floats) -> tuple[Floats, Floats, Floats]:
    """Return step, standard error and degrees of freedom of one regression a row."""
    known = ~np.isnan(window)
    weight = np.where(known, window, 0.0) + 0.5
    weight = np.where(known, weight / weight.mean(axis=1, keepdims=True), 0.0)
    logs = np.log(np.where(known, window, 0.0) + 0.5)
    gram = np.einsum("rt,ti,tj->rij", weight, design, design)
    enough = (known[:, :BEFORE].sum(axis=1) >= FEWEST_DAYS) & (
        known[:, BEFORE:].sum(axis=1) >= FEWEST_DAYS / 2
    )
    enough &= ((known.astype(np.float64) @ design[:, 3:]) > 0).all(axis=1)  # every weekday
    gram[~enough] = np.eye(design.shape[1])
    inverse = np.linalg.inv(gram)
    beta = np.einsum("rij,rj->ri", inverse, (weight * logs) @ design)
    free = known.sum(axis=1) - design.shape[1]
    rest = (weight * (logs - beta @ design.T) ** 2).sum(axis=1) / np.maximum(free, 1)
    poisson = 1.0 / (np.where(known, window, 0.0).sum(axis=1) / known.sum(axis=1).clip(1) + 0.5)
    error = np.sqrt(inverse[:, 1, 1] * np.maximum(rest, poisson))
    told = np.where(enough & (free > 0), 1.0, np.nan)
    return beta[:, 1] * told, error * told, free.astype(np.float64)


def _as_gaussian(score: Floats, free: Floats) -> Floats:
    """Return the Gaussian quantile that is as rare as Student's, with its sign."""
    tail = special.stdtr(np.maximum(free, 1.0), -np.abs(score))
    return np.asarray(-np.sign(score) * special.ndtri(np.maximum(tail, 1e-300)))


def _peaks(score: Floats) -> Flags:
    """Return the columns with the largest absolute score within a week on each side."""
    size = np.nan_to_num(np.abs(score), nan=0.0)
    around = sliding_window_view(np.pad(size, ((0, 0), (7, 7))), 15, axis=1)
    return np.asarray((size >= LEAST_SCORE) & (size == around.max(axis=2)))


def _level(past: Floats) -> tuple[Floats, Floats]:
    """Return median and robust standard deviation, (series,); NaN where half is missing."""
    enough = (~np.isnan(past)).sum(axis=1) >= MEDIAN_DAYS / 2
    level = np.where(enough, _median(past), np.nan)
    spread = MAD * _median(np.abs(past - level[:, None]))
    return level, np.maximum(spread, np.sqrt(np.maximum(level, 1.0)))


def _median(values: Floats) -> Floats:
    """Return the median of what is known in each row; NaN where nothing is."""
    ordered = np.sort(values, axis=1)  # NaN come last
    known = (~np.isnan(values)).sum(axis=1)
    middle = np.stack([np.maximum(known - 1, 0) // 2, known // 2], axis=1)
    middle = np.minimum(middle, values.shape[1] - 1)
    return np.asarray(np.take_along_axis(ordered, middle, axis=1).mean(axis=1))
