"""Where the reference vectors are."""

import os
from functools import cache
from pathlib import Path

import polars as pl
import pytest

HERE = Path(__file__).resolve().parents[2].parent / "shared" / "reference"


def reference() -> Path:
    """Return the folder of the whole set, or skip the test."""
    folder = Path(os.environ.get("ARGOS_TEST_REFERENCE", HERE))
    if not (folder / "calls.csv").exists():
        pytest.skip(f"no reference vectors in {folder.name}: set ARGOS_TEST_REFERENCE")
    return folder


@cache
def read(name: str) -> pl.DataFrame:
    """Return a file of the set, whose empty cells and NA are null."""
    return pl.read_csv(reference() / name, null_values=["NA", ""], infer_schema_length=None)
