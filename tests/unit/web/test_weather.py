"""The figure of the weather: the worst of several pathologies, what is unknown, its words."""

import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from django.template import Context, Template
from django.test import Client

from argos.core.language import speaking
from argos.outputs.modelled import WEATHER
from argos.outputs.snapshot import Snapshot
from argos.outputs.store import Outputs
from argos.publish.disclosure import modelled
from argos.web import published as answered
from argos.web.choices import Choices
from argos.web.figures.weather import weather

DAY = date(2026, 11, 24)
ONE = {"pathology": "influenza", "label_fr": "Grippe", "label_en": "Influenza",
       "indicator": "sos_flu", "origin": DAY, "sky": "sun", "confidence": 0.9, "worse": 0.1,
       "vigilance": "green", "vigilance_confidence": 0.9, "vigilance_worse": 0.1, "measure": "norm",
       "level": 1.0, "growth": 0.1, "tension": None, "reason_fr": "Soleil.", "reason_en": "Sun.",
       "rounded": False}  # fmt: skip


def told(place: str, ahead: int = 0, **said: Any) -> dict[str, Any]:
    return {**ONE, "place": place, "ahead": ahead, "date": DAY + timedelta(days=ahead), **said}


def published(folder: Path, *rows: dict[str, Any], hour: int = 6) -> Snapshot:
    schema = {name: kind for name, kind in WEATHER.items() if name != "known_from"}
    frame = pl.DataFrame(rows, schema=schema).with_columns(behind=pl.lit(100.0))
    outputs = Outputs(str(folder))
    outputs.commit(modelled("weather", frame, datetime(2026, 11, 25, hour, tzinfo=UTC)))
    return Snapshot(outputs)


def french(snapshot: Snapshot, **choices: Any) -> Any:
    with speaking("fr"):
        return weather(snapshot, Choices(**choices))


RED = {"vigilance": "red", "sky": "storm", "reason_fr": "Orage.", "reason_en": "Storm."}


def test_the_title_says_where_it_is_worst_will_be_worse_and_is_unknown(tmp_path: Path) -> None:
    snapshot = published(
        tmp_path, told("dep:44", **RED), told("dep:49"), told("dep:49", 3, vigilance="orange"),
        told("dep:53"), told("dep:72"),
    )  # fmt: skip
    shown = french(snapshot, indicator="influenza")
    assert shown.title.replace("\u202f", " ") == (
        "Grippe : vigilance rouge (Loire-Atlantique) ; "
        "plus élevée d'ici 7 jours (Maine-et-Loire) ; inconnue (Vendée)"
    )
    table = {row["place"]: row for row in shown.table.iter_rows(named=True)}
    assert sorted(table) == ["dep:44", "dep:49", "dep:53", "dep:72", "dep:85"]
    assert table["dep:85"]["vigilance"] == "inconnu"
    assert table["dep:85"]["sky"] == "inconnu"  # never a sun
    assert table["dep:85"]["says"] == "Aucun chiffre reçu pour ce lieu."
    assert table["dep:49"]["vigilance_ahead"] == "orange"
    assert table["dep:44"]["says"] == "Orage."
    assert table["dep:44"]["sky_ahead"] == "inconnu"
    with speaking("en"):
        assert weather(snapshot, Choices(indicator="influenza")).title == (
            "Influenza: red vigilance in Loire-Atlantique; higher within 7 days in Maine-et-Loire; "
            "unknown in Vendée"
        )


def test_all_pathologies_together_show_the_worst_and_name_it(tmp_path: Path) -> None:
    covid = {"pathology": "covid", "label_fr": "COVID-19", "label_en": "COVID-19",
             "indicator": "ed_covid"}  # fmt: skip
    snapshot = published(
        tmp_path, told("dep:44", sky="storm"), told("dep:44", vigilance="yellow", **covid)
    )
    row = french(snapshot).table.filter(place="dep:44").row(0, named=True)
    assert (row["vigilance"], row["sky"]) == ("jaune", "orage")
    assert row["says"] == "COVID-19 – Soleil."
    alone = french(snapshot, indicator="sos_flu").table.filter(place="dep:44")
    assert alone["vigilance"][0] == "vert"


def test_the_last_telling_stands_and_an_earlier_one_is_found_by_its_day(tmp_path: Path) -> None:
    published(tmp_path, told("dep:44", **RED), told("dep:49", **RED))
    snapshot = published(tmp_path, told("dep:44"), hour=20)
    assert french(snapshot).table.filter(place="dep:44")["vigilance"][0] == "vert"
    assert french(snapshot).table.filter(place="dep:49")["vigilance"][0] == "inconnu"
    early = snapshot.weather(datetime(2026, 11, 25, 12, tzinfo=UTC))
    assert early["vigilance"].to_list() == ["red", "red"]


