"""The first sheet of an XLSX workbook, in and out: its cells as a CSV file would have them.

A cell of a workbook has a type of its own, so that a column can have several: numbers beside
numbers kept as text, dates beside dates typed as words. Such a column is read as the text that a
CSV of the same sheet would hold, and has the type that all of that has.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import polars as pl
from polars.exceptions import NoDataError
from python_calamine import CalamineWorkbook
from xlsxwriter import Workbook

from argos.avatar.errors import bad_file
from argos.avatar.header import require_names
from argos.avatar.typed import typed
from argos.core.language import Text, same

SHEET = 1_048_575  # rows of a sheet, beside its header
KINDS = {
    bool: Text("vrai ou faux", "true or false"),
    float: Text("nombres", "numbers"),
    date: Text("dates", "dates"),
    datetime: Text("instants", "moments"),
    str: Text("textes", "texts"),
}


def from_workbook(path: Path, missing: Sequence[str] = ()) -> pl.DataFrame:
    """Return the table of the first sheet, the first line holding the names.

    Raises:
        UsageError: names that are missing or repeat; a column of several types, with dates or
            truths among them, that are not those of one text.
        CalamineError, PolarsError: no such workbook, an empty sheet.

    """
    rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
    if not rows:
        raise NoDataError
    names = [_text(name) for name in rows[0]]
    require_names(names)
    gone = {"", *missing}
    columns = zip(*rows[1:], strict=True) if len(rows) > 1 else ([] for _ in names)
    return pl.DataFrame(
        [
            _column(name, [None if _text(cell) in gone else cell for cell in cells], place)
            for place, (name, cells) in enumerate(zip(names, columns, strict=True), 1)
        ]
    )


def _column(name: str, cells: Sequence[Any], place: int) -> pl.Series:
    kinds = Counter(_kind(cell) for cell in cells if cell is not None)
    if not kinds:
        return pl.Series(name, cells, dtype=pl.String)
    if set(kinds) == {float}:
        return _numbers(name, cells)
    if set(kinds) == {date, datetime}:  # midnight is told as a date
        return pl.Series(name, cells, dtype=pl.Datetime("us"), strict=False)
    if len(kinds) == 1 and str not in kinds:
        return pl.Series(name, cells)
    return _of_words(name, cells, kinds, place)


def _of_words(name: str, cells: Sequence[Any], kinds: Counter[type], place: int) -> pl.Series:
    """Return the column that a CSV file of the cells would be, with one decimal mark or other."""
    for mark in (".", ","):
        words = [cell if cell is None else _text(cell, mark) for cell in cells]
        made = typed(pl.Series(name, words, dtype=pl.String), comma=True)
        if made.dtype != pl.String:
            return made
    if not set(kinds) <= {float, str}:
        raise _mixed(kinds, place)
    return pl.Series(name, [cell if cell is None else _text(cell) for cell in cells])


def _kind(cell: Any) -> type:
    return float if type(cell) is int else type(cell)


def _text(cell: Any, mark: str = ".") -> str:
    """Return a cell as a CSV file would hold it."""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    return str(cell).replace(".", mark) if isinstance(cell, float) else str(cell)


def _numbers(name: str, cells: Sequence[Any]) -> pl.Series:
    """Return numbers; a workbook has no integers, so those without decimals become such."""
    column = pl.Series(name, cells, dtype=pl.Float64, strict=False)
    whole = column.cast(pl.Int64, strict=False)
    same_ones = whole.cast(pl.Float64).equals(column)
    return whole if same_ones else column


def _mixed(kinds: Counter[type], place: int) -> Exception:
    told = [(n, KINDS.get(kind, same(kind.__name__))) for kind, n in kinds.most_common()]
    return bad_file(
        Text(f"colonne {place} : des cellules d'un seul type", f"column {place}: cells of one "
             "type"),
        Text(", ".join(f"{n} {kind.fr}" for n, kind in told),
             ", ".join(f"{n} {kind.en}" for n, kind in told)),
        Text("donnez un seul type à la colonne, ou déclarez ce qu'est un manque (missing)",
             "give the column one type, or declare what a gap is written as (missing)"),
    )  # fmt: skip


def to_workbook(table: pl.DataFrame) -> bytes:
    """Return a table as a workbook in which no cell is a formula or a link.

    Instants are written in UTC without a zone, since Excel has none.

    Raises:
        UsageError: what a sheet cannot hold: see `require_room`.

    """
    require_room(table)
    zoned = [n for n, t in table.schema.items() if isinstance(t, pl.Datetime) and t.time_zone]
    plain = pl.col(zoned).dt.convert_time_zone("UTC").dt.replace_time_zone(None)
    made = BytesIO()
    as_words = {"strings_to_formulas": False, "strings_to_urls": False}
    with Workbook(made, {**as_words, "nan_inf_to_errors": True}) as book:
        table.with_columns(plain if zoned else []).write_excel(book)
    return made.getvalue()


def require_room(table: pl.DataFrame) -> None:
    """Refuse what a sheet cannot hold: too many rows, names that differ by their case alone.

    Raises:
        UsageError: one of these.

    """
    todo = Text("donnez un nom en .parquet ou .csv", "give a name in .parquet or .csv")
    if table.height > SHEET:
        raise bad_file(
            Text(f"{SHEET} lignes au plus dans un classeur", f"a workbook of {SHEET} rows"),
            same(f"{table.height}"), todo,
        )  # fmt: skip
    alike = table.width - len({name.casefold() for name in table.columns})
    if alike:
        raise bad_file(
            Text("des noms qui diffèrent par plus que la casse", "names that differ by more than "
                 "their case"),
            same(f"{alike}"), todo,
        )  # fmt: skip
