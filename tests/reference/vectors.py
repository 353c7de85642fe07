"""Where the reference vectors are."""

import os
from functools import cache
from pathlib import Path

import polars as pl
import pytest

HERE = Path(__file__).resolve().parents[2].parent / "shared" / "reference"


def folder_or_none() -> Path | None:
    """Return the folder of the whole set, None where it is absent."""
    folder = Path(os.environ.get("ARGOS_TEST_REFERENCE", HERE))
    return folder if (folder / "calls.csv").exists() else None


def reference() -> Path:
    """Return the folder of the whole set, or skip the test."""
    folder = folder_or_none()
    if folder is None:
        pytest.skip("no reference vectors: set ARGOS_TEST_REFERENCE")
    return folder


@cache
def read(name: str) -> pl.DataFrame:
    """Return a file of the set, whose empty cells and NA are null."""
    return pl.read_csv(reference() / name, null_values=["NA", ""], infer_schema_length=None)
