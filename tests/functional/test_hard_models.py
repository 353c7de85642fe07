"""`argos publish --models` and `argos evaluate` where little is there, or settings are broken."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import REPOSITORY
from tests.home import Home

FEED = "sante-publique-france.hospital-flow"
SAMPLE = REPOSITORY / "partners" / "sante-publique-france" / "hospital-flow" / "sample.csv"


@pytest.fixture(scope="module")
def home(new_home: Callable[[], Home]) -> Home:
    return new_home()


def files(home: Home) -> list[Path]:
    return sorted((home.folder / "published").rglob("*"))


def test_an_empty_home_then_one_with_a_single_feed(home: Home) -> None:
    assert home.run("publish", "--models").stdout.startswith("Nothing new")
    assert home.run("evaluate").stdout.startswith("Nothing to score")
    home.push(FEED, SAMPLE)
    assert "SERIES_FIRST" in home.run("publish", "--models").stderr
    done = home.run("publish", "--series", "--models")
    assert done.returncode == 0, done.stderr
    assert home.run("publish", "--models").stdout.startswith("Nothing new")


@pytest.mark.parametrize(
    ("name", "written", "code"),
    [
        ("weather.toml", "nonsense = [", "WEATHER_RULES"),
        ("capacity.toml", "days = -1", "CAPACITY_SETTINGS"),
    ],
)
def test_with_broken_settings_nothing_is_published(
    home: Home, name: str, written: str, code: str
) -> None:
    before = files(home)
    (home.folder / name).write_text(written, "utf-8")
    done = home.run("publish", "--models")
    (home.folder / name).unlink()
    assert (done.returncode, files(home)) == (2, before)
    assert code in done.stderr


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (("--indicator", "new_admision"), "new_admissions"),
        (("--period", "nonsense"), "UNKNOWN_PERIOD"),
    ],
)
def test_evaluate_refuses_what_has_no_score(home: Home, given: tuple[str, ...], told: str) -> None:
    done = home.run("evaluate", *given)
    assert done.returncode == 2
    assert told in done.stderr
