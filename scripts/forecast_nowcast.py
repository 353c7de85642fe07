"""Print how far nowcasts of emergency visits for COVID-19 were from what came, the day after.

Snapshots kept of the five départements of Pays de la Loire, April to August 2020. On each day of
which one was kept, the newest day is the one before; it is compared with the last snapshot.
"""

import warnings

import numpy as np

from argos.epidemiology.nowcast import nowcast
from argos.epidemiology.reporting import from_snapshots
from argos.epidemiology.series import Flags, Floats
from argos.epidemiology.steadied import steadied
from forecast_data import snapshots
from forecast_snapshots import FIRST, KEPT, Snapshots

DELAYS = 10  # days after which nothing more is waited for
BEFORE = 30  # days of snapshots before the first nowcast that is scored
MOST = 6.0  # times the longest delay that is looked back at


def tell_nowcast() -> None:
    """Print a row for each département, for all five, and for their sum."""
    kept = with_sum(snapshots("sursaud_vintages_pdl_2020-04_2020-08", "nbre_pass_corona"))
    days, last = sorted(kept), max(kept)
    scored = [day for day in days if day >= days[0] + BEFORE and day < last]
    told = np.stack([newest(kept, day) for day in scored], axis=1)  # (method, day, series)
    came = np.stack([kept[last][:, day - 1] for day in scored])
    good = ~np.isnan(told).any(0) & ~np.isnan(came)
    errors = np.where(good, np.abs(told - came), np.nan)
    print("## Emergency visits for COVID-19 the day after, mean absolute error")
    print(f"{len(scored)} days, {FIRST.year}; the last snapshot is what came")
    print("| place | visits a day | as reported | chain ladder | ratio | steadied | ratio |")
    print("|---|---|---|---|---|---|---|")
    five = np.arange(len(KEPT))
    rows = {code: five[[at]] for at, code in enumerate(KEPT)}
    rows |= {"all five": five, "their sum": five[-1:] + 1}
    for name, columns in rows.items():
        raw, ladder, steady = np.nanmean(errors[:, :, columns], axis=(1, 2))
        level = np.nanmean(np.where(good, came, np.nan)[:, columns])
        print(
            f"| {name} | {level:.1f} | {raw:.2f} | {ladder:.2f} | {ladder / raw:.2f} "
            f"| {steady:.2f} | {steady / raw:.2f} |"
        )
    chance(told[0], came, good)


def newest(kept: Snapshots, day: int) -> Floats:
    """Return the newest figure as reported, by chain ladder, and steadied, (method, series)."""
    seen = triangle(kept, day)
    result = nowcast(from_snapshots(seen), scale=MOST)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        return np.stack([seen[:, -1, 0], result.point[:, -1], steadied(result)[:, -1]])


def triangle(kept: Snapshots, day: int) -> Floats:
    """Return figures as known so long after, (series, date, delay), from snapshots up to a day.

    On a day of which no snapshot was kept, figures are taken as they stood before.
    """
    first = min(kept)
    known = np.full((len(kept[first]), day - first + 1, DELAYS), np.nan)
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


def chance(raw: Floats, came: Floats, good: Flags) -> None:
    """Print what no share fixed beforehand can do better than: the best one, chosen afterwards."""
    shares = np.linspace(0.3, 1, 71)
    print("\nThe best fixed share, chosen afterwards:", end="")
    for at, name in enumerate((*KEPT, "their sum")):
        rows = good[:, at]
        x, y = raw[rows, at], came[rows, at]
        ratio = min(np.abs(x / share - y).mean() for share in shares) / np.abs(x - y).mean()
        print(f" {name} {ratio:.2f}", end=";")
    print()
