"""The SARS-CoV-2 tests of the town laboratories, line by line."""

import numpy as np
import polars as pl

from argos.simulation.care import COVID
from argos.simulation.faults import SENT
from argos.simulation.hospital import ANTIGEN, PCR
from argos.simulation.people import People
from argos.simulation.rows import about, numbered


def tests(people: People, persons: pl.DataFrame, seed: int) -> pl.DataFrame:
    """Return the tests that the laboratories send; the published positives are the infected."""
    generator = np.random.default_rng([seed, *b"laboratories"])
    rows = about(persons.filter(pl.col("laboratory").is_not_null()), "test", people, generator)
    positive = pl.col("reason") == COVID
    return rows.with_columns(
        people.subjects(rows["person"].to_numpy()), numbered("T", rows.height).alias("number")
    ).select(
        "laboratory", pl.format("{}-{}", "laboratory", "number").alias("test_id"), SENT, "subject",
        pl.col(SENT).alias("sampled_on"), "age", "sex", "commune",
        pl.Series("analysis", generator.choice([PCR, ANTIGEN], rows.height, p=[0.75, 0.25])),
        pl.when(positive).then(pl.lit("POS")).otherwise(pl.lit("NEG")).alias("result"),
    )  # fmt: skip
