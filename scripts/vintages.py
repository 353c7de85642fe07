"""Real snapshots of Santé publique France, kept as changes, rebuilt into the files that they were.

The folder `vintages` of the real files holds, for Pays de la Loire, a row only where a value
changed from one snapshot to the next; `snapshots.csv` lists every day on which one was kept.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from pathlib import Path

import polars as pl

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
SIDEP = partial(
    Vintages,
    feed="sante-publique-france.sidep",
    header="dep;jour;P;T;cl_age90",
    columns={"P": "tests_positive", "T": "tests"},
    ages=SIDEP_AGES,
)
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
    SIDEP("sidep_vintages_pdl_2020-05_2020-08"),
    SIDEP("sidep_vintages_pdl_2020-09_2020-11"),
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
