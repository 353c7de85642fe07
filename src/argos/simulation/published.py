"""The published counts of each day of publication, in the columns of Santé publique France."""

from collections.abc import Iterator
from datetime import date, timedelta

import numpy as np
import polars as pl

from argos.simulation.care import OTHER, Care
from argos.simulation.epidemic import Counts
from argos.simulation.episodes import groups_of
from argos.simulation.faults import SENT
from argos.simulation.scenario import Scenario

AGES = "ABCDE"
DECADES = ("09", "19", "29", "39", "49", "59", "69", "79", "89", "90")
DAYS_OF_A_WEEK = 7
TESTED = 3  # days after a test until its result is in a file
REGION = "52"
LAG = {"sidep": TESTED}  # days between the last day of content and the file; one elsewhere


class Published:
    """Final counts, and how much of them is known after how many days."""

    def __init__(
        self, scenario: Scenario, care: Care, days: list[date], generator: np.random.Generator
    ) -> None:
        """Draw the reporting delays of every cell once: later files only add to earlier ones."""
        self.scenario, self.days, self.care = scenario, days, care
        by_group = groups_of(scenario.population.bands)
        decades = np.minimum(np.array(scenario.population.bands) // 10, 9)
        cells = {
            "ed_covid": ("ed", by_group, care.contacts["ed", "covid"]),
            "ed_other": ("ed", by_group, total(care, "ed") - care.contacts["ed", "covid"]),
            "admitted": ("ed", by_group, care.ed_admissions),
            "sos_covid": ("sos", by_group, care.contacts["sos", "covid"]),
            "sos": ("sos", by_group, total(care, "sos")),
            "positive": ("test", decades, care.contacts["test", "covid"]),
            "negative": ("test", decades, care.contacts["test", OTHER]),
        }
        self.known = {
            name: _reported(_grouped(final, groups), scenario.reporting[feed], generator)  # type: ignore[index]
            for name, (feed, groups, final) in cells.items()
        }

    def at(self, filed: date, feed: str) -> Iterator[dict[str, object]]:
        """Give the rows of a feed's file of a day; none while nothing is known."""
        last = filed - timedelta(days=LAG.get(feed, 1))
        for index, day in enumerate(self.days):
            if last - timedelta(days=self.scenario.published_days) < day <= last:
                late = (filed - day).days - 1
                for column, dep in enumerate(self.scenario.departements):
                    yield from getattr(self, feed.replace("-", "_"))(index, column, late, dep, day)

    def _cell(self, name: str, index: int, column: int, late: int) -> Counts:
        known = self.known[name]
        return known[index, column, :, min(late, known.shape[3] - 1)]

    def sursaud(
        self, index: int, column: int, late: int, dep: str, day: date
    ) -> Iterator[dict[str, object]]:
        """Give emergency visits and SOS Médecins acts, by age and in all."""
        names = ("ed_covid", "ed_other", "admitted", "sos_covid", "sos")
        parts = {name: self._cell(name, index, column, late) for name in names}
        acts = dep == self.scenario.calls_departement  # elsewhere no association reports
        for age, pick in [("0", slice(None)), *((a, slice(n, n + 1)) for n, a in enumerate(AGES))]:
            now = {name: int(values[pick].sum()) for name, values in parts.items()}
            yield {
                "dep": dep, "date_de_passage": day, "sursaud_cl_age_corona": age,
                "nbre_pass_corona": now["ed_covid"],
                "nbre_pass_tot": now["ed_covid"] + now["ed_other"],
                "nbre_hospit_corona": min(now["admitted"], now["ed_covid"]),
                "nbre_acte_corona": now["sos_covid"] if acts else None,
                "nbre_acte_tot": now["sos"] if acts else None,
            }  # fmt: skip

    def sidep(
        self, index: int, column: int, late: int, dep: str, day: date
    ) -> Iterator[dict[str, object]]:
        """Give tests and positives, by ten years of age and in all."""
        positive = self._cell("positive", index, column, late)
        negative = self._cell("negative", index, column, late)
        for age, pick in [
            ("0", slice(None)),
            *((a, slice(n, n + 1)) for n, a in enumerate(DECADES)),
        ]:
            found = int(positive[pick].sum())
            tested = found + int(negative[pick].sum())
            yield {"dep": dep, "jour": day, "P": found, "T": tested, "cl_age90": age}

    def hospital_flow(
        self, index: int, column: int, late: int, dep: str, day: date
    ) -> Iterator[dict[str, object]]:
        """Give admissions, deaths and discharges of the day."""
        beds = {name: int(values[index, column]) for name, values in self.care.beds.items()}
        yield {"dep": dep, "jour": day, "incid_hosp": beds["admissions"], "incid_rea": beds["icu"],
               "incid_dc": beds["deaths"], "incid_rad": beds["discharges"]}  # fmt: skip

    def hospital_stock(
        self, index: int, column: int, late: int, dep: str, day: date
    ) -> Iterator[dict[str, object]]:
        """Give the persons in hospital, in all and by sex: half of them men, rounded down."""
        beds = self.care.beds
        whole = [int(beds[name][index, column]) for name in ("in_hospital", "in_icu")]
        whole += [int(beds[n][: index + 1, column].sum()) for n in ("discharges", "deaths")]
        men = [value // 2 for value in whole]
        women = [value - half for value, half in zip(whole, men, strict=True)]
        for sex, values in enumerate((whole, men, women)):
            named = dict(zip(("hosp", "rea", "rad", "dc"), values, strict=True))
            yield {"dep": dep, "sexe": sex, "jour": day, **named}


def by_region(daily: pl.DataFrame) -> pl.DataFrame:
    """Return the rows of `sursaud` for the whole territory; what no département gives is empty."""
    keys = ["date_de_passage", "sursaud_cl_age_corona", SENT]
    values = [pl.col(name) for name in daily.columns if name.startswith("nbre_")]
    summed = [pl.when(one.is_not_null().any()).then(one.sum()) for one in values]
    rows = daily.group_by(keys, maintain_order=True).agg(summed)
    return rows.select(pl.lit(REGION).alias("reg"), pl.all())


def by_week(daily: pl.DataFrame) -> pl.DataFrame:
    """Return the rows of `sursaud` by ISO week; a week of less than seven days is left out."""
    day, week = pl.col("date_de_passage"), pl.col("semaine")
    values = [name for name in daily.columns if name.startswith("nbre_")]
    summed = [
        pl.when(pl.col(name).is_not_null().all()).then(pl.col(name).sum()).alias(name)
        for name in values
    ]
    return (
        daily.with_columns(day.dt.strftime("%G-S%V").alias("semaine"))
        .group_by("dep", "semaine", "sursaud_cl_age_corona", maintain_order=True)
        .agg(*summed, pl.len().alias("days"), day.max().alias(SENT))
        .filter(pl.col("days") == DAYS_OF_A_WEEK).drop("days").sort(week, maintain_order=True)
    )  # fmt: skip


def total(care: Care, step: str) -> Counts:
    """Return the contacts of a step for every reason."""
    every = [values for (one, _), values in care.contacts.items() if one == step]
    return np.asarray(np.sum(every, axis=0), np.int64)


def table(rows: Iterator[dict[str, object]]) -> pl.DataFrame:
    """Return rows as a frame; empty without rows."""
    return pl.DataFrame(list(rows), infer_schema_length=None)


def _grouped(counts: Counts, groups: Counts) -> Counts:
    return np.stack([counts[:, :, groups == g].sum(axis=2) for g in range(groups.max() + 1)], 2)


def _reported(counts: Counts, known: list[float], generator: np.random.Generator) -> Counts:
    when = generator.multinomial(counts, np.diff(np.array([0.0, *known])))
    return np.asarray(np.cumsum(when, axis=3), np.int64)
