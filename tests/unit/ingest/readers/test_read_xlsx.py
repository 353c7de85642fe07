"""Workbooks: sheets, cell types, and archives made to harm."""

import io
import zipfile
from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from argos.core.contract import Contract
from argos.core.errors import FileRefused
from argos.core.receipt import Reason
from argos.ingest.readers import read_file
from argos.ingest.readers.xlsx import text_of

Write = Callable[..., Path]


def workbook(**sheets: Sequence[Sequence[Any]]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def refusal(path: Path, contract: Contract) -> list[Reason]:
    with pytest.raises(FileRefused) as refused:
        read_file(path, contract)
    return list(refused.value.reasons)


HEADER = ["dep", "jour", "nb"]


def test_cells_of_any_type_give_the_strings_of_the_csv(written: Write, small: Contract) -> None:
    rows = [
        HEADER,
        ["01", "2020-04-12", "3"],
        [1, date(2020, 4, 12), 3],
        [1.0, datetime(2020, 4, 12), 3.0],  # noqa: DTZ001 - a date cell has no zone
        ["2A", "2020-04-12", 2.5],
    ]
    raw = read_file(written(workbook(dep=rows)), small)
    assert raw.frame.select("dep", "jour", "nb").rows() == [
        ("01", "2020-04-12", "3"),
        ("1", "2020-04-12", "3"),
        ("1", "2020-04-12", "3"),
        ("2A", "2020-04-12", "2.5"),
    ]
    assert raw.frame["sheet"].unique().to_list() == ["dep"]


def test_large_whole_numbers_and_booleans_keep_their_digits() -> None:
    assert text_of(244400404.0) == "244400404"
    assert text_of(123456789012345.0) == "123456789012345"
    assert text_of(True) == "true"


def test_rows_are_counted_as_in_the_sheet(written: Write, small: Contract) -> None:
    rows = [[], HEADER, ["44", "2020-04-12", 0], [None, None, None], ["49", "2020-04-12", None]]
    raw = read_file(written(workbook(dep=rows)), small)
    assert raw.frame.select("row", "dep", "nb").rows() == [(3, "44", "0"), (5, "49", None)]


def test_each_sheet_tells_its_level(written: Write, sursaud: Contract) -> None:
    rest = ["date_de_passage", "sursaud_cl_age_corona"]
    rest += [field.name for field in sursaud.with_role("value")]
    values = ["2020-04-12", "0", *([1] * 15)]
    book = workbook(
        dep=[["dep", *rest], ["44", *values]],
        reg=[["reg", *rest], [52, *values]],
        fra=[["fra", *rest], ["FR", *values]],
    )
    raw = read_file(written(book), sursaud)
    assert raw.levels == ("dep", "reg", "fra")
    assert raw.frame.select("sheet", "dep", "reg", "fra").rows() == [
        ("dep", "44", None, None),
        ("reg", None, "52", None),
        ("fra", None, None, "FR"),
    ]


def test_sheets_of_the_contract_ignored_ones_and_strangers(written: Write, small: Contract) -> None:
    file = small.file.model_copy(update={"sheets": ["dep"], "ignored_sheets": ["Lisez-moi"]})
    contract = small.model_copy(update={"file": file})
    table = [HEADER, ["44", "2020-04-12", 1]]
    good = workbook(**{"Dep ": table, "lisez-moi": [["notes"]], "Feuil2": []})
    assert read_file(written(good), contract).rows_read == 1
    (why,) = refusal(written(workbook(dep=table, patients=[["DUPONT"]])), contract)
    assert (why.code, why.found) == ("UNKNOWN_SHEET", "patients")
    found = refusal(written(workbook(other=table)), contract)
    assert [why.code for why in found] == ["UNKNOWN_SHEET", "MISSING_SHEET"]


def test_defects_of_all_sheets_at_once(written: Write, small: Contract) -> None:
    book = workbook(a=[["dep", "jour"], ["44", 1]], b=[["dep", "nb", "x"], ["44", 1, 1]])
    found = refusal(written(book), small)
    assert {(why.code, why.column) for why in found} == {
        ("MISSING_COLUMN", "nb"),
        ("MISSING_COLUMN", "jour"),
        ("UNKNOWN_COLUMN", "x"),
    }
    assert all(why.found for why in found)


def test_an_empty_workbook(written: Write, small: Contract) -> None:
    assert [w.code for w in refusal(written(workbook(a=[])), small)] == ["EMPTY"]
    assert [w.code for w in refusal(written(workbook(a=[HEADER])), small)] == ["EMPTY"]


def test_a_truncated_workbook(written: Write, small: Contract) -> None:
    whole = workbook(dep=[HEADER, ["44", "2020-04-12", 1]])
    assert [w.code for w in refusal(written(whole[: len(whole) // 2]), small)] == ["TRUNCATED"]


def test_a_zip_that_is_no_workbook(written: Write, small: Contract) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("hello.txt", "hello")
    assert [w.code for w in refusal(written(out.getvalue()), small)] == ["UNREADABLE"]


def repacked(book: bytes, **parts: bytes) -> bytes:
    """Replace the sheet of a workbook, or add its shared strings."""
    paths = {"sheet1": "xl/worksheets/sheet1.xml", "strings": "xl/sharedStrings.xml"}
    changed = {paths[name]: content for name, content in parts.items()}
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as old, zipfile.ZipFile(out, "w", 8) as new:
        for part in old.namelist():
            if part not in changed:
                new.writestr(part, old.read(part))
        for part, content in changed.items():
            new.writestr(part, content)
    return out.getvalue()


SHEET = (
    b'<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/'
    b'spreadsheetml/2006/main"><sheetData>%s</sheetData></worksheet>'
)


@pytest.fixture
def one_sheet() -> bytes:
    return workbook(dep=[HEADER, ["44", "2020-04-12", 1]])


def test_a_bomb_of_zeros(written: Write, small: Contract, one_sheet: bytes) -> None:
    bomb = repacked(one_sheet, sheet1=SHEET % (b" " * 60_000_000))
    assert len(bomb) < 100_000
    assert [w.code for w in refusal(written(bomb), small)] == ["TOO_LARGE"]


def test_a_bomb_of_one_far_cell(written: Write, small: Contract, one_sheet: bytes) -> None:
    near = b'<row r="1"><c r="A1"><v>1</v></c></row>'
    cells = near + b'<row r="1048576"><c s="1" r="XFD1048576"><v>1</v></c></row>'
    bomb = repacked(one_sheet, sheet1=SHEET % cells)
    assert [w.code for w in refusal(written(bomb), small)] == ["TOO_LARGE"]


def test_a_bomb_of_one_shared_text(written: Write, small: Contract, one_sheet: bytes) -> None:
    text = (
        b'<?xml version="1.0"?><sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/'
        b'main"><si><t>' + b"x" * 1_000_000 + b"</t></si></sst>"
    )
    cells = b"".join(
        b'<row r="%d"><c r="A%d" t="s"><v>0</v></c></row>' % (n, n) for n in range(1, 999)
    )
    bomb = repacked(one_sheet, sheet1=SHEET % cells, strings=text)
    assert [w.code for w in refusal(written(bomb), small)] == ["TOO_LARGE"]


@pytest.mark.parametrize(
    ("cell", "codes"),
    [
        (b'<c r="C2"><f>1+1</f><v></v></c>', ["CELLS_WITHOUT_VALUE"]),
        (b'<c r="C2" s="1"><f t="shared" si="0"/></c>', ["CELLS_WITHOUT_VALUE"]),
        (b'<c r="C2" t="e"><v>#REF!</v></c>', ["CELLS_WITHOUT_VALUE"]),
        (b'<c r="C2"><f>1+1</f><v>2</v></c>', []),
        (b'<c r="C2" t="str"><f>IF(TRUE,"")</f><v></v></c>', []),
        (b'<c r="C2"/>', []),
    ],
)
def test_an_error_or_a_formula_without_value_is_no_blank(
    written: Write, small: Contract, one_sheet: bytes, cell: bytes, codes: list[str]
) -> None:
    def text(name: bytes, value: bytes) -> bytes:
        return b'<c r="%s" t="inlineStr"><is><t>%s</t></is></c>' % (name, value)

    names = b"".join(text(b"ABC"[i : i + 1] + b"1", n.encode()) for i, n in enumerate(HEADER))
    values = text(b"A2", b"44") + text(b"B2", b"2020-04-12") + cell
    rows = b'<row r="1">%s</row><row r="2">%s</row>' % (names, values)
    path = written(repacked(one_sheet, sheet1=SHEET % rows))
    if codes:
        assert [why.code for why in refusal(path, small)] == codes
    else:
        assert read_file(path, small).rows_read == 1
