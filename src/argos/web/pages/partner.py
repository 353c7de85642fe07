"""One partner: all that it gave, its feeds, and the receipts of its last batches."""

from typing import Any

import polars as pl

from argos.outputs.resolve import check_known
from argos.outputs.snapshot import Snapshot
from argos.web import formats, published
from argos.web.choices import Choices
from argos.web.feeds import feeds
from argos.web.pages.lines import line_of, weight
from argos.web.pages.parts import places_of
from argos.web.views import page

RECEIPTS = 20


@page("argos/partner.html")
def view(snapshot: Snapshot, choices: Choices, partner: str, **_: str) -> dict[str, Any]:
    """Return a partner's indicators, feeds and last receipts.

    Raises:
        UsageError: ``UNKNOWN_PARTNER``; the nearest are named.

    """
    every = feeds(snapshot, published.now())
    given = _given(snapshot)
    known = {feed.partner_id for feed in every} | {
        name for found in given.values() for name in found
    }
    check_known("UNKNOWN_PARTNER", partner, sorted(known))
    mine = [feed for feed in every if feed.partner_id == partner]
    found = [
        line_of(snapshot, _where(snapshot, choices.but(indicator=each), partner), "", every)
        for each, names in given.items()
        if partner in names
    ]
    receipts = snapshot.receipts.filter(pl.col("feed").str.starts_with(f"{partner}."))
    return {
        "title": formats.partner(partner),
        "partner": partner,
        "lines": sorted((line for line in found if line is not None), key=weight),
        "feeds": mine,
        "silent": [feed for feed in mine if feed.late],
        "receipts": receipts.head(RECEIPTS).to_dicts(),
        "batches": receipts.height,
    }


def _where(snapshot: Snapshot, choices: Choices, partner: str) -> Choices:
    """Choose the largest place of which the partner's own figures are published, if any is."""
    for code, _ in places_of(snapshot, choices.indicator):
        if partner in snapshot.rows(choices.indicator, code)["partner"].unique():
            return choices.but(place=code, partner=partner)
    return choices


def _given(snapshot: Snapshot) -> dict[str, set[str]]:
    """Return the partners behind each indicator (``a``, ``a/unit`` and ``a+b`` stand for a, b)."""
    return snapshot.once(
        "partners given",
        lambda: {each: _behind(snapshot, each) for each in snapshot.labels["indicator"]},
    )


def _behind(snapshot: Snapshot, indicator: str) -> set[str]:
    said = {
        name
        for place in snapshot.places(indicator)
        for name in snapshot.rows(indicator, place)["partner"].unique()
    }
    return {one for name in said for one in name.split("/")[0].split("+")}
