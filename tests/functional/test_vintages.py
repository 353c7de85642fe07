"""What was known when: real snapshots, rebuilt into full files, replayed, and read back exactly.

The snapshots are delta-encoded (a row only where a value changed). No withdrawal occurs in them, so
some are planted: lines taken out of one file and back in the next.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from pathlib import Path

import polars as pl
import pytest

from argos.core.clock import end_of_day
from argos.ingest.flow import push
from argos.ingest.intake import Intake

pytestmark = [pytest.mark.real, pytest.mark.django_db(transaction=True)]

# Every snapshot takes three minutes: ARGOS_FULL=1 takes that time, `make test` does not.
STRIDE = 1 if os.environ.get("ARGOS_FULL") else 8

Cell = tuple[str, str, str, str]  # day, département, age class, column
Snapshot = dict[Cell, float]


@dataclass(frozen=True)
class Vintages:
    """One file of vintages, and the layout of the files it is rebuilt into."""

    name: str
    feed: str
    header: str
    columns: dict[str, str]  # column of the file → measure
    ages: dict[str, str] = field(default_factory=lambda: {"0": "all"})
    has_age: bool = True
    sex: str | None = None


SURSAUD_AGES = {"0": "all", "A": "00-14", "B": "15-44", "C": "45-64", "D": "65-74", "E": "75+"}
SIDEP_AGES = {"0": "all", "90": "90+"} | {f"{n}9": f"{n}0-{n}9" for n in range(9)}
SIDEP = {
    "feed": "sante-publique-france.sidep",
    "header": "dep;jour;P;T;cl_age90",
    "columns": {"P": "tests_positive", "T": "tests"},
    "ages": SIDEP_AGES,
}
SETS = [
    Vintages(
        "sursaud_vintages_pdl_2020-04_2020-08",
        "sante-publique-france.sursaud",
        "dep;date_de_passage;sursaud_cl_age_corona;nbre_pass_corona;nbre_pass_tot;"
        "nbre_hospit_corona;nbre_pass_corona_h;nbre_pass_corona_f;nbre_pass_tot_h;nbre_pass_tot_f;"
        "nbre_hospit_corona_h;nbre_hospit_corona_f;nbre_acte_corona;nbre_acte_tot;"
        "nbre_acte_corona_h;nbre_acte_corona_f;nbre_acte_tot_h;nbre_acte_tot_f",
        {
            "nbre_pass_corona": "ed_covid",
            "nbre_pass_tot": "ed_all",
            "nbre_hospit_corona": "ed_covid_admissions",
            "nbre_acte_corona": "sos_covid",
            "nbre_acte_tot": "sos_all",
        },
        SURSAUD_AGES,
    ),
    Vintages("sidep_vintages_pdl_2020-05_2020-08", **SIDEP),  # type: ignore[arg-type]
    Vintages("sidep_vintages_pdl_2020-09_2020-11", **SIDEP),  # type: ignore[arg-type]
    Vintages(
        "hosp_stock_vintages_pdl_2020-04_2020-08",
        "sante-publique-france.hospital-stock",
        "dep;sexe;jour;hosp;rea;rad;dc",
        {
            "hosp": "in_hospital",
            "rea": "in_icu",
            "rad": "discharged_total",
            "dc": "deaths_total",
        },
        sex="0",
        has_age=False,
    ),
    Vintages(
        "hosp_incid_vintages_pdl_2020-09_2021-06",
        "sante-publique-france.hospital-flow",
        "dep;jour;incid_hosp;incid_rea;incid_dc;incid_rad",
        {
            "incid_hosp": "new_admissions",
            "incid_rea": "new_icu_admissions",
            "incid_dc": "hospital_deaths",
            "incid_rad": "discharges",
        },
        has_age=False,
    ),
]


def snapshots(folder: Path, name: str) -> Iterator[tuple[date, Snapshot]]:
    """Rebuild every snapshot, in order of its as-of date."""
    text = {"dep": pl.String, "age": pl.String, "date": pl.String, "as_of": pl.String}
    rows = pl.read_csv(folder / f"{name}.csv.gz", schema_overrides=text)
    listed = pl.read_csv(folder / "snapshots.csv", schema_overrides={"as_of": pl.String})
    known: Snapshot = {}
    for as_of in listed.filter(pl.col("file") == f"{name}.csv.gz")["as_of"].unique().sort():
        for row in rows.filter(pl.col("as_of") == as_of).iter_rows(named=True):
            cell = (row["date"], row["dep"], row["age"], row["indicator"])
            if row["value"] is None:
                known.pop(cell, None)
            else:
                known[cell] = float(row["value"])
        yield date.fromisoformat(as_of), dict(known)


def written(vintages: Vintages, snapshot: Snapshot, path: Path) -> Path:
    """Write a snapshot as the publisher's full file."""
    header = vintages.header.split(";")
    lines = {(day, dep, age) for day, dep, age, _ in snapshot}
    with path.open("w") as out:
        print(vintages.header, file=out)
        for day, dep, age in sorted(lines):
            fixed = {"dep": dep, "date_de_passage": day, "jour": day, "sexe": vintages.sex,
                     "sursaud_cl_age_corona": age, "cl_age90": age}  # fmt: skip
            cells = (fixed.get(c, snapshot.get((day, dep, age, c))) for c in header)
            print(";".join("" if c is None else f"{c:g}" if isinstance(c, float) else c
                           for c in cells), file=out)  # fmt: skip
    return path


