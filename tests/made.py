"""Homes that take long to make, made once for all workers of a test run."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from argos.core.files import alone


def once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """Return a folder that holds what ``make`` puts there, for the first worker that asks."""
    base = factory.getbasetemp()
    shared = base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base
    folder, done = shared / name, shared / f"{name}.made"
    with alone(shared / f"{name}.lock"):
        if not done.exists():
            folder.mkdir()
            make(folder)
            done.touch()
    return folder
