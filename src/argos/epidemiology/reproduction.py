"""How many people one case infects: by day of infection (Cori), and by case (Wallinga-Teunis).

Time is counted in the columns of the series, days or weeks: the serial interval must be in the
same unit. It is always given by the caller with its source, for it depends on the disease and on
the variant that spreads. Where cases are few the interval is wide; whether the number is shown at
all is for the caller to decide.

Sources: Cori, Ferguson, Fraser, Cauchemez, "A new framework and software to estimate time-varying
reproduction numbers during epidemics", Am J Epidemiol 178 (2013) 1505, and its web appendix;
Wallinga, Teunis, Am J Epidemiol 160 (2004) 509.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import gammaincinv

from argos.core.language import Text, same
from argos.epidemiology.serial_interval import SerialInterval
from argos.epidemiology.series import Floats, matrix, require, require_length

SERIES_AT_ONCE = 64
QUANTILES = (0.025, 0.05, 0.25, 0.5, 0.75, 0.95, 0.975)


@dataclass(frozen=True, slots=True)
class Prior:
    """What is believed of the reproduction number beforehand: a gamma distribution.

    The default is the one of Cori 2013: high and wide, so that few figures never mean control.
    """

    mean: float = 5.0
    sd: float = 5.0

    @property
    def shape(self) -> float:
        """The shape of the gamma distribution."""
        return (self.mean / self.sd) ** 2

    @property
    def scale(self) -> float:
        """The scale of the gamma distribution."""
        return self.sd**2 / self.mean


@dataclass(frozen=True, slots=True)
class Reproduction:
    """The reproduction number over the window that ends in each column.

    Attributes:
        mean: of the posterior distribution, (series, time); NaN where nothing can be said.
        sd: its standard deviation, (series, time).
        quantiles: (probability, series, time).
        probabilities: those of the quantiles.
        source: the one of the serial interval.

    """

    mean: Floats
    sd: Floats
    quantiles: Floats
    probabilities: tuple[float, ...]
    source: str


@dataclass(frozen=True, slots=True)
class CaseReproduction:
    """How many people the cases of each window went on to infect, by Wallinga and Teunis.

    Attributes:
        by_date: mean number infected by a case of each date, (series, time); NaN where too many
            figures are missing.
        mean: mean over the cases of the window that ends there, (series, time).
        seen: share of the serial interval that lies within the series, (time). Where it is under 1
            part of those infected are yet to come, and the number is too low.
        source: the one of the serial interval.

    """

    by_date: Floats
    mean: Floats
    seen: Floats
    source: str


def overall_infectivity(
    cases: ArrayLike, interval: SerialInterval, *, tolerance: float = 0.01
) -> Floats:
    """Return how infectious past cases are in each column: Λ_t = Σ_s w_s I_(t-s) (Cori 2013).

    Args:
        cases: (series, time), local and imported together.
        interval: the serial interval, in the unit of the columns.
        tolerance: the greatest share of the weights in reach that may fall on missing figures;
            the others then stand for them. Beyond it Λ is NaN.

    Returns:
        (series, time); NaN in the first column, before which nothing is known.

    Raises:
        SeriesRefused: a figure is negative, or there are fewer than two columns.

    """
    infectivity = _weighted(_counts(cases), interval.weights, tolerance)
    infectivity[:, 0] = np.nan
    return infectivity


def instantaneous_reproduction(
    cases: ArrayLike,
    interval: SerialInterval,
    *,
    window: int = 7,
    prior: Prior | None = None,
    imported: ArrayLike | None = None,
    probabilities: Sequence[float] = QUANTILES,
    tolerance: float = 0.01,
    dispersion: ArrayLike | None = None,
) -> Reproduction:
    """Return the reproduction number of Cori 2013 over a sliding window.

    Its posterior is gamma, of shape a + ΣI_local and scale 1 / (1/b + ΣΛ), with a and b the shape
    and scale of the prior and the sums over the window. No window holds the first column, whose
    cases count as imported: nobody is known who could have infected them. NaN where a window would
    hold it or a missing figure, or ends before the mean serial interval has gone by.

    It speaks of the whole window: its truth is the mean of R_t weighted by Λ_t. Its interval holds
    for counts that vary by chance alone. With a dispersion φ over 1 the likelihood is taken to the
    power 1/φ, and the prior with it: the shape and the rate are divided by φ, so the mean stays
    and the variance is φ times as large (quasi-likelihood: Wedderburn, Biometrika 61 (1974) 439).

    Args:
        cases: (series, time), local and imported together.
        interval: the serial interval, in the unit of the columns.
        window: how many columns.
        prior: mean 5 and standard deviation 5 unless said.
        imported: (series, time), those of the cases that were infected elsewhere.
        probabilities: of the quantiles wanted.
        tolerance: as in ``overall_infectivity``.
        dispersion: (series, time), from ``dispersion.overdispersion``; none is Cori 2013 exactly.
            NaN where it is not known, and then nothing is said.

    Raises:
        SeriesRefused: a figure is negative, a dispersion is under 1, more cases are imported than
            there are, or the series are shorter than one window and the column before it.

    """
    counts = _counts(cases)
    require(window >= 1, same("window >= 1"), same(f"{window}"))
    require_length(counts, window + 1)
    prior = prior or Prior()
    local = counts - _imported(counts, imported)
    infectivity = overall_infectivity(counts, interval, tolerance=tolerance)
    shape = prior.shape + _sum_over(local, window)
    scale = 1 / (1 / prior.scale + _sum_over(infectivity, window))
    known = np.isfinite(scale) & (np.arange(counts.shape[1]) + 1 > interval.mean)
    spread = _dispersion(counts, dispersion)
    shape = np.where(known, shape, np.nan) / spread
    scale = np.where(known, scale, np.nan) * spread
    wanted = np.array(probabilities, dtype=np.float64)
    return Reproduction(
        mean=shape * scale,
        sd=np.sqrt(shape) * scale,
        quantiles=_quantiles(shape, wanted) * scale,
        probabilities=tuple(probabilities),
        source=interval.source,
    )


def case_reproduction(
    cases: ArrayLike, interval: SerialInterval, *, window: int = 7, tolerance: float = 0.01
) -> CaseReproduction:
    """Return how many people each case infected, by Wallinga and Teunis 2004.

    A case of date u was infected by one of date t with a chance in proportion to w_(u-t), so those
    of date t infected R_t = Σ_u w_(u-t) I_u / Λ_u people each. Cases that no earlier one can have
    infected were infected by nobody here. Figures after the series are not guessed: see ``seen``.

    Args:
        cases: (series, time).
        interval: the serial interval, in the unit of the columns.
        window: how many columns the mean is taken over, each case counting once.
        tolerance: as in ``overall_infectivity``.

    Raises:
        SeriesRefused: a figure is negative, or the series are shorter than one window.

    """
    counts = _counts(cases)
    require(window >= 1, same("window >= 1"), same(f"{window}"))
    require_length(counts, window)
    infectivity = _weighted(counts, interval.weights, tolerance)
    alone = infectivity == 0
    ratio = np.where(alone, np.where(np.isnan(counts), np.nan, 0), counts / (infectivity + alone))
    by_date = _weighted(ratio[:, ::-1], interval.weights, tolerance)[:, ::-1]
    infected = _sum_over(np.where(counts == 0, 0, counts * by_date), window)
    total = _sum_over(counts, window)
    reach = np.cumsum(interval.weights)[: counts.shape[1]]
    seen = np.pad(reach, (0, counts.shape[1] - reach.size), mode="edge")[::-1]
    mean = np.divide(infected, total, out=np.full_like(total, np.nan), where=total > 0)
    return CaseReproduction(by_date, mean, seen, interval.source)


def _dispersion(counts: Floats, dispersion: ArrayLike | None) -> Floats:
    """Return the dispersion in each column, 1 if none is given."""
    if dispersion is None:
        return np.ones_like(counts)
    spread = matrix(dispersion)
    require(spread.shape == counts.shape, same(f"{counts.shape}"), same(f"{spread.shape}"))
    below = int((spread < 1).sum())
    expected = Text("des dispersions de 1 ou plus", "dispersions of 1 or more")
    require(below == 0, expected, Text(f"{below} en dessous", f"{below} below"))
    return spread


def _weighted(values: Floats, weights: Floats, tolerance: float) -> Floats:
    """Return Σ_s w_s x_(t-s), scaled up for what is missing, NaN where too much is."""
    missing = np.isnan(values)
    total = _convolved(np.where(missing, 0, values), weights)
    if not missing.any():
        return total
    missed = _convolved(missing.astype(np.float64), weights)
    reach = np.cumsum(weights)[np.minimum(np.arange(values.shape[1]), weights.size - 1)]
    seen = reach - missed
    share = np.divide(missed, reach, out=np.zeros_like(missed), where=reach > 0)
    scaled = np.where(missed > 0, total * reach / np.where(seen > 0, seen, 1), total)
    return np.where((share > tolerance) | ((missed > 0) & (seen <= 0)), np.nan, scaled)


def _convolved(values: Floats, weights: Floats) -> Floats:
    """Return Σ_s w_s x_(t-s), the series a block at a time so that a block stays in the cache."""
    used = weights[: values.shape[1]]
    lags = np.flatnonzero(used)
    total = np.zeros_like(values)
    for first in range(0, len(values), SERIES_AT_ONCE):
        block = slice(first, first + SERIES_AT_ONCE)
        given, into = values[block], total[block]
        for lag in lags:
            into[:, lag:] += used[lag] * given[:, : values.shape[1] - lag]
    return total


def _quantiles(shape: Floats, probabilities: Floats) -> Floats:
    """Return quantiles of gamma distributions of scale 1, (probability, series, time).

    Counts are whole, so that few shapes are different: each is worked out once.
    """
    different, which = np.unique(shape, return_inverse=True)
    once = gammaincinv(different, probabilities[:, None])
    return np.asarray(once[:, which.reshape(shape.shape)])


def _sum_over(values: Floats, window: int) -> Floats:
    """Return the sum over the window that ends in each column, NaN before there is one."""
    sums = np.full_like(values, np.nan)
    sums[:, window - 1 :] = np.lib.stride_tricks.sliding_window_view(values, window, 1).sum(-1)
    return sums


def _counts(cases: ArrayLike) -> Floats:
    """Return series of counts, none of them negative: a negative increment is a revision."""
    counts = matrix(cases)
    require_length(counts, 2)
    below = int((counts < 0).sum())
    expected = Text("des effectifs de 0 ou plus", "counts of 0 or more")
    require(below == 0, expected, Text(f"{below} négatifs", f"{below} negative"))
    return counts


def _imported(counts: Floats, imported: ArrayLike | None) -> Floats:
    """Return the imported cases, those of the first column among them."""
    given = np.zeros_like(counts) if imported is None else _counts(imported)
    shapes = same(f"{given.shape}")
    require(given.shape == counts.shape, same(f"{counts.shape}"), shapes)
    above = int((given > counts).sum())
    expected = Text("pas plus d'importés que de cas", "no more imported cases than cases")
    require(above == 0, expected, Text(f"{above} au-dessus", f"{above} above"))
    return given
