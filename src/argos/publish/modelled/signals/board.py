"""All flows, or all stocks, on one grid: a row an indicator and place, as signals look at them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from argos.core.calendar import holidays_between
from argos.core.places import places
from argos.epidemiology.series import Flags, Floats
from argos.epidemiology.signals.usual import Weekdays, no_ordinary_day
from argos.publish import rule
from argos.publish.modelled.declared import Declared, Modelled
from argos.publish.modelled.known.panels import Panels
from argos.publish.modelled.nowcasts import whole

NATION = "fra"
Kind = Literal["flow", "stock"]


@dataclass(frozen=True)
class Row:
    """One series of the board.

    Attributes:
        how: the indicator and how it is modelled.
        place: where.
        rounded: whether it is under disclosure control.
        lag: days that are usually missing at its end.

    """

    how: Modelled
    place: str
    rounded: bool
    lag: int

    @property
    def indicator(self) -> str:
        """The indicator's name."""
        return self.how.indicator

    @property
    def region(self) -> str:
        """The region that holds the place; of a region or the nation, itself."""
        if self.place == NATION or self.place.startswith("reg:"):
            return self.place
        return places().parents(self.place).get("reg", self.place)


@dataclass(frozen=True)
class Board:
    """The flows or the stocks of all indicators.

    Attributes:
        rows: what each row is.
        counts: (row, day), the newest days completed by their nowcast; NaN where not known.
        told: the same as they stand, up to each series' own usual lag.
        first: the day of column 0.
        weekday: (day), 0 is Monday.
        holiday: (row, day), public holidays of the place, and bridges.
        kind: whether days are counts of events or of persons present.

    """

    rows: tuple[Row, ...]
    counts: Floats
    told: Floats
    first: date
    weekday: Weekdays
    holiday: Flags
    kind: Kind = "flow"

    @cached_property
    def days(self) -> list[date]:
        """The day of each column."""
        return [self.first + timedelta(days=each) for each in range(self.counts.shape[1])]

    @cached_property
    def of_indicator(self) -> NDArray[np.int64]:
        """A number for each row's indicator."""
        names = {name: number for number, name in enumerate(dict.fromkeys(self.names))}
        return np.array([names[name] for name in self.names])

    @cached_property
    def names(self) -> list[str]:
        """The indicator of each row."""
        return [row.indicator for row in self.rows]

    def at(self, indicator: str, place: str) -> int:
        """Return the number of a row.

        Raises:
            KeyError: there is none.

        """
        return self._numbers[indicator, place]

    def has(self, indicator: str, place: str) -> bool:
        """Whether there is such a row."""
        return (indicator, place) in self._numbers

    @cached_property
    def _numbers(self) -> dict[tuple[str, str], int]:
        return {(row.indicator, row.place): number for number, row in enumerate(self.rows)}

    def behind(self, row: int, column: int) -> float:
        """Return how many persons were counted in the 7 days up to a column, or were present."""
        if self.kind == "stock":
            return float(np.nan_to_num(self.counts[row, column]))
        return float(np.nansum(self.counts[row, max(column - 6, 0) : column + 1]))


def board(panels: Panels, modelled: Declared, kind: Kind = "flow") -> Board | None:
    """Return the board of what is known of flows or of stocks, None where there is none."""
    wanted = [each for each in modelled.series if each.kind == kind and each.indicator in panels]
    if not wanted:
        return None
    first, days = panels[wanted[0].indicator].first, panels[wanted[0].indicator].days
    rows, counts, told = [], [], []
    for each in wanted:
        panel = panels[each.indicator]
        rows += [Row(each, place, panel.rounded, panel.lag) for place in panel.places]
        known = whole(panel) if kind == "flow" else panel.latest[:, : panel.newest + 1]
        counts.append(_padded(np.round(known), days))
        told.append(_padded(panel.latest[:, : days - panel.lag], days))
    dates = np.datetime64(first) + np.arange(days)
    weekday = (dates.astype(np.int64) + 3) % 7  # 1 January 1970 was a Thursday
    off = {place: holidays(place, dates) for place in {row.place for row in rows}}
    return Board(
        tuple(rows), np.concatenate(counts), np.concatenate(told), first,
        weekday,
        no_ordinary_day(weekday, np.stack([off[row.place] for row in rows])),
        kind,
    )  # fmt: skip


def holidays(place: str, dates: NDArray[np.datetime64]) -> Flags:
    """Return which days are public holidays of a place."""
    off = holidays_between(dates[0].item(), dates[-1].item(), place)
    return np.isin(dates, np.array(list(off), dtype="datetime64[D]"))


def shown(rounded: Collection[str], indicator: str, count: float) -> float | None:
    """Return a count of persons as it may be shown: by the rule, of what is under control."""
    if indicator not in rounded:
        return round(count, 1)
    if count <= rule.HIDDEN_UP_TO:
        return None
    return float(rule.to_base(count))


def _padded(figures: Floats, days: int) -> Floats:
    missing = days - figures.shape[1]
    return np.pad(figures, ((0, 0), (0, missing)), constant_values=np.nan)
