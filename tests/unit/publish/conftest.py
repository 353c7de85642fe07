"""What the tests of publication share."""

from pathlib import Path

import pytest

from argos.core.contract import Contract
from argos.core.contract_check import load_all

PARTNERS = Path(__file__).resolve().parents[3] / "partners"


@pytest.fixture(scope="module")
def contracts() -> dict[str, Contract]:
    """The shipped contracts."""
    return load_all(PARTNERS)
