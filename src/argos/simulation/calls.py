"""The calls of one département, line by line: every call of the counts is one row."""

import hashlib
from collections.abc import Mapping
from datetime import date

import numpy as np
import polars as pl
from numpy.typing import NDArray

from argos.core.places import places
from argos.simulation.care import Care
from argos.simulation.epidemic import Counts
from argos.simulation.faults import SENT
from argos.simulation.scenario import Scenario

PERSONS = 2000  # a band of ages: who calls again is found again by the pseudonym


def calls(step: str, scenario: Scenario, care: Care, days: list[date], seed: int) -> pl.DataFrame:
    """Return the rows of SOS Médecins (``sos``) or of the SAMU (``samu``), in order of time."""
    generator = np.random.default_rng([seed, *step.encode()])
    column = scenario.departements.index(scenario.calls_departement)
    parts = []
    for (one, name), counts in care.contacts.items():
        if one == step:
            of = counts[:, column, :]
            codes = (
                getattr(scenario.pathogens[name], f"{step}_codes")
                if name in scenario.pathogens
                else scenario.activity[step].codes  # type: ignore[index]
            )
            parts.append(_rows(of, codes, generator))
    when, band, reason = (np.concatenate(column) for column in zip(*parts, strict=True))
    second = generator.integers(6 * 3600, 24 * 3600, len(when))
    order = np.lexsort((second, when))
    when, band, reason, second = when[order], band[order], reason[order], second[order]
    day = pl.Series(np.array(days, "datetime64[D]")[when]).cast(pl.Date)
    frame = pl.DataFrame({SENT: day, "second": second, "reason": reason})
    frame = frame.with_columns(_people(scenario, band, generator, seed))
    at = pl.col(SENT).cast(pl.Datetime("us")) + pl.duration(seconds=pl.col("second"))
    number = pl.int_range(pl.len()).cast(pl.String).str.zfill(7)
    prefix = "SOS" if step == "sos" else "44"
    extra = (
        [pl.Series("outcome", generator.choice(["advice", "visit", "consultation"], len(when)))]
        if step == "sos"
        else [pl.Series("priority", generator.choice(["P1", "P2", "P3"], len(when))),
              pl.Series("orientation", generator.choice(["URGENCES", "DOMICILE"], len(when)))]
    )  # fmt: skip
    return frame.select(
        (pl.lit(f"{prefix}-") + number).alias("call_id"), SENT, "subject",
        at.dt.to_string("%Y-%m-%dT%H:%M:%S").alias("called_at"), "age", "sex", "commune",
        "reason", *extra,
    )  # fmt: skip


def _rows(
    counts: Counts, codes: Mapping[str, float], generator: np.random.Generator
) -> tuple[Counts, Counts, NDArray[np.str_]]:
    """Return the day, the band and the drawn reason of each contact."""
    when, band = np.indices(counts.shape)
    many = counts.ravel()
    chances = np.array(list(codes.values()))
    reason = generator.choice(np.array(list(codes)), many.sum(), p=chances / chances.sum())
    return np.repeat(when.ravel(), many), np.repeat(band.ravel(), many), reason


def _people(
    scenario: Scenario, band: np.ndarray, generator: np.random.Generator, seed: int
) -> list[pl.Series]:
    lower = np.array(scenario.population.bands)
    upper = np.array([*lower[1:], 100])
    who = generator.integers(0, PERSONS, len(band)) + band * PERSONS
    count = len(lower) * PERSONS
    persons = np.random.default_rng(seed)  # the same persons call SOS Médecins and the SAMU
    of = np.arange(count) // PERSONS
    age = persons.integers(lower[of], upper[of])
    sex = persons.choice(["F", "M"], count)
    lives = places().frame.filter(
        pl.col("level") == "com", pl.col("dep") == f"dep:{scenario.calls_departement}"
    )
    weight = lives["population"].to_numpy()
    codes = lives["place"].str.strip_prefix("com:").to_numpy()
    commune = persons.choice(codes, count, p=weight / weight.sum())
    subject = np.array(
        [hashlib.sha256(f"invented {seed} {n}".encode()).hexdigest() for n in range(count)]
    )
    named = {"subject": subject, "age": age, "sex": sex, "commune": commune}
    return [pl.Series(name, values[who]) for name, values in named.items()]
