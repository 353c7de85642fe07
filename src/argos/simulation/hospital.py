"""What the hospital sends of its visitors, line by line: visits, stays, tests and images."""

from collections.abc import Callable
from datetime import timedelta

import numpy as np
import polars as pl

from argos.simulation.care import COVID, OTHER
from argos.simulation.faults import SENT
from argos.simulation.files import Cut
from argos.simulation.people import IDENTITY, People
from argos.simulation.rows import about, coded, instant, numbered
from argos.simulation.scenario import Scenario

RESTATED = 3  # days before that a file of visits holds again, by then better coded
UNCODED = 10_000  # days: of a diagnosis that nobody ever codes
CODED = "coded_on"
PCR, ANTIGEN = "94500-6", "94558-4"
OF_COVID = {"covid-like": 0.8, "other-pneumonia": 0.12, "normal": 0.08}
FINDINGS = {"other-pneumonia": 0.3, "other": 0.3, "normal": 0.38, "covid-like": 0.02}
REA = pl.lit("REA")  # intensive care, as the contract writes it
CHEST = ("ZBQK002", "ZBQK001", "ZBQH001")


def visitors(scenario: Scenario, people: People, persons: pl.DataFrame, seed: int) -> pl.DataFrame:
    """Return the emergency visits to the hospital, with the number and diagnoses of each."""
    generator = np.random.default_rng([seed, *b"visits"])
    rows = about(persons.filter(pl.col("hospital")), "ed", people, generator)
    codes = {name: one.ed_codes for name, one in scenario.pathogens.items()}
    diagnoses = coded(rows["reason"], {**codes, OTHER: scenario.activity["ed"].codes}, generator)
    known = [*scenario.reporting["coding"], 1.0]
    late = np.searchsorted(known[:-1], generator.random(rows.height), side="right")
    late = np.where(late == len(known) - 1, UNCODED, late)
    identity = people.traits(rows["person"].to_numpy())
    return rows.with_columns(
        numbered("PAS", rows.height).alias("visit_id"), diagnoses.alias("diagnoses"),
        pl.Series("late", late), *identity,
    ).with_columns((pl.col(SENT) + pl.duration(days=pl.col("late") + 1)).alias(CODED))  # fmt: skip


def emergency(visits: pl.DataFrame, seed: int) -> pl.DataFrame:
    """Return the rows of the emergency department; ``coded_on`` says when the code is known."""
    generator = np.random.default_rng([seed, *b"emergency"])
    gone = pl.Series(
        generator.choice(["8", "8", "8", "7"], visits.height, p=[0.4, 0.3, 0.28, 0.02])
    )
    severity = generator.choice(["1", "2", "3", "4"], visits.height, p=[0.15, 0.63, 0.18, 0.04])
    return visits.select(
        "visit_id", SENT, *IDENTITY, instant().alias("arrived_at"), "age", "sex", "commune",
        "diagnoses",
        pl.when(pl.col("admitted").is_not_null()).then(pl.lit("6")).otherwise(gone).alias("outcome"),
        pl.Series("severity", severity), CODED,
    )  # fmt: skip


def cut_visits(frame: pl.DataFrame) -> Callable[[Cut], pl.DataFrame]:
    """Return how files of visits are cut: whole days, the last ones again with newer codes."""

    def rows(cut: Cut) -> pl.DataFrame:
        first = max(cut.after - timedelta(days=RESTATED), cut.start)
        return frame.filter(pl.col(SENT) > first, pl.col(SENT) <= cut.upto).with_columns(
            pl.when(pl.col(CODED) <= cut.filed).then("diagnoses").alias("diagnoses")
        ).drop(CODED)  # fmt: skip

    return rows


def stays(scenario: Scenario, visits: pl.DataFrame, seed: int) -> pl.DataFrame:
    """Return one row a ward for each stay: before, in and after intensive care."""
    generator = np.random.default_rng([seed, *b"stays"])
    rows = visits.filter(pl.col("admitted").is_not_null())
    wards = {name: one.stay.wards for name, one in scenario.pathogens.items()}
    wards[OTHER] = scenario.hospital.stay.wards
    rows = rows.with_columns(
        numbered("SEJ", rows.height).alias("stay_id"),
        coded(rows["reason"], wards, generator).alias("usual"),
        critical=pl.col("icu").is_not_null(),
    ).with_columns(
        pl.when(pl.col("age") < 15).then(pl.lit("PED")).otherwise("usual").alias("usual")
    )
    critical, ended = rows.filter("critical"), pl.col("left") == pl.col("icu_left")
    parts = [
        _ward(rows.filter(~pl.col("critical")), "usual", "admitted", "left"),
        _ward(critical.filter(pl.col("icu") > pl.col("admitted")), "usual", "admitted", "icu",
              moved=True),
        _ward(critical.filter(ended), REA, "icu", "icu_left"),
        _ward(critical.filter(~ended), REA, "icu", "icu_left", moved=True),
        _ward(critical.filter(~ended), "usual", "icu_left", "left"),
    ]  # fmt: skip
    whole = pl.concat(parts).sort("stay_id", SENT, "discharged_on", maintain_order=True)
    rank = pl.int_range(pl.len()).over("stay_id") + 1
    return whole.with_columns(ward_rank=rank).with_columns(
        entry=pl.when(pl.col("ward_rank") == 1).then(pl.lit("8")).otherwise(pl.lit("6")),
    )


