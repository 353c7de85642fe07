"""Fixtures that all tests share."""

import os
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def real_data() -> Path:
    """Folder of the real files; the test skips, saying so, where it is absent."""
    folder = Path(os.environ.get("ARGOS_TEST_DATA") or REPOSITORY.parent / "shared" / "data")
    if not (folder / "sursaud").is_dir():
        pytest.skip(f"real files absent: no {folder}/sursaud (set ARGOS_TEST_DATA)")
    return folder
