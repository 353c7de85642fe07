"""Inhabitants who do not exist: their names are syllables drawn at random."""

import hashlib
from collections.abc import Sequence
from datetime import date

import numpy as np
import polars as pl

from argos.core.places import places
from argos.simulation.people import FIRST_HEADS, FIRST_TAILS, HEADS, HEARTS, TAILS

OPENING = date(2020, 5, 13)  # ages are counted back from this day
DEPARTEMENT = "dep:44"


def people(rng: np.random.Generator, count: int) -> pl.DataFrame:
    """Invent inhabitants of the département: identity traits, commune and pseudonym."""
    communes = places().frame.filter(pl.col("level") == "com", pl.col("dep") == DEPARTEMENT)
    codes = communes["place"].str.strip_prefix("com:").to_numpy()
    weights = communes["population"].to_numpy() / communes["population"].sum()
    sampled = rng.choice(codes, count, p=weights)
    seed = int(rng.integers(2**32))
    return pl.DataFrame(
        {
            "birth_name": _syllables(rng, count, HEADS, HEARTS, TAILS),
            "first_names": _syllables(rng, count, FIRST_HEADS, FIRST_TAILS),
            "birth_days": rng.integers(0, 95 * 365, count),
            "sex": rng.choice(["F", "M"], count, p=[0.52, 0.48]),
            "birth_place": rng.choice(codes, count),
            "ipp": [f"{n:08d}" for n in rng.permutation(count)],
            "commune": sampled,
            "subject": [hashlib.sha256(f"invented {seed} {n}".encode()).hexdigest()
                        for n in range(count)],
        }
    ).with_columns(
        birth_date=pl.lit(OPENING) - pl.duration(days=pl.col("birth_days")),
        birth_name=pl.col("birth_name").str.to_uppercase(),
    )  # fmt: skip


def _syllables(rng: np.random.Generator, count: int, *parts: Sequence[str]) -> pl.Series:
    drawn = pl.DataFrame({str(n): rng.choice(part, count) for n, part in enumerate(parts)})
    return drawn.select(pl.concat_str(pl.all())).to_series()
