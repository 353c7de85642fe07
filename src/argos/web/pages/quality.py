"""Data quality: who has reported, how late, and what was rejected."""

from typing import Any

from argos.outputs.snapshot import Snapshot
from argos.web import published
from argos.web.choices import Choices
from argos.web.feeds import coded, feeds
from argos.web.pages.parts import figure
from argos.web.units import panel, units
from argos.web.views import page
from argos.web.volumes import volume

RECEIPTS = 20


@page("argos/quality.html")
def view(snapshot: Snapshot, choices: Choices, **_: str) -> dict[str, Any]:
    """Return every feed, the late ones first, and the last receipts."""
    found = feeds(snapshot, published.now())
    volumes = [(feed, volume(snapshot, feed)) for feed in found]
    return {
        "feeds": found,
        "calendar": figure(snapshot, "received", choices),
        "volumes": [(feed, brought, coded(feed)) for feed, brought in volumes],
        "units": [
            {"feed": feed, "units": units(feed), "panel": panel(feed)}
            for feed in found
            if units(feed)
        ],
        "silent": [feed for feed in found if feed.late],
        "receipts": snapshot.receipts.head(RECEIPTS).to_dicts(),
    }
