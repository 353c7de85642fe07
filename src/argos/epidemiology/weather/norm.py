"""What is usual at a place at this time of the year, and from which levels on it is not.

The norm is that of the same weeks of past years; of the place's own past where fewer than two
years are known. Where four seasons are known of a seasonal illness, the moving epidemic method
(`argos.epidemiology.detection.mem`) gives the bounds.
"""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import ArrayLike, NDArray

from argos.core.language import Text, same
from argos.epidemiology.detection.mem import thresholds
from argos.epidemiology.series import Flags, Floats, SeriesRefused, matrix, require

YEAR = 365.2425 / 7  # weeks
AROUND = 2  # weeks at both sides of the same week
FEWEST_YEARS, MOST_YEARS = 2, 10
GUARD = 4  # weeks before today that are no part of the own past: the wave of now is not its norm
FEWEST_WEEKS = 8  # of an own past
HIGH = 0.90  # quantile of the own past above which a level is high, whatever the season
FEWEST_SEASONS = 4
WEEKS, KNOWN_WEEKS = 52, 40  # of a season, and those that must be known
JULY = 7  # a season goes from July to June


@dataclass(frozen=True, slots=True)
class Norm:
    """What is usual, (place) each, in the unit of the levels; NaN where nothing is known.

    Attributes:
        median: of what it rests on.
        low: lower quartile.
        high: upper quartile.
        own: median of the whole own past.
        top: the level that a tenth of the own past passed.
        years: past years that it rests on; 0 where it rests on the own past, or on nothing.
        weeks: weeks of own past known.
        seasons: (place, 4): of the moving epidemic method, the level of an epidemic that has
            begun, and of one that is medium, high, very high; NaN where it was not applied.

    """

    median: Floats
    low: Floats
    high: Floats
    own: Floats
    top: Floats
    years: NDArray[np.int64]
    weeks: NDArray[np.int64]
    seasons: Floats

    @property
    def by_seasons(self) -> Flags:
        """Where the moving epidemic method gives the bounds."""
        return np.asarray(~np.isnan(self.seasons).any(axis=1))


def norm_of(levels: ArrayLike, last: date, *, week: int = 7, seasonal: bool = False) -> Norm:
    """Return the norm of each place at the last column.

    Args:
        levels: (place, time), totals of a week that end at each column, the last one is now.
        last: the day on which the last column ends.
        week: columns a week: 7 or 1.
        seasonal: whether the illness has an epidemic each winter: the moving epidemic method is
            then applied where four seasons are known.

    Raises:
        SeriesRefused: no matrix, or another week.

    """
    given = matrix(levels)
    require(week in (1, 7), Text("semaine de 7 ou 1", "week of 7 or 1"), same(f"{week}"))
    years, among = _same_weeks(given, week)
    past = given[:, : max(given.shape[1] - GUARD * week, 0)]
    weeks = (~np.isnan(past)).sum(axis=1) // week
    enough = weeks >= FEWEST_WEEKS
    own = _quantiles(past, enough, (0.25, 0.5, 0.75, HIGH))
    season = _quantiles(among, years >= FEWEST_YEARS, (0.25, 0.5, 0.75))
    by_season = years >= FEWEST_YEARS
    low, median, high = (np.where(by_season, season[n], own[n]) for n in range(3))
    return Norm(
        median=median,
        low=low,
        high=high,
        own=own[1],
        top=own[3],
        years=np.where(by_season, years, 0),
        weeks=weeks,
        seasons=_by_seasons(given, last, week) if seasonal else np.full((len(given), 4), np.nan),
    )


def bounds(norm: Norm, ratios: ArrayLike, few: float) -> Floats:
    """Return the levels from which on each place is above the usual, high and very high.

    By the moving epidemic method they are an epidemic that has begun, a medium and a high one.
    Otherwise they are ``ratios`` times the norm, with ``few`` added to both sides so that a
    handful of cases where none is usual makes no storm: r (norm + few) - few. Of a series that has
    highs and lows, a level among the highest tenth of its past is above the usual whatever the
    season: the yearly peak of an illness is no fine weather, even where it comes every year.

    Returns:
        (place, 3), rising; NaN where there is no norm.

    """
    by_norm = np.asarray(ratios, np.float64) * (norm.median[:, None] + few) - few
    swings = norm.top >= np.asarray(ratios, np.float64)[0] * (norm.own + few) - few
    by_norm[:, 0] = np.fmin(by_norm[:, 0], np.where(swings, norm.top, np.nan))
    by_seasons = np.maximum.accumulate(norm.seasons[:, :3], axis=1)
    return np.where(norm.by_seasons[:, None], by_seasons, by_norm)


def _same_weeks(levels: Floats, week: int) -> tuple[NDArray[np.int64], Floats]:
    """Return how many past years are known around this week, and what was then, side by side."""
    last = levels.shape[1] - 1
    years, found = np.zeros(len(levels), np.int64), [np.full((len(levels), 1), np.nan)]
    for year in range(1, MOST_YEARS + 1):
        centre = last - round(year * YEAR * week)
        if centre + AROUND * week < 0:
            break
        window = levels[:, max(centre - AROUND * week, 0) : centre + AROUND * week + 1]
        known = (~np.isnan(window)).sum(axis=1) > AROUND * week  # half of the window
        years += known
        found.append(np.where(known[:, None], window, np.nan))
    return years, np.concatenate(found, axis=1)


def _quantiles(values: Floats, enough: Flags, levels: tuple[float, ...]) -> Floats:
    """Return quantiles of what is known of each row, (level, place); NaN where not enough is."""
    found = np.full((len(levels), len(values)), np.nan)
    if enough.any():
        found[:, enough] = np.nanquantile(values[enough], levels, axis=1)
    return found


def _by_seasons(levels: Floats, last: date, week: int) -> Floats:
    """Return the thresholds of the moving epidemic method, (place, 4), from the past seasons."""
    found = np.full((len(levels), 4), np.nan)
    for row, seasons in enumerate(_seasons(levels, last, week)):
        whole = seasons[(~np.isnan(seasons)).sum(axis=1) >= KNOWN_WEEKS]
        if (np.nansum(whole, axis=1) > 0).sum() < FEWEST_SEASONS:
            continue
        try:
            each = thresholds(whole)
        except SeriesRefused:  # a negative week: a correction, of which no season can be made
            continue
        found[row] = [each.pre, *each.intensity]
    return found


def _seasons(levels: Floats, last: date, week: int) -> Floats:
    """Return the weeks of the past seasons, (place, season, week), oldest first."""
    weekly = levels[:, ::-1][:, ::week]  # from now backwards
    ends = [last - timedelta(weeks=n) for n in range(weekly.shape[1])]
    newest = _first_year(last)
    years = max(newest - _first_year(ends[-1]), 1) if ends else 1
    found = np.full((len(levels), years, WEEKS), np.nan)
    for column, end in enumerate(ends):
        year = _first_year(end)
        place = (end - date(year, JULY, 1)).days // 7
        if year < newest and place < WEEKS:
            found[:, year - newest, place] = weekly[:, column]
    return found


def _first_year(day: date) -> int:
    return day.year if day.month >= JULY else day.year - 1
