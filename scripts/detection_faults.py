"""Level shifts planted in real series: how often they are seen, and how often there was none."""

import csv
import gzip
from datetime import date
from pathlib import Path

import numpy as np

from argos.core.calendar import is_public_holiday
from argos.epidemiology.detection.shifts import LEAST_SCORE, level_shift
from argos.epidemiology.series import Floats

FILES = Path(__file__).resolve().parents[2] / "shared" / "data"
SURSAUD = FILES / "sursaud" / "sursaud_dep_quotidien_kalisio_HEAD.csv.gz"
SIDEP = FILES / "sidep" / "SiDEP-France-by-day-2023-06-30-16h26.csv"
CHANGES = (0.86, 0.7, 0.5, 1.5)
FROM = 100  # day of the files from which the first lockdown is over
EDGE = 40
PSEUDONYM, FIRST_OF_SIDEP = date(2021, 5, 20), date(2020, 5, 13)


def tell() -> None:
    """Print the share of planted shifts that is found, by size, and the false ones a year."""
    if not SURSAUD.is_file():
        print(f"skipped: no {SURSAUD.parent.name}/{SURSAUD.name}")
        return
    print("\nlevel shifts planted in real series: share found within a day, by new level over old")
    print("| series | " + " | ".join(f"{each:g}" for each in CHANGES) + " | false a year |")
    print("|---" * (len(CHANGES) + 2) + "|")
    for name, column in (("emergency visits", "nbre_pass_tot"), ("SOS acts", "nbre_acte_tot")):
        series = sursaud(column)[:, FROM:]
        _row(f"{name}, départements over 30 a day", series[np.nanmean(series, axis=1) > 30])
    national = positives()
    _row("positive tests, France", np.repeat(national[None], 60, axis=0))
    shares = positivity()
    _row("positive tests by test, France", np.repeat(shares[None], 60, axis=0))
    for name, series in (("positive tests", national), ("positive tests by test", shares)):
        _tell_may(name, series)


def _tell_may(name: str, series: Floats) -> None:
    """Print the score of a step of 14 % on 20 May 2021, beside those of the days as they were."""
    at = (PSEUDONYM - FIRST_OF_SIDEP).days
    moved = series.copy()
    moved[:at] /= CHANGES[0]
    score = abs(float(level_shift(moved[None]).score[0, at]))
    usual = np.abs(level_shift(series[None]).score)
    print(
        f"{name}, 14 % lower from {PSEUDONYM} on: score {score:.1f}; of all days as they were "
        f"{np.nanmedian(usual):.1f} (median), {np.nanquantile(usual, 0.99):.1f} (1 in 100); "
        f"asked for: {LEAST_SCORE:g}"
    )


def _row(name: str, series: Floats) -> None:
    rng = np.random.default_rng(1)
    day = rng.integers(EDGE, series.shape[1] - EDGE, len(series))
    cells = []
    for change in CHANGES:
        moved = series.copy()
        for row, at in enumerate(day):
            moved[row, at:] = np.round(moved[row, at:] * change)
        found = level_shift(moved).shifted
        cells.append(np.mean([found[row, at - 1 : at + 2].any() for row, at in enumerate(day)]))
    distinct = np.unique(series, axis=0)
    false = level_shift(distinct).shifted.sum() / distinct.size * 365
    print(f"| {name} | {' | '.join(f'{each:.2f}' for each in cells)} | {false:.2f} |")


def sursaud(column: str, *, ordinary: bool = True) -> Floats:
    """Return a column of the daily file, (département, day); public holidays missing if asked."""
    with gzip.open(SURSAUD, "rt") as file:
        rows = list(csv.DictReader(file))
    days = {day: number for number, day in enumerate(sorted({row["date"] for row in rows}))}
    names = {name: number for number, name in enumerate(sorted({row["dep"] for row in rows}))}
    found = np.full((len(names), len(days)), np.nan)
    for row in rows:
        if row[column] and not (ordinary and is_public_holiday(date.fromisoformat(row["date"]))):
            found[names[row["dep"]], days[row["date"]]] = float(row[column])
    return found


def positives() -> Floats:
    """Return France's positive tests by day, public holidays missing."""
    return _national()[0]


def positivity() -> Floats:
    """Return France's positive tests by test, times the median of tests: a count without them."""
    found, tests = _national()
    return np.asarray(found / tests * np.nanmedian(tests))


def _national() -> tuple[Floats, Floats]:
    with SIDEP.open() as file:
        rows = [row for row in csv.DictReader(file, delimiter=";") if row["cl_age90"] == "0"]
    if date.fromisoformat(rows[0]["jour"]) != FIRST_OF_SIDEP:
        raise ValueError(f"{SIDEP.name} should begin on {FIRST_OF_SIDEP}, got {rows[0]['jour']}")
    off = np.array([is_public_holiday(date.fromisoformat(row["jour"])) for row in rows])
    counts, tests = (
        np.array([float(row[name].replace(",", ".")) for row in rows]) for name in ("P", "T")
    )
    return np.where(off, np.nan, counts), np.where(off, np.nan, tests)
