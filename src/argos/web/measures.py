"""What kind of figure an indicator gives."""

from typing import Literal

from argos.outputs.snapshot import Snapshot

Measure = Literal["count", "stock", "per_head", "share"]
RATES: tuple[Measure, ...] = ("per_head", "share")


def measure_of(indicator: str, unit: str) -> Measure:
    """Return what kind of figure an indicator gives: only a count is summed over days."""
    if indicator.startswith("in_"):
        return "stock"
    if unit.startswith("%"):
        return "share"
    return "per_head" if unit.startswith(("per ", "pour ")) else "count"


def measure_in(snapshot: Snapshot, indicator: str) -> Measure:
    """Return what kind of figure a published indicator gives."""
    labels = snapshot.labels
    unit = labels.filter(labels["indicator"] == indicator)["unit_en"]
    return measure_of(indicator, "" if unit.is_empty() else unit[0])
