"""One indicator at all its places, as it was known on each day: what every model reads.

Columns are days. What comes before noon counts as known on the evening before, so that the file of
the morning tells the state of the evening.
"""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any, TypeVar

import numpy as np
import polars as pl

from argos.core.calendar import SUNDAY, is_public_holiday
from argos.core.clock import PARIS
from argos.core.places import places
from argos.epidemiology.forecasting.known import Indices
from argos.epidemiology.series import Flags, Floats
from argos.publish.modelled.known.hidden import estimated, estimated_stock

Made = TypeVar("Made")
LATE = 7  # days after which a first figure cannot tell what the usual lag is
LATER = 3  # days after the usual lag from which a first figure was loaded with the past
NOON = timedelta(hours=12)
RECENT = 60  # days over which the usual lag is looked for


@dataclass(frozen=True)
class Changes:
    """What was said of places and days, in the order of the evenings.

    A change says the figure from an evening on; NaN where it was withdrawn, `HIDDEN` or `TAKEN`
    where only that is told (`hidden`).
    """

    place: Indices
    day: Indices
    evening: Indices
    value: Floats

    def as_of(self, evening: int, shape: tuple[int, int]) -> Floats:
        """Return what stood on an evening, (place, day)."""
        seen = int(np.searchsorted(self.evening, evening, side="right"))
        shown = np.full(shape, np.nan)
        shown[self.place[:seen], self.day[:seen]] = self.value[:seen]  # the last one said stands
        return shown

    def until(self, evening: int) -> "Changes":
        """Return those that were said up to an evening."""
        seen = int(np.searchsorted(self.evening, evening, side="right"))
        place, day, when, value = self.place, self.day, self.evening, self.value
        return Changes(place[:seen], day[:seen], when[:seen], value[:seen])


