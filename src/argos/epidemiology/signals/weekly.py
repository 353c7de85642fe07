"""Figures that come by the week only: counts, estimates of a network, rates, concentrations.

They are judged by the evidence of weekly counts, whose scatter is about that of Poisson. A rate or
an estimate drawn from a few practices scatters otherwise, so that each series is first counted in a
unit of its own, in which neighbouring weeks differ as counts do:

    k = median over past weeks of (y_t − y_{t−1})² / (y_t + y_{t−1}) / 0.455

(of a quiet series (y_t − y_{t−1})² / 2μ is k times a χ² of one degree, whose median is 0.455; most
weeks are quiet). What is said of y is said of y / k.
"""

from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike

from argos.core.language import Text
from argos.epidemiology.series import Floats, matrix, require
from argos.epidemiology.signals.combine import Compared, Evidence, compared, fallen, risen
from argos.epidemiology.signals.usual import WEEKLY

FEWEST_WEEKS = 26
CHI_MEDIAN = 0.455  # of a χ² of one degree
FINEST = 400.0  # units in a mean week at most: no estimate is surer than 5 %


def weekly_evidence(values: ArrayLike, *, start: int) -> tuple[Evidence, Evidence]:
    """Return the evidence of rises and of falls of weekly figures.

    Args:
        values: figures, (series, week), not negative; missing is NaN.
        start: first week to say something about.

    Returns:
        Both in the unit of the figures: ``week`` is the week's figure.

    Raises:
        SeriesRefused: fewer than 26 weeks before ``start``.

    """
    series = matrix(values)
    require(
        start >= FEWEST_WEEKS,
        Text(f"au moins {FEWEST_WEEKS} semaines avant", f"at least {FEWEST_WEEKS} weeks before"),
        Text(f"{start}", f"{start}"),
    )
    unit = unit_of(series[:, :start])[:, None]
    ground = _ground(series / unit, start)
    return _in_unit(risen(ground), unit), _in_unit(fallen(ground), unit)


def unit_of(past: Floats) -> Floats:
    """Return k of each series, (series); 1 where nothing is known of its differences."""
    known = np.where(past < 0, np.nan, past)
    size, change = known[:, 1:] + known[:, :-1], np.diff(known, axis=1)
    usable = ~np.isnan(change) & (size > 0)
    ratio = np.where(usable, change**2 / np.where(usable, size, 1.0), np.nan)
    found = np.ones(len(past))
    for row in np.flatnonzero(usable.sum(axis=1) >= FEWEST_WEEKS / 2):
        mean = float(np.nanmean(known[row]))
        found[row] = max(float(np.nanmedian(ratio[row])) / CHI_MEDIAN, mean / FINEST)
    return found


def _ground(series: Floats, start: int) -> Compared:
    none = np.zeros(series.shape[1], dtype=np.int64)
    return compared(series, none, none.astype(np.bool_), start=start, grain=WEEKLY)


def _in_unit(given: Evidence, unit: Floats) -> Evidence:
    return replace(
        given,
        counts=given.counts * unit, mean=given.mean * unit, spread=given.spread * unit,
        week=given.week * unit, week_mean=given.week_mean * unit,
    )  # fmt: skip
