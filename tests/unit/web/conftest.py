"""A published zone for the pages to read, made by publishing some invented calls."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from django.test import Client

from argos.core.clock import FixedClock
from argos.core.contract_check import load_all
from argos.outputs.store import Outputs
from argos.publish.flow import publish_series
from argos.web import published
from tests.published import MONDAY, FrameLog, at, calls

CONTRACTS = load_all(Path(__file__).resolve().parents[3] / "partners")
LAST = MONDAY + timedelta(days=20)


def pushed(log: FrameLog, day: date, number: int) -> None:
    """Say calls of a day on the evening of that day."""
    log.add(calls(number, occurred_on=day, recorded_at=at(day, 20)))


@pytest.fixture
def zone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Three weeks of calls: 20 a day, then 40 in the last week; one day is never told."""
    return publish_calls(tmp_path / "published", monkeypatch)


def publish_calls(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Publish the calls of `zone` in a folder, and have the pages answer from it."""
    log, outputs = FrameLog(), Outputs(str(folder))
    for n in range(21):
        if n != 3:
            pushed(log, MONDAY + timedelta(days=n), 40 if n >= 14 else 20)
    clock = FixedClock(at(LAST, 21))
    publish_series(log, outputs, CONTRACTS, clock, receipts=[])  # type: ignore[arg-type]
    monkeypatch.setenv("ARGOS_PUBLISHED", str(folder))
    monkeypatch.setenv("ARGOS_TODAY", (LAST + timedelta(days=2)).isoformat())
    monkeypatch.setattr(published, "CHECKED_EVERY", 0.0)
    monkeypatch.setattr(published, "_kept", {})
    return folder


@pytest.fixture
def client() -> Client:
    """A browser without script; what a page does not foresee is answered, not raised."""
    return Client(raise_request_exception=False)
