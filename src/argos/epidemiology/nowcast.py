"""Nowcasts: what the last days will count once everything about them has been reported.

The delay distribution is the chain ladder's (``reporting``), and the uncertainty is that of this
very method's past nowcasts, as published for baselinenowcast (Johnson et al. 2025, Wellcome Open
Research 10:614).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil

import numpy as np
from scipy.special import gammaln
from scipy.stats import nbinom

from argos.epidemiology.reporting import absorb_corrections, as_of, complete, delay_pmf
from argos.epidemiology.series import Floats, require_length

SIZE_BOUNDS = (0.1, 1000.0)  # where the negative-binomial size is searched, as upstream
LEAST_MEAN = 1e-3  # a mean of zero would make any later report impossible
PAST_NOWCASTS = 2  # the fewest past nowcasts from which errors are learnt
GOLDEN = (5**0.5 - 1) / 2


@dataclass(frozen=True, slots=True)
class Allocation:
    """Reference dates used to estimate the delay (``history``) and past nowcasts (``past``)."""

    history: int
    past: int


@dataclass(frozen=True, slots=True)
class Nowcast:
    """What each date counts so far, and what it is expected to count in the end.

    Attributes:
        observed: reported so far net of corrections, (series, time); NaN where no cell is known.
        to_come: mean of what is still to be reported, (series, time); NaN where nothing can be
            said: no cell of the date is known, or the shortest delays have no share at all.
        size: negative-binomial size by horizon, (series, delay - 1); 0 is the last date.
        delay_pmf: share reported at each delay, (series, delay).

    """

    observed: Floats
    to_come: Floats
    size: Floats
    delay_pmf: Floats

    @property
    def point(self) -> Floats:
        """Expected final figure, (series, time)."""
        return np.asarray(self.observed + self.to_come)


def nowcast(triangles: Floats, *, scale: float = 3.0, share: float = 0.5) -> Nowcast:
    """Nowcast every date of every series, with the size of past errors by horizon.

    Args:
        triangles: from ``reporting.triangle``.
        scale: how many times the longest delay is looked back at most.
        share: part of those dates that goes to the delay, the rest to past nowcasts.

    Raises:
        SeriesRefused: fewer dates than delays and two more; it tells the length needed.

    """
    used = allocate(triangles.shape[1], triangles.shape[2], scale=scale, share=share)
    pmf, to_come = _expect(triangles, used.history)
    known = ~np.isnan(triangles)
    observed = np.where(known.any(axis=2), np.nansum(triangles, axis=2), np.nan)
    size = fit_size(*past_errors(triangles, used))
    return Nowcast(observed, to_come.sum(axis=2), size, pmf)


def expected(triangles: Floats, *, scale: float = 3.0, share: float = 0.5) -> Floats:
    """Return the expected final figure of every date, (series, time): ``Nowcast.point`` alone.

    It takes a fraction of the time, since no past nowcast is made again.

    Args:
        triangles: as for ``nowcast``.
        scale: as for ``nowcast``.
        share: as for ``nowcast``.

    Raises:
        SeriesRefused: as for ``nowcast``.

    """
    used = allocate(triangles.shape[1], triangles.shape[2], scale=scale, share=share)
    known = ~np.isnan(triangles)
    observed = np.where(known.any(axis=2), np.nansum(triangles, axis=2), np.nan)
    return np.asarray(observed + _expect(triangles, used.history)[1].sum(axis=2))


def past_errors(triangles: Floats, used: Allocation) -> tuple[Floats, Floats]:
    """Return what came after past nowcasts and what they expected of the same cells.

    The nowcast of each of the last ``used.past`` dates is made again from what was known that day,
    corrections included, and compared on the cells reported since.

    Returns:
        Two arrays (series, horizon, past nowcasts); horizon 0 is the date of the nowcast itself.

    """
    horizons = triangles.shape[2] - 1
    shape = (triangles.shape[0], horizons, used.past)
    reported, expected = np.full(shape, np.nan), np.full(shape, np.nan)
    for past in range(used.past):
        seen = as_of(triangles, past + 1)
        since = triangles[:, : seen.shape[1]]
        compared = (np.isnan(seen) & ~np.isnan(since))[:, -horizons:]
        to_come = _expect(seen, used.history)[1][:, -horizons:]
        some = compared.any(axis=2)
        for into, cells in ((reported, since[:, -horizons:]), (expected, to_come)):
            added = np.where(compared, cells, 0.0).sum(axis=2)
            into[:, :, past] = np.where(some, added, np.nan)[:, ::-1]
    return reported, expected


def _expect(triangles: Floats, history: int) -> tuple[Floats, Floats]:
    """Return the delay distribution, and the expectation of each empty cell (0 elsewhere)."""
    pmf = delay_pmf(triangles, history)
    filled = complete(absorb_corrections(triangles), pmf)
    return pmf, np.where(np.isnan(triangles), filled, 0.0)


def allocate(times: int, delays: int, *, scale: float = 3.0, share: float = 0.5) -> Allocation:
    """Share the reference dates between the delay and the past nowcasts, as upstream does.

    At most ``scale`` times the longest delay is used; ``share`` of it goes to the delay, which
    needs as many dates as there are delays.

    Raises:
        SeriesRefused: fewer than ``delays + 2`` dates; it tells the length needed.

    """
    require_length(np.empty((1, times)), delays + PAST_NOWCASTS)
    target = round(scale * (delays - 1))
    used = max(min(times, target), delays + PAST_NOWCASTS)
    if used >= target:
        past = used - max(int(used * share), delays)
    else:
        past = ceil((used - delays) * (1 - share))
    past = max(past, PAST_NOWCASTS)
    return Allocation(used - past, past)


def fit_size(reported: Floats, expected: Floats) -> Floats:
    """Estimate negative-binomial sizes by maximum likelihood; the variance is m + m^2 / size.

    Where nothing was expected and something came, upstream's likelihood is minus infinity at every
    size and its search ends at the upper bound, the narrowest law just where the errors were worst.
    Here the mean is at least ``LEAST_MEAN``, so that such errors widen the law.

    Args:
        reported: what came, (..., past nowcasts); NaN where it is not known.
        expected: what was expected, the same shape.

    Returns:
        (...): the sizes between ``SIZE_BOUNDS``; the upper bound is nearly a Poisson law. NaN
        where no past nowcast is known.

    """
    known = ~np.isnan(reported) & ~np.isnan(expected)
    count = np.where(known, np.maximum(reported, 0.0), 0.0)
    mean = np.where(known, np.maximum(expected, LEAST_MEAN), LEAST_MEAN)

    def likelihood(log_size: Floats) -> Floats:
        size = np.exp(log_size)[..., None]
        term = gammaln(count + size) - gammaln(size)
        term += size * np.log(size / (size + mean)) + count * np.log(mean / (size + mean))
        return np.asarray(np.where(known, term, 0.0).sum(axis=-1))

    shape = reported.shape[:-1]
    size = np.exp(_maximise(likelihood, np.log(SIZE_BOUNDS[0]), np.log(SIZE_BOUNDS[1]), shape))
    return np.where(known.any(axis=-1), size, np.nan)


def _maximise(
    f: Callable[[Floats], Floats], low: float, high: float, shape: Sequence[int]
) -> Floats:
    """Return where each of many functions of one number is highest: a grid, then golden section."""
    grid = np.linspace(low, high, 24)
    heights = np.stack([f(np.full(shape, point)) for point in grid])
    best = heights.argmax(axis=0)
    left, right = grid[np.maximum(best - 1, 0)], grid[np.minimum(best + 1, grid.size - 1)]
    for _ in range(24):
        inner, outer = right - GOLDEN * (right - left), left + GOLDEN * (right - left)
        lower = f(inner) > f(outer)
        left, right = np.where(lower, left, inner), np.where(lower, outer, right)
    return np.asarray((left + right) / 2)


def quantiles(result: Nowcast, levels: Sequence[float]) -> Floats:
    """Return quantiles of the final figure, (series, time, level).

    What is to come is negative binomial with mean ``to_come`` and the size of its horizon; nothing
    is drawn. A date that is complete has its figure at every level.
    """
    mean, size = _law(result)
    to_come = nbinom.ppf(np.asarray(levels), size[..., None], (size / (size + mean))[..., None])
    to_come = np.where((result.to_come == 0)[..., None], 0.0, to_come)
    return np.asarray(result.observed[..., None] + to_come)


def draw(result: Nowcast, draws: int, generator: np.random.Generator) -> Floats:
    """Draw final figures, (draw, series, time), each date by itself; NaN where unknown."""
    mean, size = _law(result)
    known = ~np.isnan(mean) & ~np.isnan(size)
    chance = np.where(known, size / (size + mean), 1.0)
    drawn = generator.negative_binomial(np.where(known, size, 1.0), chance, (draws, *mean.shape))
    to_come = np.where(known, drawn, np.nan)
    return np.asarray(result.observed + np.where(result.to_come == 0, 0.0, to_come))


def _law(result: Nowcast) -> tuple[Floats, Floats]:
    """Return the mean and the size of what is to come, (series, time)."""
    horizon = np.minimum(np.arange(result.observed.shape[1])[::-1], result.size.shape[1] - 1)
    mean = np.where(result.to_come == 0, LEAST_MEAN, result.to_come)
    return mean, result.size[:, horizon]
