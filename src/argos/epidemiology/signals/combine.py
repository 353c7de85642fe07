"""Several detectors' evidence about each day as one probability, better than each alone.

Members, each a one-sided p-value of the days up to t:

- counts of one, three and seven days (one and two weeks) against ``expected``: negative binomial,
  its variance the days' scatter and the error of what was expected;
- Farrington: the week's total against the season of past years alone;
- ESSENCE's switch, which has neither years nor memory and reacts on the day.

They are dependent, so Fisher's sum −Σ w log p is compared with a gamma distribution of the same
mean and variance (Brown, Biometrics 31 (1975) 987; weights as in Kost and McDermott, Stat Probab
Lett 60 (2002) 183). A member that cannot speak is left out. docs/signals.md has what each member
is worth alone.
"""

from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from argos.core.language import Text
from argos.epidemiology.detection import bounds, essence
from argos.epidemiology.series import Flags, Floats, matrix, require, require_length
from argos.epidemiology.signals import expected as expectations
from argos.epidemiology.signals.usual import (
    DAILY,
    FALLING,
    LEAST_MEAN,
    Grain,
    Usual,
    Weekdays,
    usual,
)

LEAST_P = 1e-12
NEAR_POISSON = 1.0001
ESSENCE_DAYS = 60  # the switch looks 30 days back; twice that settles its smoothing
# Mean correlation of −log p between members on quiet planted series, 0.28 to 0.81 by pair.
ALIKE = 0.6


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is said of each column from ``start`` on, (series, columns); NaN where nothing is.

    Attributes:
        start: first column said something about.
        p_value: of all members together, one-sided: upwards of a rise, downwards of a fall.
        members: each member's p-value by its name.
        counts: counts without holidays and revisions.
        mean: expected count.
        spread: standard deviation of the week's total around what was expected.
        week: the week's total up to the column, over the days that are known.
        week_mean: what was expected of it.
        falls: whether it is evidence of a fall, and not of a rise.

    """

    start: int
    p_value: Floats
    members: MappingProxyType[str, Floats]
    counts: Floats
    mean: Floats
    spread: Floats
    week: Floats
    week_mean: Floats
    falls: bool = False


@dataclass(frozen=True, slots=True)
class Compared:
    """Counts and what was expected of them: the ground of both rises and falls."""

    known: Usual
    due: expectations.Expected
    weekday: Weekdays
    start: int
    grain: Grain


def evidence(
    values: ArrayLike,
    weekday: Weekdays,
    holiday: Flags,
    *,
    start: int = 0,
    grain: Grain = DAILY,
) -> Evidence:
    """Return the evidence that counts are above what was expected.

    Args:
        values: counts, (series, time); missing is NaN.
        weekday: 0 (Monday) to 6 of each column.
        holiday: True for what is no ordinary day, (time,) or (series, time): neither judged nor
            compared with.
        start: first column to say something about.
        grain: ``DAILY`` or ``WEEKLY``.

    Raises:
        SeriesRefused: shorter than a baseline and its guard, or not a weekday a column.

    """
    return risen(compared(values, weekday, holiday, start=start, grain=grain))


def compared(
    values: ArrayLike,
    weekday: Weekdays,
    holiday: Flags,
    *,
    start: int = 0,
    grain: Grain = DAILY,
) -> Compared:
    """Return counts with what was expected of them; the arguments are those of ``evidence``.

    Raises:
        SeriesRefused: as there.

    """
    series = matrix(values)
    require_length(series, grain.baseline + grain.guard + grain.week)
    require(
        len(weekday) == series.shape[1],
        Text("un jour de semaine par colonne", "a weekday a column"),
        Text(f"{len(weekday)}", f"{len(weekday)}"),
    )
    known = usual(series, grain, weekday, holiday)
    return Compared(known, expectations.expected(known, grain, start), weekday, start, grain)


def risen(given: Compared) -> Evidence:
    """Return the evidence that counts are above what was expected."""
    return _evidence(given, given.grain, falls=False)


def fallen(given: Compared) -> Evidence:
    """Return the evidence that counts are below what was expected, and stay there.

    Only sums of one and two weeks speak: a day without figures is low for one day, and the season
    of past years alone would call every lasting change of level a fall for ever.
    """
    return _evidence(given, FALLING[given.grain.week], falls=True)


def _evidence(given: Compared, grain: Grain, *, falls: bool) -> Evidence:
    known, due, start = given.known, given.due, given.start
    members = _members(given, grain, falls=falls)
    weights = _weights(grain)
    p_value = combined(np.stack([members[name] for name in weights]), np.array([*weights.values()]))
    week, week_mean = expectations.totals(known, due.mean, grain.week)
    spread = np.sqrt(_variance(known, due, week_mean))
    judged = ~np.isnan(known.counts[:, start:])
    shown = (each[:, start:] for each in (known.counts, due.mean, spread, week, week_mean))
    counts, mean, spread, week, week_mean = shown
    p_value = np.where(judged, p_value, np.nan)
    return Evidence(
        start, p_value, MappingProxyType(members), counts, mean, spread, week, week_mean, falls
    )


def combined(p_values: Floats, weights: Floats, alike: float = ALIKE) -> Floats:
    """Return one p-value of several that are alike, by Brown's approximation.

    X = −Σ w log p has mean Σ w and variance Σ w² + ρ Σ_{i≠j} w_i w_j under the null, −log p being
    exponential; X is compared with the gamma distribution of both.

    Args:
        p_values: (members, ...); NaN is left out.
        weights: (members,).
        alike: correlation ρ of −log p between any two.

    Returns:
        What is left of the shape; NaN where no member speaks.

    """
    known = ~np.isnan(p_values)
    weight = known * weights.reshape(-1, *(1,) * (p_values.ndim - 1))
    logs = -np.log(np.maximum(np.where(known, p_values, 1.0), LEAST_P))
    mean, square = weight.sum(axis=0), (weight**2).sum(axis=0)
    mean = np.where(mean > 0, mean, np.nan)
    variance = square + alike * (mean**2 - square)
    return np.asarray(
        special.gammaincc(mean**2 / variance, (weight * logs).sum(axis=0) * mean / variance)
    )


def _weights(grain: Grain) -> dict[str, float]:
    weights = {_named(width): weight for width, weight in grain.windows}
    weights |= {"farrington": grain.farrington, "essence": grain.essence}
    return {name: weight for name, weight in weights.items() if weight > 0}


def _named(width: int) -> str:
    return f"sum of {width}"


def _members(given: Compared, grain: Grain, *, falls: bool) -> dict[str, Floats]:
    known, due, start = given.known, given.due, given.start
    members = {}
    for width, _ in grain.windows:
        seen, mean = expectations.totals(known, due.mean, width)
        members[_named(width)] = _tail(known, due, seen, mean, start, falls=falls)
    if grain.farrington > 0:
        seen, mean = expectations.totals(known, due.season, grain.week)
        members["farrington"] = np.where(
            due.seasonal[:, start:], _tail(known, due, seen, mean, start, falls=falls), np.nan
        )
    if grain.essence > 0:
        first = max(start - ESSENCE_DAYS, 0)
        spoken = essence.essence_switch(known.counts[:, first:], given.weekday[first:])
        members["essence"] = spoken.p_value[:, start - first :]
    return members


def _tail(
    known: Usual,
    due: expectations.Expected,
    seen: Floats,
    mean: Floats,
    start: int,
    *,
    falls: bool,
) -> Floats:
    """Return (P(Y ≥ y) + P(Y > y)) / 2, the mid-p value, which small counts do not blunt.

    Of a fall it is (P(Y ≤ y) + P(Y < y)) / 2, which is 1 minus the former.
    """
    y, mu = seen[:, start:], np.maximum(mean[:, start:], LEAST_MEAN)
    over = _variance(known, due, np.maximum(mean, LEAST_MEAN))[:, start:] / mu
    over = np.maximum(over, NEAR_POISSON)
    first, second = (bounds.at_least(each, mu, over) for each in (y, y + 1))
    above = (first + second) / 2
    return 1 - above if falls else above


def _variance(known: Usual, due: expectations.Expected, mean: Floats) -> Floats:
    return np.asarray(known.dispersion * mean + (due.error * mean) ** 2)
