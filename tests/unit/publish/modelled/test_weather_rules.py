"""The rules of the weather: those shipped, a site's own, and each defect refused in words."""

from datetime import date
from pathlib import Path

import pytest

from argos.core.errors import UsageError
from argos.publish.modelled.declared import declared
from argos.publish.modelled.weather.rules import FILE, WeatherRules, weather_rules

SHIPPED = (Path(weather_rules.__code__.co_filename).parent / FILE).read_text(encoding="utf-8")


def own(folder: Path, old: str, new: str) -> WeatherRules:
    assert old in SHIPPED, old
    (folder / FILE).write_text(SHIPPED.replace(old, new, 1), encoding="utf-8")
    return weather_rules(folder)


def test_the_shipped_rules_name_what_is_modelled() -> None:
    rules = weather_rules()
    known = {each.id for each in declared().pathology}
    series = {each.indicator for each in declared().series}
    assert [each.id for each in rules.pathology] == [
        "covid", "influenza", "bronchiolitis", "gastro-enteritis",
    ]  # fmt: skip
    for pathology in rules.pathology:
        assert pathology.id in known
        named = {*pathology.levels, *(n for m in pathology.measure for n in (m.of, m.over) if n)}
        assert named <= series
        assert all(measure.url or measure.convention for measure in pathology.measure)


@pytest.mark.parametrize(
    ("day", "orange"),
    [(date(2020, 5, 27), None), (date(2020, 5, 28), 10), (date(2020, 9, 22), 10),
     (date(2020, 9, 23), 150), (date(2026, 1, 1), 150)],
)  # fmt: skip
def test_a_text_holds_from_its_day_until_the_next(day: date, orange: float | None) -> None:
    covid = weather_rules().pathology[0]
    found = [each.orange for each in covid.on(day) if each.kind == "rate"]
    assert found == ([] if orange is None else [orange])


def test_a_file_in_the_home_replaces_the_shipped_one(tmp_path: Path) -> None:
    assert weather_rules(tmp_path) == weather_rules()
    assert own(tmp_path, "orange = 60.0", "orange = 55.0").pathology[0].measure[0].orange == 55


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("sure = 0.9", "sure = 0.5", "probable should be less than sure"),
        ("up = 0.65", "up = 0.3", "sky.up: Input should be greater than or equal to 0.5"),
        ("ratios = [1.25, 2.0, 4.0]", "ratios = [4.0, 2.0, 1.25]", "sky: rising ratios"),
        ('usual = ["sun", "sun", "veil"]', 'usual = ["sun", "sun", "fog"]', "sky.table.usual.2"),
        ('usual = ["sun", "sun", "veil"]', 'usual = ["storm", "sun", "veil"]',
         "a sky that worsens with the level and its rise"),
        ('usual = ["sun", "sun", "veil"]', "", "table: no row for usual"),
        ("orange = 60.0", "orange = 90.0", "thresholds should rise"),
        ("orange = 60.0", "orange = 60.0\nepci = true", "occupancy is not known at an EPCI"),
        ("orange = 60.0", "orange = -1.0", "thresholds should rise"),
        ("orange = 60.0\nred = 80.0", "", "occupancy should have at least one threshold"),
        ("until = 2020-09-22", "until = 2020-01-01", "until is before since"),
        ("until = 2020-09-22", "", "incidence and incidence-zones on the same days"),
        ('over = "ed_all"', "", "share should have of and over"),
        ('of = "in_icu"', 'of = "in_spa"', "covid: unknown in_spa"),
        ('kind = "occupancy"', 'kind = "crowding"', "pathology.0.measure.0.kind"),
        ("since = 2020-04-30", "", "pathology.0.measure.0.since: Field required"),
        ("since = 2020-04-30", "since = 2020-04-30\nsurprise = 1", "surprise: Extra inputs"),
        ('url = "https://www.florence', 'url = "ftp://www.florence', "measure.0.url"),
        ("convention = true", "", "a text has a url, or it is a convention"),
        ('id = "influenza"', 'id = "covid"', "a pathology is declared twice"),
        ("[confidence]", "[confidence", "line"),
    ],
)  # fmt: skip
def test_a_defect_is_refused_by_its_place_and_in_words(
    tmp_path: Path, old: str, new: str, found: str
) -> None:
    with pytest.raises(UsageError) as refused:
        own(tmp_path, old, new)
    assert refused.value.code == "WEATHER_RULES"
    assert found in refused.value.found.en
    assert FILE in refused.value.todo.en


def test_every_defect_is_told_at_once(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text(
        SHIPPED.replace("few = 10.0", "few = -1.0").replace("seasonal = false", ""),
        encoding="utf-8",
    )
    with pytest.raises(UsageError) as refused:
        weather_rules(tmp_path)
    assert {"sky.few", "pathology.0.seasonal"} == {
        line.split(":")[0] for line in refused.value.found.en.splitlines()
    }


def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"\xff\xfe")
    with pytest.raises(UsageError, match="WEATHER_RULES"):
        weather_rules(tmp_path)
