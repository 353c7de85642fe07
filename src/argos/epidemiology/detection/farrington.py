"""Farrington's regression on the same weeks of past years, in its flexible form.

For every week a quasi-Poisson regression on the baseline (the weeks around the same date in past
years, or all weeks with a seasonal factor) gives what was to be expected, and a bound.

Sources: Farrington, Andrews, Beale and Catchpole 1996 (J R Stat Soc A 159:547); Noufaily,
Enki, Farrington and others 2013 (Stat Med 32:1206); Salmon, Schumacher and Höhle 2016 (J Stat
Softw 70:10), whose R function ``farringtonFlexible`` the figures are held to.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from argos.core.language import Text
from argos.epidemiology.detection import baseline, bounds, quasipoisson
from argos.epidemiology.series import Flags, Floats, SeriesRefused, matrix, require_length

ROWS_AT_ONCE = 1024
FEWEST_YEARS_FOR_A_TREND = 3
SMALLEST_REST = 1e-12  # a week alone in its level is fitted exactly and never weighted down


@dataclass(frozen=True, slots=True)
class Settings:
    """How a baseline is taken, modelled and turned into a bound.

    Attributes:
        frequency: weeks (or months, days) in a year; with dates, only the length it asks for.
        years: how many past years the baseline goes back.
        half_window: weeks on each side of the same date of a past year.
        levels: levels of the seasonal factor; 1 keeps only the windows, 10 is Noufaily's.
        left_out: most recent weeks kept out of the baseline, so that an outbreak that begins
            does not hide itself; 3 with windows only, 26 in Noufaily's.
        reweight: whether past outbreaks are weighted down by their Anscombe residuals.
        weight_limit: the residual from which they are.
        trend: whether a linear trend may be kept.
        trend_p: the p-value under which it is.
        alpha: one-sided risk of the bound.
        threshold: "delta" (two-thirds power), "nbPlugin" (negative-binomial quantile of the
            expected count) or "muan" (the same of the upper quantile of the expected count).
        fewest_cases: alarms only if the last ``over`` weeks hold as many cases.
        over: see ``fewest_cases``.

    """

    frequency: int = 52
    years: int = 5
    half_window: int = 3
    levels: int = 1
    left_out: int = 3
    reweight: bool = True
    weight_limit: float = 2.58
    trend: bool = True
    trend_p: float = 0.05
    alpha: float = 0.05
    threshold: Literal["delta", "nbPlugin", "muan"] = "delta"
    fewest_cases: int = 5
    over: int = 4


@dataclass(frozen=True, slots=True)
class Detection:
    """What was expected of each week, (series, time); NaN and False where nothing can be said.

    Attributes:
        expected: expected count, all outbreaks apart.
        log_error: standard error of its logarithm.
        dispersion: variance over mean, at least 1.
        trend: change of the logarithm a week; NaN where no trend was kept.
        lower: bound below which the count would be unusually low.
        upper: bound above which the count is unusual.
        p_value: probability of a count as high as the one seen.
        score: (count − expected)/(upper − expected), above 1 for an unusual count.
        enough: whether the last weeks hold enough cases for an alarm.
        alarm: count above its upper bound, with enough cases.

    """

    expected: Floats
    log_error: Floats
    dispersion: Floats
    trend: Floats
    lower: Floats
    upper: Floats
    p_value: Floats
    score: Floats
    enough: Flags
    alarm: Flags


def detect(
    counts: ArrayLike,
    settings: Settings | None = None,
    dates: NDArray[np.datetime64] | None = None,
    start: int = 0,
) -> Detection:
    """Return what was expected of every week from ``start`` on that has a whole baseline.

    A missing count of the baseline is left out; a missing count of the week itself leaves its
    bound known and its score missing. Missing weeks do not help to reach ``fewest_cases``.

    Args:
        counts: (series, time), whole numbers, NaN where missing.
        settings: the defaults are those of Salmon and others.
        dates: first day of every week; then "the same week" is the one whose day is nearest to
            the same date, and a year of 53 weeks is followed. Without, it is ``frequency`` ago.
        start: first column to say something about.

    Raises:
        SeriesRefused: too short for one baseline, a negative count, or dates not 7 days apart.

    Example:
        >>> noufaily = Settings(levels=10, left_out=26, trend_p=1, threshold="nbPlugin")
        >>> detect(weekly, noufaily).alarm[:, -1]

    """
    settings = settings or Settings()
    series = _counts(counts)
    require_length(series, settings.years * settings.frequency + settings.half_window + 1)
    parts = [np.full(series.shape, np.nan) for _ in range(4)]
    groups = baseline.by_references(
        series.shape[1], settings.years, settings.frequency, settings.half_window, dates
    )
    for references, weeks in groups.items():
        offsets, design = _design(references, settings)
        weeks = weeks[weeks >= start]
        row, week = (a.ravel() for a in np.meshgrid(np.arange(len(series)), weeks, indexing="ij"))
        for first in range(0, len(row), ROWS_AT_ONCE):
            r, t = row[first : first + ROWS_AT_ONCE], week[first : first + ROWS_AT_ONCE]
            past = series[r[:, None], t[:, None] + offsets]
            for part, found in zip(parts, _predict(past, design, settings), strict=True):
                part[r, t] = found
    return _judge(series, parts, settings)


def threshold(
    counts: Floats, expected: Floats, log_error: Floats, dispersion: Floats, settings: Settings
) -> bounds.Threshold:
    """Return the bounds of ``settings.threshold`` and the p-value of the counts, any one shape."""
    if settings.threshold == "delta":
        return bounds.two_thirds(counts, expected, log_error, dispersion, settings.alpha)
    muan = settings.threshold == "muan"
    mean = bounds.upper_mean(expected, log_error, settings.alpha) if muan else expected
    return bounds.negative_binomial(counts, mean, dispersion, settings.alpha)


def _counts(counts: ArrayLike) -> Floats:
    series = matrix(counts)
    if (series < 0).any():
        raise SeriesRefused(
            "NEGATIVE_COUNT",
            expected=Text("des effectifs positifs ou nuls", "counts of 0 or more"),
            found=Text("un effectif négatif", "a negative count"),
            todo=Text("appliquer la correction à sa date", "apply the correction to its date"),
        )
    return series


def _design(references: tuple[int, ...], settings: Settings) -> tuple[baseline.Indices, Floats]:
    """Return the offsets of the baseline and (points, levels + trend), time 0 the week itself."""
    offsets, level = baseline.seasons(
        references, settings.half_window, settings.levels, settings.left_out
    )
    seasons = level[:, None] == np.arange(1, settings.levels + 1)
    return offsets, np.column_stack([seasons, offsets / settings.frequency])


def _predict(past: Floats, design: Floats, settings: Settings) -> Floats:
    """Return log expected count, its standard error, dispersion and trend, (4, rows).

    The trend is kept if it is significant, if there are three years to see it, and if it does
    not foretell more than was ever seen (Farrington 1996, section 3.4).
    """
    found = np.full((4, len(past)), np.nan)
    able = _identified(past, design)
    if settings.trend and settings.years >= FEWEST_YEARS_FOR_A_TREND:
        rows = np.flatnonzero(able)
        model = _adjust(past[rows], design, settings)
        slope, free = model.slope, model.free
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            p_value = 2 * special.stdtr(free, -np.abs(slope / model.slope_error))
            keep = model.good & (p_value < settings.trend_p)
            keep &= np.exp(model.log_mean) <= np.nanmax(past[rows], axis=1, initial=0)
        figures = (model.log_mean, model.log_error, model.dispersion, slope / settings.frequency)
        found[:, rows[keep]] = np.stack(figures)[:, keep]
        able[rows[keep]] = False
    rows = np.flatnonzero(able)
    model = _adjust(past[rows], design[:, :-1], settings)
    level = np.stack([model.log_mean, model.log_error, model.dispersion])
    found[:3, rows] = np.where(model.good, level, np.nan)
    return found


def _identified(past: Floats, design: Floats) -> Flags:
    """Return which rows have more figures than coefficients, and some in the week's own level."""
    known = ~np.isnan(past)
    supported = known @ (design[:, :-1] != 0).astype(np.int64)
    enough = known.sum(axis=1) > (supported > 0).sum(axis=1) + 1
    return np.asarray(enough & (supported[:, -1] > 0))


