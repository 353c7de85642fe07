"""Incidents of the sources themselves: who takes part, how much is coded, what is counted."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from django.test import Client

from argos.core.contract_check import load_all
from argos.core.language import speaking
from argos.publish.indicators import indicators
from argos.publish.modelled.declared import declared
from argos.publish.modelled.signals.ids import COLUMNS
from argos.publish.modelled.signals.tonight import tonight
from argos.publish.units import YEAR, panel
from argos.web.feeds import Feed
from argos.web.units import panel as in_words
from tests.conftest import REPOSITORY
from tests.functional.incidents.made import FLOW, facts, morning, panels, publish, serve
from tests.published import FrameLog, calls

WEEK = np.array([1.3, 1.0, 1.0, 1.0, 1.1, 0.8, 0.5])
SITES = ("biologie-de-l-erdre", "laboratoires-du-sillon", "analyses-du-vignoble", "bio-estuaire")


def test_600_to_700_emergency_departments() -> None:
    """A network that grows: growth of all is told beside that of those that were there before."""
    log, newest = FrameLog(), date(2024, 10, 30)
    for n in range(2, 30):
        for number, site in enumerate(SITES):
            codes = ["loinc:94500-6", f"unit:{site}"]
            for day, joined in ((newest - timedelta(days=n), 4),
                                (newest - timedelta(days=n + YEAR), 3)):  # fmt: skip
                if number < joined:
                    log.add(calls(30, feed="laboratories.tests", measure="test", occurred_on=day,
                                  codes=codes))  # fmt: skip
    contract = load_all(REPOSITORY / "partners")["laboratories.tests"]
    told = panel(contract, log, newest)  # type: ignore[arg-type]
    at = datetime(2024, 11, 1, tzinfo=UTC)
    feed = Feed("laboratories.tests", at, timedelta(), timedelta(), {"panel": told})
    with speaking("fr"):
        assert in_words(feed) == (
            "4 établissements, dont 3 depuis plus d'un an : environ +30 % en un an tous ensemble, "
            "0 % à panel constant"
        )


def test_too_few_visits_are_coded() -> None:
    """Flu is a share of coded visits: under 75 % it is told as too low, and no rise is read."""
    first = date(2026, 3, 2)
    rng = np.random.default_rng(5)
    visits = rng.poisson(120 * WEEK[np.arange(210) % 7], (1, 210)).astype(float)
    flu = rng.poisson(10 * WEEK[np.arange(210) % 7], (1, 210)).astype(float)
    flu[0, -8:] += 12
    known = [morning(first + timedelta(days=n)) for n in (150, 190)]
    quality = pl.DataFrame(
        {"feed": "p.visits", "known_from": known, "volume": "ed_all", "coded": [90, 60]}
    )
    given = panels(first, ["dep:44"], ed_all=visits, ed_flu=flu)
    nothing = pl.DataFrame(schema=COLUMNS)
    without = tonight(given, declared(), indicators(), nothing).rows
    assert without["kind"].to_list() == ["rise"]
    [row] = tonight(given, declared(), indicators(), nothing, quality).rows.to_dicts()
    assert (row["kind"], row["reason_fr"]) == (
        "data-quality",
        "Passages aux urgences (Loire-Atlantique) : 60 % des passages codés, contre 90 % avant le "
        "8 sept. ; les indicateurs de cette source sont sous-estimés",
    )


@pytest.mark.parametrize(
    ("indicator", "counted"),
    [
        (
            "new_admissions",
            "avec un diagnostic de COVID-19, qu&#x27;il soit ou non la raison de la",
        ),
        ("ed_covid_admissions", "passage aux urgences pour suspicion de COVID-19"),
    ],
)
def test_in_hospital_with_and_for_are_two_named_counts(
    indicator: str, counted: str, tmp_path: Path, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who was admitted with COVID-19 and who came for it: each page says which it counts."""
    first = date(2022, 1, 3)
    days = {first + timedelta(days=n): 90.0 for n in range(20)}
    feed = FLOW if indicator == "new_admissions" else "sante-publique-france.sursaud"
    publish(tmp_path, [facts(feed, indicator, days)], morning(first + timedelta(days=21)))
    serve(tmp_path, first + timedelta(days=21), monkeypatch)
    page = client.get(f"/fr/indicator/{indicator}?place=fra").content.decode()
    assert counted in page
