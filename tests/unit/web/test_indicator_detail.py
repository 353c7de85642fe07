"""The indicator page divided by place, age and sex, beside earlier seasons, and on past days."""

from pathlib import Path

import pytest
from django.test import Client

PAGE = "/fr/indicator/samu_calls?place=dep:44"


@pytest.mark.parametrize(("by", "panel"), [("place", "Loire-Atlantique"), ("sex", "femmes")])
def test_each_part_has_its_panel(client: Client, zone: Path, by: str, panel: str) -> None:
    page = client.get(f"{PAGE}&by={by}").content.decode()
    assert "/fr/chart/multiples.svg" in page
    table = client.get(f"/fr/chart/multiples.csv?indicator=samu_calls&place=dep:44&by={by}")
    assert f"{panel};2020-11-20;40" in table.content.decode()


def test_a_season_begins_in_july(client: Client, zone: Path) -> None:
    page = client.get(f"{PAGE}&against=seasons").content.decode()
    assert "pas de saison précédente" in page
    table = client.get("/fr/chart/seasons.csv?indicator=samu_calls&place=dep:44")
    assert "2020–2021;2020-11-20;40" in table.content.decode()


def test_known_days_are_walked_by_links(client: Client, zone: Path) -> None:
    page = client.get(f"{PAGE}&as_of=2020-11-12").content.decode()
    assert 'rel="prev" href="/fr/indicator/samu_calls?place=dep:44&amp;as_of=2020-11-11"' in page
    assert 'rel="next" href="/fr/indicator/samu_calls?place=dep:44&amp;as_of=2020-11-13"' in page
