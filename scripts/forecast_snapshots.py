"""What was known on each day: the snapshots that were kept, and others made from delays.

The snapshots that were kept say what was published when: hospitals up to the same evening, SOS acts
and emergency visits up to the day before, SI-DEP up to three days before, the last days not being
complete (``COMPLETE``, measured on those of Pays de la Loire: tests in September and October 2020,
emergency visits in spring 2020). Where none was kept, one is made: the figures of today, cut by
these delays and thinned: each case was reported by a given day with the share then known, drawn
once for all (seed 0). Thinning is undone by the same shares, as a nowcast with a known delay would;
how delays vary from day to day is not imitated.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cache

import numpy as np

from argos.core.calendar import SUNDAY, is_public_holiday
from argos.epidemiology.forecasting.known import Indices, Known
from argos.epidemiology.series import Flags, Floats

FIRST, DAYS = date(2020, 3, 19), 660  # to 7 January 2022
LAGS = {"positives": 3, "over 60": 3, "SOS": 1, "emergency": 1}  # days; 0 for the others
SIDEP = (0.906, 0.950, 0.972, 0.982, 0.988, 0.991, 0.994)
COMPLETE = {
    "positives": SIDEP,
    "over 60": SIDEP,
    "emergency": (0.68, 0.89, 0.95, 0.96, 0.97, 0.975, 0.98),
}  # share known on the newest day, the one before, …
KEPT = ("44", "49", "53", "72", "85")
Snapshots = dict[int, Floats]  # column of its day → (département of KEPT, time)


@dataclass(frozen=True)
class Territory:
    """Places and their figures.

    Attributes:
        figures: by name, (place, time), as known today.
        parents: (place).
        groups: by name, (place), whether it belongs to it.
        rows: places of which snapshots were kept.
        kept: by name of a series, those snapshots.
        thinned: by name, (days back, place, time): what was known of a day so long after.
        weekly: by name, the last column from which on places below the widest have only weeks.
        target: name of what is foretold.
        shown: names of the other figures that models are shown.

    """

    figures: Mapping[str, Floats]
    parents: Indices
    groups: Mapping[str, Flags]
    rows: Indices
    kept: Mapping[str, Snapshots] = field(default_factory=dict)
    thinned: Mapping[str, Floats] = field(default_factory=dict)
    weekly: Mapping[str, int] = field(default_factory=dict)
    target: str = "admissions"
    shown: Sequence[str] = ()

    def of(self, target: str, shown: Sequence[str]) -> "Territory":
        """Return the same places with another target and other figures shown beside."""
        return replace(self, target=target, shown=[name for name in shown if name in self.figures])

    @property
    def final(self) -> Floats:
        """Figures of the target, as known today."""
        return self.figures[self.target]

    def as_of(self, column: int) -> Known:
        """Return what was known on the evening on which the target's newest day is this column."""
        evening = column + LAGS.get(self.target, 0)
        known = {
            name: self._known(name, evening)[:, : column + 1] for name in (self.target, *self.shown)
        }
        return Known(known.pop(self.target), self.parents, known, closed=closed_days())

    def _known(self, name: str, evening: int) -> Floats:
        shown = cut(name, self.figures[name], evening)
        if name in self.thinned:
            shown = thin(name, shown, self.thinned[name], evening)
        if name in self.weekly:
            shown = by_whole_weeks(shown, self.parents, self.weekly[name])
        return self._with_kept(name, shown, evening)

    def _with_kept(self, name: str, shown: Floats, evening: int) -> Floats:
        """Return figures in which the kept snapshot has its place, and those above change alike."""
        days = [day for day in self.kept.get(name, {}) if day <= evening]
        if days:
            snapshot = nowcast(name, self.kept[name][max(days)], max(days))[:, : evening + 1]
            change = np.nan_to_num(snapshot - shown[self.rows])
            place, above = self.rows, self.parents[self.rows]
            shown[place] += change
            while not np.array_equal(place, above):
                np.add.at(shown, above, change)
                place, above = above, self.parents[above]
        return shown


def cut(name: str, figures: Floats, evening: int) -> Floats:
    """Return the figures up to an evening, NaN on the days that were not published yet."""
    shown = figures[:, : evening + 1].copy()
    shown[:, evening + 1 - LAGS.get(name, 0) :] = np.nan
    return shown


def thin(name: str, shown: Floats, thinned: Floats, evening: int) -> Floats:
    """Return a made snapshot of one evening: thinned, and put right again."""
    for back in range(len(thinned)):
        day = evening - LAGS[name] - back
        shown[:, day] = thinned[back, :, day]
    return nowcast(name, shown, evening)


def nowcast(name: str, snapshot: Floats, evening: int) -> Floats:
    """Return a snapshot of one evening, its last days divided by the share then known."""
    full = snapshot.copy()
    for back, share in enumerate(COMPLETE.get(name, ())):
        full[:, evening - LAGS[name] - back] /= share
    return full


def thinning(name: str, figures: Floats, seed: int = 0) -> Floats:
    """Draw what was known of each day so long after it, (days back, place, time).

    What is known on one day is drawn from what is known on the next: it only grows.
    """
    random = np.random.default_rng(seed)
    known, share = figures, 1.0
    drawn = []
    for earlier in COMPLETE[name][::-1]:
        missing = np.isnan(known)
        cases = np.where(missing, 0, np.round(known)).astype(np.int64)
        less = random.binomial(cases, earlier / share).astype(np.float64)
        known, share = np.where(missing, np.nan, less), earlier
        drawn.append(known)
    return np.stack(drawn[::-1])


def by_whole_weeks(shown: Floats, parents: Indices, since: int) -> Floats:
    """Return figures of which, after a column, only weeks ended on a Sunday were known by place.

    The days after the last Sunday are the widest place's, shared as they were in that week.
    """
    newest = int(np.flatnonzero((~np.isnan(shown)).any(0))[-1])
    sunday = newest - (FIRST + timedelta(days=newest + 1)).weekday()
    if newest <= since or sunday == newest:
        return shown
    sunday = max(sunday, since)
    top = shown[parents == np.arange(parents.size)]
    days = slice(sunday - 6, sunday + 1)
    share = shown[:, days].sum(1, keepdims=True) / top[:, days].sum(1, keepdims=True)
    rest = slice(sunday + 1, newest + 1)
    shown[:, rest] = share * top[:, rest]
    return shown


@cache
def closed_days() -> Flags:
    """Return Sundays and the public holidays of France, (column), two months beyond the figures."""
    days = [FIRST + timedelta(days=each) for each in range(DAYS + 60)]
    return np.array([day.isoweekday() == SUNDAY or is_public_holiday(day) for day in days])
