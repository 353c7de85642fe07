"""Lead time: by how much one series runs ahead of another, and what of it can be used.

The shift with the best correlation is not enough: it comes with an interval (block bootstrap),
on levels and on growth rates beside each other, since two epidemics that both rise agree on levels
at many shifts; and it counts once both series' reporting delay is taken off.

A lead of 5 says that the leading series at t looks like the target at t + 5, in days for daily
series and in weeks for weekly ones.
"""

from dataclasses import dataclass

import numpy as np
from scipy.stats import norm, t

from argos.core.language import Text
from argos.epidemiology.series import Floats, SeriesRefused, require_length

LEAST_PAIRS = 28  # dates compared at each shift, below which no correlation is told
LEVEL_DAYS = 14  # sums of daily figures whose levels tell a lead best: docs/truth.md
GROWTH_DAYS = 21  # the same for growth, in which chance weighs more


@dataclass(frozen=True, slots=True)
class Lead:
    """How far one series leads another, a value a series.

    Attributes:
        shifts: the shifts tried, (shift,).
        correlation: Pearson's at each shift, (series, shift); NaN where too few dates are known.
        best: shift with the best correlation, (series,); NaN where none is known.
        low: lower end of the bootstrap interval, (series,).
        high: upper end, (series,).
        at_edge: the best is the first or the last shift tried, so the lead is not found, (series,).

    """

    shifts: Floats
    correlation: Floats
    best: Floats
    low: Floats
    high: Floats
    at_edge: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]


@dataclass(frozen=True, slots=True)
class UsableLead:
    """What remains of a lead after reporting delays, (series,); negative is of no use.

    Attributes:
        before_event: ahead of the event itself: lead - delay of the leading series.
        before_report: ahead of the day the target's own figure says it: the former + its delay.

    """

    before_event: Floats
    before_report: Floats


@dataclass(frozen=True, slots=True)
class RollingLead:
    """A lead found again on each window.

    Attributes:
        ends: last date of each window, an index, (window,).
        best: (series, window).
        low: (series, window).
        high: (series, window).
        correlation: at the best shift, (series, window).

    """

    ends: Floats
    best: Floats
    low: Floats
    high: Floats
    correlation: Floats


@dataclass(frozen=True, slots=True)
class Search:
    """Which shifts are tried, and how the interval is drawn.

    Attributes:
        first: first shift; negative ones let the target lead.
        last: last shift.
        block: dates drawn together, as long as the sums that the levels or growths are made of.
        replicates: bootstrap samples.
        level: what the interval claims to cover.

    """

    first: int = -7
    last: int = 28
    block: int = 21
    replicates: int = 500
    level: float = 0.9


def levels(series: Floats, period: int = LEVEL_DAYS) -> Floats:
    """Return logarithms of sums over the last ``period`` dates, log(S + 1/2), (series, time).

    Args:
        series: counts, from ``series.matrix``.
        period: whole weeks for daily series, which takes the week out; 1 for weekly ones.

    Raises:
        SeriesRefused: fewer dates than a period.

    """
    require_length(series, period)
    sums = np.lib.stride_tricks.sliding_window_view(series, period, axis=1).sum(axis=2)
    padded = np.full(series.shape, np.nan)
    padded[:, period - 1 :] = np.log(np.maximum(sums, 0.0) + 0.5)
    return padded


def growth(series: Floats, period: int = GROWTH_DAYS) -> Floats:
    """Return growth rates, g_t = level_t - level_{t - period}, per period, (series, time).

    Args:
        series: counts, from ``series.matrix``.
        period: as for ``levels``.

    Raises:
        SeriesRefused: fewer dates than two periods.

    """
    require_length(series, 2 * period)
    level = levels(series, period)
    rates = np.full(level.shape, np.nan)
    rates[:, period:] = level[:, period:] - level[:, :-period]
    return rates


def lead(leading: Floats, target: Floats, search: Search, generator: np.random.Generator) -> Lead:
    """Find the shift at which one series looks most like another, with its interval.

    The same dates of the leading series are compared at every shift, so that no shift is favoured
    by an easier stretch. Blocks of dates are drawn with all their shifted values, which keeps the
    memory of both series, and the best shift is found again in each sample (Kuensch 1989). The
    interval holds the samples' shifts between two percentiles, drawn apart for few blocks
    (Hesterberg, Am Stat 69 (2015) 371). A shift is a whole number, which stands for the half
    before and after it.

    Args:
        leading: ``levels`` or ``growth`` of the series that might lead, (series, time).
        target: the same of the series to anticipate, row by row.
        search: shifts and bootstrap.
        generator: where the blocks are drawn from; every series has the same ones.

    Raises:
        SeriesRefused: the two differ in shape, or have too few dates for the shifts; it tells the
            length needed.

    """
    shifts = np.arange(search.first, search.last + 1, dtype=np.float64)
    ahead = _windows(leading, target, shifts)
    dates = ahead[0].shape[1]
    correlation = _correlations(*ahead, np.ones((1, dates)))[:, 0]
    drawn = _correlations(*ahead, _weights(dates, search, generator))
    best, sampled = _best(correlation, shifts), _best(drawn, shifts)
    pairs = (~np.isnan(ahead[0])[:, :, None] & ~np.isnan(ahead[1])).any(axis=2).sum(axis=1)
    tail = _tail(search.level, pairs / search.block)
    return Lead(
        shifts=shifts,
        correlation=correlation,
        best=best,
        low=np.where(np.isnan(best), np.nan, _percentile(sampled, tail)),
        high=np.where(np.isnan(best), np.nan, _percentile(sampled, 1 - tail)),
        at_edge=(best == search.first) | (best == search.last),
    )


