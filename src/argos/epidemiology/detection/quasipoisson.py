"""Quasi-Poisson regressions with a log link, many at once on one shared design.

Iteratively reweighted least squares (McCullagh and Nelder 1989, section 2.5), every row a
regression of its own. Rows stop by themselves, at the rule that R's ``glm`` uses (change of the
deviance under 1e-8), so that fits that run to the boundary (a season without cases) end alike.
"""

from dataclasses import dataclass

import numpy as np

from argos.epidemiology.series import Flags, Floats

TOLERANCE = 1e-8
MOST_STEPS = 25
LEAST_MEAN = float(np.finfo(np.float64).eps)


@dataclass(frozen=True, slots=True)
class Fit:
    """What was fitted, a row a regression.

    Attributes:
        coefficients: (rows, columns); 0 for a column of the design that no count supports.
        fitted: expected counts, (rows, points).
        working: weights of the last step, prior weight times mean, (rows, points).
        covariance: inverse of X'WX, without the dispersion, (rows, columns, columns).
        converged: (rows,).

    """

    coefficients: Floats
    fitted: Floats
    working: Floats
    covariance: Floats
    converged: Flags


def fit(counts: Floats, weights: Floats, design: Floats) -> Fit:
    """Fit one regression a row.

    Args:
        counts: (rows, points), any finite figure where the weight is 0.
        weights: prior weights, 0 for a point that is missing, (rows, points).
        design: (points, columns), shared by all rows, of full rank on the points of each row
            but for columns that are 0 on all of them.

    """
    rows, columns = len(counts), design.shape[1]
    pairs = (design[:, :, None] * design[:, None, :]).reshape(len(design), -1)
    coefficients, gram = np.zeros((rows, columns)), np.zeros((rows, columns, columns))
    mean, working = np.maximum(counts, 0.0) + 0.1, np.zeros_like(counts)
    converged, active = np.zeros(rows, dtype=np.bool_), np.arange(rows)
    y, w, mu = counts, weights, mean
    eta, last = np.log(mu), _deviance(y, mu, w)
    for _ in range(MOST_STEPS):
        if not len(active):
            break
        step = w * mu
        normal = (step @ pairs).reshape(-1, columns, columns)
        beta = _solve(normal, (step * (eta + (y - mu) / mu)) @ design)
        eta = beta @ design.T
        with np.errstate(over="ignore", invalid="ignore"):
            mu = np.maximum(np.exp(eta), LEAST_MEAN)
            deviance = _deviance(y, mu, w)
            done = np.abs(deviance - last) < TOLERANCE * (np.abs(deviance) + 0.1)
        coefficients[active], gram[active] = beta, normal
        mean[active], working[active], converged[active] = mu, step, done
        go = ~done & np.isfinite(deviance)
        active, y, w, mu, eta, last = active[go], y[go], w[go], mu[go], eta[go], deviance[go]
    return Fit(coefficients, mean, working, _inverse(gram), converged)


def leverage(fitted: Fit, design: Floats) -> Floats:
    """Return the diagonal of the hat matrix, (rows, points)."""
    pairs = (design[:, :, None] * design[:, None, :]).reshape(len(design), -1)
    flat = fitted.covariance.reshape(len(fitted.covariance), pairs.shape[1])
    return fitted.working * (flat @ pairs.T)


def _deviance(y: Floats, mu: Floats, w: Floats) -> Floats:
    """Return 2 Σ w (y log(y/μ) − (y − μ)), a figure a row."""
    logs = y * np.log(np.where(y > 0, y, 1.0) / mu)
    return np.asarray(2.0 * np.sum(w * (np.where(y > 0, logs, 0.0) - (y - mu)), axis=1))


def _scaled(gram: Floats) -> tuple[Floats, Floats]:
    """Return the matrices with a diagonal of ones and the scale; unsupported columns get 1."""
    diagonal = np.einsum("rcc->rc", gram)
    scale = 1.0 / np.sqrt(np.where(diagonal > 0, diagonal, 1.0))
    matrices = gram * scale[:, :, None] * scale[:, None, :]
    columns = np.arange(gram.shape[1])
    matrices[:, columns, columns] = 1.0
    return matrices, scale


def _solve(gram: Floats, moment: Floats) -> Floats:
    matrices, scale = _scaled(gram)
    return np.asarray(np.linalg.solve(matrices, (moment * scale)[:, :, None])[:, :, 0] * scale)


def _inverse(gram: Floats) -> Floats:
    matrices, scale = _scaled(gram)
    return np.asarray(np.linalg.inv(matrices) * scale[:, :, None] * scale[:, None, :])
