"""Bounds above which a count is unusual, and the probability of a count as high.

All arguments and results have one shape, whichever; NaN stays NaN.
"""

from dataclasses import dataclass

import numpy as np
from scipy import special, stats

from argos.epidemiology.series import Floats

TINY = 1e-300


@dataclass(frozen=True, slots=True)
class Threshold:
    """Bounds of counts and the probability of a count as high as the one seen."""

    lower: Floats
    upper: Floats
    p_value: Floats


def two_thirds(
    counts: Floats, expected: Floats, log_error: Floats, dispersion: Floats, alpha: float
) -> Threshold:
    """Return bounds that are symmetrical on the scale of the power 2/3.

    μ^⅔ ± z √(4/9 μ^⅓ τ), τ = φ + var(μ)/μ, var(μ) = (μ se(log μ))² (Farrington 1996, section
    3.5). A lower bound that would be negative is 0.

    Args:
        counts: what was seen.
        expected: expected count, above 0.
        log_error: standard error of its logarithm.
        dispersion: variance over mean.
        alpha: one-sided risk.

    """
    z = special.ndtri(1 - alpha)
    centre, power = expected ** (2 / 3), counts ** (2 / 3)
    spread = np.sqrt(4 / 9 * np.cbrt(expected) * (dispersion + expected * log_error**2))
    low, high = (np.maximum(centre + side * z * spread, 0) ** 1.5 for side in (-1, 1))
    return Threshold(low, high, special.ndtr((centre - power) / spread))


def negative_binomial(counts: Floats, mean: Floats, dispersion: Floats, alpha: float) -> Threshold:
    """Return quantiles of a negative binomial of variance φ times the mean, Poisson if φ = 1.

    Noufaily 2013, section 3.4, and Salmon 2016, section 2.2.
    """
    low, high = (_quantile(p, mean, dispersion) for p in (alpha, 1 - alpha))
    return Threshold(low, high, at_least(counts, mean, dispersion))


def upper_mean(expected: Floats, log_error: Floats, alpha: float) -> Floats:
    """Return exp(log μ + z se), NaN where a baseline without cases lets it grow without bound."""
    z = special.ndtri(1 - alpha)
    with np.errstate(over="ignore", invalid="ignore"):
        mean = expected * np.exp(z * log_error)
    return np.where(np.isfinite(mean), mean, np.nan)


def at_least(counts: Floats, mean: Floats, dispersion: Floats) -> Floats:
    """Return P(Y ≥ y), Y of that mean and of variance φ times the mean."""
    size = mean / np.where(dispersion > 1, dispersion - 1, 1.0)
    binomial = special.betainc(np.maximum(counts, TINY), size, 1 - 1 / dispersion)
    poisson = special.gammainc(np.maximum(counts, TINY), mean)
    above = np.where(dispersion > 1, binomial, poisson)
    return np.where(counts == 0, np.where(np.isnan(mean), np.nan, 1.0), above)


def _quantile(p: float, mean: Floats, dispersion: Floats) -> Floats:
    over = dispersion > 1
    size = mean / np.where(over, dispersion - 1, 1.0)
    binomial = stats.nbinom.ppf(p, size, 1 / np.where(over, dispersion, 2.0))
    return np.asarray(np.where(over, binomial, stats.poisson.ppf(p, mean)))
