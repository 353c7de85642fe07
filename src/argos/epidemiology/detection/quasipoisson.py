"""Quasi-Poisson regressions with a log link on seasons and a trend, many at once on one design.

Iteratively reweighted least squares (McCullagh and Nelder 1989, section 2.5), every row a
regression of its own. Rows stop by themselves, at the rule that R's ``glm`` uses (change of the
deviance under 1e-8), so that fits that run to the boundary (a season without cases) end alike.

Every point has one season, and the trend is one line through all of them: X'WX is a diagonal with
one border, and is solved by hand. In the formulas below n is the sum of the weights of a season, c
that of weight times time, and Q = Σ W t² over all points.
"""

from dataclasses import dataclass, fields, replace

import numpy as np
from numpy.typing import NDArray

from argos.epidemiology.detection.points import LEAST_MEAN, Design, Figures, row_products
from argos.epidemiology.series import Flags, Floats

TOLERANCE = 1e-8
MOST_STEPS = 25
LOG_LEAST_MEAN = float(np.log(LEAST_MEAN))
FLAT = 1e-13  # share of Q under which the points of a row lie on one date a season: no trend


@dataclass(frozen=True, slots=True)
class Fit:
    """What was fitted, a row a regression.

    Attributes:
        coefficients: (rows, columns); 0 for a season that no count supports.
        fitted: expected counts, (rows, points).
        working: weights of the last step, prior weight times mean, (rows, points).
        variance: diagonal of the inverse of X'WX, without the dispersion, (rows, columns).
        spread: x'(X'WX)⁻¹x of a point of a season at time t is what stands for its season, plus t
            times what stands in the second half, plus t² times the last, (rows, products).
        converged: (rows,).

    """

    coefficients: Floats
    fitted: Floats
    working: Floats
    variance: Floats
    spread: Floats
    converged: Flags


def fit(figures: Figures, weights: Floats, design: Design) -> Fit:
    """Fit one regression a row.

    Args:
        figures: a row a regression.
        weights: prior weights, 0 for a point that is missing, (rows, points).
        design: shared by all rows. A row whose points are on one date in each season has no
            trend: it does not converge.

    """
    under_way, done = _begin(figures, weights, design), _Done.like(weights, design)
    for left in reversed(range(MOST_STEPS)):
        beta = _solve(under_way.sums, under_way.moment, design)
        eta = design.linear(beta)
        with np.errstate(over="ignore", invalid="ignore"):
            agreed = row_products(beta, under_way.told) + _below(eta, under_way, figures.counts)
            mean = np.maximum(np.exp(eta, out=eta), LEAST_MEAN, out=eta)
            step = under_way.weights * mean
            sums = design.products(step)
            total = sums[:, : design.seasons].sum(axis=1)
            deviance = 2 * (under_way.fixed - agreed + total)
            still = np.abs(deviance - under_way.deviance) < TOLERANCE * (np.abs(deviance) + 0.1)
        end = still | ~np.isfinite(deviance) | (left == 0)
        done.put(under_way, end, beta, mean, still)
        if end.all():
            break
        moment = _moment(sums, beta, under_way.told, design)
        under_way = under_way.moved(step, sums, moment, deviance).only(~end)
    variance, spread = _inverse(done.sums, design)
    return Fit(done.coefficients, done.mean, done.working, variance, spread, done.converged)


def leverage(fitted: Fit, design: Design) -> Floats:
    """Return the diagonal of the hat matrix, (rows, points)."""
    spread, seasons = fitted.spread, design.seasons
    at = design.of_points(spread[:, :seasons])
    if design.time is not None:
        slope = design.of_points(spread[:, seasons:-1]) + spread[:, -1:] * design.time
        at += slope * design.time
    return np.asarray(fitted.working * at)


@dataclass(frozen=True, slots=True)
class _UnderWay:
    """Rows that are not at their end, and where their last step left them.

    Attributes:
        number: which rows they are.
        weights: prior weights w, (rows, points).
        told: X'wy, (rows, columns).
        fixed: Σ w (y log y − y), the part of the deviance that never moves.
        step: weights of the next step, w μ, (rows, points).
        sums: ``Design.products`` of them.
        moment: X'W z of the next step, z the working response, (rows, columns).
        deviance: after the last step.

    """

    number: NDArray[np.int64]
    weights: Floats
    told: Floats
    fixed: Floats
    step: Floats
    sums: Floats
    moment: Floats
    deviance: Floats

    def moved(self, step: Floats, sums: Floats, moment: Floats, deviance: Floats) -> "_UnderWay":
        """Return the rows after one more step."""
        return replace(self, step=step, sums=sums, moment=moment, deviance=deviance)

    def only(self, kept: Flags) -> "_UnderWay":
        """Return some of the rows."""
        if kept.all():
            return self
        return _UnderWay(*(getattr(self, field.name)[kept] for field in fields(self)))


