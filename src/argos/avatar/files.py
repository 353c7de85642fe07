"""Tables as files, in and out: CSV, Parquet and XLSX, told apart by the end of their name."""

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

import polars as pl
from polars.exceptions import ComputeError, NoDataError, PolarsError
from python_calamine import CalamineError, CalamineWorkbook

from argos.core.errors import UsageError
from argos.core.files import put_file
from argos.core.language import Text, same

KINDS = (".csv", ".parquet", ".xlsx")
SEPARATORS = (";", ",", "\t", "|")
WHOLE = 100_000  # lines read before a column's type is settled


def read_table(path: Path, missing: Sequence[str] = ()) -> pl.DataFrame:
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
        if kind == ".parquet":
            return pl.read_parquet(path)
        return _csv(path.read_bytes(), missing) if kind == ".csv" else _xlsx(path, missing)
    except OSError as error:
        raise _unreadable(path, error.strerror or "?") from None
    except (ComputeError, NoDataError, PolarsError, CalamineError, UnicodeDecodeError) as error:
        raise _unreadable(path, type(error).__name__) from None  # its words may hold a cell


def write_table(table: pl.DataFrame, path: Path) -> None:
    """Write a table, whole or not at all, as the kind that the name ends with.

    Raises:
        UsageError: another kind, or a place that cannot be written.

    """
    kind, made = kind_of(path), BytesIO()
    if kind == ".csv":
        table.write_csv(made)
    elif kind == ".parquet":
        table.write_parquet(made)
    else:
        table.write_excel(made)
    put_where_told(path, made.getvalue())


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


def kind_of(path: Path) -> str:
    """Return .csv, .parquet or .xlsx.

    Raises:
        UsageError: another kind of file.

    """
    if path.suffix.lower() in KINDS:
        return path.suffix.lower()
    raise UsageError(
        "AVATAR_FILE",
        expected=same(", ".join(KINDS)),
        found=same(path.name),
        todo=Text("donnez un fichier d'une de ces sortes", "give a file of one of these kinds"),
    )


def _csv(content: bytes, missing: Sequence[str]) -> pl.DataFrame:
    text = content.decode("utf-8-sig")
    first = text.split("\n", 1)[0]
    separator = max(SEPARATORS, key=first.count)
    return pl.read_csv(
        BytesIO(text.encode()), separator=separator, null_values=["", *missing],
        try_parse_dates=True, infer_schema_length=WHOLE,
    )  # fmt: skip


def _xlsx(path: Path, missing: Sequence[str]) -> pl.DataFrame:
    rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
    if not rows:
        raise NoDataError
    gone = {"", *missing}
    columns = {
        str(name): [None if isinstance(cell, str) and cell in gone else cell for cell in cells]
        for name, *cells in zip(*rows, strict=True)
    }
    return pl.DataFrame({name: _column(name, cells) for name, cells in columns.items()})


def _column(name: str, cells: list[object]) -> pl.Series:
    """Return a column; a workbook has no integers, so numbers without decimals become such."""
    column = pl.Series(name, cells, strict=False)
    if column.dtype == pl.Float64 and column.drop_nulls().round().equals(column.drop_nulls()):
        return column.cast(pl.Int64, strict=False)
    return column


def _unreadable(path: Path, why: str) -> UsageError:
    return UsageError(
        "AVATAR_FILE",
        expected=Text("une table lisible", "a table that can be read"),
        found=same(f"{path.name}: {why}"),
        todo=Text("vérifiez le fichier ; CSV en UTF-8", "check the file; CSV as UTF-8"),
    )