def test_france_has_all_its_départements_whether_they_are_known_or_not(tmp_path: Path) -> None:
    snapshot = published(tmp_path, told("dep:44"))
    shown = french(snapshot, place="fra")
    assert shown.table.height >= 101
    assert french(snapshot, place="dep:35").table["label"].to_list()[0] == "Côtes-d'Armor"
    assert "inconnue dans 10" in shown.title  # a hundred and a few


def test_nothing_published_is_unknown_everywhere_and_is_drawn(tmp_path: Path) -> None:
    from argos.web.charts import Look, svg

    shown = french(Snapshot(Outputs(str(tmp_path))))
    assert shown.title.endswith("vigilance inconnue partout")
    assert b"<svg" in svg(shown.draw(Look()), Look())


def test_the_picture_is_downloaded_like_any_other(
    client: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    published(tmp_path, told("dep:44", **RED))
    monkeypatch.setenv("ARGOS_PUBLISHED", str(tmp_path))
    monkeypatch.setattr(answered, "_kept", {})
    for form, start in (("svg", b"<svg"), ("csv", b"\xef\xbb\xbf")):
        answer = client.get(f"/fr/chart/weather.{form}")
        assert answer.status_code == 200
        assert answer.content.startswith(start)


NANTES, NAZAIRE, LAVAL = "epci:244400404", "epci:244400644", "epci:200083392"
FEW = {"sky": "unknown", "confidence": None, "worse": None, "reason_fr": "Moins de 11.",
       "reason_en": "Fewer than 11."}  # fmt: skip


@pytest.fixture
def epci(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Snapshot:
    covid = {"pathology": "covid", "label_fr": "COVID-19", "label_en": "COVID-19"}
    days = [each for n in (0, 7) for each in (
        told("dep:44", n), told(NANTES, n, **FEW), told(NANTES, n, vigilance="yellow", **covid),
        told(NAZAIRE, n, **RED), told(LAVAL, n),
    )]  # fmt: skip
    snapshot = published(tmp_path, *days)
    monkeypatch.setenv("ARGOS_PUBLISHED", str(tmp_path))
    monkeypatch.setattr(answered, "_kept", {})
    return snapshot


@pytest.mark.parametrize("place", ["dep:44", NANTES])
@pytest.mark.parametrize(("language", "unknown", "storm"), [
    ("fr", "inconnu vigilance vert", "orage vigilance rouge"),
    ("en", "unknown vigilance green", "storm vigilance red"),
])  # fmt: skip
def test_the_epci_of_a_département_are_listed_the_worst_first(
    client: Client, epci: Snapshot, language: str, unknown: str, storm: str, place: str
) -> None:
    said = client.get(f"/{language}/weather?place={place}").content.decode()
    table = said[said.index("<table") : said.index("</table>")]
    text = re.sub("<[^>]+>", "", table)
    assert table.index("244400644") < table.index("244400404")  # a red one before
    assert "Nantes Métropole" in table
    assert unknown in text
    assert storm in text
    assert "200083392" not in said  # of another département
    assert f"/{language}/weather?place={NANTES}" in table
    title = {"fr": "Intercommunalités (EPCI) : Loire-Atlantique",
             "en": "Intercommunal areas (EPCI): Loire-Atlantique"}  # fmt: skip
    assert title[language] in said.replace("\u202f", " ")
    other = {"fr": "Intercommunal areas", "en": "Intercommunalités"}
    assert other[language] not in said


@pytest.mark.parametrize(("language", "reason"), [("fr", "Moins de 11."),
                                                  ("en", "Fewer than 11.")])  # fmt: skip
def test_an_epci_has_a_page_of_its_own_with_its_reason(
    client: Client, epci: Snapshot, language: str, reason: str
) -> None:
    said = client.get(f"/{language}/weather?place={NANTES}").content.decode()
    head = said[said.index("<h1") : said.index("</h1>")]
    assert "Nantes Métropole" in head
    assert "COVID-19" in head
    assert reason in said
    assert f'<option value="{NANTES}" selected' in said


def test_larger_places_list_no_epci_and_maps_have_départements_alone(
    client: Client, epci: Snapshot
) -> None:
    said = client.get("/fr/weather?place=fra").content.decode()
    assert "Intercommunalités" not in said
    assert "epci:" not in said
    shown = french(epci, place="reg:52").table
    assert shown.height == 5
    assert set(shown.filter(place="dep:44")["vigilance"]) == {"vert"}


def test_a_sky_is_drawn_in_a_page_with_its_word() -> None:
    template = Template("{% load argos %}{% include 'argos/_sky.html' with sky=sky %}")
    with speaking("fr"):
        page = template.render(Context({"sky": "rain"}))
        odd = template.render(Context({"sky": "snow"}))
    assert 'aria-label="pluie"' in page
    assert 'role="img"' in page
    assert "<path d=" in page
    assert 'aria-label="inconnu"' in odd
