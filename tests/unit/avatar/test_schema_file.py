from datetime import UTC, date, datetime
from math import inf, nan

import polars as pl
import pytest

from argos.avatar import Column, Guarded, Kind, Order, Total
from argos.avatar.errors import AvatarRefused
from argos.avatar.schema_file import Declared, declared
from argos.core.errors import EXIT_USAGE, UsageError
from argos.core.language import speaking
from tests.unit.avatar.people import people

WHOLE = """
missing = ["?", "NA"]
drop = ["name"]
[columns.age]
kind = "integer"
lower = 0
upper = 110
[columns."weight (kg)"]
weight = 2.5
[columns.severity]
kind = "ordinal"
levels = ["low", "mid", "high"]
[columns.admission]
kind = "date"
lower = 2024-01-01
upper = 2024-12-31
[columns.seen]
kind = "datetime"
lower = 2024-01-01
upper = 2024-01-01T10:00:00Z
[[order]]
first = "admission"
last = "discharge"
[[total]]
total = "all"
parts = ["a", "b"]
"""


def written(tmp_path, text):
    path = tmp_path / "schema.toml"
    path.write_text(text, "utf-8")
    return path


def test_a_whole_file_is_what_a_method_takes(tmp_path):
    found = declared(written(tmp_path, WHOLE))
    assert (found.missing, found.drop) == (["?", "NA"], ["name"])
    first, last = datetime(2024, 1, 1, tzinfo=UTC), datetime(2024, 1, 1, 10, tzinfo=UTC)
    days = date(2024, 1, 1) - date(1970, 1, 1)
    assert found.schema_of_columns == {
        "age": Column(Kind.INTEGER, lower=0, upper=110),
        "weight (kg)": Column(weight=2.5),
        "severity": Column(Kind.ORDINAL, levels=["low", "mid", "high"]),
        "admission": Column(Kind.DATE, lower=days.days, upper=days.days + 365),
        "seen": Column(Kind.DATETIME, lower=first.timestamp() * 1e6, upper=last.timestamp() * 1e6),
    }
    assert found.constraints == [Order("admission", "discharge"), Total("all", ["a", "b"])]


def test_nothing_is_declared_without_a_file():
    assert declared(None) == Declared()


def test_columns_left_out_must_be_there():
    table = pl.DataFrame({"name": ["x"], "age": [1]})
    assert Declared(drop=["name"]).without_dropped(table).columns == ["age"]
    with pytest.raises(AvatarRefused, match="AVATAR_COLUMNS"):
        Declared(drop=["nmae"]).without_dropped(table)


def test_declared_bounds_hold_in_the_table_that_is_made(tmp_path):
    text = """
columns."âge révolu" = { lower = 20, upper = 40 }
columns.admission = { lower = 2025-03-01, upper = 2025-04-01 }
"""
    path = written(tmp_path, text)
    made = Guarded(seed=1, schema=declared(path).schema_of_columns).fit_transform(people(300))
    assert 20 <= made["âge révolu"].min() <= made["âge révolu"].max() <= 40
    assert made["admission"].is_between(date(2025, 3, 1), date(2025, 4, 1)).all()


TABLE = people(300).select(
    "twin", "weight (kg)", day="admission", at=pl.col("admission").cast(pl.Datetime("ms")),
    zoned=pl.col("admission").cast(pl.Datetime("ns", "UTC")),
)  # fmt: skip
FIRST, LAST = date(2025, 3, 1), date(2025, 4, 1)