def _ward(
    rows: pl.DataFrame, ward: str | pl.Expr, begins: str, ends: str, *, moved: bool = False
) -> pl.DataFrame:
    """Return the rows of one ward; ``moved``: another ward comes after."""
    out = pl.when("dead").then(pl.lit("9")).otherwise(pl.lit("8"))
    exit_ = pl.lit("6") if moved else out
    named = pl.col(ward) if isinstance(ward, str) else ward
    return rows.select(
        "stay_id", pl.col(begins).alias(SENT), *IDENTITY, pl.col(begins).alias("admitted_on"),
        pl.col(ends).alias("discharged_on"), "age", "sex", "commune", named.alias("ward"),
        exit_.alias("exit"), "diagnoses",
    )  # fmt: skip


def cut_stays(frame: pl.DataFrame) -> Callable[[Cut], pl.DataFrame]:
    """Return how files of stays are cut: each comes when it begins, and again when it ends.

    The first file also holds the stays of the days before, so that beds are not empty.
    """

    def rows(cut: Cut) -> pl.DataFrame:
        begins, ends = pl.col("admitted_on"), pl.col("discharged_on")
        new = (begins <= cut.upto) & ((begins > cut.after) | (cut.after == cut.start))
        ended = (begins <= cut.after) & (ends > cut.after) & (ends <= cut.upto)
        gone = ends <= cut.upto
        return frame.filter(new | ended).with_columns(
            pl.when(gone).then(ends).alias("discharged_on"),
            pl.when(gone).then("exit").alias("exit"),
        )  # fmt: skip

    return rows


def biology(scenario: Scenario, visits: pl.DataFrame, seed: int) -> pl.DataFrame:
    """Return the SARS-CoV-2 tests made at the emergency department, on the day of the visit."""
    generator = np.random.default_rng([seed, *b"biology"])
    chance = {name: one.tested for name, one in scenario.pathogens.items()}
    rows = _some(visits, {**chance, OTHER: scenario.hospital.tested}, generator)
    return rows.select(
        numbered("BIO", rows.height).alias("test_id"), SENT, *IDENTITY,
        pl.col(SENT).alias("sampled_on"), "age", "sex", "commune",
        pl.Series("analysis", generator.choice([PCR, ANTIGEN], rows.height, p=[0.8, 0.2])),
        result(rows["reason"], scenario.hospital.sensitivity, generator),
    )  # fmt: skip


def result(reasons: pl.Series, sensitivity: float, generator: np.random.Generator) -> pl.Series:
    """Draw the result of each test: only the infected can be positive."""
    drawn = generator.random(reasons.len())
    positive = (reasons.to_numpy() == COVID) & (drawn < sensitivity)
    return pl.Series("result", np.where(positive, "POS", np.where(drawn > 0.995, "IND", "NEG")))


def imaging(scenario: Scenario, visits: pl.DataFrame, seed: int) -> pl.DataFrame:
    """Return the images of the chest, on the day of the visit."""
    generator = np.random.default_rng([seed, *b"imaging"])
    chance = {name: one.imaged for name, one in scenario.pathogens.items()}
    rows = _some(visits, {**chance, OTHER: scenario.hospital.imaged}, generator)
    findings = dict.fromkeys(chance, FINDINGS) | {OTHER: FINDINGS, COVID: OF_COVID}
    return rows.select(
        numbered("IMG", rows.height).alias("exam_id"), SENT, *IDENTITY,
        pl.col(SENT).alias("performed_on"), "age", "sex", "commune",
        pl.Series("procedure", generator.choice(CHEST, rows.height, p=[0.45, 0.45, 0.1])),
        coded(rows["reason"], findings, generator).alias("finding"),
    )  # fmt: skip


def _some(
    visits: pl.DataFrame, chance: dict[str, float], generator: np.random.Generator
) -> pl.DataFrame:
    """Keep each visit with the chance of its reason."""
    limit = visits["reason"].replace_strict(chance, return_dtype=pl.Float64)
    return visits.filter(pl.Series(generator.random(visits.height)) < limit)
