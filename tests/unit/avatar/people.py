"""Invented tables of people for the tests of avatars."""

from datetime import UTC, date, datetime, timedelta

import numpy as np
import polars as pl


def people(rows: int = 300, seed: int = 0) -> pl.DataFrame:
    """Return a table with every kind of column, gaps, spaces, accents and duplicates."""
    random = np.random.default_rng(seed)
    age = random.integers(0, 100, rows)
    days = random.integers(0, 700, rows)
    stay = random.integers(0, 30, rows)
    weight = np.round(60 + age / 5 + random.normal(0, 10, rows), 1)
    admitted = [date(2025, 1, 1) + timedelta(days=int(d)) for d in days]
    table = pl.DataFrame(
        {
            "âge révolu": age,
            "weight (kg)": weight,
            "sexe": random.choice(["F", "M"], rows),
            "emergency": random.random(rows) < 0.3,
            "severity": random.choice(["low", "mid", "high"], rows),
            "admission": admitted,
            "discharge": [a + timedelta(days=int(s)) for a, s in zip(admitted, stay, strict=True)],
            "seen": [
                datetime(2025, 1, 1, tzinfo=UTC) + timedelta(minutes=int(m)) for m in days * 7
            ],
            "constant": ["x"] * rows,
            "twin": age,
        }
    )
    gone = pl.Series(random.random(rows) < 0.2)
    return table.with_columns(
        pl.when(~gone).then("weight (kg)").alias("weight (kg)"),
        pl.when(~gone.shuffle(seed=1)).then("sexe").alias("sexe"),
    )
