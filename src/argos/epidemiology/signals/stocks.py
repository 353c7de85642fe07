"""Whether more or fewer persons are present than a week before, beyond what weeks usually change.

Who is present today was mostly present yesterday, so that the days of a stock are no separate
chances, and its scatter around a mean is no measure of surprise. What is judged is the change over
whole weeks, in which the rhythm of the week cancels:

    z_w = 2 √(S_t + 3/8) − 2 √(S_{t−w} + 3/8),   w = 7 and 14 days.

Were admissions and stays Poisson, z_w would have variance 2 (1 − r_w), r_w the share of those
present who still are w days later (S_t is Poisson, and its covariance with S_{t−w} that share of
the mean). Real stocks change more, so the spread is that of the series' own past half year, the
median of |z_w|, which a wave of less than a quarter does not widen, held halfway to what Poisson's
chance and a drift of 5 % a week would make: half a year is too short to know it well. The change is
compared with Student's t, since that spread is itself estimated.
"""

from types import MappingProxyType

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import ArrayLike
from scipy import special

from argos.epidemiology.series import Flags, Floats, matrix, require_length
from argos.epidemiology.signals.combine import Evidence, combined
from argos.epidemiology.signals.events import Rules
from argos.epidemiology.signals.faults import Fault

CHANGES = (7, 14)  # days
POISSON = {7: 1.0, 14: 1.5}  # 2 (1 − r_w) with half of those present still there after a week
PAST, GUARD = 182, 21  # days whose changes are compared with, and those left out before today
PRIOR_WEEKS = 26.0
DRIFT = 0.05  # by how much a stock is taken to drift in a week, as a share, before its own is known
FREE = 20.0  # degrees of freedom of a median over half a year
MAD = 1.4826  # of a Gaussian: standard deviation over median absolute value
FEWEST_WEEKS = 6
ALIKE = 0.6
JUMP, LEAST_JUMP = 6.0, 0.25  # robust spreads, and a share, by which wards do not move overnight
JUMP_PAST, LEAST_SPREAD = 28, 0.6  # days; the spread of a day's change under Poisson's, rounded up
UNLIKE, BACK_WITHIN = 0.35, 7  # how far a jump and its return may differ; days
HELD = 14  # days after a jump on which a change still holds it
# A stock's change is already one of whole weeks: a fall of it has to last a week all the same.
STOCK_FALLS = Rules(at_once=0.0, twice=0.01, at_least=7)


def stock_evidence(
    present: ArrayLike, holiday: Flags, *, start: int, falls: bool = False
) -> Evidence:
    """Return the evidence that stocks rise, or fall, beyond what their weeks usually change.

    Args:
        present: who is present, (series, time), daily; missing is NaN.
        holiday: True for what is no ordinary day: neither it nor the day a week after is judged.
        start: first column to say something about.
        falls: of falls, and not of rises.

    Returns:
        Evidence in which ``counts`` and ``week`` are the persons present, and ``mean`` and
        ``week_mean`` those of a week before. The excess of a stretch of it is a sum of changes
        over 7 days: a seventh of it is by how much the mean of 7 days grew.

    Raises:
        SeriesRefused: shorter than 14 days, the guard and six weeks.

    """
    series = matrix(present)
    require_length(series, max(CHANGES) + GUARD + FEWEST_WEEKS * 7)
    known = np.where(np.broadcast_to(holiday, series.shape) | (series < 0), np.nan, series)
    members, before = {}, _earlier(known, 7)
    for days in CHANGES:
        change = _root(known) - _root(_earlier(known, days))
        spread = _spread(change, known, days, start)
        score = (-change if falls else change)[:, start:] / spread
        members[f"change over {days} days"] = np.where(
            np.isnan(score), np.nan, special.stdtr(FREE, -score)
        )
    p_value = combined(np.stack([*members.values()]), np.ones(len(members)), ALIKE)
    here, then = known[:, start:], before[:, start:]
    return Evidence(
        start, np.where(np.isnan(here + then), np.nan, p_value), MappingProxyType(members),
        here, then, np.full_like(here, np.nan), here, then, falls=falls,
    )  # fmt: skip


