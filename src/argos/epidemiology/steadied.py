"""Nowcasts of small counts, steadied by the level of the days before.

The chain ladder divides what is reported by the share that usually is: where few cases come late
and by batches, it makes one case two. The days before say how many to expect.
"""

import numpy as np

from argos.core.language import same
from argos.epidemiology.nowcast import Nowcast
from argos.epidemiology.series import Floats, require

HALF = 2.0  # dates after which a day of the past counts half in the level
WORTH = 3.0  # dates in full that the level is worth


def steadied(result: Nowcast, *, half: float = HALF, worth: float = WORTH) -> Floats:
    """Return the expected final figure of each date, leaning on the dates before it.

    What is to come of a date is (1 - F) r, where F is the share usually reported by its age and r
    its rate. Given x reported, a Poisson count of mean F r, and a gamma law of r whose mean is the
    level L and whose weight is that of ``worth`` dates, r is expected to be
    (worth L + x) / (worth + F) (the conjugate law; Gelman et al., Bayesian Data Analysis, 2.6). The
    chain ladder is the same with a ``worth`` of nothing. L is the mean of the figures of the dates
    before, themselves steadied, which count half after ``half`` dates.

    Args:
        result: of ``nowcast.nowcast``.
        half: dates.
        worth: dates; 0 or more.

    Returns:
        (series, time); where a date has none before it, or none is known, the chain ladder's.

    Raises:
        SeriesRefused: ``half`` is not over 0, or ``worth`` is under 0.

    """
    require(half > 0 and worth >= 0, same("half > 0, worth >= 0"), same(f"{half}, {worth}"))
    reported = np.cumsum(result.delay_pmf, axis=1)
    point, delays = result.point.copy(), reported.shape[1]
    total, weight = np.zeros(len(point)), np.zeros(len(point))
    fading = 0.5 ** (1 / half)
    for date in range(point.shape[1]):
        age = point.shape[1] - 1 - date
        share = reported[:, age] if age < delays else np.ones(len(point))
        x = result.observed[:, date]
        level = np.where(weight > 0, total / np.where(weight > 0, weight, 1), np.nan)
        rate = (worth * level + x) / (worth + share)
        told = x + (1 - share) * rate
        point[:, date] = np.where(np.isnan(told), point[:, date], told)
        known = ~np.isnan(point[:, date])
        total = np.where(known, total + np.nan_to_num(point[:, date]), total) * fading
        weight = np.where(known, weight + 1, weight) * fading
    return point
