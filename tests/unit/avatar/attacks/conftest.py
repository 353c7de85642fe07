"""People whose columns follow three hidden traits, for attacks to find them by."""

import numpy as np
import polars as pl
import pytest

from argos.avatar.prepared import Prepared, prepare


def linked(rows: int, seed: int) -> pl.DataFrame:
    """Return people whose columns follow three hidden traits."""
    random = np.random.default_rng(seed)
    traits = random.normal(size=(rows, 3))
    mixed = traits @ random.normal(size=(3, 8)) + 0.5 * random.normal(size=(rows, 8))
    table = pl.DataFrame(mixed.round(2), schema=[f"x{i}" for i in range(8)])
    return table.with_columns(pl.Series("kind", np.where(traits[:, 0] > 0, "a", "b")))


@pytest.fixture(scope="module")
def everyone() -> Prepared:
    return prepare(linked(1800, 1))


@pytest.fixture(scope="module")
def split(everyone) -> tuple[Prepared, Prepared]:
    return everyone.take(np.arange(600)), everyone.take(np.arange(600, 1200))
