"""Weekly figures that are no counts: changes planted in real quiet weeks, and false alarms in them.

Estimates of the Sentinelles network for influenza by region, per 100,000 inhabitants; weeks 20 to
40 are taken for quiet. A rise multiplies four weeks of summer, a fall divides them; of one season
in three places of those that usually have 20. Nobody marked what really happened in those weeks:
what is called false may have been true.
"""

import csv
import gzip
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from argos.epidemiology.series import Flags, Floats
from argos.epidemiology.signals.events import (
    WEEKS,
    WEEKS_FALLING,
    Stretch,
    false_share,
    stretches,
)
from argos.epidemiology.signals.weekly import weekly_evidence
from detection_faults import FILES

FLU = FILES / "sentinelles" / "grippe_incidence_region.csv.gz"
TIMES = (1.5, 2.0, 3.0)
YEAR, LASTS, SEASONS = 52, 4, 15
SUMMER = range(20, 41)
PLACES = 3
FEWEST_USUAL = 20.0  # per 100,000 in the eight weeks before, where a change is planted
MISSED = LASTS + 1


class Season(NamedTuple):
    """Series up to the end of a year that is judged, and its quiet weeks."""

    figures: Floats
    quiet: Flags


def tell() -> None:
    """Print the share of planted changes that is told, weeks to it, and false alarms."""
    if not FLU.is_file():
        print(f"skipped: no {FLU.parent.name}/{FLU.name}")
        return
    weeks, series = read()
    summer = np.isin(weeks % 100, SUMMER)
    print("\nSentinelles, influenza by region: share told of, weeks to it (5 where missed)")
    print(f"| | {' | '.join(f'x or / {each:g}' for each in TIMES)} | false a year |")
    print("|---" * (len(TIMES) + 2) + "|")
    for known in (6 * YEAR, 2 * YEAR):
        ends = range(len(weeks) - (SEASONS - 1) * YEAR, len(weeks) + 1, YEAR)
        seasons = [
            Season(series[:, end - known : end], summer[end - known : end][-YEAR:]) for end in ends
        ]
        for falls in (False, True):
            kind = "falls" if falls else "rises"
            cells = [_cell(seasons, times, falls=falls) for times in TIMES]
            print(f"| {kind}, {known // YEAR} years known | {' | '.join(cells)} | "
                  f"{_false(seasons, falls=falls):.2f} |")  # fmt: skip


def told(figures: Floats, *, falls: bool) -> list[Stretch]:
    """Return the stretches of the last year of figures."""
    found = weekly_evidence(figures, start=figures.shape[1] - YEAR)[falls]
    share = false_share(found.p_value, np.zeros(len(figures), dtype=np.int64))
    return stretches(found, share, WEEKS_FALLING if falls else WEEKS)


def _false(seasons: list[Season], *, falls: bool) -> float:
    opened = [
        each.quiet[one.opened] for each in seasons for one in told(each.figures, falls=falls)
    ]  # fmt: skip
    years = sum(len(each.figures) * each.quiet.sum() / YEAR for each in seasons)
    return float(np.sum(opened) / years)


def _cell(seasons: list[Season], times: float, *, falls: bool) -> str:
    rng = np.random.default_rng(7)
    waited = []
    for each in seasons:
        figures = each.figures.copy()
        week = int(rng.choice(np.flatnonzero(each.quiet)[8:-LASTS]))
        at = figures.shape[1] - YEAR + week
        enough = np.flatnonzero(np.nanmean(figures[:, at - 8 : at], axis=1) >= FEWEST_USUAL)
        rows = rng.permutation(enough)[:PLACES]
        figures[rows, at : at + LASTS] *= 1 / times if falls else times
        waited += [_weeks(told(figures, falls=falls), row, week) for row in rows]
    found = np.mean([each < MISSED for each in waited])
    return f"{found:.2f}, {np.mean(waited):.1f} w"


def _weeks(stretches_told: list[Stretch], row: int, week: int) -> int:
    """Return how many weeks it took until something was told of, 5 where nothing was."""
    for each in stretches_told:
        if each.row == row and each.opened < week + LASTS and each.last >= week:
            return max(each.opened - week, 0) + 1
    return MISSED


def read() -> tuple[NDArray[np.int64], Floats]:
    """Return weeks, as 202604, and figures, (region, week)."""
    with gzip.open(FLU, "rt") as file:
        next(file)  # a line of JSON
        rows = [row for row in csv.DictReader(file) if row["inc100"] not in ("", "-")]
    figures = {(row["geo_insee"], int(row["week"])): float(row["inc100"]) for row in rows}
    weeks = sorted({week for _, week in figures})
    places = sorted({place for place, _ in figures})
    series = [[figures.get((place, week), np.nan) for week in weeks] for place in places]
    return np.array(weeks), np.array(series)
