"""Weights that take past outbreaks out of a baseline, by their Anscombe residuals."""

import numpy as np

from argos.epidemiology.detection import quasipoisson
from argos.epidemiology.detection.points import Design, Figures
from argos.epidemiology.series import Floats

SMALLEST_REST = 1e-12  # a week alone in its season is fitted exactly and never weighted down


def spread(weights: Floats, residual: Floats, free: Floats) -> Floats:
    """Return Σ w r²/df of each row: the dispersion, for residuals r on the log scale."""
    return np.asarray(np.einsum("rp,rp,rp->r", weights, residual, residual) / free)


def weights(
    figures: Figures,
    fitted: quasipoisson.Fit,
    design: Design,
    dispersion: Floats,
    limit: float,
) -> Floats:
    """Return ω = γ, or γ s⁻² where s is above the limit, γ such that ω sums to the known weeks.

    s = 3/2 (y^⅔ μ^−⅙ − μ^½) / √(φ (1 − h)), h the leverage (Farrington 1996, section 3.3).
    """
    mean, known = fitted.fitted, figures.known
    rest = np.maximum(1 - quasipoisson.leverage(fitted, design), SMALLEST_REST)
    raw = 1.5 * (figures.root * np.exp(np.log(mean) / -6) - np.sqrt(mean))
    standard = raw / np.sqrt(dispersion[:, None] * rest)
    past_limit = standard > limit
    weight = known * np.where(past_limit, 1 / np.where(past_limit, standard, 1.0) ** 2, 1.0)
    return np.asarray(weight * (known.sum(axis=1) / weight.sum(axis=1))[:, None])
