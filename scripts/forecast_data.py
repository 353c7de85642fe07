"""Real figures of hospitals and of what moves before them; all columns are days from ``FIRST``."""

import gzip
import json
import os
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl

from argos.epidemiology.forecasting.known import Indices
from argos.epidemiology.series import Floats
from forecast_snapshots import COMPLETE, DAYS, FIRST, KEPT, Snapshots, Territory, thinning

ROOT = Path(__file__).resolve().parents[1]
FILES = Path(os.environ.get("ARGOS_TEST_DATA") or ROOT.parent / "shared" / "data")
OVER_60 = ("69", "79", "89", "90")
SURE = 56  # days before the last one, on which counts and rates of tests are compared


def territory() -> Territory:
    """Return 101 départements, 18 regions and France, to June 2021; beds to 4 March 2021."""
    listed = json.loads((FILES / "geo" / "departements.json").read_text())
    region = {each["code"]: each["region"] for each in listed if each["zone"] in ("metro", "drom")}
    codes, regions = sorted(region), sorted(set(region.values()))
    depth = np.repeat([2, 1, 0], [len(codes), len(regions), 1])
    above = [len(codes) + regions.index(region[code]) for code in codes]
    parents = np.array(above + [depth.size - 1] * (len(regions) + 1))
    rows = np.array([codes.index(code) for code in KEPT])
    at = np.arange(depth.size)
    groups = {
        "France": depth == 0,
        "regions": depth == 1,
        "départements": depth == 2,
        "Pays de la Loire": at == len(codes) + regions.index("52"),
        "its five": np.isin(at, rows),
        "Loire-Atlantique": at == codes.index("44"),
    }
    groups |= {f"dep:{code}": at == place for place, code in enumerate(codes)}
    apart, since = by_departement(codes)
    figures = {name: summed(each, parents) for name, each in apart.items()}
    figures["positives"][-1] = national("0")
    figures["over 60"] = np.full_like(figures["positives"], np.nan)
    figures["over 60"][-1] = national(*OVER_60)
    thinned = {name: thinned_tree(name, figures[name], parents) for name in COMPLETE}
    kept = {
        "admissions": snapshots("hosp_incid_vintages_pdl_2020-09_2021-06", "incid_hosp"),
        "to intensive care": snapshots("hosp_incid_vintages_pdl_2020-09_2021-06", "incid_rea"),
        "positives": snapshots("sidep_vintages_pdl_2020-09_2020-11", "P"),
        "emergency": snapshots("sursaud_vintages_pdl_2020-04_2020-08", "nbre_pass_corona"),
    }
    weekly = {"positives": since}
    return Territory(figures, parents, groups, rows, kept, thinned, weekly)


def france_later() -> Territory:
    """Return France alone, to January 2022, without SOS acts or emergency visits."""
    daily = read("indicators/synthese-fra_coadata.csv").with_columns(dep=pl.lit("FR"))
    columns = {
        "admissions": "nouveaux_patients_hospitalises",
        "to intensive care": "nouveaux_patients_reanimation",
        "in hospital": "patients_hospitalises",
        "in intensive care": "patients_reanimation",
    }
    figures = {
        name: matrix(daily, ["FR"], "dep", "date", column) for name, column in columns.items()
    }
    figures["positives"] = national("0")[None]
    figures["over 60"] = national(*OVER_60)[None]
    thinned = {name: thinning(name, figures[name]) for name in ("positives", "over 60")}
    groups = {"France": np.array([True])}
    return Territory(figures, np.array([0]), groups, np.array([], dtype=np.intp), thinned=thinned)


def by_departement(codes: list[str]) -> tuple[dict[str, Floats], int]:
    """Return the figures of the départements by name, and the last column of tests by day."""
    flows = read("hospital/donnees-hospitalieres-nouveaux-covid19_to_2021-06-30.csv.gz")
    stocks = read("hospital/donnees-hospitalieres-covid19_coadata.csv.gz")
    stocks = stocks.filter(pl.col("sexe") == "0")
    visits = read("sursaud/sursaud_dep_quotidien_kalisio_HEAD.csv.gz")
    tests = read("sidep/sidep_dep_quotidien_kalisio_HEAD.csv")
    acts = matrix(visits, codes, "dep", "date", "nbre_acte_corona")
    all_acts = matrix(visits, codes, "dep", "date", "nbre_acte_tot")
    positives, since = with_weeks(matrix(tests, codes, "dep", "date", "P"), codes)
    return {
        "admissions": matrix(flows, codes, "dep", "jour", "incid_hosp"),
        "to intensive care": matrix(flows, codes, "dep", "jour", "incid_rea"),
        "in hospital": matrix(stocks, codes, "dep", "jour", "hosp"),
        "in intensive care": matrix(stocks, codes, "dep", "jour", "rea"),
        "positives": positives,
        "SOS": np.where(all_acts > 0, acts, np.nan),  # this file writes blanks as zero
        "emergency": matrix(visits, codes, "dep", "date", "nbre_pass_corona"),
    }, since


def with_weeks(daily: Floats, codes: list[str]) -> tuple[Floats, int]:
    """Return positives by day, those of the weekly file where days have ended, and their last day.

    The weekly file has rates. They become counts by the ratio of both files in the last eight weeks
    that they share, and days by the share that each had in France's week.
    """
    since = int(np.flatnonzero((~np.isnan(daily)).any(0))[-1])
    rates = weekly_rates(codes)
    sundays = np.flatnonzero((~np.isnan(rates)).any(0))
    both = sundays[(sundays <= since) & (sundays > since - SURE)]
    counted = np.sum([daily[:, day - 6 : day + 1].sum(1) for day in both], axis=0)
    cases = rates * (counted / rates[:, both].sum(1))[:, None]
    france, filled = national("0"), daily.copy()
    for sunday in sundays[sundays > since]:
        week = np.arange(sunday - 6, sunday + 1)
        new = week > since
        share = france[week] / france[week].sum()
        filled[:, week[new]] = np.round(cases[:, sunday, None] * share[new])
    return filled, since


def weekly_rates(codes: list[str]) -> Floats:
    """Return positives per 100,000 in the week that ends at each Sunday, (département, time)."""
    rows = read("sidep/sp-pe-tb-hebdo-dep-age18ans_coadata.csv.gz")
    rows = rows.filter(pl.col("age_18ans") == "0").with_columns(
        day=pl.col("semaine").map_elements(
            lambda week: date.fromisocalendar(int(week[:4]), int(week[6:]), 7).isoformat(),
            return_dtype=pl.String,
        )
    )
    return matrix(rows, codes, "dep", "day", "ti")


def thinned_tree(name: str, figures: Floats, parents: Indices) -> Floats:
    """Draw what was known of each day so long after, places above being sums of those below.

    The widest place is drawn by itself, for its tests come from a file of its own.
    """
    leaf = np.flatnonzero(~np.isin(np.arange(parents.size), parents))
    below = thinning(name, figures[leaf])
    drawn = np.stack([summed(each, parents) for each in below])
    if name in ("positives", "over 60"):
        drawn[:, -1:] = thinning(name, figures[-1:])
    return drawn


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


def national(*ages: str) -> Floats:
    """Return France's positives of some age classes together by day."""
    rows = read("sidep/sp-pos-quot-fra_paugier_2022-03-21.csv")
    apart = [
        matrix(rows.filter(pl.col("cl_age90") == age), ["FR"], "fra", "jour", "P")[0]
        for age in ages
    ]
    return np.asarray(np.sum(apart, axis=0))


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
