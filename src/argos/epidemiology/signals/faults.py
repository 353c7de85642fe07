"""Faults of a feed, told from the whole activity of its source before anything is read as news.

A source that falls silent, sends half or twice its days, codes fewer of its visits, counts by
another method from one day on, or takes a figure back: none of it is an epidemic. Each is a fault
of its own kind, and the epidemic's evidence is silenced on the series and days that it touches.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from argos.epidemiology.detection.shifts import AFTER, level_shift, mirrored_reversal
from argos.epidemiology.series import Flags, Floats
from argos.epidemiology.signals.usual import DAILY, LEAST_MEAN, Weekdays, level_before, usual

FaultKind = Literal[
    "silent", "collapse", "doubling", "coding", "level-shift", "reversal", "revision"
]  # fmt: skip
HALVED, DOUBLED = 0.65, 1.75  # shares of a usual day
STEADY = (
    0.7,
    1.4,
)  # shares that the three days before may have: an epidemic does not come overnight
FAR = 4.0  # standard deviations beyond which a day's volume is no chance
VOLUME_ERROR = 0.08  # relative error of a usual day
FEWEST_A_DAY = 10.0  # of a usual day, under which silence and volume say nothing
SILENT_AFTER = 2  # days missing beyond the usual
BRIDGED = 2  # days by which two days of another volume may differ: a Sunday is too small to tell
STEP_DAYS = 4  # before and after a break
BROKEN = 0.6  # share of the days before that the days after a break have at most
FLAT = 0.8  # share of the fortnight that the days before have at least, and of them those after
BREAK_FAR = 3.0  # standard deviations
CODING_DROP = 0.10  # of all visits, less than in the weeks before
CODING_FAR = 5.0


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault of one series.

    Attributes:
        kind: what happened.
        row: of the series.
        first: its first column.
        last: its last column; the last of all while it goes on.
        size: figures over usual ones (silent: 0; level shift: the new level over the old one;
            coding: the share coded; reversal: the departure, in cases; revision: what is taken
            back, in cases, below zero).
        usual: what ``size`` is compared with (cases a day; coding: the share before).

    """

    kind: FaultKind
    row: int
    first: int
    last: int
    size: float
    usual: float


def volume_faults(
    activity: Floats, weekday: Weekdays, holiday: Flags, *, start: int, lag: int = 0
) -> list[Fault]:
    """Return the silences, collapses and doublings of whole activities from ``start`` on.

    A collapse or doubling goes on while days are that low or high, whether or not each is beyond
    chance alone; one of them has to be.

    Args:
        activity: all acts, calls or tests of a day by source and place, (series, time).
        weekday: 0 (Monday) to 6 of each column.
        holiday: True for what is no ordinary day.
        start: first column asked for.
        lag: days that are usually missing at the end.

    """
    known = usual(activity, DAILY, weekday, holiday)
    seen, due = level_before(known.counts, known.factor, DAILY.baseline, 0)
    mean = np.maximum(seen / due * known.factor, LEAST_MEAN)
    mean = _held(mean, np.isnan(known.counts))
    enough = mean >= FEWEST_A_DAY
    share = known.counts / mean
    far = np.abs(share - 1) > FAR * np.sqrt(known.dispersion / mean + VOLUME_ERROR**2)
    low, high = (enough & each for each in (share <= HALVED, share >= DOUBLED))
    missing = np.isnan(activity) & ~_ended(activity, lag)
    silent = (enough | np.isnan(mean)) & (missing | (low & far & (known.counts == 0)))
    kinds: list[tuple[FaultKind, Flags, int]] = [
        ("silent", silent & _ever(activity), SILENT_AFTER + 1),
        ("collapse", low & (known.counts > 0), 1),
        ("doubling", high, 1),
    ]
    return [
        Fault(kind, row, first, last, *(_mean_of(each[row], first, last) for each in (share, mean)))
        for kind, flags, least in kinds
        for row, first, last in runs(flags, start, least, 1 if kind == "silent" else BRIDGED)
        if _is_new(flags[row], first, start)
        if kind == "silent" or (far[row, first : last + 1].any() and _overnight(share[row], first))
    ]  # fmt: skip


