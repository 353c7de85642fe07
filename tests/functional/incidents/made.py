"""Real and invented figures, published as on a day of the past, and what a reader sees of them."""

import csv
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from argos.core.clock import FixedClock
from argos.core.contract_check import load_all
from argos.core.language import speaking
from argos.epidemiology.series import Floats
from argos.outputs.snapshot import Ask, Snapshot
from argos.outputs.store import Outputs
from argos.publish.flow import publish_series
from argos.publish.indicators import indicators
from argos.publish.modelled.declared import declared
from argos.publish.modelled.known.panel import Changes, Panel
from argos.publish.modelled.known.panels import Panels
from argos.publish.modelled.signals.ids import COLUMNS
from argos.publish.modelled.signals.tonight import tonight
from argos.web import published
from argos.web.findings import Finding, finding
from argos.web.frames import Shown, shown
from argos.web.measures import measure_in
from tests.conftest import REPOSITORY
from tests.published import FrameLog

NATIONAL = "sidep/SiDEP-France-by-day-2023-06-30-16h26.csv"
SIDEP, FLOW = "sante-publique-france.sidep", "sante-publique-france.hospital-flow"
Days = dict[date, float]


def national(real_data: Path, first: date, last: date) -> dict[str, Days]:
    """Return the real national tests and positives of some days, as SI-DEP has them in the end."""
    file = real_data / NATIONAL
    if not file.is_file():
        pytest.skip(f"real file absent: {file}")
    with file.open(encoding="utf-8") as lines:
        rows = [row for row in csv.DictReader(lines, delimiter=";") if row["cl_age90"] == "0"]
    inside = [row for row in rows if first <= date.fromisoformat(row["jour"]) <= last]
    return {
        measure: {
            date.fromisoformat(row["jour"]): float(row[column].replace(",", ".")) for row in inside
        }
        for measure, column in (("tests", "T"), ("tests_positive", "P"))
    }


def morning(day: date, hour: int = 8) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


def facts(
    feed: str, measure: str, days: Days, known: datetime | None = None, **more: Any
) -> list[dict[str, Any]]:
    """Return published figures of France, each told the next morning or all at one instant."""
    return [
        {
            "feed": feed, "kind": "count", "measure": measure, "place": "fra", "occurred_on": day,
            "value": value, "age": None, "age_band": "all", "codes": [], "sex": "all",
            "recorded_at": known or morning(day + timedelta(days=1)),
            "event_id": f"{measure}{day:%y%m%d}".encode()[:16].ljust(16), **more,
        }
        for day, value in days.items()
    ]  # fmt: skip


def publish(folder: Path, said: Iterable[list[dict[str, Any]]], now: datetime) -> Outputs:
    """Publish what was said up to an instant."""
    log, outputs = FrameLog(), Outputs(str(folder))
    for each in said:
        log.add(each)
    contracts = load_all(REPOSITORY / "partners")
    publish_series(log, outputs, contracts, FixedClock(now), receipts=[])  # type: ignore[arg-type]
    return outputs


def serve(folder: Path, today: date, patch: pytest.MonkeyPatch) -> None:
    """Have the pages answer from a published zone, on a day."""
    patch.setenv("ARGOS_PUBLISHED", str(folder))
    patch.setenv("ARGOS_TODAY", today.isoformat())
    patch.setattr(published, "CHECKED_EVERY", 0.0)
    patch.setattr(published, "_kept", {})


def read(outputs: Outputs, indicator: str, as_of: datetime | None = None) -> tuple[Shown, Finding]:
    """Return a series of France as it is shown, and what is said of it."""
    snapshot = Snapshot(outputs)
    series = shown(snapshot, Ask(indicator, "fra", as_of=as_of))
    with speaking("fr"):  # the names of holidays are written when they are found
        return series, finding(series, measure=measure_in(snapshot, indicator))


def in_french(state: Finding) -> tuple[str, str]:
    """Return the word and the sentence of a finding, with plain spaces."""
    with speaking("fr"):
        return state.word, " ".join(state.sentence.split())


def panels(first: date, places: Iterable[str], **counts: Floats) -> Panels:
    """Return the panels of figures (place, day), each told on the evening of its day."""
    made = {}
    for name, figures in counts.items():
        day, place = np.nonzero(~np.isnan(figures.T))
        made[name] = Panel(
            name, "p", False, first, figures.shape[1], tuple(places),
            Changes(place, day, day, figures[place, day]), np.ones(figures.shape, dtype=bool),
        )  # fmt: skip
    days = next(iter(counts.values())).shape[1]
    return Panels(made, morning(first + timedelta(days=days)))


def told(given: Panels) -> list[Mapping[str, Any]]:
    """Return the signals of a night without any before it."""
    import polars as pl

    before = pl.DataFrame(schema=COLUMNS)
    return tonight(given, declared(), indicators(), before).rows.to_dicts()
