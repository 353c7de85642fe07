"""One indicator at all its EPCI, by ISO week, from what is published alone.

Columns are weeks, dated by their Sunday. As for days (`panel`), what comes before noon counts as
known on the evening before.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np
import polars as pl

from argos.epidemiology.forecasting.known import Indices
from argos.epidemiology.series import Flags, Floats
from argos.outputs.store import Outputs
from argos.publish.cube import ALL
from argos.publish.modelled.known.panel import evening, evening_of
from argos.publish.modelled.known.panels import ALIVE, YEARS

DAYS = 7
LEVEL = "epci:"
WHOLE = "fra"  # what has a row for every week that the source tells of
SERVED, OF_WEEKS = 0.5, 12  # share of the last weeks with a figure, from which a place is served
SHOWN = ["indicator", "partner", "place", "date", "known_from", "value", "status", "rounded"]


@dataclass(frozen=True)
class Weeks:
    """The weeks as they were known on an evening.

    Attributes:
        figures: (place, week), as published; NaN where there is none.
        hidden: (place, week), told and under 11: never zero, and no more is known.
        told: (week), whether the source had told of it.

    """

    figures: Floats
    hidden: Flags
    told: Flags

    @property
    def newest(self) -> int:
        """The last week told of, -1 of none."""
        return int(np.flatnonzero(self.told)[-1]) if self.told.any() else -1


@dataclass(frozen=True)
class Weekly:
    """The weekly figures of an indicator at its EPCI, and all that changed them.

    Attributes:
        indicator, partner: what and whose.
        rounded: whether it is under disclosure control: what has no row is hidden then.
        first: the Sunday of column 0.
        places: the EPCI that the source serves.
        place, week, evening: of each change, in the order of the evenings.
        value: the figure; NaN where it is hidden or not published.
        hidden: whether it is hidden.
        told_week, told_evening, told: when a week came to be told of, or ceased to be.

    """

    indicator: str
    partner: str
    rounded: bool
    first: date
    places: tuple[str, ...]
    place: Indices
    week: Indices
    evening: Indices
    value: Floats
    hidden: Flags
    told_week: Indices
    told_evening: Indices
    told: Flags

    def as_of(self, evening: date) -> Weeks:
        """Return the weeks that had ended by an evening, as they were known then."""
        day = (evening - self.first).days
        weeks = max(day // DAYS + 1, 0)
        ended = (self.week < weeks) & (self.evening <= day)
        of_source = (self.told_week < weeks) & (self.told_evening <= day)
        told = np.zeros(weeks, np.bool_)
        told[self.told_week[of_source]] = self.told[of_source]  # the last one said stands
        figures = np.full((len(self.places), weeks), np.nan)
        hidden = np.full(figures.shape, self.rounded)
        at = self.place[ended], self.week[ended]
        figures[at], hidden[at] = self.value[ended], self.hidden[ended]
        return Weeks(np.where(told, figures, np.nan), hidden & told, told)

    def date_of(self, week: int) -> date:
        """Return the Sunday of a column."""
        return self.first + timedelta(days=DAYS * week)


def weeklies(outputs: Outputs, names: Collection[str], at: datetime) -> dict[str, Weekly]:
    """Return the weekly figures of indicators, of those that have any at EPCI.

    Of each the first source speaks that told of a week in the last ``ALIVE`` days. A place is one
    that the source serves: with a figure of any of the indicators in half of the last weeks.

    Args:
        outputs: the published tables.
        names: the indicators.
        at: the last instant at which anything is known.

    """
    rows = _read(outputs, names, at)
    last = evening_of(at)
    recent = rows.filter(pl.col("date") > last - timedelta(days=ALIVE))
    served = {partner: _served(own) for (partner,), own in _by(rows, "partner").items()}
    alive = _whole(recent).group_by("indicator").agg(pl.col("partner").sort_by("source_rank"))
    speaks = {name: partners[0] for name, partners in alive.iter_rows()}
    found = {}
    for (name, partner), own in _by(rows, "indicator", "partner").items():
        if speaks.get(name) == partner and served[partner]:
            found[str(name)] = _weekly(own, served[partner])
    return found


def _by(rows: pl.DataFrame, *columns: str) -> Mapping[tuple[str, ...], pl.DataFrame]:
    return rows.partition_by(*columns, as_dict=True)


def _read(outputs: Outputs, names: Collection[str], at: datetime) -> pl.DataFrame:
    """Return the rows of sources as a whole: at EPCI, and of what each has told of."""
    here = pl.col("place").str.starts_with(LEVEL) | (pl.col("place") == WHOLE)
    first = at.date() - timedelta(days=366 * YEARS)
    rows = outputs.rows("series").filter(
        pl.col("indicator").is_in(sorted(names)) & (pl.col("period") == "week")
        & (pl.col("age") == ALL) & (pl.col("sex") == ALL) & here
        & pl.col("source_rank").is_not_null()
        & (pl.col("date") >= first) & (pl.col("known_from") <= at)
    )  # fmt: skip
    known = rows.select(*SHOWN, "source_rank", "method").collect()
    current = pl.col("method") == pl.col("method").max().over("indicator")
    return known.filter(current).sort("known_from")


def _whole(rows: pl.DataFrame) -> pl.DataFrame:
    """Return the rows that say which weeks are told of: of open sets, those of any place."""
    return rows.filter((pl.col("place") == WHOLE) | ~pl.col("rounded"))


def _served(rows: pl.DataFrame) -> tuple[str, ...]:
    """Return the EPCI with a figure of any indicator in enough of the last weeks of a source."""
    weeks = _whole(rows)["date"].unique().sort().tail(OF_WEEKS)
    shown = rows.filter(
        pl.col("place").str.starts_with(LEVEL) & pl.col("date").is_in(weeks.implode())
        & pl.col("value").is_not_null()
    )  # fmt: skip
    counted = shown.group_by("place").agg(weeks=pl.col("date").n_unique())
    often = counted.filter(pl.col("weeks") >= SERVED * weeks.len())
    return tuple(often["place"].sort().to_list())


def _weekly(rows: pl.DataFrame, places: tuple[str, ...]) -> Weekly:
    """Return the weekly figures of one source, its rows in the order in which they were known."""
    first: date = rows["date"].min()  # type: ignore[assignment] # a column of days
    of_source, own = _whole(rows), rows.filter(pl.col("place").is_in(places))
    number = {name: row for row, name in enumerate(places)}
    rounded = bool(rows["rounded"].any())
    return Weekly(
        indicator=str(rows["indicator"][0]),
        partner=str(rows["partner"][0]),
        rounded=rounded,
        first=first,
        places=places,
        place=own["place"].replace_strict(number, return_dtype=pl.Int64).to_numpy(),
        week=_week(own, first),
        evening=_evenings(own, first),
        value=own["value"].cast(pl.Float64).fill_null(float("nan")).to_numpy(),
        hidden=(own["status"] == "suppressed").to_numpy() & rounded,
        told_week=_week(of_source, first),
        told_evening=_evenings(of_source, first),
        told=(of_source["status"] != "not_reported").to_numpy(),
    )


def _week(rows: pl.DataFrame, first: date) -> Indices:
    return (rows["date"] - first).dt.total_days().to_numpy() // DAYS


def _evenings(rows: pl.DataFrame, first: date) -> Indices:
    """Return the evening on which each row was known, in days since the first Sunday."""
    days = (evening(pl.col("known_from")) - first).dt.total_days()
    return rows.select(days).to_series().to_numpy()