@dataclass(frozen=True, slots=True)
class _Model:
    """A regression at the week itself, a row a model; ``free`` is the degrees of freedom."""

    log_mean: Floats
    log_error: Floats
    dispersion: Floats
    slope: Floats
    slope_error: Floats
    free: Floats
    good: Flags


def _adjust(past: Floats, design: Floats, settings: Settings) -> _Model:
    """Fit, weight past outbreaks down, fit again.

    The variance of the coefficients takes Σ ω r²/df as its factor, r the residual on the log
    scale, as R's ``farringtonFlexible`` does (it lays ω over the weights of the regression),
    where the papers take φ = Σ ω μ r²/df. All published results of the R function rest on it, so
    it is followed; the bounds take φ itself.
    """
    known = (~np.isnan(past)).astype(np.float64)
    counts = np.nan_to_num(past)
    fitted = quasipoisson.fit(counts, known, design)
    free = known.sum(axis=1) - (known @ (design != 0) > 0).sum(axis=1)
    residual = (counts - fitted.fitted) / fitted.fitted
    factor = _spread(fitted.working, residual, free)
    good = fitted.converged
    if settings.reweight:
        omega = _reweighted(counts, known, fitted, design, np.maximum(factor, 1), settings)
        fitted = quasipoisson.fit(counts, omega, design)
        residual = (counts - fitted.fitted) / fitted.fitted
        factor = _spread(omega, residual, free)
    error = np.sqrt(np.einsum("rcc->rc", fitted.covariance) * factor[:, None])
    own = settings.levels - 1
    return _Model(
        log_mean=fitted.coefficients[:, own],
        log_error=error[:, own],
        dispersion=np.maximum(_spread(fitted.working, residual, free), 1),
        slope=fitted.coefficients[:, -1],
        slope_error=error[:, -1],
        free=free,
        good=good,
    )


