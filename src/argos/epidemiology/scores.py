"""How good forecasts were, once what they foretold is known.

The lower a score the better, coverage and bias aside; all but the logarithmic one are in the unit
of the figures. A figure or a forecast that is missing has no score, NaN: leave it out of a mean
(``numpy.nanmean``), and compare models on what both foretold (``relative_score``,
``pairwise_skill``).

Sources: Bracher, Ray, Gneiting, Reich, PLoS Comput Biol 17 (2021) e1008618, for the weighted
interval score; Gneiting, Raftery, JASA 102 (2007) 359, for the others; Funk et al., PLoS Comput
Biol 15 (2019) e1006785, for bias; Cramer et al., PNAS 119 (2022) e2113561119, for relative skill.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import logsumexp

from argos.core.language import Text, same
from argos.epidemiology.forecasts import QuantileForecast, refuse_unless
from argos.epidemiology.series import Floats


@dataclass(frozen=True, slots=True)
class IntervalScore:
    """The weighted interval score and the three parts that add up to it, each (series, time).

    Attributes:
        total: the score; 0 for a forecast without spread that came true.
        dispersion: what the width of the intervals costs.
        overprediction: what figures below the intervals cost.
        underprediction: what figures above them cost.

    """

    total: Floats
    dispersion: Floats
    overprediction: Floats
    underprediction: Floats


@dataclass(frozen=True, slots=True)
class PairwiseSkill:
    """How models compare when each pair is held to what both of them foretold.

    Attributes:
        ratios: (model, model), mean score of the row over that of the column; NaN without a figure
            in common, or where both means are 0.
        skill: (model), geometric mean of its ratios, the one with itself among them: under 1 is
            better than the field.
        against_baseline: (model), the skill over that of the baseline.

    """

    ratios: Floats
    skill: Floats
    against_baseline: Floats


def weighted_interval_score(observed: ArrayLike, forecast: QuantileForecast) -> IntervalScore:
    """Return the weighted interval score (Bracher 2021).

    It is the mean over the levels τ of 2 (1{y ≤ q_τ} - τ) (q_τ - y). With K intervals (l, u) of
    nominal share 1 - α, the parts are sums of α/2 (u - l), of max(0, l - y) and of max(0, y - u),
    the median m adding |m - y| / 2 to one of the last two; all over K + 1/2.

    Args:
        observed: (series, time).
        forecast: of the same figures.

    Raises:
        SeriesRefused: the shapes differ.

    """
    truth = _observed(observed, forecast)[..., None]
    half = forecast.levels.size // 2
    lower, upper = forecast.predicted[..., : half + 1], forecast.predicted[..., half:]
    weight = np.append(np.ones(half), 0.5)  # the median counts half, being both ends of its own
    dispersion = (forecast.levels[:half] * (upper[..., :0:-1] - lower[..., :-1])).sum(-1)
    over = (weight * np.maximum(lower - truth, 0)).sum(-1)
    under = (weight[::-1] * np.maximum(truth - upper, 0)).sum(-1)
    missing = np.isnan(over + under + dispersion)
    parts = [np.where(missing, np.nan, x / (half + 0.5)) for x in (dispersion, over, under)]
    return IntervalScore(parts[0] + parts[1] + parts[2], *parts)


def interval_coverage(
    observed: ArrayLike, forecast: QuantileForecast, share: float = 0.9
) -> Floats:
    """Return 1 where the central interval of this nominal share holds the figure, else 0.

    The mean is the coverage: below ``share`` the forecasts were too sure, above it too vague.

    Args:
        observed: (series, time).
        forecast: of the same figures.
        share: such as 0.9, for the interval from the quantile 0.05 to 0.95.

    Returns:
        (series, time), the ends included; NaN where the figure or an end is missing.

    Raises:
        SeriesRefused: the forecast has no such interval, or the shapes differ.

    """
    truth = _observed(observed, forecast)
    half = forecast.levels.size // 2
    at = np.flatnonzero(np.isclose(forecast.levels[:half], (1 - share) / 2, rtol=0, atol=1e-9))
    expected = Text(f"un intervalle à {share:.0%}", f"an interval of {share:.0%}")
    refuse_unless(at.size == 1, expected, same(f"{forecast.levels}"))
    lower, upper = forecast.predicted[..., at[0]], forecast.predicted[..., -1 - at[0]]
    inside = (lower <= truth) & (truth <= upper)
    return np.where(np.isnan(lower + truth + upper), np.nan, inside)


def quantile_bias(observed: ArrayLike, forecast: QuantileForecast) -> Floats:
    """Return how far forecasts are to one side: 1 if all above the figure, -1 if all below it.

    It is 1 - 2τ, where τ is the greatest level whose quantile is at or below a figure under the
    median (0 if none is), or the least whose quantile is at or above a figure over it (1 if none
    is); 0 if the figure is the median.

    Args:
        observed: (series, time).
        forecast: of the same figures.

    Returns:
        (series, time), from -1 to 1.

    Raises:
        SeriesRefused: the shapes differ.

    """
    truth = _observed(observed, forecast)
    levels, quantiles = forecast.levels, forecast.predicted
    below = np.where(quantiles <= truth[..., None], levels, 0).max(-1)
    above = np.where(quantiles >= truth[..., None], levels, 1).min(-1)
    median = forecast.median
    bias = np.select([truth < median, truth > median], [1 - 2 * below, 1 - 2 * above], 0.0)
    return np.where(np.isnan(truth + quantiles.sum(-1)), np.nan, bias)


def absolute_error(observed: ArrayLike, median: ArrayLike) -> Floats:
    """Return the distance of the forecast's median from the figure.

    Args:
        observed: (series, time).
        median: of the same shape: ``forecast.median``, or that of samples.

    """
    return np.abs(np.asarray(observed, np.float64) - np.asarray(median, np.float64))


def sample_bias(observed: ArrayLike, samples: ArrayLike) -> Floats:
    """Return how far samples are to one side: 1 if all above the figure, -1 if all below it.

    It is 1 - P(x ≤ y) - P(x < y), which for whole numbers is 1 - P(y) - P(y - 1) (Funk 2019).

    Args:
        observed: (series, time).
        samples: (series, time, draw).

    Raises:
        SeriesRefused: the shapes differ, or there are fewer than two draws.

    """
    truth, draws = _sampled(observed, samples)
    bias = 1 - (draws <= truth[..., None]).mean(-1) - (draws < truth[..., None]).mean(-1)
    return np.where(np.isnan(truth + draws.sum(-1)), np.nan, bias)


def continuous_ranked_probability_score(observed: ArrayLike, samples: ArrayLike) -> Floats:
    """Return the continuous ranked probability score of the distribution of the samples.

    With x_1 ≤ … ≤ x_m it is 2/m² Σ (x_i - y)(m 1{y < x_i} - i + 1/2) (Gneiting and Raftery 2007,
    eq. 21, as sorted by Jordan, Krüger, Lerch, J Stat Softw 90 (2019) 12).

    Args:
        observed: (series, time).
        samples: (series, time, draw).

    Raises:
        SeriesRefused: the shapes differ, or there are fewer than two draws.

    """
    truth, draws = _sampled(observed, samples)
    size = draws.shape[-1]
    gap = np.sort(draws, axis=-1) - truth[..., None]
    return np.asarray(2 / size**2 * (gap * (size * (gap > 0) - np.arange(0.5, size))).sum(-1))


def log_score(observed: ArrayLike, samples: ArrayLike) -> Floats:
    """Return minus the logarithm of the density that the samples give to the figure.

    The density is a sum of normal curves around the samples, of width 1.06 n^(-1/5) times the
    lesser of the standard deviation and the interquartile range over 1.34 (Scott 1992). It judges
    a far miss by the tails of those curves, hence harshly: a score for smooth, wide forecasts.

    Args:
        observed: (series, time).
        samples: (series, time, draw).

    Returns:
        (series, time); NaN where all samples are the same, for they have no density.

    Raises:
        SeriesRefused: the shapes differ, or there are fewer than two draws.

    """
    truth, draws = _sampled(observed, samples)
    sd = draws.std(-1, ddof=1)
    quartiles = np.quantile(draws, [0.25, 0.75], axis=-1)
    spread = (quartiles[1] - quartiles[0]) / 1.34
    width = 1.06 * np.where(spread > 0, np.minimum(sd, spread), sd) * draws.shape[-1] ** -0.2
    width = np.where(width > 0, width, np.nan)[..., None]
    curves = -0.5 * ((truth[..., None] - draws) / width) ** 2 - np.log(width * np.sqrt(2 * np.pi))
    return np.asarray(np.log(draws.shape[-1]) - logsumexp(curves, axis=-1))


def relative_score(scores: ArrayLike, baseline: ArrayLike) -> float:
    """Return the mean score over that of the baseline, on what both foretold: under 1 is better.

    Args:
        scores: of any shape.
        baseline: of the same shape, scores of the same figures.

    Returns:
        NaN where they have no figure in common, or both means are 0.

    """
    both = np.stack([np.ravel(scores), np.ravel(baseline)]).astype(np.float64)
    return float(_ratios(both)[0, 1])


def pairwise_skill(scores: ArrayLike, baseline: int) -> PairwiseSkill:
    """Return how models compare though they did not all foretell the same figures (Cramer 2022).

    Args:
        scores: (model, figure); NaN where a model has no forecast.
        baseline: the row that skill is told against.

    """
    ratios = _ratios(np.array(scores, dtype=np.float64, ndmin=2))
    logs = np.log(ratios, out=np.full_like(ratios, -np.inf), where=~(ratios == 0))
    compared = ~np.isnan(logs)
    count = compared.sum(1)
    total = np.where(compared, logs, 0).sum(1)
    skill = np.exp(np.divide(total, count, out=np.full_like(total, np.nan), where=count > 0))
    against = np.full_like(skill, np.nan)
    np.divide(skill, skill[baseline], out=against, where=skill[baseline] > 0)
    return PairwiseSkill(ratios, skill, against)


def _ratios(scores: Floats) -> Floats:
    """Return the ratio of the mean scores of each pair of rows on the columns that both have."""
    known = (~np.isnan(scores)).astype(np.float64)
    sums = np.where(np.isnan(scores), 0, scores) @ known.T  # of the row, where the column has one
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(sums / sums.T)


def _observed(observed: ArrayLike, forecast: QuantileForecast) -> Floats:
    """Return the figures, of the shape of the forecasts without their levels."""
    truth, wanted = np.asarray(observed, np.float64), forecast.predicted.shape[:-1]
    refuse_unless(truth.shape == wanted, same(f"{wanted}"), same(f"{truth.shape}"))
    return truth


def _sampled(observed: ArrayLike, samples: ArrayLike) -> tuple[Floats, Floats]:
    """Return figures and samples, of the same shape but for the draws."""
    truth, draws = np.asarray(observed, np.float64), np.asarray(samples, np.float64)
    fits = draws.shape[:-1] == truth.shape and draws.ndim >= 1 and draws.shape[-1] >= 2
    refuse_unless(fits, same(f"{(*truth.shape, 2)}"), same(f"{draws.shape}"))
    return truth, draws