@dataclass(frozen=True)
class Panel:
    """The figures of an indicator and all that changed them.

    Figures that were loaded long after their day are taken as told after the usual lag, since
    nobody knows when they were: ``made``.

    Attributes:
        indicator, partner: what and whose.
        rounded: whether it is of a closed source: its figures are those released, those that are
            hidden estimated from them.
        first: the day of column 0.
        days: how many columns there are, up to the evening on which all of it is known.
        places: their codes; a place comes after those that it contains.
        told: of each day.
        made: (place, day), whether the first evening is the usual one and not a kept one.
        weeks: of each whole week, on its Sunday; of a closed source that counts events.

    """

    indicator: str
    partner: str
    rounded: bool
    first: date
    days: int
    places: tuple[str, ...]
    told: Changes
    made: Flags
    weeks: Changes | None = None
    _once: dict[Hashable, Any] = field(default_factory=dict, compare=False, repr=False)

    def once(self, key: Hashable, make: Callable[[], Made]) -> Made:
        """Return what is kept under a key, made when it is first asked for."""
        if key not in self._once:
            self._once[key] = make()
        kept: Made = self._once[key]
        return kept

    def as_of(self, evening: int) -> Floats:
        """Return the figures as they stood on an evening, (place, day), up to that day's column."""
        shape = (len(self.places), self.days)
        days = self.told.as_of(evening, shape)[:, : evening + 1]
        if not self.rounded:
            return days
        if self.weeks is None:
            return estimated_stock(days)
        weeks = self.weeks.as_of(evening, shape)[:, : evening + 1]
        return estimated(days, weeks, self.first.weekday())

    @cached_property
    def latest(self) -> Floats:
        """The figures as they stand now, (place, day)."""
        return self.as_of(self.days - 1)

    @cached_property
    def lag(self) -> int:
        """How many evenings after its day a figure is usually first told."""
        waited = self.told.evening - self.told.day
        kept = ~self.made[self.told.place, self.told.day]
        recent = (self.told.day >= self.days - RECENT) & kept
        return _commonest(waited[recent & self._is_first])

    @cached_property
    def newest(self) -> int:
        """The last column in which half of the places that still report have a figure."""
        told = ~np.isnan(self.latest)
        alive = told[:, -RECENT:].any(axis=1)
        enough = told[alive].sum(axis=0) * 2 > alive.sum()
        return int(np.flatnonzero(enough)[-1]) if alive.any() and enough.any() else -1

    @cached_property
    def origin(self) -> date:
        """The day of the newest column."""
        return self.date_of(self.newest)

    @cached_property
    def parents(self) -> Indices:
        """The row of the smallest place here that contains each one; its own where none does."""
        return tree(self.places)

    @cached_property
    def _is_first(self) -> Flags:
        """Whether each change is the first one of its place and day."""
        cell = self.told.place * self.days + self.told.day
        first = np.zeros(cell.size, dtype=bool)
        first[np.unique(cell, return_index=True)[1]] = True
        return first

    def date_of(self, column: int) -> date:
        """Return the day of a column."""
        return self.first + timedelta(days=int(column))

    def rows_of(self, places: Sequence[str]) -> Indices:
        """Return the rows of some of its places, in their order."""
        return np.array([self.places.index(place) for place in places], dtype=np.intp)

    def closed(self, columns: int) -> Flags:
        """Return on which of so many days practices are shut: Sundays and public holidays."""
        days = [self.date_of(column) for column in range(columns)]
        return np.array([day.isoweekday() == SUNDAY or is_public_holiday(day) for day in days])

    def kept(self, first: int, last: int) -> float:
        """Return the share of the figures of some columns whose first evening is a kept one."""
        told = ~np.isnan(self.latest[:, first : last + 1])
        made = self.made[:, first : last + 1]
        return float((told & ~made).sum() / max(told.sum(), 1))

    def snapshots(self, delays: int) -> Floats:
        """Return the figures as they were known after each delay, (place, day, delay).

        Delay 0 is the usual lag. NaN where that evening has not come, for what was not kept, and
        where a figure was hidden on any of these evenings.
        """
        return self.once(("snapshots", delays), lambda: self._snapshots(delays))

    def _snapshots(self, delays: int) -> Floats:
        shown = np.full((len(self.places), self.days, delays), np.nan)
        told = self.told
        waited = told.evening - told.day - self.lag
        kept = ~self.made[told.place, told.day]
        for delay in range(delays):
            seen = kept & (waited <= delay)
            shown[told.place[seen], told.day[seen], delay] = told.value[seen]
            shown[:, max(0, self.days - self.lag - delay) :, delay] = np.nan
        return np.where((shown < 0).any(axis=2, keepdims=True) & self.rounded, np.nan, shown)


def panel(
    indicator: str,
    partner: str,
    history: pl.DataFrame,
    first: date,
    last: date,
    *,
    rounded: bool = False,
    weeks: pl.DataFrame | None = None,
) -> Panel | None:
    """Return the panel of an indicator.

    Args:
        indicator: its name.
        partner: the source.
        history: place, date, known_from, value: every state that each figure has had; null where
            there was none any more; `HIDDEN` and `TAKEN` of a closed source.
        first: the day of column 0; older figures are left out.
        last: the day of the last column.
        rounded: whether it is of a closed source.
        weeks: as ``history``, of whole weeks, dated by their Sundays; of a closed source that
            counts events.

    Returns:
        None where no figure falls into these days.

    """
    known = _inside(history, first, last)
    names = _ordered(known.filter(pl.col("value").is_not_nan())["place"].unique().to_list())
    names = _telling(names) if rounded else names
    if known.is_empty() or not names:
        return None
    days = (last - first).days + 1
    told, made = _changes(known, names, days)
    by_week = None if weeks is None else _changes(_inside(weeks, first, last), names, days)[0]
    return Panel(indicator, partner, rounded, first, days, names, told, made, by_week)


