"""Count what is held to the reference vectors."""

from collections.abc import Callable, Iterator

import pytest

from .ledger import Ledger


@pytest.fixture
def ledger(record_property: Callable[[str, object], None]) -> Iterator[Ledger]:
    """A ledger for one test."""
    kept = Ledger()
    yield kept
    kept.write(record_property)
