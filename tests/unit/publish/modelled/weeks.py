"""Weekly figures of EPCI as they are published, and an indicator of their département by day."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from argos.outputs.store import Outputs
from argos.outputs.tables import SERIES
from argos.publish.disclosure import published
from argos.publish.modelled.known.panel import Panel, panel
from argos.publish.modelled.known.panels import Panels

SUNDAY, TUESDAY = date(2026, 11, 22), date(2026, 11, 24)
NOW = datetime(2026, 11, 25, 6, tzinfo=UTC)  # of the evening of Tuesday
NANTES, NAZAIRE, ANCENIS, REDON = (
    f"epci:{code}" for code in ("244400404", "244400644", "244400552", "243500741")
)
HIDDEN, GONE, SUPPRESSED = None, "not_published", "suppressed"
Figures = Sequence[float | str | None]


def morning(day: date, hour: int = 6, later: int = 1) -> datetime:
    """Return an hour of the day after one, or of a later one."""
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC) + timedelta(days=later)


def row(place: str, week: date, said: float | str, **more: Any) -> dict[str, Any]:
    """Return a row of table ``series``: a figure, or a status without one."""
    value, status = (None, said) if isinstance(said, str) else (said, "ok")
    return {
        "indicator": "sos_flu", "place": place, "date": week, "period": "week", "age": "all",
        "sex": "all", "partner": "p", "source_rank": 0, "value": value, "status": status,
        "derived": True, "rounded": True, "known_from": morning(week), "method": 1, **more,
    }  # fmt: skip


def weeks_of(
    place: str, figures: Figures, last: date = SUNDAY, **more: Any
) -> list[dict[str, Any]]:
    """Return the rows of a place by week, the last one first said; hidden weeks have none."""
    ends = [last - timedelta(weeks=len(figures) - 1 - n) for n in range(len(figures))]
    told = zip(ends, figures, strict=True)
    return [row(place, end, said, **more) for end, said in told if said is not HIDDEN]


def zone(folder: Path, *parts: list[dict[str, Any]]) -> Outputs:
    """Return published tables that hold such rows."""
    frame = pl.DataFrame([each for part in parts for each in part], schema=SERIES, orient="row")
    outputs = Outputs(str(folder))
    outputs.commit(published("series", frame, {}))
    return outputs


def daily(figures: Mapping[str, Sequence[float]], indicator: str = "sos_flu") -> Panel:
    """Return the panel of daily figures up to Tuesday."""
    days = max(len(each) for each in figures.values())
    first = TUESDAY - timedelta(days=days - 1)
    parts = [
        pl.DataFrame({
            "place": place, "date": [first + timedelta(days=n) for n in range(days)],
            "known_from": [morning(first + timedelta(days=n)) for n in range(days)],
            "value": np.asarray(values, dtype=np.float64),
        })
        for place, values in figures.items()
    ]  # fmt: skip
    made = panel(indicator, "p", pl.concat(parts), first, TUESDAY, rounded=False)
    assert made is not None
    return made


def panels(*made: Panel) -> Panels:
    """Return panels as they are known tonight."""
    return Panels({each.indicator: each for each in made}, NOW)
