"""Tables as files, in and out: CSV, Parquet and XLSX, told apart by the end of their name."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import polars as pl
from polars.exceptions import PolarsError
from python_calamine import CalamineError

from argos.avatar.csv_text import PLAIN, Dialect, from_csv, to_csv
from argos.avatar.errors import bad_file
from argos.avatar.workbook import from_workbook, require_room, to_workbook
from argos.core.errors import UsageError
from argos.core.files import put_file
from argos.core.language import Text, same

KINDS = (".csv", ".parquet", ".xlsx")


@dataclass(frozen=True, slots=True)
class TableFile:
    """A table and how its file was written, so that what comes of it is written alike."""

    table: pl.DataFrame
    dialect: Dialect = PLAIN


def read_table(path: Path, missing: Sequence[str] = ()) -> TableFile:
    """Return the table of a file, each column with the type that all its cells have.

    Args:
        path: .csv (UTF-8; the separator is the most frequent of `; , tab |` in the first line),
            .parquet, or .xlsx (its first sheet, the first line holding the names).
        missing: what a missing value is written as, beside an empty cell.

    Raises:
        UsageError: another kind of file, or one that cannot be read.

    """
    kind = kind_of(path)
    try:
        if kind == ".csv":
            return TableFile(*from_csv(path.read_bytes().decode("utf-8-sig"), missing))
        return TableFile(
            pl.read_parquet(path) if kind == ".parquet" else from_workbook(path, missing)
        )
    except OSError as error:
        raise _unreadable(path, error.strerror or "?") from None
    except (PolarsError, CalamineError, csv.Error, ValueError) as error:
        raise _unreadable(path, type(error).__name__) from None  # its words may hold a cell


def write_table(table: pl.DataFrame, path: Path, dialect: Dialect = PLAIN) -> None:
    """Write a table, whole or not at all, as the kind that the name ends with.

    In a CSV, what a spreadsheet would run as a formula gets an apostrophe before it (`csv_text`).
    In a workbook, instants are written in UTC without a zone, since Excel has none.

    Raises:
        UsageError: another kind, what it cannot hold, or a place that cannot be written.

    """
    kind = kind_of(path)
    if kind == ".csv":
        content = to_csv(table, dialect)
    elif kind == ".xlsx":
        content = to_workbook(table)
    else:
        made = BytesIO()
        table.write_parquet(made)
        content = made.getvalue()
    put_where_told(path, content)


def require_fits(table: pl.DataFrame, path: Path) -> None:
    """Refuse a table that a kind of file cannot hold, before minutes of work.

    Raises:
        UsageError: another kind; too many rows, or names that are not told apart there.

    """
    if kind_of(path) == ".xlsx":
        require_room(table)


def put_where_told(path: Path, content: bytes) -> None:
    """Write what a command was told to write.

    Raises:
        UsageError: it cannot be written there.

    """
    try:
        put_file(path, content)
    except OSError as error:
        raise UsageError(
            "CANNOT_WRITE",
            expected=Text("un fichier où écrire", "a file to write to"),
            found=same(f"{path}: {error.strerror}"),
            todo=Text("donnez un autre chemin", "give another path"),
        ) from None


def kind_of(path: Path, kinds: Sequence[str] = KINDS) -> str:
    """Return the end of a file's name, one of those that are known.

    Raises:
        UsageError: another kind of file.

    """
    if path.suffix.lower() in kinds:
        return path.suffix.lower()
    raise bad_file(
        same(", ".join(kinds)),
        same(path.name),
        Text("donnez un fichier d'une de ces sortes", "give a file of one of these kinds"),
    )


def _unreadable(path: Path, why: str) -> UsageError:
    return bad_file(
        Text("une table lisible", "a table that can be read"),
        same(f"{path.name}: {why}"),
        Text("vérifiez le fichier ; CSV en UTF-8", "check the file; CSV as UTF-8"),
    )
