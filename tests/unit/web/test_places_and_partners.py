"""All that concerns one place, and all that one partner gave."""

from pathlib import Path

import pytest
from django.test import Client


def test_a_place_tells_its_indicators_and_leads_up_and_down(client: Client, zone: Path) -> None:
    text = client.get("/fr/place/dep:44").content.decode()
    assert "<h1>Loire-Atlantique</h1>" in text
    assert "(140\u00a0→\u00a0" in text
    assert 'href="/fr/place/reg:52"' in text
    assert 'href="/fr/place/epci:244400404"' in text
    assert 'href="/fr/indicator/samu_calls?place=dep:44"' in text


def test_a_small_place_is_told_by_week(client: Client, zone: Path) -> None:
    text = client.get("/fr/place/epci:244400404").content.decode()
    assert "Chiffres par semaine" in text
    assert "Chiffres par semaine" not in client.get("/fr/place/dep:44").content.decode()


def test_a_place_without_figures_says_so_and_shows_no_zero(client: Client, zone: Path) -> None:
    text = client.get("/en/place/dep:75").content.decode()
    assert "Nothing is published for this place" in text
    assert "<table" not in text


def test_a_partner_shows_what_it_gave(client: Client, zone: Path) -> None:
    text = client.get("/fr/partner/samu-44").content.decode()
    assert "<h1>SAMU 44</h1>" in text
    assert "/fr/indicator/samu_calls" in text
    assert "(140\u00a0→\u00a0" in text


@pytest.mark.parametrize(
    ("address", "code"),
    [("place/dep:999", "UNKNOWN_PLACE"), ("partner/nobody", "UNKNOWN_PARTNER")],
)
def test_what_is_unknown_is_a_page_that_helps(
    client: Client, zone: Path, address: str, code: str
) -> None:
    answer = client.get(f"/fr/{address}")
    assert answer.status_code == 404
    assert code in answer.content.decode()


def test_the_overview_leads_to_its_place(client: Client, zone: Path) -> None:
    assert 'href="/fr/place/dep:44"' in client.get("/fr/?place=dep:44").content.decode()
