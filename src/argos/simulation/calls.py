"""The calls of one département, line by line: every call of the counts is one row."""

import numpy as np
import polars as pl

from argos.simulation.faults import SENT
from argos.simulation.people import People
from argos.simulation.rows import about, coded, instant, numbered
from argos.simulation.scenario import Scenario

PREFIX = {"sos": "SOS", "samu": "44"}


def calls(
    step: str, scenario: Scenario, people: People, persons: pl.DataFrame, seed: int
) -> pl.DataFrame:
    """Return the rows of SOS Médecins (``sos``) or of the SAMU (``samu``), in order of time.

    Who is seen at an emergency department later in the same episode was sent there.
    """
    generator = np.random.default_rng([seed, *step.encode()])
    rows = about(persons, step, people, generator)
    codes = {name: getattr(one, f"{step}_codes") for name, one in scenario.pathogens.items()}
    reason = coded(rows["reason"], {**codes, "other": scenario.activity[step].codes}, generator)  # type: ignore[index]
    there = pl.col("ed").is_not_null()
    if step == "sos":
        drawn = {"drawn": generator.choice(["advice", "visit", "consultation"], rows.height)}
        extra = [pl.when(there).then(pl.lit("hospital")).otherwise("drawn").alias("outcome")]
    else:
        drawn = {
            "priority": generator.choice(["P1", "P2", "P3"], rows.height),
            "drawn": generator.choice(["DOMICILE", "CABINET", "SANTE"], rows.height),
        }
        where = pl.when(there).then(pl.lit("URGENCES")).otherwise("drawn")
        extra = [pl.col("priority"), where.alias("orientation")]
    rows = rows.with_columns(
        people.subjects(rows["person"].to_numpy()), **{k: pl.Series(v) for k, v in drawn.items()}
    )
    return rows.select(
        numbered(PREFIX[step], rows.height).alias("call_id"), SENT, "subject",
        instant().alias("called_at"), "age", "sex", "commune", reason.alias("reason"), *extra,
    )  # fmt: skip