def break_of(
    values: Floats, weekday: Weekdays, holiday: Flags, first: int, last: int
) -> Fault | None:
    """Return where one series fell from one day to the next and stayed there, None if it did not.

    The four days from a day on bring at most 0.6 of the four before, beyond chance; those were as
    the fortnight was, and the four that follow, where they are known, are as low and not lower: an
    epidemic that halves in a week brings three quarters, and goes on. Series too small for their
    single days (`volume_faults`) may still be told so.

    Args:
        values: counts of one series, (time,).
        weekday: of each column.
        holiday: no ordinary days.
        first: first column in which the break is looked for.
        last: last one.

    """
    known = usual(values[None], DAILY, weekday, holiday)
    seen, due = level_before(known.counts, known.factor, STEP_DAYS, 0)
    wide_seen, wide_due = level_before(known.counts, known.factor, 14, 0)
    level, wide = (seen / due)[0], (wide_seen / wide_due)[0]
    for day in range(max(first, 1), min(last, len(values) - STEP_DAYS - 1) + 1):
        before, after = level[day], level[day + STEP_DAYS]
        chance = known.dispersion[0, day] * (before + after) / STEP_DAYS
        later = level[day + 2 * STEP_DAYS] if day + 2 * STEP_DAYS < len(values) else after
        steady = before >= FLAT * wide[day] and not later < FLAT * after
        if steady and after <= BROKEN * before and before - after > BREAK_FAR * np.sqrt(chance):
            return Fault("collapse", 0, day, len(values) - 1, float(after / before), float(before))
    return None


def shift_faults(activity: Floats, holiday: Flags, *, start: int) -> list[Fault]:
    """Return the level shifts of whole activities from ``start`` on; known a fortnight later."""
    ordinary = np.where(holiday, np.nan, activity)
    if ordinary.shape[1] < AFTER * 3:
        return []
    found = level_shift(ordinary, start=start)
    return [
        Fault(
            "level-shift", int(row), int(day), int(day), 1 + float(found.change[row, day]),
            float(np.nanmean(ordinary[row, day - AFTER : day])),
        )
        for row, day in zip(*np.nonzero(found.shifted), strict=True)
    ]  # fmt: skip


def reversal_faults(
    values: Floats, weekday: Weekdays, holiday: Flags, *, start: int
) -> list[Fault]:
    """Return the jumps that were taken back from ``start`` on, each pair as one fault.

    Holidays are left out, but for a figure below zero, which no holiday makes.
    """
    rhythm = usual(values, DAILY, weekday, holiday).factor
    ordinary = np.where(holiday & ~(values < 0), np.nan, values)
    found = mirrored_reversal(ordinary, start=start, factor=rhythm)
    usual_day = ordinary - found.departure
    return [
        Fault("reversal", row, first, last,
              *(float(each[row, first]) for each in (found.departure, usual_day)))
        for row, first, last in runs(found.part, start, 1, gap=7)
        if last > first
    ]  # fmt: skip


def revision_faults(values: Floats, *, start: int) -> list[Fault]:
    """Return the days below zero from ``start`` on: they take back what earlier days had."""
    taken = np.nan_to_num(values) < 0
    return [
        Fault("revision", row, first, last, float(np.nansum(values[row, first : last + 1])), 0.0)
        for row, first, last in runs(taken, start, 1)
    ]