@dataclass(frozen=True, slots=True)
class _Done:
    """Rows that have come to their end, in the order of the counts."""

    coefficients: Floats
    mean: Floats
    working: Floats
    sums: Floats
    converged: Flags

    @classmethod
    def like(cls, weights: Floats, design: Design) -> "_Done":
        """Return room for a fit a row of weights."""
        rows, columns = len(weights), design.columns
        products = columns if design.time is None else 2 * design.seasons + 1
        return cls(
            coefficients=np.zeros((rows, columns)),
            mean=np.empty_like(weights),
            working=np.empty_like(weights),
            sums=np.zeros((rows, products)),
            converged=np.zeros(rows, dtype=np.bool_),
        )

    def put(
        self, rows: _UnderWay, end: Flags, beta: Floats, mean: Floats, converged: Flags
    ) -> None:
        """Keep the rows that are at their end."""
        at = rows.number[end]
        self.coefficients[at], self.mean[at], self.working[at] = (
            beta[end],
            mean[end],
            rows.step[end],
        )
        self.sums[at], self.converged[at] = rows.sums[end], converged[end]


def _begin(figures: Figures, weights: Floats, design: Design) -> _UnderWay:
    """Start at μ = y + 0.1, as R does."""
    seen, step = weights * figures.counts, weights * (figures.counts + 0.1)
    eta, fixed = figures.start, row_products(weights, figures.own)
    sums = design.products(step)
    told = design.moments(seen)
    total = sums[:, : design.seasons].sum(axis=1)
    return _UnderWay(
        number=np.arange(len(weights)),
        weights=weights,
        told=told,
        fixed=fixed,
        step=step,
        sums=sums,
        moment=design.moments(step * eta + seen - step),
        deviance=2 * (fixed - row_products(seen, eta) + total),
    )


def _below(eta: Floats, rows: _UnderWay, counts: Floats) -> Floats:
    """Return what Σ wy log μ gains where μ is kept from falling under the least mean."""
    gained = np.zeros(len(eta))
    some = np.flatnonzero(eta.min(axis=1) < LOG_LEAST_MEAN)
    if some.size:
        rise = np.maximum(LOG_LEAST_MEAN - eta[some], 0.0)
        gained[some] = np.sum(rows.weights[some] * counts[rows.number[some]] * rise, axis=1)
    return gained


def _solve(sums: Floats, moment: Floats, design: Design) -> Floats:
    """Return the coefficients of X'WX β = m: the trend first, then each season by itself."""
    size = sums[:, : design.seasons]
    if design.time is None:
        return _over(moment, size)
    crossed, centre, rest = _border(sums, design)
    seasons = moment[:, :-1]
    slope = (moment[:, -1] - np.sum(centre * seasons, axis=1)) / rest
    return np.column_stack([_over(seasons - crossed * slope[:, None], size), slope])


def _moment(sums: Floats, beta: Floats, told: Floats, design: Design) -> Floats:
    """Return X'W (η + (y − μ)/μ) = X'WX β + X'w y − X'w μ after a step that led to β."""
    size = sums[:, : design.seasons]
    if design.time is None:
        return np.asarray(size * beta + told - size)
    crossed = sums[:, design.seasons : -1]
    seasons, slope = beta[:, :-1], beta[:, -1]
    first = size * (seasons - 1) + crossed * slope[:, None]
    last = np.sum(crossed * (seasons - 1), axis=1) + sums[:, -1] * slope
    return np.column_stack([first, last]) + told


def _inverse(sums: Floats, design: Design) -> tuple[Floats, Floats]:
    """Return the diagonal of the inverse of X'WX, and ``Fit.spread``."""
    own = _over(np.ones_like(sums[:, : design.seasons]), sums[:, : design.seasons])
    if design.time is None:
        return own, own
    _, centre, rest = _border(sums, design)
    turn = 1 / rest[:, None]
    seasons = own + centre**2 * turn
    return (
        np.concatenate([seasons, turn], axis=1),
        np.concatenate([seasons, -2 * centre * turn, turn], axis=1),
    )


def _border(sums: Floats, design: Design) -> tuple[Floats, Floats, Floats]:
    """Return c, the mean date c/n of each season, and Q − Σ c²/n, NaN where there is no trend."""
    crossed, square = sums[:, design.seasons : -1], sums[:, -1]
    centre = _over(crossed, sums[:, : design.seasons])
    rest = square - np.sum(crossed * centre, axis=1)
    return crossed, centre, np.where(rest > FLAT * square, rest, np.nan)


def _over(above: Floats, below: Floats) -> Floats:
    """Divide; 0 where a season has no weight."""
    return np.divide(above, below, out=np.zeros_like(above), where=below > 0)
