"""CSV, as the contract allows it: encoding, delimiter, quotes, comment lines, ragged lines.

Polars parses what is regular, which is all of most files. A line with a quote in an unusual place
is cut by the standard library, one by one; a line that cannot be cut into as many columns as the
header is set aside (WRONG_WIDTH) and the others are read.
"""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from argos.core.contract import Contract
from argos.core.errors import FileRefused
from argos.core.language import Text
from argos.core.reasons import reason
from argos.ingest.readers.encoding import readings
from argos.ingest.readers.header import Header, match, refusal
from argos.ingest.readers.raw import Raw, without_padding

LONGEST_RECORD = 100  # lines that one quoted value may span
NAMES = {",": "','", ";": "';'", "\t": "TAB", "|": "'|'"}
_ESCAPED = {",": ",", ";": ";", "\t": "\\t", "|": "\\|"}


@dataclass(frozen=True)
class Layout:
    """How a text is laid out: its delimiter, its header, and where that stands."""

    encoding: str
    delimiter: str
    header: Header
    line: int
    lines: pl.DataFrame

    @property
    def width(self) -> int:
        """How many columns each line has."""
        return len(self.header.fields)


def recognises(data: bytes) -> bool:
    """Tell whether the bytes may be CSV: any text may; other readers are asked first."""
    return bool(data)


def read(data: bytes, contract: Contract) -> Raw:
    """Read a CSV file.

    Raises:
        FileRefused: with every reason.

    """
    layout = _decide(data, contract)
    body = layout.lines.filter((pl.col("row") > layout.line) & (pl.col("line") != ""))
    cells, rejected = _cut(body, layout)
    named = layout.header.frame(cells.drop("row").get_columns(), contract)
    frame = without_padding(
        named.with_columns(cells["row"], pl.lit(None, pl.String).alias("sheet")),
        contract.file.missing_values,
    )
    if frame.is_empty() and rejected.is_empty():
        raise FileRefused([reason("EMPTY")])
    return Raw(frame, layout.header.levels, rejected)


def _decide(data: bytes, contract: Contract) -> Layout:
    """Choose among the encodings and delimiters that the contract allows; the header must fit."""
    layouts = [
        _layout(reading.encoding, lines, delimiter, contract)
        for reading in readings(data, contract.file)
        for lines in [_lines(reading.text)]
        for delimiter in contract.file.delimiters
    ]
    fitting = [layout for layout in layouts if not layout.header.reasons]
    if len(fitting) > 1:
        choices = ", ".join(f"{x.encoding} + {NAMES[x.delimiter]}" for x in fitting)
        one = Text("une seule lecture possible", "one possible reading")
        raise FileRefused([reason("CANNOT_DECIDE", expected=one, found=choices)])
    if fitting:
        return fitting[0]
    raise FileRefused(refusal(max((x.header for x in layouts), key=lambda h: h.known), contract))


def _layout(encoding: str, lines: pl.DataFrame, delimiter: str, contract: Contract) -> Layout:
    """Cut the header, which is the first line that is neither blank nor a comment."""
    prefix = contract.file.comment_prefix
    line = pl.col("line")
    skipped = line.str.strip_chars() == ""
    if prefix:
        skipped |= line.str.starts_with(prefix)
    first = lines.lazy().filter(~skipped).head(1).collect(engine="in-memory")
    if first.is_empty():
        raise FileRefused([reason("EMPTY")])
    names = _cut_one([first["line"][0]], delimiter)
    header = match(names[0] if names else [], contract)
    return Layout(encoding, delimiter, header, first["row"][0], lines)


def _lines(text: bytes) -> pl.DataFrame:
    """Return the lines with their numbers, from 1: columns ``row``, ``line``."""
    return pl.read_lines(io.BytesIO(text), row_index_name="row", row_index_offset=1)