def coding_faults(coded: Floats, total: Floats, *, start: int, least: float = 0.0) -> list[Fault]:
    """Return the days on which fewer visits were coded than before, or fewer than ``least``.

    The share over 7 days against that of the 28 days before them, binomial with the scatter of
    those days.

    Args:
        coded: visits with a diagnosis, (series, time).
        total: all visits.
        start: first column asked for.
        least: share under which the indicators of the source are not to be read.

    """
    now, all_now = level_before(coded, total, 7, -1)
    was, all_was = level_before(coded, total, 28, 6)
    share, usual_share = now / all_now, was / all_was
    error = np.sqrt(
        np.maximum(usual_share * (1 - usual_share), 0.01) / np.maximum(all_now, 1.0) * 4
    )
    dropped = (usual_share - share > CODING_DROP) & (usual_share - share > CODING_FAR * error)
    low = (dropped | (share < least)) & (all_now >= FEWEST_A_DAY * 7)
    return [
        Fault("coding", row, first, last, float(share[row, last]), float(usual_share[row, first]))
        for row, first, last in runs(low, start, 1)
    ]


def silenced(
    p_values: Floats,
    start: int,
    faults: Sequence[Fault],
    rows: Sequence[NDArray[np.int64]],
    least: int = 0,
) -> Floats:
    """Return evidence without what faults touch.

    Args:
        p_values: (series, columns from ``start`` on).
        start: first column of them.
        faults: in columns of the whole series.
        rows: of each fault, the series that it touches.
        least: columns after it that are silenced at the least, where longer sums hold it.

    """
    left = p_values.copy()
    for fault, touched in zip(faults, rows, strict=True):
        first = max(fault.first - start, 0)
        spread = max(SPREAD[fault.kind], least)
        left[touched, first : max(fault.last + spread - start + 1, 0)] = np.nan
    return left


# Days after a fault on which sums of 7 days still hold it; a new level is learnt in a month.
SPREAD: dict[FaultKind, int] = {
    "silent": 0, "collapse": 6, "doubling": 6, "coding": 0, "level-shift": 28, "reversal": 6,
    "revision": 0,
}  # fmt: skip


def runs(flags: Flags, start: int, least: int, gap: int = 1) -> list[tuple[int, int, int]]:
    """Return row, first and last column of runs of at least ``least`` true columns.

    Columns up to ``gap`` apart are one run.
    """
    found = []
    for row in np.flatnonzero(flags[:, start:].any(axis=1)):
        at = np.flatnonzero(flags[row, start:]) + start
        whole = np.split(at, np.flatnonzero(np.diff(at) > gap) + 1)
        found += [(int(row), int(run[0]), int(run[-1])) for run in whole if len(run) >= least]
    return found


def _held(mean: Floats, missing: Flags) -> Floats:
    """Return the usual day of missing columns as it was when the last figure came."""
    index = np.where(missing | np.isnan(mean), 0, np.arange(mean.shape[1]))
    return np.take_along_axis(mean, np.maximum.accumulate(index, axis=1), axis=1)


def _ended(activity: Floats, lag: int) -> Flags:
    """Return the columns that are usually not there yet."""
    late = np.zeros(activity.shape, dtype=np.bool_)
    if lag > 0:
        late[:, -lag:] = True
    return late


def _is_new(flags: Flags, first: int, start: int) -> bool:
    """Whether a run began in the columns asked for; what began before was told then."""
    return not (first == start > 0 and flags[start - 1])


def _ever(activity: Floats) -> Flags:
    """Whether a series ever had a figure before each column."""
    return np.asarray(np.maximum.accumulate(~np.isnan(activity), axis=1))


def _overnight(share: Floats, first: int) -> bool:
    """Whether the days before were ordinary ones, or are not known."""
    recent = share[max(first - 3, 0) : first]
    known = recent[~np.isnan(recent)]
    return not len(known) or STEADY[0] <= float(known.mean()) <= STEADY[1]


def _mean_of(values: Floats, first: int, last: int) -> float:
    known = values[first : last + 1]
    known = known[~np.isnan(known)]
    return float(known.mean()) if len(known) else 0.0
