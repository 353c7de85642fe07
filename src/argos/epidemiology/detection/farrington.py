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
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import ArrayLike, NDArray
from scipy import special

from argos.core.language import Text
from argos.epidemiology.detection import anscombe, baseline, bounds, quasipoisson
from argos.epidemiology.detection.points import LEAST_MEAN, Design, Figures
from argos.epidemiology.series import Flags, Floats, SeriesRefused, matrix, require_length

FIGURES_AT_ONCE = 65_536  # of a table: more than these leave the processor's second cache
FEWEST_YEARS_FOR_A_TREND = 3


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
        oldest = offsets.min()
        windows = sliding_window_view(series, offsets.max() - oldest + 1, axis=1)
        at_once = max(1, FIGURES_AT_ONCE // len(offsets))
        for first in range(0, len(row), at_once):
            r, t = row[first : first + at_once], week[first : first + at_once]
            past = windows[r, t + oldest][:, offsets - oldest]
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


def _design(references: tuple[int, ...], settings: Settings) -> tuple[baseline.Indices, Design]:
    """Return the offsets of the baseline season by season, and their design; the week is time 0.

    The week's own season is the last. A season without a week is none.
    """
    offsets, level = baseline.seasons(
        references, settings.half_window, settings.levels, settings.left_out
    )
    order = np.argsort(level, kind="stable")
    _, sizes = np.unique(level, return_counts=True)
    return offsets[order], Design(sizes, offsets[order] / settings.frequency)


def _predict(past: Floats, design: Design, settings: Settings) -> Floats:
    """Return log expected count, its standard error, dispersion and trend, (4, rows).

    The trend is kept if it is significant, if there are three years to see it, and if it does
    not foretell more than was ever seen (Farrington 1996, section 3.4).
    """
    found = np.full((4, len(past)), np.nan)
    figures = Figures.of(past)
    able = _identified(figures.known, design)
    if settings.trend and settings.years >= FEWEST_YEARS_FOR_A_TREND:
        rows = np.flatnonzero(able)
        model = _adjust(figures.only(rows), design, settings)
        slope, free = model.slope, model.free
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            p_value = 2 * special.stdtr(free, -np.abs(slope / model.slope_error))
            keep = model.good & (p_value < settings.trend_p)
            keep &= np.exp(model.log_mean) <= figures.counts[rows].max(axis=1)
        told = (model.log_mean, model.log_error, model.dispersion, slope / settings.frequency)
        found[:, rows[keep]] = np.stack(told)[:, keep]
        able[rows[keep]] = False
    rows = np.flatnonzero(able)
    model = _adjust(figures.only(rows), Design(design.sizes), settings)
    level = np.stack([model.log_mean, model.log_error, model.dispersion])
    found[:3, rows] = np.where(model.good, level, np.nan)
    return found


def _identified(known: Floats, design: Design) -> Flags:
    """Return which rows have more figures than coefficients, and some in the week's own level."""
    supported = design.by_season(known)
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


def _adjust(figures: Figures, design: Design, settings: Settings) -> _Model:
    """Fit, weight past outbreaks down, fit again.

    The variance of the coefficients takes Σ ω r²/df as its factor, r the residual on the log
    scale, as R's ``farringtonFlexible`` does (it lays ω over the weights of the regression),
    where the papers take φ = Σ ω μ r²/df. All published results of the R function rest on it, so
    it is followed; the bounds take φ itself.
    """
    counts, known = figures.counts, figures.known
    fitted = quasipoisson.fit(figures, known, design)
    supported = (design.by_season(known) > 0).sum(axis=1)
    free = known.sum(axis=1) - supported - (design.time is not None)
    residual = counts / fitted.fitted - 1
    factor = anscombe.spread(fitted.working, residual, free)
    good = fitted.converged
    if settings.reweight:
        omega = anscombe.weights(
            figures, fitted, design, np.maximum(factor, 1), settings.weight_limit
        )
        fitted = quasipoisson.fit(figures, omega, design)
        residual = counts / fitted.fitted - 1
        factor = anscombe.spread(omega, residual, free)
    error = np.sqrt(fitted.variance * factor[:, None])
    own = design.seasons - 1
    return _Model(
        log_mean=fitted.coefficients[:, own],
        log_error=error[:, own],
        dispersion=np.maximum(anscombe.spread(fitted.working, residual, free), 1),
        slope=fitted.coefficients[:, -1],
        slope_error=error[:, -1],
        free=free,
        good=good,
    )


def _judge(series: Floats, parts: list[Floats], settings: Settings) -> Detection:
    expected = np.exp(parts[0])
    if settings.threshold == "delta":  # as R's link does; log expected of no cases has no end
        expected = np.maximum(expected, LEAST_MEAN)
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