def expected(vintages: Vintages, snapshot: Snapshot) -> dict[tuple[str, ...], float]:
    """Return the figures of a snapshot by the names of the log."""
    return {
        (day, f"dep:{dep}", vintages.ages[age], vintages.columns[column]): value
        for (day, dep, age, column), value in snapshot.items()
    }


def state(intake: Intake, feed: str, day: date) -> dict[tuple[str, ...], float]:
    """Return the figures that the log knows as of the end of a day."""
    live = intake.log.live(feed, as_of=end_of_day(day)).filter(pl.col("value").is_not_null())
    return {
        (str(row["occurred_on"]), row["place"], row["age_band"], row["measure"]): row["value"]
        for row in live.filter(pl.col("sex") == "all").iter_rows(named=True)
    }


@pytest.mark.parametrize("vintages", SETS, ids=lambda v: v.name)
def test_every_snapshot_is_given_back(
    vintages: Vintages, intake: Intake, real_data: Path, tmp_path: Path
) -> None:
    pushed = {}
    every = snapshots(real_data / "vintages", vintages.name)
    for day, snapshot in islice(every, 0, None, STRIDE):
        file = written(vintages, snapshot, tmp_path / "file.csv")
        at = end_of_day(day).replace(microsecond=0)
        receipt = push(file, vintages.feed, intake, recorded_at=at)
        assert receipt.status in ("accepted", "duplicate"), (day, receipt.reasons)
        assert receipt.rows_rejected == 0
        pushed[day] = expected(vintages, snapshot)
    for day, figures in pushed.items():
        assert state(intake, vintages.feed, day) == figures, day


def test_planted_withdrawals_are_given_back(
    intake: Intake, real_data: Path, tmp_path: Path
) -> None:
    vintages = SETS[0]
    kept: dict[date, dict[tuple[str, ...], float]] = {}
    withdrawn = 0
    for number, (day, snapshot) in enumerate(snapshots(real_data / "vintages", vintages.name)):
        if number == 10:
            break
        gone = ("2020-03-15", "44") if number % 2 else ("2020-03-16", "85")
        snapshot = {cell: v for cell, v in snapshot.items() if cell[:2] != gone}
        file = written(vintages, snapshot, tmp_path / "file.csv")
        at = end_of_day(day).replace(microsecond=0)
        receipt = push(file, vintages.feed, intake, recorded_at=at)
        assert receipt.status == "accepted", receipt.reasons
        withdrawn += receipt.facts_withdrawn
        kept[day] = expected(vintages, snapshot)
    assert withdrawn > 0
    for day, figures in kept.items():
        assert state(intake, vintages.feed, day) == figures, day