def _cut(body: pl.DataFrame, layout: Layout) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Cut lines into columns: ``row`` then the cells, and the lines set aside."""
    marked = body.with_columns(
        regular=_is_regular(layout.delimiter), width=_width(layout.delimiter)
    )
    if marked["regular"].all():
        odd, aside, taken = _no_cells(layout.width), list[int](), set[int]()
    else:
        odd, aside, taken = _cut_irregular(marked, layout)
    lines = marked.filter(pl.col("regular"))
    if taken:
        lines = lines.filter(
            ~pl.col("row").is_in(pl.Series(list(taken), dtype=pl.UInt32).implode())
        )
    fits = pl.col("width") == layout.width
    ragged = lines.filter(~fits)["row"].to_list()
    cells = pl.concat([_parse(lines.filter(fits), layout), odd])
    return cells.sort("row") if odd.height else cells, _wrong_width(aside + ragged)


def _is_regular(delimiter: str) -> pl.Expr:
    """Whether quotes only enclose whole values, doubled inside, and are closed on the line."""
    d = _ESCAPED[delimiter]
    value = rf'(?:"(?:[^"]|"")*"|[^"{d}]*)'
    line = pl.col("line")
    return ~line.str.contains('"', literal=True) | line.str.contains(f"^{value}(?:{d}{value})*$")


def _width(delimiter: str) -> pl.Expr:
    """How many values a regular line holds."""
    line = pl.col("line")
    quoted = line.str.contains('"', literal=True)
    bare = pl.when(quoted).then(line.str.replace_all('"[^"]*"', "")).otherwise(line)
    return bare.str.count_matches(delimiter, literal=True) + 1


def _parse(lines: pl.DataFrame, layout: Layout) -> pl.DataFrame:
    """Parse lines that are regular and of the right width."""
    if lines.is_empty():
        return _no_cells(layout.width)
    text = lines["line"].str.join("\n")[0].encode()
    cells = pl.read_csv(
        io.BytesIO(text),
        separator=layout.delimiter,
        has_header=False,
        infer_schema=False,
        new_columns=_names(layout.width),
        quote_char='"' if b'"' in text else None,
    )
    return cells.select(lines["row"], pl.all())


def _cut_irregular(
    marked: pl.DataFrame, layout: Layout
) -> tuple[pl.DataFrame, list[int], set[int]]:
    """Cut the other lines one by one; a value may go on over the following lines.

    Returns the cells, the lines set aside, and the regular lines that were part of such a value.
    """
    numbers, lines = marked["row"], marked["line"]
    cells: list[tuple[int, list[str]]] = []
    aside: list[int] = []
    taken: set[int] = set()
    for at in marked["regular"].not_().arg_true().to_list():
        if numbers[at] in taken:
            continue
        found = _cut_one(lines.slice(at, LONGEST_RECORD).to_list(), layout.delimiter)
        if found is None or len(found[0]) != layout.width:
            aside.append(numbers[at])
            continue
        cells.append((numbers[at], found[0]))
        taken.update(numbers.slice(at + 1, found[1] - 1).to_list())
    columns = zip(*(record for _, record in cells), strict=True) if cells else [()] * layout.width
    frame = {"row": [row for row, _ in cells]} | dict(
        zip(_names(layout.width), columns, strict=True)
    )
    return pl.DataFrame(frame, schema=_schema(layout.width)), aside, taken


def _cut_one(lines: list[str], delimiter: str) -> tuple[list[str], int] | None:
    """Cut the record that starts the lines; return its values and how many lines it took."""
    source = csv.reader(_ended(lines), delimiter=delimiter, strict=True, skipinitialspace=True)
    try:
        return next(source), source.line_num
    except (csv.Error, StopIteration):
        return None


def _ended(lines: list[str]) -> Iterator[str]:
    return (f"{line}\n" for line in lines)


def _names(width: int) -> list[str]:
    return [f"column_{i}" for i in range(width)]


def _schema(width: int) -> dict[str, type[pl.DataType]]:
    return {"row": pl.UInt32} | dict.fromkeys(_names(width), pl.String)


def _no_cells(width: int) -> pl.DataFrame:
    return pl.DataFrame(schema=_schema(width))


def _wrong_width(rows: list[int]) -> pl.DataFrame:
    faults = pl.DataFrame({"row": sorted(rows)}, schema={"row": pl.UInt32})
    return faults.select(
        "row",
        sheet=pl.lit(None, pl.String),
        column=pl.lit(None, pl.String),
        code=pl.lit("WRONG_WIDTH"),
    )