@pytest.mark.parametrize("column", ["day", "at", "zoned"])
@pytest.mark.parametrize("kind", ["", 'kind = "date"', 'kind = "datetime"'])
def test_bounds_have_the_unit_of_the_column_that_is_found(tmp_path, column, kind):
    text = f"[columns.{column}]\nlower = {FIRST}\nupper = {LAST}\n{kind}"
    schema = declared(written(tmp_path, text)).of(TABLE).schema_of_columns
    made = Guarded(seed=1, schema=schema).fit_transform(TABLE)
    assert made.schema == TABLE.schema
    assert (made[column].cast(pl.Date).min(), made[column].cast(pl.Date).max()) == (FIRST, LAST)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[columns.twin]\nlower = 2025-01-01", "twin, lower: a number"),
        ('[columns.twin]\nkind = "numeric"\nupper = 2025-01-01', "twin, upper: a number"),
        ("[columns.day]\nlower = 20000", "day, lower: a date"),
        ("[columns.day]\nlower = 2025-01-01T10:00:00Z", "day, lower: a date"),
        ("[columns.at]\nupper = 3", "at, upper: a date or a moment"),
        ('[columns.day]\nlevels = ["a"]\nlower = 2025-01-01', "day, lower: a number"),
    ],
)
def test_bounds_of_another_kind_than_their_column_are_wrongly_asked(tmp_path, text, said):
    with pytest.raises(AvatarRefused, match="AVATAR_SETTING") as told:
        declared(written(tmp_path, text)).of(TABLE)
    with speaking("en"):
        assert said in str(told.value)
    assert told.value.exit_status == EXIT_USAGE


@pytest.mark.parametrize("settings", [{"lower": nan}, {"upper": inf}, {"levels": [1.0, nan]},
                                      {"lower": 2, "upper": 1}])  # fmt: skip
def test_numbers_that_are_none_are_refused(settings):
    with pytest.raises(AvatarRefused, match="AVATAR_SETTING") as told:
        Column(**settings)
    assert told.value.exit_status == EXIT_USAGE


def test_words_have_no_range_and_none_of_them_is_told():
    table = people(300).select("twin", secret=pl.lit("Zwrxqv"))
    with pytest.raises(AvatarRefused, match="AVATAR_COLUMN") as told:
        Guarded(schema={"secret": Column(lower=0, upper=1)}).fit_transform(table)
    assert "Zwrxqv" not in str(told.value)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("columns = 3", "columns"),
        ("[columns.age]\nkind = 'whole'", "kind"),
        ("[columns.age]\nkind = 'integer'\nlow = 0", "low"),
        ("[columns.age]\nweight = -1", "weight"),
        ("[columns.age]\nweight = nan", "weight"),
        ("[columns.age]\nlower = -inf", "columns.age.lower"),
        ("[columns.age]\nlevels = [1.0, nan]", "columns.age.levels"),
        ("[columns.age]\nlevels = ['a', 'b', 'a']", "columns.age.levels"),
        ("[columns.age]\nlevels = ['a', 1]", "columns.age.levels"),
        ("[columns.age]\nlevels = []", "columns.age.levels"),
        ("[[order]]\nfirst = 'a'", "order.0.last"),
        ("not TOML", "schema.toml"),
    ],
)
def test_what_a_schema_does_not_know_is_told(tmp_path, text, found):
    with pytest.raises(UsageError, match=r"AVATAR_SCHEMA.*" + found):
        declared(written(tmp_path, text))


def test_a_schema_that_is_not_there_is_told(tmp_path):
    with pytest.raises(UsageError, match="AVATAR_SCHEMA"):
        declared(tmp_path / "none.toml")


@pytest.mark.parametrize(
    ("column", "kind"), [("n", 'levels = ["one"]'), ("w", 'kind = "date"'),
                         ("w", 'kind = "datetime"'), ("w", 'kind = "integer"')]
)  # fmt: skip
def test_a_declaration_that_the_cells_do_not_bear_is_told_without_them(tmp_path, column, kind):
    table = pl.DataFrame({"n": range(30), "w": ["secret"] * 30})
    schema = declared(written(tmp_path, f"[columns.{column}]\nkind = 'categorical'\n{kind}"
                              if "levels" in kind else f"[columns.{column}]\n{kind}"))  # fmt: skip
    with pytest.raises(AvatarRefused, match="AVATAR_COLUMN") as told:
        Guarded(schema=schema.schema_of_columns).read(table)
    assert "secret" not in str(told.value)
