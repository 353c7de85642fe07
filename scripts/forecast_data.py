"""Real admissions and what moves before them, as they were known on each day.

All columns are days from ``FIRST``. The snapshots that were kept say what was published when:
admissions up to the same evening, SOS acts and emergency visits up to the day before, SI-DEP up to
three days before, the last days not being complete (``COMPLETE``, measured on those of Pays de la
Loire, September and October 2020; emergency visits in spring 2020). Where none was kept, one is
made: the figures of today, cut and thinned by these delays. Thinning is then undone by the same
shares, as a nowcast with a known delay would; how delays vary from day to day is not imitated.
"""

import gzip
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl

from argos.epidemiology.forecasting.known import Indices, Known
from argos.epidemiology.series import Flags, Floats

FILES = Path(__file__).resolve().parents[2] / "shared" / "data"
FIRST, DAYS = date(2020, 3, 19), 660  # to 7 January 2022
LAGS = {"admissions": 0, "positives": 3, "over 60": 3, "SOS": 1, "emergency": 1}
SIDEP = (0.906, 0.950, 0.972, 0.982, 0.988, 0.991, 0.994)
COMPLETE = {
    "positives": SIDEP,
    "over 60": SIDEP,
    "emergency": (0.68, 0.89, 0.95, 0.96, 0.97, 0.975, 0.98),
}  # share known on the newest day, the one before, …
KEPT = ("44", "49", "53", "72", "85")
OVER_60 = ("69", "79", "89", "90")
Snapshots = dict[int, Floats]  # column of its day → (département of KEPT, time)


@dataclass(frozen=True)
class Territory:
    """Places and their figures.

    Attributes:
        final: (place, time), new admissions as known today.
        leading: by name, (place, time), as known today.
        parents: (place).
        groups: by name, (place), whether it belongs to it.
        rows: places of which snapshots were kept.
        kept: by name of a series, those snapshots.

    """

    final: Floats
    leading: Mapping[str, Floats]
    parents: Indices
    groups: Mapping[str, Flags]
    rows: Indices
    kept: Mapping[str, Snapshots] = field(default_factory=dict)

    def as_of(self, column: int) -> Known:
        """Return what was known on the evening of a day."""
        known = {
            name: self._with_kept(name, made(name, each, column), column)
            for name, each in {"admissions": self.final, **self.leading}.items()
        }
        return Known(known.pop("admissions"), self.parents, known)

    def _with_kept(self, name: str, shown: Floats, column: int) -> Floats:
        """Return figures in which the kept snapshot has its place, and those above change alike."""
        days = [day for day in self.kept.get(name, {}) if day <= column]
        if days:
            snapshot = nowcast(name, self.kept[name][max(days)], max(days))[:, : column + 1]
            change = np.nan_to_num(snapshot - shown[self.rows])
            place, above = self.rows, self.parents[self.rows]
            shown[place] += change
            while not np.array_equal(place, above):
                np.add.at(shown, above, change)
                place, above = above, self.parents[above]
        return shown


def made(name: str, figures: Floats, column: int) -> Floats:
    """Return a made snapshot of one evening: cut, thinned, and put right again."""
    shown = figures[:, : column + 1].copy()
    shown[:, column + 1 - LAGS[name] :] = np.nan
    for back, share in enumerate(COMPLETE.get(name, ())):
        shown[:, column - LAGS[name] - back] = np.round(
            shown[:, column - LAGS[name] - back] * share
        )
    return nowcast(name, shown, column)


def nowcast(name: str, snapshot: Floats, column: int) -> Floats:
    """Return a snapshot of one evening, its last days divided by the share then known."""
    full = snapshot.copy()
    for back, share in enumerate(COMPLETE.get(name, ())):
        full[:, column - LAGS[name] - back] /= share
    return full


def territory() -> Territory:
    """Return 101 départements, 18 regions and France, to June 2021."""
    listed = json.loads((FILES / "geo" / "departements.json").read_text())
    region = {each["code"]: each["region"] for each in listed if each["zone"] in ("metro", "drom")}
    codes, regions = sorted(region), sorted(set(region.values()))
    depth = np.repeat([2, 1, 0], [len(codes), len(regions), 1])
    above = [len(codes) + regions.index(region[code]) for code in codes]
    parents = np.array(above + [depth.size - 1] * (len(regions) + 1))
    leading = {name: summed(each, parents) for name, each in by_departement(codes).items()}
    leading["positives"][-1] = national("0")
    leading["over 60"] = np.full_like(leading["positives"], np.nan)
    leading["over 60"][-1] = over_60()
    rows = np.array([codes.index(code) for code in KEPT])
    groups = {
        "France": depth == 0,
        "regions": depth == 1,
        "départements": depth == 2,
        "Pays de la Loire, kept": np.isin(np.arange(depth.size), rows),
    }
    kept = {
        "admissions": snapshots("hosp_incid_vintages_pdl_2020-09_2021-06", "incid_hosp"),
        "positives": snapshots("sidep_vintages_pdl_2020-09_2020-11", "P"),
    }
    return Territory(leading.pop("admissions"), leading, parents, groups, rows, kept)


