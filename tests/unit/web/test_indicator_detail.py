"""The indicator page divided by place, age and sex, beside earlier seasons, and on past days."""

import re
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


def test_the_slider_holds_every_day_on_which_something_was_told(client: Client, zone: Path) -> None:
    page = client.get("/fr/indicator/samu_calls?place=dep:44&as_of=2020-11-10").content.decode()
    slider = re.search(
        r'<input type="range" min="0" max="(\d+)" value="(\d+)" data-days="([^"]*)"', page
    )
    assert slider is not None
    days = slider[3].split()
    assert len(days) == int(slider[1]) + 1
    assert days == sorted(set(days))
    assert days[int(slider[2])] == "2020-11-10"


def test_waves_are_laid_over_each_other_or_said_to_be_none(client: Client, zone: Path) -> None:
    page = client.get("/en/indicator/samu_calls?place=dep:44&against=waves").content.decode()
    assert "no earlier wave to compare with" in page
    assert "/chart/waves.svg?" in page


def test_a_past_period_has_the_finding_of_its_own_end(client: Client, zone: Path) -> None:
    now = client.get(PAGE).content.decode()
    then = client.get(f"{PAGE}&to=2020-11-15").content.decode()
    assert "+86" in now
    assert "+86" not in then
    assert " – au 15 nov. 2020</h1>" in then
    assert " – au " not in now