def _root(values: Floats) -> Floats:
    return np.asarray(2 * np.sqrt(values + 0.375))


def _earlier(values: Floats, days: int) -> Floats:
    moved = np.full_like(values, np.nan)
    moved[:, days:] = values[:, :-days]
    return moved


def _spread(change: Floats, known: Floats, days: int, start: int) -> Floats:
    """Return the spread of changes as it was learnt before each column from ``start`` on.

    s² = (n₀ s₀² + n m²) / (n₀ + n), m the median of |z| over the past half year times 1.4826, n its
    weeks, and s₀² = 2 (1 − r_w) + δ² S_{t−w}, Poisson's and that of a drift δ.
    """
    padded = np.pad(np.abs(change), ((0, 0), (PAST + GUARD, 0)), constant_values=np.nan)
    windows = sliding_window_view(padded[:, : padded.shape[1] - GUARD - 1], PAST, axis=1)
    own, weeks = _medians(windows[:, start:])
    there = _earlier(known, days)[:, start:]
    usual = POISSON[days] + DRIFT**2 * days / 7 * there
    squared = (PRIOR_WEEKS * usual + weeks * (MAD * own) ** 2) / (PRIOR_WEEKS + weeks)
    return np.asarray(np.sqrt(squared) * np.where(weeks >= FEWEST_WEEKS, 1.0, np.nan))


def _medians(windows: Floats) -> tuple[Floats, Floats]:
    """Return the median of what is known in each window, and how many weeks that is."""
    own, weeks = (np.zeros(windows.shape[:2]) for _ in range(2))
    for column in range(windows.shape[1]):
        ordered = np.sort(windows[:, column], axis=1)  # NaN come last
        known = (~np.isnan(ordered)).sum(axis=1)
        middle = np.minimum(known // 2, ordered.shape[1] - 1)[:, None]
        own[:, column] = np.nan_to_num(np.take_along_axis(ordered, middle, axis=1)[:, 0])
        weeks[:, column] = known / 7
    return own, weeks


def stock_faults(present: ArrayLike, holiday: Flags, *, start: int) -> list[Fault]:
    """Return jumps from one day to the next that no ward makes: another count, or a part missing.

    A jump is over ``JUMP`` robust spreads of a day's change, 2 √S_t − 2 √S_{t−1}, and a quarter
    of those present. One that is taken back within a week is a reversal, any other a level shift.

    Args:
        present: who is present, (series, time); missing is NaN.
        holiday: no ordinary days, on which wards empty in their own way.
        start: first column asked for.

    """
    series = matrix(present)
    known = np.where(np.broadcast_to(holiday, series.shape) | (series < 0), np.nan, series)
    step = _root(known) - _root(_earlier(known, 1))
    far = np.zeros(series.shape, dtype=np.bool_)
    for t in range(max(start, JUMP_PAST), series.shape[1]):
        spread = MAD * _medians(np.abs(step[:, None, t - JUMP_PAST : t]))[0][:, 0]
        moved = np.abs(step[:, t]) > JUMP * np.maximum(spread, LEAST_SPREAD)
        change = np.abs(known[:, t] - known[:, t - 1])
        far[:, t] = moved & (change > LEAST_JUMP * known[:, t - 1])
    jumped = np.flatnonzero(far.any(axis=1))
    return [each for row in jumped for each in _jumps(known, far, int(row))]


def _jumps(known: Floats, far: Flags, row: int) -> list[Fault]:
    found: list[Fault] = []
    days = [int(day) for day in np.flatnonzero(far[row])]
    change = known[row] - _earlier(known, 1)[row]
    while days:
        day = days.pop(0)
        before, own = float(known[row, day - 1]), float(change[day])
        back = [
            each for each in days
            if each <= day + BACK_WITHIN and abs(own + change[each]) <= UNLIKE * abs(own)
        ]  # fmt: skip
        if back:
            days = [each for each in days if each > back[0]]
            found.append(Fault("reversal", row, day, back[0], own, before))
        else:
            found.append(Fault("level-shift", row, day, day, 1 + own / before, before))
    return found
