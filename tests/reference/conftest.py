"""Count what is held to the reference vectors, and tell it at the end of the run."""

from collections.abc import Callable, Iterator

import pytest
from _pytest.terminal import TerminalReporter

from .ledger import PROPERTY, Ledger, summary


@pytest.fixture
def ledger(record_property: Callable[[str, object], None]) -> Iterator[Ledger]:
    """A ledger for one test."""
    kept = Ledger()
    yield kept
    kept.write(record_property)


def pytest_terminal_summary(terminalreporter: TerminalReporter) -> None:
    """Print the coverage of the vectors: calls, values, worst difference, and what is left out."""
    reports = [each for group in terminalreporter.stats.values() for each in group]
    written = [
        str(value)
        for report in reports
        if getattr(report, "when", None) == "teardown"
        for name, value in report.user_properties
        if name == PROPERTY
    ]
    lines = summary(written)
    if lines:
        terminalreporter.section("held to the reference vectors")
        for line in lines:
            terminalreporter.write_line(line)
