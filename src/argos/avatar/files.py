"""Tables as files, in and out: CSV, Parquet and XLSX, told apart by the end of their name."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import polars as pl
from polars.exceptions import NoDataError, PolarsError
from python_calamine import CalamineError, CalamineWorkbook

from argos.avatar.typed import has_commas, typed
from argos.core.errors import UsageError
from argos.core.files import put_file
from argos.core.language import Text, same

KINDS = (".csv", ".parquet", ".xlsx")
SEPARATORS = (";", ",", "\t", "|")
SHEET = 1_048_575  # rows of a sheet of a workbook, beside its header


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a CSV file is written: by a French Excel with semicolons and decimal commas."""

    separator: str = ","
    decimal_comma: bool = False


PLAIN = Dialect()


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
            return _csv(path, missing)
        return TableFile(pl.read_parquet(path) if kind == ".parquet" else _xlsx(path, missing))
    except OSError as error:
        raise _unreadable(path, error.strerror or "?") from None
    except (PolarsError, CalamineError, ValueError) as error:
        raise _unreadable(path, type(error).__name__) from None  # its words may hold a cell


def write_table(table: pl.DataFrame, path: Path, dialect: Dialect = PLAIN) -> None:
    """Write a table, whole or not at all, as the kind that the name ends with.

    In a workbook, instants are written in UTC without a zone, since Excel has none.

    Raises:
        UsageError: another kind, or a place that cannot be written.

    """
    kind, made = kind_of(path), BytesIO()
    if kind == ".csv":
        table.write_csv(made, separator=dialect.separator, decimal_comma=dialect.decimal_comma)
    elif kind == ".parquet":
        table.write_parquet(made)
    else:
        _require_room(table, path)
        zoned = [n for n, t in table.schema.items() if isinstance(t, pl.Datetime) and t.time_zone]
        plain = pl.col(zoned).dt.convert_time_zone("UTC").dt.replace_time_zone(None)
        table.with_columns(plain if zoned else []).write_excel(made)
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


def kind_of(path: Path, kinds: Sequence[str] = KINDS) -> str:
    """Return the end of a file's name, one of those that are known.

    Raises:
        UsageError: another kind of file.

    """
    if path.suffix.lower() in kinds:
        return path.suffix.lower()
    raise UsageError(
        "AVATAR_FILE",
        expected=same(", ".join(kinds)),
        found=same(path.name),
        todo=Text("donnez un fichier d'une de ces sortes", "give a file of one of these kinds"),
    )


def _csv(path: Path, missing: Sequence[str]) -> TableFile:
    text = path.read_bytes().decode("utf-8-sig")
    first = text.split("\n", 1)[0]
    separator = max(SEPARATORS, key=first.count)
    raw = pl.read_csv(
        BytesIO(text.encode()), separator=separator, has_header=False, infer_schema=False,
        null_values=["", *missing],
    )  # fmt: skip
    _require_names(path, raw.row(0))
    cells = raw.slice(1).rename(dict(zip(raw.columns, raw.row(0), strict=True)))
    comma = separator != ","
    columns = [typed(column, comma=comma) for column in cells.iter_columns()]
    commas = comma and any(has_commas(column) for column in cells.iter_columns())
    return TableFile(pl.DataFrame(columns), Dialect(separator, commas))


def _xlsx(path: Path, missing: Sequence[str]) -> pl.DataFrame:
    rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
    if not rows:
        raise NoDataError
    names = [str(name) for name in rows[0]]
    _require_names(path, names)
    gone = {"", *missing}
    columns = [
        [None if isinstance(cell, str) and cell in gone else cell for cell in cells]
        for cells in zip(*rows[1:], strict=True)
    ] or [[] for _ in names]
    return pl.DataFrame([_column(n, cells) for n, cells in zip(names, columns, strict=True)])


def _column(name: str, cells: list[object]) -> pl.Series:
    """Return a column; a workbook has no integers, so numbers without decimals become such."""
    column = pl.Series(name, cells, strict=False)
    if column.dtype == pl.Float64 and column.drop_nulls().round().equals(column.drop_nulls()):
        return column.cast(pl.Int64, strict=False)
    return column


def _require_names(path: Path, names: Sequence[str | None]) -> None:
    """Refuse a first line without a name for every column, each of its own."""
    empty = sum(1 for name in names if not name)
    twice = sorted({name for name, n in Counter(filter(None, names)).items() if n > 1})
    if empty or twice:
        raise UsageError(
            "AVATAR_FILE",
            expected=Text("un nom par colonne en première ligne", "a name a column, on line one"),
            found=Text(f"{empty} sans nom, en double : {', '.join(twice) or '0'}",
                       f"{empty} without one, twice: {', '.join(twice) or '0'}"),
            todo=same(f"→ {path.name}"),
        )  # fmt: skip


def _require_room(table: pl.DataFrame, path: Path) -> None:
    if table.height > SHEET:
        raise UsageError(
            "AVATAR_FILE",
            expected=Text(
                f"{SHEET} lignes au plus dans un classeur", f"a workbook of {SHEET} rows"
            ),
            found=same(f"{table.height}"),
            todo=same(f"{path.stem}.parquet, {path.stem}.csv"),
        )


def _unreadable(path: Path, why: str) -> UsageError:
    return UsageError(
        "AVATAR_FILE",
        expected=Text("une table lisible", "a table that can be read"),
        found=same(f"{path.name}: {why}"),
        todo=Text("vérifiez le fichier ; CSV en UTF-8", "check the file; CSV as UTF-8"),
    )
