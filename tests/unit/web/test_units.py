"""The establishments behind a feed: since when they take part, and who sends too little."""

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client

from argos.core.clock import FixedClock
from argos.core.contract_check import load_all
from argos.core.receipt import Receipt
from argos.outputs.store import Outputs
from argos.publish.flow import publish_series
from argos.web import published
from tests.published import MONDAY, FrameLog, at, calls

CONTRACTS = load_all(Path(__file__).resolve().parents[3] / "partners")
DAYS = 65
LAST = MONDAY + timedelta(days=DAYS - 1)
USUAL = {"biologie-de-l-erdre": 40, "laboratoires-du-sillon": 40, "bio-estuaire": 40}


def served(folder: Path, last_week: Mapping[str, int], patch: pytest.MonkeyPatch) -> None:
    """Publish nine weeks of tests by laboratory, the last one with other numbers."""
    log, outputs = FrameLog(), Outputs(str(folder))
    for n in range(DAYS):
        day = MONDAY + timedelta(days=n)
        for unit, number in (USUAL if n < DAYS - 9 else last_week).items():
            codes = ["loinc:94500-6", "result:negative", f"unit:{unit}"]
            log.add(calls(number, feed="laboratories.tests", kind="test", measure="test",
                          occurred_on=day, recorded_at=at(day, 20), codes=codes))  # fmt: skip
    receipt = Receipt("b-1-2", "laboratories.tests", "accepted", recorded_at=at(LAST).isoformat())
    publish_series(log, outputs, CONTRACTS, FixedClock(at(LAST, 21)), receipts=[receipt])  # type: ignore[arg-type]
    patch.setenv("ARGOS_PUBLISHED", str(folder))
    patch.setenv("ARGOS_TODAY", (LAST + timedelta(days=1)).isoformat())
    patch.setattr(published, "CHECKED_EVERY", 0.0)
    patch.setattr(published, "_kept", {})


def test_a_laboratory_that_sends_a_part_is_told_and_its_indicator_marked(
    client: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    served(tmp_path, {**USUAL, "bio-estuaire": 4}, monkeypatch)
    quality = client.get("/fr/quality").content.decode()
    assert "Établissements de laboratoires de ville" in quality
    assert "biologie-de-l-erdre</strong>, depuis le 2 nov. 2020, 100 à 110 %" in quality
    low = "bio-estuaire</strong>, depuis le 2 nov. 2020, 10 à 20 % de son volume habituel</li>"
    assert f'<li class="late"><strong>{low}' in quality
    marked = client.get("/fr/indicator/tests?place=dep:44").content.decode()
    told = "10 à 20 % de son volume habituel – chiffres sous-estimés"
    assert f"<strong>bio-estuaire</strong> : {told}" in marked


def test_laboratories_as_usual_raise_no_mark(
    client: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    served(tmp_path, USUAL, monkeypatch)
    assert "bio-estuaire" in client.get("/en/quality").content.decode()
    assert "too low" not in client.get("/en/indicator/tests?place=dep:44").content.decode()
