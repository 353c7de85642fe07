"""The text of a CSV file, in and out: separator, decimal mark, types, and what a program would run.

A spreadsheet takes a cell that begins as a formula for one, and runs it. A table of people may hold
such a cell because someone put it there, so in a CSV it is written behind an apostrophe, as OWASP
says: https://owasp.org/www-community/attacks/CSV_Injection. A sign alone or before one number is
left: it is a result (`+`, `-`, `-5`), and runs nothing.
"""

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO, StringIO

import polars as pl
from polars import selectors

from argos.avatar.errors import bad_file
from argos.avatar.header import require_names
from argos.avatar.typed import has_commas, typed
from argos.core.language import Text

SEPARATORS = (";", ",", "\t", "|")
QUOTED = re.compile(r'"[^"]*"')
BEGINNING = 1 << 16  # letters among which the first line is looked for
FORMULA = r"^\s*[=@+-]|^[\t\r]"
RESULT = r"^\s*[+-]\s*(\d+([.,]\d+)?)?\s*$"


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a CSV file is written: by a French Excel with semicolons and decimal commas."""

    separator: str = ","
    decimal_comma: bool = False


PLAIN = Dialect()


def from_csv(text: str, missing: Sequence[str] = ()) -> tuple[pl.DataFrame, Dialect]:
    """Return the table of a text, each column with the type that all its cells have.

    Args:
        text: the names on the first line. The separator is the most frequent of `; , tab |` there,
            outside quotes. Empty lines at the end are left out.
        missing: what a missing value is written as, beside an empty cell.

    Raises:
        UsageError: lines of another number of cells, or names that are missing or repeat.
        PolarsError, csv.Error: quotes that end nowhere, no line at all.

    """
    first = QUOTED.sub("", text[:BEGINNING]).split("\n", 1)[0]
    separator = max(SEPARATORS, key=first.count)
    alone = not any(each in first for each in SEPARATORS)
    text = text if alone else text.rstrip("\r\n")  # of a single column, an empty line is a gap
    lines = _lines(text, separator)
    raw = pl.read_csv(
        BytesIO(text.encode()), separator=separator, has_header=False, infer_schema=False,
        null_values=["", *missing],
    )  # fmt: skip
    if raw.height != lines:
        raise bad_file(
            Text("des guillemets autour de cellules entières", "quotes around whole cells"),
            Text(f"{lines} ou {raw.height} lignes, selon eux",
                 f"{lines} or {raw.height} lines, depending on them"),
            Text("écrivez le fichier à nouveau, guillemets doublés",
                 "write the file again, with quotes doubled"),
        )  # fmt: skip
    require_names(raw.row(0))
    cells = raw.slice(1).rename(dict(zip(raw.columns, raw.row(0), strict=True)))
    comma = separator != ","
    columns = [typed(column, comma=comma) for column in cells.iter_columns()]
    commas = comma and any(has_commas(column) for column in cells.iter_columns())
    return pl.DataFrame(columns), Dialect(separator, commas)


def to_csv(table: pl.DataFrame, dialect: Dialect = PLAIN) -> bytes:
    """Return a table as a CSV text in which no cell and no name is a formula."""
    made = BytesIO()
    words = selectors.by_dtype(pl.String, pl.Categorical, pl.Enum)
    plain = table.with_columns(words.cast(pl.String))
    plain = plain.with_columns(_harmless(column) for column in plain.select(words).iter_columns())
    names = dict(zip(plain.columns, _harmless(pl.Series(plain.columns)), strict=True))
    plain.rename(names).write_csv(
        made, separator=dialect.separator, decimal_comma=dialect.decimal_comma
    )
    return made.getvalue()


def _harmless(words: pl.Series) -> pl.Series:
    formula = (words.str.contains(FORMULA) & ~words.str.contains(RESULT)).fill_null(False)
    return ("'" + words).zip_with(formula, words).alias(words.name)


def _lines(text: str, separator: str) -> int:
    """Return how many lines there are, names included; all of them with as many cells.

    Raises:
        UsageError: some have fewer or more, which would move cells to other columns or lose them.

    """
    reader = csv.reader(StringIO(text, newline=""), delimiter=separator)
    wide = len(next(reader, []))
    lines, fewer, more = 1, 0, 0
    for cells in reader:
        lines += 1
        fewer += len(cells) < wide and wide > 1
        more += len(cells) > wide
    if fewer or more:
        raise bad_file(
            Text(f"{wide} cellules par ligne, comme la première", f"{wide} cells a line, as has "
                 "the first"),
            Text(f"{fewer} lignes plus courtes, {more} plus longues",
                 f"{fewer} lines that are shorter, {more} longer"),
            Text("corrigez ces lignes, ou mettez entre guillemets les cellules qui contiennent le "
                 "séparateur",
                 "correct these lines, or quote the cells that hold the separator"),
        )  # fmt: skip
    return lines
