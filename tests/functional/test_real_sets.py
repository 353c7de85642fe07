"""The other real sets: SI-DEP, hospitals, and the three levels of one spreadsheet."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.home import Home

pytestmark = pytest.mark.real

SHEET = "sursaud/orig_sursaud-covid19-quotidien-2020-04-12-19h00.xlsx"
FILES = {
    "sidep": "sidep/sp-pos-quot-dep_paugier_2020-10-25.csv.gz",
    "hospital-stock": "hospital/donnees-hospitalieres-covid19_coadata.csv.gz",
    "hospital-flow": "hospital/donnees-hospitalieres-nouveaux-covid19_to_2021-06-30.csv.gz",
    "sursaud": SHEET,
}


@pytest.fixture(scope="module")
def home(new_home: Callable[[], Home], real_data: Path) -> Home:
    home = new_home()
    for feed, file in FILES.items():
        receipt = home.push(f"sante-publique-france.{feed}", real_data / file)
        assert (receipt["status"], receipt["rows_rejected"]) == ("accepted", 0)
    home.json("publish")
    return home


def test_a_total_is_shown_as_given_and_not_rebuilt_from_its_classes(home: Home) -> None:
    window = ("--place", "dep:44", "--to", "2020-10-22")
    assert home.total("tests_positive", *window) == 13297
    assert home.total("tests", *window) == 268460
    ages = [f"{n}0-{n}9" for n in range(9)] + ["90+"]
    assert sum(home.total("tests_positive", *window, "--age", age) for age in ages) == 13294
    assert sum(home.total("tests", *window, "--age", age) for age in ages) == 268339


def test_loire_atlantique_in_hospital_peaked_in_november(home: Home) -> None:
    rows = home.series("in_hospital", "--place", "dep:44", "--to", "2020-12-31")
    peak = max(rows, key=lambda row: row["value"] or 0)
    assert (peak["date"], peak["value"]) == ("2020-11-15", 373)


def test_new_admissions_of_the_whole_period(home: Home) -> None:
    assert home.total("new_admissions", "--place", "44") == 4975
    assert home.total("new_icu_admissions", "--place", "44") == 814


def test_rates_come_from_what_is_shown(home: Home) -> None:
    day = ("--place", "dep:44", "--from", "2020-10-15", "--to", "2020-10-15")
    positive = home.series("tests_positive", *day)[0]["value"]
    tests = home.series("tests", *day)[0]["value"]
    assert home.series("positivity", *day)[0]["value"] == pytest.approx(100 * positive / tests)
    week = home.total("tests_positive", "--place", "44", "--from", "2020-10-09", *day[4:])
    incidence = home.series("incidence_7d", *day)[0]["value"]
    assert incidence == pytest.approx(week / 1.45e6 * 1e5, rel=0.05)  # 1.45 million inhabitants


@pytest.mark.parametrize(("place", "file"), [("reg:52", "region"), ("fra", "france")])
def test_each_sheet_says_what_its_text_file_says(
    home: Home, new_home: Callable[[], Home], real_data: Path, place: str, file: str
) -> None:
    other = new_home()
    name = f"orig_sursaud-covid19-quotidien-2020-04-12-19h00-{file}.csv"
    assert other.push("sante-publique-france.sursaud", real_data / "sursaud" / name)["status"] == (
        "accepted"
    )
    other.json("publish")
    for indicator in ("ed_covid", "sos_covid"):
        told = home.series(indicator, "--place", place)
        assert told
        assert [(r["date"], r["value"], r["status"]) for r in told] == [
            (r["date"], r["value"], r["status"]) for r in other.series(indicator, "--place", place)
        ]