def _inside(history: pl.DataFrame, first: date, last: date) -> pl.DataFrame:
    """Return what was known up to the last evening of figures between two days, in order."""
    inside = history.filter(pl.col("date").is_between(first, last)).select(
        "place",
        "known_from",
        day=(pl.col("date") - first).dt.total_days(),
        evening=(evening(pl.col("known_from")) - first).dt.total_days(),
        value=pl.col("value").cast(pl.Float64).fill_null(float("nan")),
    )
    return inside.filter(pl.col("evening") <= (last - first).days).sort("known_from")


def _changes(known: pl.DataFrame, names: Sequence[str], days: int) -> tuple[Changes, Flags]:
    """Return the changes of some places, and which first evenings are not kept ones."""
    own = known.filter(pl.col("place").is_in(names))
    number = {name: row for row, name in enumerate(names)}
    place = own["place"].replace_strict(number, return_dtype=pl.Int64).to_numpy()
    day = own["day"].to_numpy()
    evenings, made = _usual(place, day, own["evening"].to_numpy(), shape=(len(names), days))
    order = np.argsort(evenings, kind="stable")
    value = own["value"].to_numpy()
    return Changes(place[order], day[order], evenings[order], value[order]), made


def tree(names: Sequence[str]) -> Indices:
    """Return for each place the row of the smallest of them that contains it, or its own."""
    row = {name: number for number, name in enumerate(names)}
    region = dict(places().frame.select("place", "reg").iter_rows())
    outside = [region.get(name) or name if name.startswith("dep:") else "fra" for name in names]
    smallest = [each if each in row else "fra" for each in outside]
    return np.array([row.get(each, row[name]) for name, each in zip(names, smallest, strict=True)])


def _telling(names: Sequence[str]) -> tuple[str, ...]:
    """Leave out the wider places of a source that hold one narrower place only: they are that one.

    Where a source speaks of one département, its sum over France is no figure of France.
    """
    kept = list(names)
    for level in ("reg:", "fra"):
        for wide in [name for name in names if name.startswith(level)]:
            row = kept.index(wide)
            inside = sum(above == row for above in tree(kept)) - (tree(kept)[row] == row)
            if inside < 2:  # it, or nothing
                kept.remove(wide)
    return tuple(kept)


def _commonest(waited: Indices) -> int:
    """Return the number of evenings that most figures waited, the least of several; 0 of none."""
    return int(np.bincount(np.maximum(waited, 0)).argmax()) if waited.size else 0


def evening(instant: pl.Expr) -> pl.Expr:
    """Return the evening on which something was known, by the clocks of the territory."""
    local = instant.dt.convert_time_zone(PARIS.key).dt.replace_time_zone(None)
    return (local - NOON).dt.date()


def evening_of(at: datetime) -> date:
    """Return the evening of one instant."""
    found: date = pl.select(evening(pl.lit(at))).item()
    return found


def _ordered(names: Sequence[str]) -> tuple[str, ...]:
    """Return départements, régions, then the nation."""
    depth = {"dep": 0, "reg": 1, "fra": 2}
    return tuple(sorted(names, key=lambda name: (depth.get(name.split(":")[0], 0), name)))


def _usual(
    place: Indices, day: Indices, evening: Indices, *, shape: tuple[int, int]
) -> tuple[Indices, Flags]:
    """Return the evenings, those of a past that was loaded at once moved to the usual ones.

    A figure first told over ``LATER`` days after the usual lag is one of those, a long weekend
    not being one; so are figures before their own day, which nobody can have known.
    """
    cell = place * shape[1] + day
    first = np.unique(cell, return_index=True)[1]
    waited = evening[first] - day[first]
    soon = (waited >= 0) & (waited <= LATE)
    usual = _commonest(waited[soon])
    kept = (waited >= 0) & (waited <= usual + LATER)
    made = np.zeros(shape, dtype=bool)
    made[place[first[~kept]], day[first[~kept]]] = True
    moved = evening.copy()
    moved[first[~kept]] = np.minimum(day[first[~kept]] + usual, shape[1] - 1)
    return moved, made
