"""The moving epidemic method: when a season's epidemic began, and how strong the next may be.

The epidemic of a season is the shortest run of weeks that holds most of it. The weeks before and
after it give the thresholds at which an epidemic begins and ends; its highest weeks give the
levels of intensity.

Sources: Vega, Lozano, Meerhoff and others 2013 (Influenza Other Respir Viruses 7:546) and 2015
(9:234). Held to R's ``mem`` 2.19.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from argos.core.language import Text
from argos.epidemiology.series import Floats, SeriesRefused, matrix, require_length

CRITERION = 2.8  # per cent of the season a further week must add, Vega 2015
LEVELS = (0.40, 0.90, 0.975)  # medium, high, very high, Vega 2015
VALUES_IN_ALL = 30  # highest weeks taken of all seasons together, Vega 2013
FEWEST_SEASONS = 2
FEWEST_WEEKS = 5
BANDWIDTH = 1.0  # weeks


@dataclass(frozen=True, slots=True)
class Timing:
    """The epidemic of each season, (seasons,); nothing is known of a season without a case.

    Attributes:
        start: column of its first week, from 0; -1 where nothing is known.
        end: column of its last week; -1 where nothing is known.
        share: per cent of the season's rates that it holds; NaN where nothing is known.

    """

    start: NDArray[np.int64]
    end: NDArray[np.int64]
    share: Floats

    @property
    def length(self) -> NDArray[np.int64]:
        """Weeks of each epidemic, 0 where nothing is known."""
        return np.where(self.start < 0, 0, self.end - self.start + 1)


@dataclass(frozen=True, slots=True)
class Thresholds:
    """What the past seasons say of the next one, in the unit of the rates.

    Attributes:
        pre: rate above which an epidemic has begun.
        post: rate below which it has ended.
        intensity: rates above which it is medium, high, very high.
        timing: the epidemics of the past seasons that were used.

    """

    pre: float
    post: float
    intensity: Floats
    timing: Timing


def thresholds(
    rates: ArrayLike, criterion: float = CRITERION, *, most: int = 10, student: bool = False
) -> Thresholds:
    """Return the thresholds that past seasons of one place give.

    Of S seasons the 30/S highest weeks before the epidemics, after them and of them are taken.
    Epidemic thresholds are mean + z(0.95) sd of the weeks before and after (Vega 2013), levels
    of intensity exp(mean + z(level) sd) of the logarithms of the epidemic weeks (Vega 2015).

    Args:
        rates: (seasons, weeks), oldest season first, from the same week on, NaN where missing.
        criterion: see ``timing``.
        most: only the last so many seasons.
        student: prediction bounds with Student's t in place of normal quantiles.

    Raises:
        SeriesRefused: fewer than 2 seasons with cases, a negative rate, or under 5 weeks.

    """
    seasons = _rates(rates)
    seasons = seasons[np.nansum(seasons, axis=1) > 0][-most:]
    if len(seasons) < FEWEST_SEASONS:
        raise SeriesRefused(
            "TOO_FEW_SEASONS",
            expected=Text("au moins 2 saisons avec des cas", "at least 2 seasons with cases"),
            found=Text(f"{len(seasons)}", f"{len(seasons)}"),
            todo=Text("donner des saisons plus anciennes", "give earlier seasons"),
        )
    found = timing(seasons, criterion)
    filled, week = _filled(seasons), np.arange(seasons.shape[1])
    start, end = found.start[:, None], found.end[:, None]
    highest = max(1, round(VALUES_IN_ALL / len(seasons)))
    before = _highest(filled, week < start, highest)
    after = _highest(filled, week > end, highest)
    during = _highest(filled, (week >= start) & (week <= end), highest)
    return Thresholds(
        pre=_quantile(before, 0.95, student),
        post=_quantile(after, 0.95, student),
        intensity=np.array([_geometric(during, level, student) for level in LEVELS]),
        timing=found,
    )


def timing(rates: ArrayLike, criterion: float = CRITERION) -> Timing:
    """Return the epidemic of each season, by its maximum accumulated rates.

    For every length, the best run of weeks of that length holds so many per cent of the season
    (``accumulated``). The epidemic is the longest one whose last week still added ``criterion``
    points to that curve, once smoothed. Of equal runs the first is taken. A missing week between
    two known ones is filled in on the straight line (R's mem smooths there), never with zero.

    Args:
        rates: (seasons, weeks), NaN where missing.
        criterion: in per cent, from 2.5 to 3.

    Raises:
        SeriesRefused: a negative rate, or fewer than 5 weeks.

    """
    seasons = _filled(_rates(rates))
    share, start = accumulated(seasons)
    slope = np.diff(np.maximum(_smooth(share), 0), axis=1)
    flat = slope < criterion
    length = np.where(flat.any(axis=1), np.argmax(flat, axis=1), slope.shape[1])
    row = np.arange(len(seasons))
    known = (length > 0) & ~np.isnan(share[row, length])
    first = np.where(known, start[row, length], -1)
    return Timing(
        start=first,
        end=np.where(known, first + length - 1, -1),
        share=np.where(known, share[row, length], np.nan),
    )


def accumulated(seasons: Floats) -> tuple[Floats, NDArray[np.int64]]:
    """Return what the best run of 0, 1, 2, ... weeks holds, in per cent, and where it starts.

    Both are (seasons, weeks + 1); NaN for a season without a case.
    """
    weeks = seasons.shape[1]
    known = np.nan_to_num(seasons)  # the missing weeks left are outside of what was watched
    best, start = np.zeros((2, len(seasons), weeks + 1))
    for length in range(1, weeks + 1):
        runs = np.lib.stride_tricks.sliding_window_view(known, length, axis=1).sum(axis=-1)
        best[:, length], start[:, length] = runs.max(axis=1), runs.argmax(axis=1)
    with np.errstate(invalid="ignore"):
        share = 100 * best / known.sum(axis=1, keepdims=True)
    return share, start.astype(np.int64)


def _rates(rates: ArrayLike) -> Floats:
    seasons = matrix(rates)
    require_length(seasons, FEWEST_WEEKS)
    if (seasons < 0).any():
        raise SeriesRefused(
            "NEGATIVE_RATE",
            expected=Text("des taux positifs ou nuls", "rates of 0 or more"),
            found=Text("un taux négatif", "a negative rate"),
            todo=Text("appliquer la correction à sa date", "apply the correction to its date"),
        )
    return seasons


def _filled(seasons: Floats) -> Floats:
    week, filled = np.arange(seasons.shape[1]), seasons.copy()
    for row in np.flatnonzero(np.isnan(seasons).any(axis=1) & ~np.isnan(seasons).all(axis=1)):
        there = np.flatnonzero(~np.isnan(seasons[row]))
        filled[row] = np.interp(week, there, seasons[row, there], left=np.nan, right=np.nan)
    return filled


def _smooth(curves: Floats) -> Floats:
    """Return curves after local linear regression with a normal kernel of one week."""
    x = np.arange(curves.shape[1])
    apart = (x[None, :] - x[:, None]).astype(np.float64)  # (evaluated at, observed at)
    kernel = np.exp(-0.5 * (apart / BANDWIDTH) ** 2)
    first = (kernel * apart).sum(axis=1, keepdims=True)
    second = (kernel * apart**2).sum(axis=1, keepdims=True)
    weight = kernel * (second - apart * first)
    return np.asarray(curves @ (weight / weight.sum(axis=1, keepdims=True)).T)


def _highest(seasons: Floats, among: NDArray[np.bool_], most: int) -> Floats:
    """Return the highest weeks of each season among some, all seasons together."""
    ordered = np.sort(np.where(among & ~np.isnan(seasons), seasons, -np.inf), axis=1)[:, -most:]
    return ordered[ordered > -np.inf]


def _quantile(values: Floats, level: float, student: bool) -> float:
    """Return mean + z sd, or mean + t √(1 + 1/n) sd, which counts that both were estimated."""
    if len(values) < FEWEST_SEASONS:
        return float("nan")
    n = len(values)
    z = special.ndtri(level)
    if student:
        z = special.stdtrit(n - 1, level) * np.sqrt(1 + 1 / n)
    return float(values.mean() + z * values.std(ddof=1))


def _geometric(values: Floats, level: float, student: bool) -> float:
    shift = 1.0 if (values == 0).any() else 0.0
    return float(np.exp(_quantile(np.log(values + shift), level, student)) - shift)
