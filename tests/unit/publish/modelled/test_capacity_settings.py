"""Settings of capacity: what ships is sound, a house's own stand beside or in place of it."""

from datetime import date
from pathlib import Path

import pytest

from argos.core.errors import UsageError
from argos.core.places import places
from argos.publish.modelled.capacity.settings import capacity_settings, shipped_beds

OWN = """
days = 14

[[beds]]
place = "dep:44"
resource = "icu"
beds = 92
source = "the hospital's own count of 3 March"

[[beds]]
place = "dep:44"
resource = "ward"
beds = 1800
source = "the same"

[[operations]]
place = "dep:44"
resource = "icu"
a_day = 40
share = 0.1
stays = { mean = 2.0, sd = 2.0, source = "theatre's register" }
others = 50
source = "theatre's register"
"""


def told(home: Path, text: str) -> UsageError:
    (home / "capacity.toml").write_text(text, "utf-8")
    with pytest.raises(UsageError) as refused:
        capacity_settings(home)
    return refused.value


def test_what_ships_is_sound_and_has_no_beds_that_nobody_counted() -> None:
    shipped = capacity_settings()
    assert shipped.scenario[0].id == "as_it_goes"
    assert shipped.beds_of("dep:44", "ward", date(2026, 1, 1)) is None
    assert shipped.operations_of("dep:44", "icu") is None
    assert all(each.scenario.name == each.id for each in shipped.scenario)


def test_beds_are_those_of_the_last_year_that_was_over() -> None:
    shipped = capacity_settings()
    years = [date(2020, 10, 1), date(2021, 1, 1), date(2026, 11, 1), date(2013, 6, 1)]
    found = [shipped.beds_of("dep:44", "icu", day) for day in years]
    assert found == [75, 85, 87, None]


def test_beds_of_regions_are_those_of_their_departements() -> None:
    beds, known = shipped_beds(), places().frame
    assert set(beds) <= set(known["place"])
    assert sum(beds[f"dep:{code}"][2024] for code in (44, 49, 53, 72, 85)) == beds["reg:52"][2024]
    assert sum(each[2019] for place, each in beds.items() if place.startswith("dep:")) == 5070


def test_a_house_adds_its_beds_and_operations(tmp_path: Path) -> None:
    (tmp_path / "capacity.toml").write_text(OWN, "utf-8")
    own = capacity_settings(tmp_path)
    assert own.days == 14
    assert own.beds_of("dep:44", "icu", date(2026, 1, 1)) == 92
    assert own.beds_of("dep:44", "ward", date(2026, 1, 1)) == 1800
    assert own.beds_of("dep:49", "icu", date(2026, 1, 1)) == 59
    operation = own.operations_of("dep:44", "icu")
    assert operation is not None
    assert operation.planned.beds == 8
    assert own.threshold == capacity_settings().threshold


def test_what_a_house_names_stands_whole(tmp_path: Path) -> None:
    way = '[[scenario]]\nid = "worse"\nlabel = { fr = "pire", en = "worse" }\ngrowth = 0.9'
    (tmp_path / "capacity.toml").write_text(way, "utf-8")
    assert [each.id for each in capacity_settings(tmp_path).scenario] == ["worse"]
    assert capacity_settings(tmp_path / "elsewhere") == capacity_settings()


@pytest.mark.parametrize(
    ("wrong", "where", "fr", "en"),
    [
        (OWN.replace("beds = 92", "beds = -1"), "beds.0.beds", "au moins 0", "0 at least"),
        (OWN.replace("dep:44", "Nantes"), "beds.0.place", "motif", "pattern"),
        (OWN.replace('"ward"', '"theatre"'), "capacity.toml", "inconnues : theatre", "theatre"),
        (OWN.replace('"ward"', '"icu"'), "capacity.toml", "deux fois", "twice"),
        (OWN.replace("a_day = 40", 'a_day = "many"'), "operations.0.a_day", "du bon type", "type"),
        (OWN.replace("others", "other"), "operations.0.other", "pas un réglage", "no setting"),
        (OWN.replace("others = 50", ""), "operations.0.others", "manque", "is missing"),
        ("beds = 3", "beds", "du bon type", "type"),
        ("days = ", "Invalid value", "Invalid value", "Invalid value"),
    ],
)
def test_what_is_wrong_is_told_in_both_languages(
    tmp_path: Path, wrong: str, where: str, fr: str, en: str
) -> None:
    refused = told(tmp_path, wrong)
    assert refused.code == "CAPACITY_SETTINGS"
    for text, words in ((refused.found.fr, fr), (refused.found.en, en)):
        assert where in text
        assert words in text


def test_all_that_is_wrong_is_told_at_once(tmp_path: Path) -> None:
    found = told(
        tmp_path, OWN.replace("beds = 92", "beds = -1").replace("share = 0.1", "share = 2")
    )
    assert "beds.0.beds" in found.found.en
    assert "operations.0.share should be 1.0 at most" in found.found.en