def _spread(weights: Floats, residual: Floats, free: Floats) -> Floats:
    return np.asarray(np.sum(weights * residual**2, axis=1) / free)


def _reweighted(
    counts: Floats,
    known: Floats,
    fitted: quasipoisson.Fit,
    design: Floats,
    dispersion: Floats,
    settings: Settings,
) -> Floats:
    """Return ω = γ, or γ s⁻² where s is above the limit, γ such that ω sums to the known weeks.

    s = 3/2 (y^⅔ μ^−⅙ − μ^½) / √(φ (1 − h)), h the leverage (Farrington 1996, section 3.3).
    """
    mean = fitted.fitted
    rest = np.maximum(1 - quasipoisson.leverage(fitted, design), SMALLEST_REST)
    raw = 1.5 * (np.cbrt(counts) ** 2 * mean ** (-1 / 6) - np.sqrt(mean))
    standard = raw / np.sqrt(dispersion[:, None] * rest)
    past_limit = standard > settings.weight_limit
    weight = known * np.where(past_limit, 1 / np.where(past_limit, standard, 1.0) ** 2, 1.0)
    return np.asarray(weight * (known.sum(axis=1) / weight.sum(axis=1))[:, None])


def _judge(series: Floats, parts: list[Floats], settings: Settings) -> Detection:
    expected = np.exp(parts[0])
    if settings.threshold == "delta":  # as R's link does; log expected of no cases has no end
        expected = np.maximum(expected, quasipoisson.LEAST_MEAN)
    found = threshold(series, expected, parts[1], parts[2], settings)
    seen = np.cumsum(np.nan_to_num(series), axis=1)
    recent = seen - np.pad(seen, ((0, 0), (settings.over, 0)))[:, : seen.shape[1]]
    enough = recent >= settings.fewest_cases
    score = np.full(series.shape, np.nan)
    gap = found.upper - expected
    np.divide(series - expected, gap, out=score, where=gap > 0)
    return Detection(
        expected=expected,
        log_error=parts[1],
        dispersion=parts[2],
        trend=parts[3],
        lower=found.lower,
        upper=found.upper,
        p_value=found.p_value,
        score=score,
        enough=enough,
        alarm=enough & (series > found.upper),
    )
