"""About the numbers: each indicator's definition, unit, method and version, as published."""

from typing import Any

from argos.outputs.snapshot import Snapshot
from argos.web.choices import Choices
from argos.web.figures.figure import words
from argos.web.pages.parts import places_of
from argos.web.views import page


@page("argos/about.html")
def view(snapshot: Snapshot, choices: Choices, **_: str) -> dict[str, Any]:
    """Return what is known of each indicator."""
    rows = snapshot.labels.iter_rows(named=True)
    return {
        "indicators": [
            {
                **words(snapshot, row["indicator"]),
                "indicator": row["indicator"],
                "version": row["method"],
                "places": len(places_of(snapshot, row["indicator"])),
                "ages": len(row["ages"]),
            }
            for row in rows
        ]
    }
