import csv
from datetime import UTC, date, datetime

import openpyxl
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from argos.avatar.csv_text import Dialect
from argos.avatar.files import read_table, write_table
from argos.core.errors import UsageError
from argos.core.language import speaking
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


FORMULAS = [
    "=1+1",
    "@SUM(A1)",
    "+cmd|' /C calc'!A0",
    "-2+3+cmd|' /C calc'!A0",
    "\t=1",
    "\r=1",
    " =1",
]
RESULTS = ["+", "-", "-5", "+0,5", "a=1", "é"]


def test_a_spreadsheet_finds_no_formula_in_a_csv(tmp_path):
    table = pl.DataFrame({"=1+1": [*FORMULAS, *RESULTS, None], "n": -1})
    coded = pl.col("=1+1").cast(pl.Categorical).alias("=1+1c")
    write_table(table.with_columns(coded), tmp_path / "t.csv")
    with (tmp_path / "t.csv").open(newline="") as file:
        names, *lines = list(csv.reader(file))
    assert names == ["'=1+1", "n", "'=1+1c"]
    words = [f"'{word}" for word in FORMULAS] + RESULTS + [""]
    assert lines == [[word, "-1", word] for word in words]


@pytest.mark.parametrize("kind", ["parquet", "xlsx"])
def test_elsewhere_a_word_that_looks_like_a_formula_comes_back(tmp_path, kind):
    table = pl.DataFrame({"word": [*FORMULAS[:4], "http://a.b", *RESULTS[-2:]]})
    write_table(table, tmp_path / f"t.{kind}")
    assert_frame_equal(read_table(tmp_path / f"t.{kind}").table, table)


def test_a_workbook_holds_no_formula_no_link_and_no_zone(tmp_path):
    at = datetime(2024, 2, 29, 10, tzinfo=UTC)
    table = pl.DataFrame({"a": ["=1+1"], "b": ["http://a.b"], "at": [at]})
    write_table(table, tmp_path / "t.xlsx")
    cells = list(openpyxl.load_workbook(tmp_path / "t.xlsx").active.iter_rows())[1]
    assert (cells[0].value, cells[0].data_type) == ("=1+1", "s")
    assert cells[1].hyperlink is None
    assert cells[2].value == datetime(2024, 2, 29, 10)  # noqa: DTZ001 - as Excel has it


def test_a_workbook_whose_names_differ_by_their_case_alone_is_refused(tmp_path):
    with pytest.raises(UsageError, match="AVATAR_FILE"):
        write_table(pl.DataFrame({"a": [1], "A": [2]}), tmp_path / "t.xlsx")


def test_a_workbook_of_another_program_is_read(tmp_path):
    book = openpyxl.Workbook()
    for row in [("id", "day", "x", "w"), (1, date(2024, 2, 29), 1.5, "a"), (2, None, None, "")]:
        book.active.append(row)
    book.save(tmp_path / "t.xlsx")
    table = read_table(tmp_path / "t.xlsx").table
    assert table.rows() == [(1, date(2024, 2, 29), 1.5, "a"), (2, None, None, None)]


def sheet(tmp_path, *columns):
    """Return what is read of a workbook with these columns of cells."""
    book = openpyxl.Workbook()
    book.active.append([f"c{n}" for n in range(len(columns))])
    for row in zip(*columns, strict=True):
        book.active.append(row)
    book.save(tmp_path / "t.xlsx")
    return read_table(tmp_path / "t.xlsx", ["NA", "999"]).table


DAY, MOMENT = date(2024, 2, 29), datetime(2024, 3, 1, 10)  # noqa: DTZ001 - as Excel has it


@pytest.mark.parametrize(
    ("cells", "read"),
    [
        (["1,5", "2"], [1.5, 2.0]),
        (["1,5", 2.25], [1.5, 2.25]),
        (["7", 8], [7, 8]),
        (["29/02/2024", "01/03/2024"], [DAY, date(2024, 3, 1)]),
        ([DAY, "2024-03-01"], [DAY, date(2024, 3, 1)]),
        (["true", "FALSE"], [True, False]),
        ([True, False], [True, False]),
        ([datetime(2024, 2, 29), MOMENT],  # noqa: DTZ001 - as Excel has it
         [datetime(2024, 2, 29), MOMENT]),  # noqa: DTZ001 - as Excel has it
        (["2A", 75], ["2A", "75"]),
        (["01", 75], ["01", "75"]),
        ([999, 3], [None, 3]),
        ([1e300, 3], [1e300, 3.0]),
        (["NA", ""], [None, None]),
    ],
)  # fmt: skip
def test_cells_of_a_workbook_are_read_as_those_of_a_csv(tmp_path, cells, read):
    assert sheet(tmp_path, cells, [1, 2])["c0"].to_list() == read


@pytest.mark.parametrize("cells", [[DAY, 3], [DAY, "secret"], [True, 3], [MOMENT, "01/03/2024"]])
def test_a_column_of_several_types_is_refused_without_a_cell(tmp_path, cells):
    with pytest.raises(UsageError, match="AVATAR_FILE") as told:
        sheet(tmp_path, [1, 2], cells)
    with speaking("en"):
        assert "column 2: cells of one type" in str(told.value)
        assert "secret" not in str(told.value)


def test_a_separator_in_quotes_is_none(tmp_path):
    table = read_csv(tmp_path, '"a;b;c;d",x,"e;\nf"\n1,2,3\n').table
    assert table.columns == ["a;b;c;d", "x", "e;\nf"]


def test_lines_of_another_width_are_counted_and_refused(tmp_path):
    text = 'a,b\n1,2\nsecret\nsecret\n\n"1,5",2\n1,2,secret\n3,4\n\n\n'
    with pytest.raises(UsageError, match="AVATAR_FILE") as told:
        read_csv(tmp_path, text)
    with speaking("en"):
        assert "3 lines that are shorter, 1 longer" in str(told.value)
        assert "secret" not in str(told.value)


def test_empty_lines_at_the_end_are_nobody_and_gaps_of_a_single_column_are(tmp_path):
    assert read_csv(tmp_path, "a,b\r\n1,2\r\n\r\n\n").table.height == 1
    assert read_csv(tmp_path, "a\n1\n\n3\n").table["a"].to_list() == [1, None, 3]


@pytest.mark.parametrize(
    ("first", "told"),
    [("secret,secret,x", "same name: columns 1, 2"), ("secret,,", "without a name: columns 2, 3")],
)
def test_a_first_line_of_a_person_is_told_by_places(tmp_path, first, told):
    with pytest.raises(UsageError, match="AVATAR_FILE") as error:
        read_csv(tmp_path, f"{first}\n1,2,3\n")
    with speaking("en"):
        assert told in str(error.value)
        assert "secret" not in str(error.value)


@pytest.mark.parametrize(
    ("name", "content", "found"),
    [
        ("t.csv", b'a,b\n5" x,secret\n3,4\n', "ComputeError"),
        ("t.sav", b"", "t.sav"),
        ("t.csv", b"", "NoDataError"),
        ("t.csv", b"a,a\n1,2\n", "a"),
        ("t.csv", b"a,\n1,2\n", "2"),
        ("t.csv", b"a,b\n1,2,secret\n", "1"),
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
