"""A series made ready to be shown: a rate that is hidden is never said to be fewer than 11."""

import pytest

from argos.core.language import speaking
from argos.outputs.snapshot import Snapshot
from argos.web import formats
from argos.web.measures import measure_in, measure_of


@pytest.mark.parametrize(
    ("indicator", "unit", "measure"),
    [
        ("ed_all", "visits", "count"), ("in_icu", "persons", "stock"),
        ("positivity", "% of tests", "share"),
        ("incidence_7d", "per 100,000 inhabitants", "per_head"),
        ("incidence_7d", "pour 100 000 habitants", "per_head"),
    ],
)  # fmt: skip
def test_the_kind_of_a_figure(indicator: str, unit: str, measure: str) -> None:
    assert measure_of(indicator, unit) == measure


def test_a_hidden_rate_is_not_a_small_count() -> None:
    with speaking("en"):
        assert formats.figure(None, "suppressed") == "<11"
        assert formats.figure(None, "masked") == "hidden"


@pytest.mark.usefixtures("zone")
def test_the_statuses_of_a_rate_are_masked() -> None:
    from argos.outputs.snapshot import Ask
    from argos.web import published
    from argos.web.frames import shown

    snapshot: Snapshot = published.current()
    assert measure_in(snapshot, "samu_calls") == "count"
    told = {
        name: set(shown(snapshot, Ask(name, place)).frame["status"])
        for name in snapshot.labels["indicator"]
        for place in snapshot.places(name)[:3]
    }
    for name, statuses in told.items():
        rate = measure_in(snapshot, name) in ("share", "per_head")
        assert ("suppressed" if rate else "masked") not in statuses, name