def usable(best: Floats, leading_delay: Floats, target_delay: Floats) -> UsableLead:
    """Return what a lead is worth on the day: both series are only known after their delay.

    Args:
        best: leads, or an end of their interval, (series,).
        leading_delay: dates until the leading series is known, from ``reporting.wait``, (series,).
        target_delay: the same of the target, (series,).

    """
    ahead = best - leading_delay
    return UsableLead(np.asarray(ahead), np.asarray(ahead + target_delay))


def rolling_lead(
    leading: Floats,
    target: Floats,
    search: Search,
    generator: np.random.Generator,
    *,
    window: int,
    step: int,
) -> RollingLead:
    """Find the lead again on windows that end at the last date, and each ``step`` before.

    Args:
        leading: as for ``lead``.
        target: as for ``lead``.
        search: as for ``lead``.
        generator: as for ``lead``.
        window: dates of a window.
        step: dates between two windows.

    Raises:
        SeriesRefused: the series is shorter than a window, or a window too short for the shifts.

    """
    require_length(leading, window)
    ends = np.arange(leading.shape[1], window - 1, -step)[::-1]
    found = [
        lead(leading[:, e - window : e], target[:, e - window : e], search, generator) for e in ends
    ]
    heights = [np.fmax.reduce(one.correlation, axis=1) for one in found]
    return RollingLead(
        ends=(ends - 1).astype(np.float64),
        best=np.stack([one.best for one in found], axis=1),
        low=np.stack([one.low for one in found], axis=1),
        high=np.stack([one.high for one in found], axis=1),
        correlation=np.stack(heights, axis=1),
    )


def _windows(leading: Floats, target: Floats, shifts: Floats) -> tuple[Floats, Floats]:
    """Return the dates compared, (series, time), and the target at each shift."""
    if leading.shape != target.shape:
        raise SeriesRefused(
            "SERIES_DIFFER",
            expected=Text("deux tableaux de même forme", "two arrays of one shape"),
            found=Text(f"{leading.shape} et {target.shape}", f"{leading.shape} and {target.shape}"),
            todo=Text("donner les deux séries aux mêmes dates", "give both on the same dates"),
        )
    before, after = max(0, -int(shifts[0])), max(0, int(shifts[-1]))
    require_length(leading, before + after + LEAST_PAIRS)
    dates = np.arange(before, leading.shape[1] - after)
    return leading[:, dates], target[:, dates[:, None] + shifts.astype(int)]


def _weights(dates: int, search: Search, generator: np.random.Generator) -> Floats:
    """Return how often each date is in each sample of moving blocks, (replicate, time)."""
    block = min(search.block, dates)
    starts = generator.integers(0, dates - block + 1, (search.replicates, -(-dates // block)))
    drawn = (starts[:, :, None] + np.arange(block)).reshape(search.replicates, -1)[:, :dates]
    weights = np.zeros((search.replicates, dates))
    np.add.at(weights, (np.arange(search.replicates)[:, None], drawn), 1.0)
    return weights


def _correlations(leading: Floats, shifted: Floats, weights: Floats) -> Floats:
    """Return weighted Pearson correlations, (series, replicate, shift), missing pairs left out."""
    both = ~np.isnan(leading)[:, :, None] & ~np.isnan(shifted)
    x = np.where(both, _centred(leading)[:, :, None], 0.0)
    y = np.where(both, _centred(shifted), 0.0)
    pairs, sx, sy, sxx, syy, sxy = (
        weights @ each for each in (both.astype(np.float64), x, y, x * x, y * y, x * y)
    )
    some = np.where(both.sum(axis=1, keepdims=True) >= LEAST_PAIRS, np.maximum(pairs, 1), np.nan)
    spread = (sxx - sx * sx / some) * (syy - sy * sy / some)
    spread = np.where(spread > 1e-18 * sxx * syy, spread, np.nan)
    return np.asarray((sxy - sx * sy / some) / np.sqrt(spread))


def _centred(values: Floats) -> Floats:
    """Return values less their mean over time, so that sums of squares keep their digits."""
    known = (~np.isnan(values)).sum(axis=1, keepdims=True)
    return np.asarray(values - np.nansum(values, axis=1, keepdims=True) / np.maximum(known, 1))


def _tail(level: float, blocks: Floats) -> Floats:
    """Return the share of samples left out at each end, for so many blocks, (series,).

    A bootstrap of n blocks is too narrow as a variance divided by n is, and as if its spread were
    known: the tail is Phi(t_(n-1) sqrt(n / (n - 1))) instead of (1 - level) / 2 (Hesterberg 2015).
    """
    freedom = np.maximum(blocks - 1, 1.0)
    return np.asarray(norm.cdf(t.ppf((1 - level) / 2, freedom) * np.sqrt(1 + 1 / freedom)))


def _percentile(sampled: Floats, share: Floats) -> Floats:
    """Return the shift that this share of a series' samples does not pass, (series,)."""
    known = np.sort(sampled, axis=1)  # NaN last
    count = (~np.isnan(sampled)).sum(axis=1)
    rank = np.clip(np.ceil(share * count - 1e-9).astype(int) - 1, 0, np.maximum(count - 1, 0))
    return np.asarray(np.take_along_axis(known, rank[:, None], axis=1)[:, 0])


def _best(correlation: Floats, shifts: Floats) -> Floats:
    """Return the shift of the highest correlation, over the last axis; NaN where none is known."""
    known = ~np.isnan(correlation)
    place = np.where(known, correlation, -np.inf).argmax(axis=-1)
    return np.where(known.any(axis=-1), shifts[place], np.nan)
