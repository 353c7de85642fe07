from datetime import UTC, date, datetime

import openpyxl
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from argos.avatar.files import Dialect, read_table, write_table
from argos.core.errors import UsageError
from tests.unit.avatar.people import people


@pytest.mark.parametrize("kind", ["csv", "parquet", "xlsx"])
def test_a_table_comes_back_as_it_was_written(tmp_path, kind):
    table = people(60).with_columns(pl.col("seen").dt.replace_time_zone(None))
    path = tmp_path / f"table.{kind}"
    write_table(table, path)
    assert_frame_equal(read_table(path).table, table)


def read_csv(tmp_path, text, *missing):
    path = tmp_path / "table.csv"
    path.write_bytes(text.encode("utf-8-sig"))
    return read_table(path, missing)


def test_types_are_those_that_all_cells_have(tmp_path):
    table = read_csv(
        tmp_path,
        "code,n,x,yes,day,jour,at,word\n"
        "01,1,1.5,true,2024-02-29,29/02/2024,2024-02-29T10:00,a\n"
        "75,,2,FALSE,2024-03-01,01/03/2024,2024-03-01 10:00,b\n",
    ).table
    assert table.schema == {
        "code": pl.String, "n": pl.Int64, "x": pl.Float64, "yes": pl.Boolean, "day": pl.Date,
        "jour": pl.Date, "at": pl.Datetime("us"), "word": pl.String,
    }  # fmt: skip
    assert table["code"].to_list() == ["01", "75"]  # a zero in front is part of a code
    assert table["jour"].equals(table["day"].alias("jour"))


def test_a_french_csv_comes_back_french(tmp_path):
    given = read_csv(tmp_path, "poids;sexe\n61,5;F\n70;M\n")
    assert given.table["poids"].to_list() == [61.5, 70.0]
    assert given.dialect == Dialect(";", decimal_comma=True)
    write_table(given.table, tmp_path / "out.csv", given.dialect)
    assert (tmp_path / "out.csv").read_text() == "poids;sexe\n61,5;F\n70,0;M\n"


def test_what_is_told_to_be_missing_is(tmp_path):
    table = read_csv(tmp_path, "age,sex\n?,F\n41,NA\n", "?", "NA").table
    assert table["age"].to_list() == [None, 41]
    assert table["sex"].to_list() == ["F", None]


def test_a_workbook_holds_no_formula_and_no_zone(tmp_path):
    at = datetime(2024, 2, 29, 10, tzinfo=UTC)
    write_table(pl.DataFrame({"a": ["=1+1"], "at": [at]}), tmp_path / "t.xlsx")
    cells = list(openpyxl.load_workbook(tmp_path / "t.xlsx").active.iter_rows())[1]
    assert (cells[0].value, cells[0].data_type) == ("=1+1", "s")
    assert cells[1].value == datetime(2024, 2, 29, 10)  # noqa: DTZ001 - as Excel has it


def test_a_workbook_of_another_program_is_read(tmp_path):
    book = openpyxl.Workbook()
    for row in [("id", "day", "x", "w"), (1, date(2024, 2, 29), 1.5, "a"), (2, None, None, "")]:
        book.active.append(row)
    book.save(tmp_path / "t.xlsx")
    table = read_table(tmp_path / "t.xlsx").table
    assert table.rows() == [(1, date(2024, 2, 29), 1.5, "a"), (2, None, None, None)]


@pytest.mark.parametrize(
    ("name", "content", "found"),
    [
        ("t.sav", b"", "t.sav"),
        ("t.csv", b"", "NoDataError"),
        ("t.csv", b"a,a\n1,2\n", "a"),
        ("t.csv", b"a,\n1,2\n", "1"),
        ("t.csv", b"a,b\n1,2,secret\n", "ComputeError"),
        ("t.csv", b"a\n\xe9secret\n", "UnicodeDecodeError"),
        ("t.parquet", b"secret", "ComputeError"),
        ("t.xlsx", b"secret", "Error"),
    ],
)
def test_what_cannot_be_read_is_told_without_a_cell(tmp_path, name, content, found):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(UsageError) as told:
        read_table(tmp_path / name)
    assert told.value.code == "AVATAR_FILE"
    assert found in str(told.value)
    assert "secret" not in str(told.value)


def test_a_place_that_cannot_be_written_is_told(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError, match="CANNOT_WRITE"):
        write_table(pl.DataFrame({"a": [1]}), tmp_path / "file" / "t.csv")
