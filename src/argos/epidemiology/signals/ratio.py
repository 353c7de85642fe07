"""Whether the ratio of a following series to a leading one is still what it was.

In September 2020 SOS Médecins acts for COVID-19 rose and emergency visits did not follow: the ratio
had moved from 0.76 to 0.16. An influx deduced from the acts at the old ratio would have been a
false alarm. So the ratio of the last four weeks is compared with that of the weeks before them, the
lead accounted for, before anything is deduced.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from argos.core.language import Text
from argos.epidemiology.series import Flags, Floats, matrix, require, require_length
from argos.epidemiology.signals.usual import before

LATEST = 28  # days of the ratio of now
EARLIER = 182  # days of the ratio before
FEWEST_EARLIER = 56
FEWEST_CASES = 10.0  # in each of the four sums
LEAST_DRIFT = 0.25  # a share; a smaller change is not told
CHANCE = 0.01


@dataclass(frozen=True, slots=True)
class Drift:
    """The ratio and where it went, (series, time); NaN where too few cases are known.

    Attributes:
        latest: following over leading, the last 28 days.
        earlier: the same over the 182 days before them.
        low, high: 95 % interval of ``latest``.
        p_value: that the two are one, two-sided.
        drifted: they differ beyond chance and by more than ``LEAST_DRIFT``.

    """

    latest: Floats
    earlier: Floats
    low: Floats
    high: Floats
    p_value: Floats
    drifted: Flags


def ratio_drift(
    leading: ArrayLike, following: ArrayLike, *, lead: int, scatter: float = 2.0
) -> Drift:
    """Compare the ratio of two series over the last four weeks with what it was.

    R = Σ following(t) / Σ leading(t − lead). log R₁ − log R₀ is taken as Gaussian, of variance
    φ (1/ΣF₁ + 1/ΣL₁ + 1/ΣF₀ + 1/ΣL₀), φ the scatter of daily counts over Poisson's.

    Args:
        leading: counts, (series, time).
        following: counts of the same days, of the same shape.
        lead: days by which the former runs ahead, not negative.
        scatter: φ.

    Raises:
        SeriesRefused: the shapes differ, the lead is negative, or fewer than 84 days and the lead.

    """
    ahead, behind = matrix(leading), matrix(following)
    require(
        ahead.shape == behind.shape and lead >= 0,
        Text("deux tableaux de même forme, une avance ≥ 0", "two of one shape, a lead ≥ 0"),
        Text(f"{ahead.shape}, {behind.shape}, {lead}", f"{ahead.shape}, {behind.shape}, {lead}"),
    )
    require_length(ahead, LATEST + FEWEST_EARLIER + lead)
    moved = np.full_like(ahead, np.nan)
    moved[:, lead:] = ahead[:, : ahead.shape[1] - lead]
    known = ~np.isnan(moved) & ~np.isnan(behind)
    days = before(known.astype(np.float64), EARLIER, LATEST - 1)
    sums = [
        before(np.where(known, each, 0.0), width, guard)
        for width, guard in ((LATEST, -1), (EARLIER, LATEST - 1))
        for each in (behind, moved)
    ]
    enough = (np.stack(sums) >= FEWEST_CASES).all(axis=0) & (days >= FEWEST_EARLIER)
    return _compared(*(np.where(enough, each, np.nan) for each in sums), scatter=scatter)


def _compared(
    following: Floats,
    leading: Floats,
    was_following: Floats,
    was_leading: Floats,
    *,
    scatter: float,
) -> Drift:
    latest, earlier = following / leading, was_following / was_leading
    own = scatter * (1 / following + 1 / leading)
    error = np.sqrt(own + scatter * (1 / was_following + 1 / was_leading))
    moved = np.log(latest) - np.log(earlier)
    p_value = 2 * special.ndtr(-np.abs(moved) / error)
    width = 1.96 * np.sqrt(own)
    far = np.abs(moved) > np.log1p(LEAST_DRIFT)
    return Drift(
        latest, earlier, latest * np.exp(-width), latest * np.exp(width), p_value,
        drifted=(p_value < CHANCE) & far,
    )  # fmt: skip
