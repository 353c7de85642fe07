"""Places: official codes, what files make of them, and what lies in what."""

from pathlib import Path

import polars as pl
import pytest

from argos.core.contract import Level
from argos.core.errors import UsageError
from argos.core.places import places


def typed(level: Level, *codes: str | float | None) -> list[str | None]:
    column = pl.Series("code", list(codes), strict=False)
    return pl.select(places().typed(pl.lit(column), level)).to_series().to_list()


def test_levels_hold_the_official_number_of_places() -> None:
    assert places().known("fra") == {"fra"}
    assert len(places().known("reg")) == 18 + 3
    assert len(places().known("dep")) == 101 + 6
    assert {"dep:2A", "dep:2B", "dep:971", "dep:976", "dep:978"} <= places().known("dep")
    assert {"com:44109", "com:75101", "com:69381", "com:13201"} <= places().known("com")
    assert "dep:20" not in places().known("dep")


@pytest.mark.parametrize("level", ["reg", "dep", "epci", "com"])
def test_codes_are_typed_by_their_level(level: Level) -> None:
    assert all(code.startswith(f"{level}:") for code in places().known(level))


@pytest.mark.parametrize(
    ("level", "raw", "expected"),
    [
        ("dep", ["08", "8", "8.0", " 44 ", "2a", "971"], ["08", "08", "08", "44", "2A", "971"]),
        ("reg", ["1", "01", "52.0", "8"], ["01", "01", "52", "08"]),
        ("com", ["1001", "01001", "2a004", "44109"], ["01001", "01001", "2A004", "44109"]),
        ("epci", ["244400404", "244400404.0"], ["244400404", "244400404"]),
    ],
)
def test_mends_what_spreadsheets_do_to_codes(
    level: Level, raw: list[str], expected: list[str]
) -> None:
    assert typed(level, *raw) == [f"{level}:{code}" for code in expected]


def test_reads_numbers_as_codes() -> None:
    assert typed("dep", 8, 44) == ["dep:08", "dep:44"]
    assert typed("reg", 1.0, 52.0) == ["reg:01", "reg:52"]


def test_the_nation_has_several_spellings() -> None:
    assert typed("fra", "FR", "fra", "France ", "44") == ["fra", "fra", "fra", None]


def test_what_is_unknown_becomes_null() -> None:
    assert typed("dep", "99", "20", "", None, "Nantes", "044", "0") == [None] * 7
    assert typed("reg", "2A", "99") == [None, None]


def test_a_former_commune_is_read_as_todays() -> None:
    assert typed("com", "01120") == ["com:01262"]
    assert "com:01120" not in places().known("com")


@pytest.mark.parametrize(
    ("text", "place"),
    [("44", "dep:44"), ("1", "dep:01"), ("2a", "dep:2A"), ("dep:8", "dep:08"), ("fra", "fra"),
     ("FR", "fra"), ("reg:52", "reg:52"), ("com:44109", "com:44109"), (" 974 ", "dep:974")],
)  # fmt: skip
def test_a_person_may_write_a_place_shortly(text: str, place: str) -> None:
    assert places().resolve(text) == place


@pytest.mark.parametrize(
    ("text", "near"),
    [("44109", "com:44109"), ("Loire Atlantique", "dep:44"), ("paris", "dep:75"),
     ("com:44", "dep:44"), ("zz:52", "reg:52"), ("reunion", "La Réunion"), ("", "places.md")],
)  # fmt: skip
def test_an_unknown_place_is_answered_with_near_ones(text: str, near: str) -> None:
    with pytest.raises(UsageError) as refusal:
        places().resolve(text)
    assert near in str(refusal.value)


def test_populations_add_up() -> None:
    frame = places().frame
    by_dep = dict(frame.filter(level="dep").select("place", "population").iter_rows())
    assert places().population("dep:44") == 1_487_570
    assert places().population("com:44109") == 327_734
    for level in ("dep", "reg"):
        parents = places().roll_up(level, "fra").get_column("place")
        inside = frame.filter(pl.col("place").is_in(parents.implode()))
        assert inside["population"].sum() == places().population("fra")
    pays_de_la_loire = sum(by_dep[f"dep:{code}"] for code in (44, 49, 53, 72, 85))
    assert places().population("reg:52") == pays_de_la_loire


def test_arrondissements_add_up_to_their_commune() -> None:
    frame = places().frame.filter(pl.col("place").str.contains("com:751"))
    assert frame.height == 20
    assert frame["population"].sum() == places().population("com:75056")


def test_parents_and_roll_up_agree() -> None:
    assert places().parents("com:44109") == {
        "epci": "epci:244400404", "dep": "dep:44", "reg": "reg:52", "fra": "fra",
    }  # fmt: skip
    assert places().parents("com:75101")["com"] == "com:75056"
    assert places().parents("dep:978") == {"reg": "reg:08"}
    assert places().parents("com:97801") == {"dep": "dep:978", "reg": "reg:08"}
    assert places().parents("fra") == {}
    mapping = dict(places().roll_up("com", "dep").iter_rows())
    assert mapping["com:2A004"] == "dep:2A"
    assert set(mapping) == places().known("com")


def test_a_place_is_not_split_over_two_parents() -> None:
    mapping = dict(places().roll_up("epci", "dep").iter_rows())
    assert mapping["epci:244400404"] == "dep:44"
    assert len(mapping) < len(places().known("epci"))


def test_rolling_up_goes_upwards_only() -> None:
    with pytest.raises(UsageError, match="BAD_LEVEL"):
        places().roll_up("fra", "dep")


@pytest.mark.real
@pytest.mark.parametrize(
    ("file", "column", "level"),
    [
        ("sidep/sp-pos-quot-dep_paugier_2020-10-25.csv.gz", "dep", "dep"),
        ("sursaud/orig_sursaud-covid19-quotidien-2020-04-12-19h00-region.csv", "reg", "reg"),
        ("sursaud/orig_sursaud-covid19-quotidien-2020-04-12-19h00-france.csv", "fra", "fra"),
    ],
)
def test_every_code_of_the_real_files_is_known(
    real_data: Path, file: str, column: str, level: Level
) -> None:
    path = real_data / file
    text = path.read_bytes()
    separator = ";" if file.startswith("sidep") else ","
    codes = pl.read_csv(text, separator=separator, infer_schema=False)[column].unique()
    assert None not in typed(level, *codes)
