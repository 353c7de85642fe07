"""Linked tables as files, with a schema beside."""

import polars as pl
import pytest

from argos.avatar.files import read_table, write_table
from argos.avatar.linked import HistoryAvatars
from argos.avatar.linked.schema import anonymise_linked, declared_links, read_tables, write_tables
from argos.core.errors import UsageError
from tests.unit.avatar.linked.territory import hospital

SCHEMA = """
key = "patient"
missing = ["NA"]

[tables.patients]
end = "died"
columns.age = { kind = "integer", lower = 18, upper = 95 }
columns.sex = { levels = ["F", "M"] }

[tables.stays]
file = "stays.parquet"
day = "admission"
ids = ["stay"]
ends = "discharge"
order = [{ first = "admission", last = "discharge" }]
drop = ["note"]

[tables.tests]
day = "on"
within = { stay = "stays" }
"""


@pytest.fixture
def folder(tmp_path):
    tables = hospital(700)
    write_table(tables["patients"], tmp_path / "patients.csv")
    write_table(tables["stays"].with_columns(note=pl.lit("x")), tmp_path / "stays.parquet")
    write_table(tables["tests"], tmp_path / "tests.csv")
    (tmp_path / "schema.toml").write_text(SCHEMA)
    return tmp_path


def test_a_folder_of_tables_becomes_one_of_invented_people(folder, tmp_path):
    schema = declared_links(folder / "schema.toml")
    made = anonymise_linked(folder, schema, HistoryAvatars(k=20, seed=1))
    out = tmp_path / "out"
    out.mkdir()
    written = write_tables(made, out, schema, folder)
    assert sorted(path.name for path in written) == ["patients.csv", "stays.parquet", "tests.csv"]
    again = {name: read_table(out / name).table for name in ("patients.csv", "stays.parquet")}
    assert "note" not in again["stays.parquet"].columns
    assert again["patients.csv"]["age"].is_between(18, 95).all()
    assert set(again["stays.parquet"]["patient"]) <= set(again["patients.csv"]["patient"])


def test_tables_by_name_do_as_well(folder):
    schema = declared_links(folder / "schema.toml")
    tables = read_tables(folder, schema)
    method = HistoryAvatars(k=20, seed=1)
    made, again = (anonymise_linked(given, schema, method) for given in (folder, tables))
    assert all(made[name].equals(again[name]) for name in made)


@pytest.mark.parametrize(
    ("before", "after"),
    [("key =", "keys ="), ('day = "on"', ""), ('day = "admission"', ""), ("[tables", "[table")],
)
def test_a_schema_that_says_what_it_must_not_is_refused(folder, before, after):
    path = folder / "schema.toml"
    path.write_text(SCHEMA.replace(before, after))
    with pytest.raises(UsageError, match="AVATAR_SCHEMA"):
        declared_links(path)


def test_a_table_without_a_file_is_refused(folder):
    (folder / "tests.csv").unlink()
    schema = declared_links(folder / "schema.toml")
    with pytest.raises(UsageError, match="AVATAR_FILE"):
        read_tables(folder, schema)


def test_a_bound_has_the_unit_of_the_column_of_its_table(folder):
    path = folder / "schema.toml"
    path.write_text(
        SCHEMA.replace("columns.sex", "columns.died = { upper = 1970-01-02 }\ncolumns.sex")
    )
    tables = read_tables(folder, declared_links(path))
    for dtype, upper in ((pl.Date, 1), (pl.Datetime, 86_400_000_000)):
        tables["patients"] = tables["patients"].with_columns(pl.col("died").cast(dtype))
        assert declared_links(path).of(tables).links.columns["died"].upper == upper
