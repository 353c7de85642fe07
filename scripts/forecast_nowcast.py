"""Print how far nowcasts of emergency visits for COVID-19 were from what came.

Snapshots kept of the five départements of Pays de la Loire, April to August 2020. On each day of
which one was kept, the newest day is the one before; it is compared with a file of March 2021.
"""

import warnings
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from argos.epidemiology.forecasting.known import Indices
from argos.epidemiology.nowcast import Nowcast, nowcast, quantiles
from argos.epidemiology.reporting import from_snapshots
from argos.epidemiology.series import Flags, Floats
from argos.epidemiology.steadied import steadied
from forecast_bounds import Seen, tell_bounds
from forecast_data import matrix, read, snapshots
from forecast_snapshots import FIRST, KEPT, Snapshots

DELAYS = 10  # days after which nothing more is waited for
BEFORE = 30  # days of snapshots before the first nowcast that is scored
LONGEST = 70  # days that are looked back at
LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)
AGES = range(1, 6)  # days after which a day is scored
FIVE = np.arange(len(KEPT), dtype=np.intp)
SUM = FIVE[-1:] + 1
METHODS = ("chain ladder", "its median", "steadied", "its median")


@dataclass(frozen=True)
class Told:
    """Nowcasts of days of one age.

    Attributes:
        seen: as reported, and as finally known.
        points: (method, evening, series), of ``METHODS``.
        held: (method, evening, series, level), at ``LEVELS``, of the ladder and of the steadied.

    """

    seen: Seen
    points: Floats
    held: Floats

    @property
    def good(self) -> Flags:
        """Whether all is known, (evening, series)."""
        return np.asarray(~np.isnan(self.points).any(0) & ~np.isnan(self.seen.came))


def tell_nowcast() -> None:
    """Print a table of errors the day after, others by delay, coverage, and what bounds them."""
    kept = with_sum(snapshots("sursaud_vintages_pdl_2020-04_2020-08", "nbre_pass_corona"))
    came = finally_known()
    days, last = sorted(kept), max(kept)
    scored = [day for day in days if day >= days[0] + BEFORE and day < last]
    results = [made(kept, day) for day in scored]
    told = [of_age(kept, came, scored, results, age) for age in AGES]
    print("## Emergency visits for COVID-19 the day after, mean absolute error")
    print(f"{len(scored)} days, {FIRST.year}, against the file of March 2021")
    print("| place | visits a day | as reported | " + " | ratio | ".join(METHODS) + " | ratio |")
    print("|---" * (3 + 2 * len(METHODS)) + "|")
    for name, columns in rows().items():
        by_place(name, told[0], columns)
    print("\nRatio by days after (all five / their sum), and coverage of 50/90 % (the same)")
    print(
        "| days after | as reported | " + " | ".join(METHODS) + " | ladder holds | steadied holds |"
    )
    print("|---" * (4 + len(METHODS)) + "|")
    for age, each in zip(AGES, told, strict=True):
        by_age(age, each)
    tell_bounds(told[0].seen, came)


def rows() -> dict[str, Indices]:
    """Return which columns each line of the table is about."""
    found = {code: FIVE[[at]] for at, code in enumerate(KEPT)}
    return found | {"all five": FIVE, "their sum": SUM}


def made(kept: Snapshots, day: int) -> tuple[Nowcast, Nowcast]:
    """Return the nowcasts of an evening by chain ladder and steadied."""
    known = triangle(kept, day)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        return nowcast(from_snapshots(known), scale=6.0), steadied(known)


def of_age(
    kept: Snapshots,
    came: Floats,
    scored: list[int],
    results: Sequence[tuple[Nowcast, ...]],
    age: int,
) -> Told:
    """Return what was told of the days so long before each evening."""
    raw = np.stack([kept[day][:, day - age] for day in scored])
    final = np.stack([came[:, day - age] for day in scored])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        held = np.stack([[quantiles(one, LEVELS)[:, -age] for one in each] for each in results], 1)
    means = np.stack([[one.point[:, -age] for one in each] for each in results], axis=1)
    points = np.stack([means[0], held[0, ..., 2], means[1], held[1, ..., 2]])
    return Told(Seen(np.array(scored) - age, raw, final), points, held)


def by_place(name: str, told: Told, columns: Indices) -> None:
    """Print a row of the first table."""
    errors, raw = missed(told, columns)
    level = np.nanmean(np.where(told.good, told.seen.came, np.nan)[:, columns])
    cells = " | ".join(f"{each:.2f} | {each / raw:.2f}" for each in errors)
    print(f"| {name} | {level:.1f} | {raw:.2f} | {cells} |")


def by_age(age: int, told: Told) -> None:
    """Print a row of the second table."""
    (errors, raw), (of_sum, raw_sum) = (missed(told, each) for each in (FIVE, SUM))
    ratios = (f"{a / raw:.2f} / {b / raw_sum:.2f}" for a, b in zip(errors, of_sum, strict=True))
    held = (" / ".join(coverage(told, at, each) for each in (FIVE, SUM)) for at in range(2))
    print(f"| {age} | {raw:.2f} / {raw_sum:.2f} | {' | '.join((*ratios, *held))} |")


def missed(told: Told, columns: Indices) -> tuple[Floats, float]:
    """Return the mean absolute error of each method, and that of what is reported."""
    off = np.abs(np.stack([told.seen.raw, *told.points]) - told.seen.came)
    mean = np.nanmean(np.where(told.good, off, np.nan)[:, :, columns], axis=(1, 2))
    return mean[1:], float(mean[0])


def coverage(told: Told, method: int, columns: Indices) -> str:
    """Return the shares of figures inside the 50 and 90 % intervals."""
    good, came = told.good[:, columns], told.seen.came[:, columns]
    held = told.held[method][:, columns]
    inside = [(held[..., low] <= came) & (came <= held[..., -1 - low]) for low in (1, 0)]
    return " ".join(f"{100 * each[good].mean():.0f}" for each in inside)


def triangle(kept: Snapshots, day: int) -> Floats:
    """Return figures as known so long after, (series, date, delay), from snapshots up to a day.

    On a day of which no snapshot was kept, figures are taken as they stood before.
    """
    first = max(min(kept), day - LONGEST)
    known = np.full((len(kept[day]), day - first + 1, DELAYS), np.nan)
    for back in range(DELAYS):
        for at, date in enumerate(range(first - 1, day)):
            seen = date + 1 + back
            if seen in kept and seen <= day:
                known[:, at, back] = kept[seen][:, date]
            elif back and seen <= day:
                known[:, at, back] = known[:, at, back - 1]
    return known


def with_sum(kept: Snapshots) -> Snapshots:
    """Return snapshots with the sum of all places as one more."""
    return {day: np.vstack([each, each.sum(0)]) for day, each in kept.items()}


def finally_known() -> Floats:
    """Return the figures as a file of March 2021 has them, their sum last, (series, time)."""
    visits = read("sursaud/sursaud_dep_quotidien_kalisio_HEAD.csv.gz")
    five = matrix(visits, list(KEPT), "dep", "date", "nbre_pass_corona")
    return np.vstack([five, five.sum(0)])
