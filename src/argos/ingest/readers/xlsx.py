"""XLSX workbooks: several sheets, each of one place level, cells typed as the day's export chose.

Cells become the strings that the CSV of the same day would hold, up to two ways of writing one
number, which typing makes equal.
"""

import io
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

import polars as pl
from python_calamine import (
    CalamineError,
    CalamineWorkbook,
    PasswordError,
    WorksheetNotFound,
    XmlError,
    ZipError,
)

from argos.core.contract import Contract
from argos.core.errors import FileRefused
from argos.core.language import Text
from argos.core.reasons import reason
from argos.core.receipt import Reason
from argos.ingest.readers.header import Header, match, refusal
from argos.ingest.readers.raw import Raw, no_rejects, without_padding
from argos.ingest.readers.xlsx_size import check_size

ZIP = b"PK\x03\x04"
EXACT = 2**53  # above, a float is no longer every whole number
DEFECTS = (CalamineError, ZipError, XmlError, PasswordError, WorksheetNotFound, OSError, ValueError)
Cell = int | float | str | bool | time | date | datetime | timedelta


@dataclass(frozen=True)
class Sheet:
    """One sheet: its name, its rows from the first of the sheet, and where its header stands."""

    name: str
    rows: list[list[Cell]]
    at: int
    header: Header


def recognises(data: bytes) -> bool:
    """Tell whether the bytes are a zip archive, as every XLSX workbook is."""
    return data.startswith(ZIP)


def read(data: bytes, contract: Contract) -> Raw:
    """Read an XLSX workbook.

    Raises:
        FileRefused: with every reason, of all sheets.

    """
    check_size(data, contract.file.max_bytes)
    tables = _tables(data, contract)
    reasons = _sheet_defects(list(tables), contract)
    sheets = [
        _sheet(name, rows, contract) for name, rows in tables.items() if _is_wanted(name, contract)
    ]
    reasons += [why for sheet in sheets for why in _header_defects(sheet, contract)]
    if reasons:
        raise FileRefused(reasons)
    return _together(sheets, contract)


def text_of(cell: Cell) -> str:
    """Return a cell as the CSV of the same table would write it.

    >>> text_of(7.0), text_of(True), text_of(date(2020, 4, 12))
    ('7', 'true', '2020-04-12')
    """
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return str(cell).lower()
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < EXACT:
        return str(int(cell))
    if isinstance(cell, datetime) and cell.time() == time():
        return cell.date().isoformat()
    if isinstance(cell, (date, time)):
        return cell.isoformat()
    return str(cell)


def _tables(data: bytes, contract: Contract) -> dict[str, list[list[Cell]]]:
    """Return the rows of each sheet that is not ignored and holds something."""
    ignored = {_fold(name) for name in contract.file.ignored_sheets}
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
        tables = {
            name: workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)
            for name in workbook.sheet_names
            if _fold(name) not in ignored
        }
    except DEFECTS:
        raise FileRefused([reason("UNREADABLE", expected="XLSX")]) from None
    return {name: rows for name, rows in tables.items() if any(map(_filled, rows))}


def _sheet_defects(names: list[str], contract: Contract) -> list[Reason]:
    """Tell which sheets the contract does not name, and whether none of its own is there."""
    if not names:
        return [reason("EMPTY")]
    if contract.file.sheets is None:
        return []
    named = ", ".join(contract.file.sheets)
    strange = [name for name in names if not _is_wanted(name, contract)]
    missing = [] if len(strange) < len(names) else [reason("MISSING_SHEET", expected=named)]
    return [reason("UNKNOWN_SHEET", expected=named, found=name) for name in strange] + missing


def _is_wanted(name: str, contract: Contract) -> bool:
    sheets = contract.file.sheets
    return sheets is None or _fold(name) in map(_fold, sheets)


def _sheet(name: str, rows: list[list[Cell]], contract: Contract) -> Sheet:
    """Match the sheet's header, which is its first row that holds something."""
    at = next(index for index, row in enumerate(rows) if _filled(row))
    return Sheet(name, rows, at, match([text_of(cell) for cell in rows[at]], contract))


def _header_defects(sheet: Sheet, contract: Contract) -> list[Reason]:
    if not sheet.header.reasons:
        return []
    named = Text(f"feuille {sheet.name}", f"sheet {sheet.name}")
    return [replace(why, found=why.found or str(named)) for why in refusal(sheet.header, contract)]


def _together(sheets: list[Sheet], contract: Contract) -> Raw:
    frame = pl.concat([_frame(sheet, contract) for sheet in sheets])
    if frame.is_empty():
        raise FileRefused([reason("EMPTY")])
    levels = tuple(dict.fromkeys(level for sheet in sheets for level in sheet.header.levels))
    return Raw(frame, levels, no_rejects())


def _frame(sheet: Sheet, contract: Contract) -> pl.DataFrame:
    """Return the rows under the header as strings, by the contract's names."""
    body = sheet.rows[sheet.at + 1 :]
    cells = zip(*body, strict=True) if body else [()] * len(sheet.header.fields)
    columns = [pl.Series(list(map(text_of, column)), dtype=pl.String) for column in cells]
    first = sheet.at + 2  # rows are counted from 1, and the header is one of them
    numbered = sheet.header.frame(columns, contract).with_columns(
        pl.int_range(first, first + len(body), dtype=pl.UInt32, eager=True).alias("row"),
        pl.lit(sheet.name).alias("sheet"),
    )
    return without_padding(numbered, contract.file.missing_values)


def _filled(row: list[Cell]) -> bool:
    return any(cell != "" for cell in row)


def _fold(name: str) -> str:
    return name.strip().casefold()