def france_later() -> Territory:
    """Return France alone, to January 2022, without SOS acts or emergency visits."""
    daily = read("indicators/synthese-fra_coadata.csv").with_columns(dep=pl.lit("FR"))
    column = "nouveaux_patients_hospitalises"
    leading = {"positives": national("0"), "over 60": over_60()}
    return Territory(
        matrix(daily, ["FR"], "dep", "date", column),
        {name: np.atleast_2d(each) for name, each in leading.items()},
        np.array([0]),
        {"France": np.array([True])},
        np.array([], dtype=np.intp),
    )


def by_departement(codes: list[str]) -> dict[str, Floats]:
    """Return the figures of the départements, by name of the series."""
    admissions = read("hospital/donnees-hospitalieres-nouveaux-covid19_to_2021-06-30.csv.gz")
    visits = read("sursaud/sursaud_dep_quotidien_kalisio_HEAD.csv.gz")
    tests = read("sidep/sidep_dep_quotidien_kalisio_HEAD.csv")
    acts = matrix(visits, codes, "dep", "date", "nbre_acte_corona")
    all_acts = matrix(visits, codes, "dep", "date", "nbre_acte_tot")
    return {
        "admissions": matrix(admissions, codes, "dep", "jour", "incid_hosp"),
        "positives": matrix(tests, codes, "dep", "date", "P"),
        "SOS": np.where(all_acts > 0, acts, np.nan),  # this file writes blanks as zero
        "emergency": matrix(visits, codes, "dep", "date", "nbre_pass_corona"),
    }


def summed(figures: Floats, parents: Indices) -> Floats:
    """Return the figures of places and of those above, of what is known; NaN where nothing is."""
    total = np.zeros((parents.size, figures.shape[1]))
    known = np.zeros_like(total)
    place = np.arange(len(figures))
    while True:
        np.add.at(total, place, np.nan_to_num(figures))
        np.add.at(known, place, ~np.isnan(figures))
        if np.array_equal(place, parents[place]):
            return np.asarray(np.where(known > 0, total, np.nan))
        place = parents[place]


def national(age: str) -> Floats:
    """Return France's positives of an age class by day."""
    rows = read("sidep/sp-pos-quot-fra_paugier_2022-03-21.csv").filter(pl.col("cl_age90") == age)
    return np.asarray(matrix(rows, ["FR"], "fra", "jour", "P")[0])


def over_60() -> Floats:
    """Return France's positives aged 60 and over by day."""
    return np.asarray(np.sum([national(age) for age in OVER_60], axis=0))


def by_week(name: str, year: int) -> tuple[Floats, int]:
    """Return an incidence of the Sentinelles network in thousands of cases, and a year's column."""
    text = (FILES / "sentinelles" / f"{name}_incidence_france.csv").read_bytes()
    rows = pl.read_csv(text, skip_rows=1, infer_schema=False).sort("week")
    cases = rows["inc"].cast(pl.Float64, strict=False).to_numpy()[None] / 1000
    return cases, int(rows["week"].search_sorted(f"{year}01"))


def snapshots(name: str, indicator: str) -> Snapshots:
    """Return the snapshots of one indicator, each as the whole of what it showed."""
    rows = read(f"vintages/{name}.csv.gz")
    rows = rows.filter((pl.col("age") == "0") & (pl.col("indicator") == indicator)).sort("as_of")
    found: Snapshots = {}
    shown = np.full((len(KEPT), DAYS), np.nan)
    for (day,), changed in rows.group_by("as_of", maintain_order=True):
        news = matrix(changed, list(KEPT), "dep", "date", "value")
        shown = np.where(np.isnan(news), shown, news)
        found[(date.fromisoformat(str(day)) - FIRST).days] = shown
    return found


def matrix(rows: pl.DataFrame, codes: list[str], code: str, day: str, value: str) -> Floats:
    """Return figures as (place, time); NaN where there is none."""
    figures = np.full((len(codes), DAYS), np.nan)
    at = {each: number for number, each in enumerate(codes)}
    for place, when, what in rows.select(code, day, value).iter_rows():
        column = (date.fromisoformat(when) - FIRST).days
        if place in at and 0 <= column < DAYS and what not in (None, "", "NaN"):
            figures[at[place], column] = float(what)
    return figures


def read(name: str) -> pl.DataFrame:
    """Return a file of the publisher as text, whatever separates its columns."""
    path = FILES / name
    content = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    head = content.split(b"\n", 1)[0]
    separator = ";" if head.count(b";") > head.count(b",") else ","
    return pl.read_csv(content, separator=separator, infer_schema=False)
