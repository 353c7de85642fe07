"""Invented signals, as a publication leaves them."""

from datetime import UTC, date, datetime
from typing import Any

import polars as pl

from argos.outputs.modelled import SIGNALS
from argos.outputs.store import Outputs
from argos.publish.disclosure import published

NIGHT = datetime(2021, 3, 9, 4, tzinfo=UTC)
SIGNAL: dict[str, Any] = {
    "signal": "rise-covid-dep44-20210305", "kind": "rise", "pathology": "covid",
    "indicator": "ed_covid", "indicators": ["ed_covid", "sos_covid"], "place": "dep:44",
    "places": ["dep:44"], "methods": ["ears_c2", "farrington"], "first_day": date(2021, 3, 5),
    "last_day": date(2021, 3, 8), "origin": date(2021, 3, 8), "certainty": 0.8,
    "consequence": 2.0, "rank": 1, "reason_fr": "Les passages montent.",
    "reason_en": "Visits rise.", "state": "new", "state_on": None, "explanation": None,
    "rounded": False, "known_from": NIGHT,
}  # fmt: skip


def rows(*changes: dict[str, Any]) -> pl.DataFrame:
    """Rows of the table, each like `SIGNAL` but for what is given."""
    return pl.DataFrame([{**SIGNAL, **each} for each in changes], schema=SIGNALS, orient="row")


def publish(outputs: Outputs, *changes: dict[str, Any]) -> None:
    """Commit such rows."""
    outputs.commit(published("signals", rows(*changes), {}))
