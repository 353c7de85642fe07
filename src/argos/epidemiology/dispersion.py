"""How much more counts vary than chance alone, so that the reproduction number can say it.

Cases that are drawn around R_t Λ_t by Poisson's law have a variance of R_t Λ_t. Real ones vary
more: clusters, days on which many or few come, offices that report together. Their variance is
then φ R_t Λ_t, with φ the dispersion of a quasi-Poisson model (Wedderburn, Biometrika 61 (1974)
439; McCullagh, Nelder, Generalized Linear Models, 2nd ed. 1989, 4.5 and 9.2), and an interval that
takes φ for 1 is too narrow.
"""

import numpy as np
from numpy.typing import ArrayLike

from argos.core.language import same
from argos.epidemiology.reproduction import overall_infectivity
from argos.epidemiology.serial_interval import SerialInterval
from argos.epidemiology.series import Floats, matrix, require, require_length

AROUND = 3  # columns over which R is taken as level when it is compared with the counts
CYCLES = 8  # weeks that are looked back at
FEWEST = 4  # figures of one weekday before its share is believed, and residuals left in all


def overdispersion(
    cases: ArrayLike, interval: SerialInterval, *, period: int = 7, cycles: int = CYCLES
) -> Floats:
    """Return the dispersion φ of counts about R_t Λ_t over the last weeks, (series, time).

    φ is the mean of Pearson's squared residuals (I_t - m_t)² / (m_t (1 - h_t)). The mean m_t is
    R s_t Λ_t, with s_t the share of the weekday (its counts over what was expected, over the same
    weeks) and R that of the column and its two neighbours, ΣI / ΣsΛ; h_t is what the count weighs
    in its own mean and its weekday's. As φ is itself estimated, it is ν / (ν - 2) times as large, ν
    the sum of what is left of the residuals: so the variance is Student's. Neither weekdays nor an
    R that moves count as dispersion; a sudden change of R does, for the days around it.

    Args:
        cases: (series, time).
        interval: the serial interval, in the unit of the columns.
        period: 7 for daily series, whose weekdays differ; 1 where nothing comes back.
        cycles: how many periods are looked back at.

    Returns:
        At least 1: counts that vary less than chance do so by chance. NaN where less than
        ``FEWEST`` periods and some residuals are known. Days on which no case is expected are left
        out. The column knows the three after it, where there are any.

    Raises:
        SeriesRefused: a figure is negative, or the series are shorter than the fewest periods.

    """
    counts = matrix(cases)
    expected = same(f"period >= 1, cycles >= {FEWEST}")
    require(period >= 1 and cycles >= FEWEST, expected, same(f"{period}, {cycles}"))
    require_length(counts, FEWEST * period + AROUND)
    infectivity = overall_infectivity(counts, interval)
    share, left = _shares(counts, infectivity, period, cycles)
    expected_cases = infectivity * share
    total, weight = _around(counts), _around(expected_cases)
    own = np.divide(expected_cases, weight, out=_none(counts), where=weight > 0)
    mean, left = total * own, left * (1 - own)
    chance = mean * left
    squared = np.divide((counts - mean) ** 2, chance, out=_none(counts), where=chance > 0)
    known = ~np.isnan(squared)
    times, freedom, summed = (
        _trailing(_trailing(np.where(known, each, 0.0), 1, period), period, cycles)
        for each in (np.ones_like(counts), left, squared)
    )
    enough = freedom > FEWEST
    mean_square = np.divide(summed, times, out=_none(counts), where=enough)
    return np.maximum(mean_square * freedom / np.where(enough, freedom - 2, 1.0), 1.0)


def _shares(counts: Floats, infectivity: Floats, period: int, cycles: int) -> tuple[Floats, Floats]:
    """Return each column's share of its weekday, and what estimating it leaves of a residual."""
    if period == 1:
        return np.ones_like(counts), np.ones_like(counts)
    half = period // 2
    total, weight = _around(counts, period), _around(infectivity, period)
    level = np.divide(total * infectivity, weight, out=_none(counts), where=weight > 0)
    known = ~np.isnan(level) & ~np.isnan(counts)
    came = _trailing(np.where(known, counts, 0.0), period, cycles)
    awaited = _trailing(np.where(known, level, 0.0), period, cycles)
    times = _trailing(known.astype(np.float64), period, cycles)
    believed = (times >= FEWEST) & (awaited > 0)
    share = np.divide(came, awaited, out=_none(counts), where=believed)
    # The last columns have no whole week around them yet: theirs is the share of a week before.
    share[:, -half:] = share[:, -half - period : -period]
    times[:, -half:] = times[:, -half - period : -period]
    return share, 1 - 1 / np.maximum(times, 1.0)


def _around(values: Floats, width: int = AROUND) -> Floats:
    """Return the sum over a column and its neighbours, NaN at both ends."""
    sums, half = _none(values), width // 2
    if values.shape[1] >= width:
        windows = np.lib.stride_tricks.sliding_window_view(values, width, axis=1)
        sums[:, half : half + windows.shape[1]] = windows.sum(axis=2)
    return sums


def _trailing(values: Floats, step: int, times: int) -> Floats:
    """Return the sum of a column and of those 1, 2 … times - 1 steps before it."""
    total = np.zeros_like(values)
    for back in range(0, min(step * times, values.shape[1]), step):
        total[:, back:] += values[:, : values.shape[1] - back]
    return total


def _none(like: Floats) -> Floats:
    return np.full_like(like, np.nan)
