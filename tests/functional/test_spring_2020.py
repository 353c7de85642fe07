"""Real files of Santé publique France, pushed as they came, read as of each day."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import SPRING, SURSAUD
from tests.home import Home

pytestmark = pytest.mark.real

# dep:44, all ages, the sum over all days as each snapshot gave it
SUMS = {
    "ed_covid": (1413, 1462, 1579),
    "ed_all": (18935, 19290, 20293),
    "sos_covid": (1920, 1962, 2072),
}


@pytest.fixture(scope="module")
def home(spring_home: Home, tmp_path_factory: pytest.TempPathFactory) -> Home:
    return spring_home.copied(tmp_path_factory.mktemp("spring"))


@pytest.mark.parametrize("indicator", SUMS)
def test_each_snapshot_is_read_again_as_of_its_day(home: Home, indicator: str) -> None:
    known = tuple(home.total(indicator, "--place", "dep:44", "--as-of", day) for day in SPRING)
    assert known == SUMS[indicator]


def test_nothing_was_known_before_the_first(home: Home) -> None:
    assert home.series("ed_covid", "--place", "44", "--as-of", "2020-04-10") == []


def test_outside_coverage_is_never_zero(home: Home) -> None:
    rows = home.series("sos_covid", "--place", "dep:49")
    assert len(rows) == 51  # 24 February to 14 April: every day that the file holds
    assert {row["status"] for row in rows} == {"not_covered"}
    assert {row["value"] for row in rows} == {None}


def test_a_blank_inside_coverage_is_not_reported(home: Home) -> None:
    rows = home.series("ed_covid", "--place", "dep:976", "--age", "all")
    assert "not_reported" in {row["status"] for row in rows}


def test_a_crossing_that_is_not_given_is_not_published(home: Home) -> None:
    rows = home.series("ed_covid", "--place", "dep:44", "--age", "75+", "--sex", "f")
    assert {row["status"] for row in rows} == {"not_published"}


def test_the_same_bytes_are_a_duplicate(home: Home, real_data: Path) -> None:
    before = home.series("ed_covid", "--place", "44")
    receipt = home.push(SURSAUD, real_data / "sursaud" / SPRING["2020-04-16"])
    assert receipt["status"] == "duplicate"
    assert receipt["facts_new"] == receipt["facts_corrected"] == receipt["facts_withdrawn"] == 0
    assert home.json("publish")["committed"] is False
    assert home.series("ed_covid", "--place", "44") == before


def test_the_spreadsheet_of_12_april_says_what_the_text_file_says(
    new_home: Callable[[], Home], home: Home, real_data: Path
) -> None:
    other = new_home()
    sheet = real_data / "sursaud" / "orig_sursaud-covid19-quotidien-2020-04-12-19h00.xlsx"
    assert other.push(SURSAUD, sheet, "--recorded-at", "2020-04-12")["status"] == "accepted"
    other.json("publish")
    text = home.series("ed_covid", "--place", "dep:44", "--as-of", "2020-04-12")
    assert [(r["date"], r["value"], r["status"]) for r in text] == [
        (r["date"], r["value"], r["status"]) for r in other.series("ed_covid", "--place", "dep:44")
    ]
    for place in ("reg:52", "fra"):
        assert other.total("ed_covid", "--place", place) > 0
