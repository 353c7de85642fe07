"""What every reader makes of a file, and what a reader is."""

from dataclasses import dataclass
from typing import Protocol

import polars as pl

from argos.core.contract import Contract, Level

# One line per fault: the row (and sheet) of the file, the contract's field, the code of
# ``core.reasons``. Never a value.
REJECTED = pl.Schema({"row": pl.UInt32, "sheet": pl.String, "column": pl.String, "code": pl.String})
PLACE_IN_FILE = ("row", "sheet")


@dataclass(frozen=True)
class Raw:
    """The rows of a file as it wrote them.

    Attributes:
        frame: one String column per field of the contract that is not dropped, by the contract's
            names, null where the file has no value or an optional column is absent; ``row``
            (UInt32, as a person counts lines of the file or rows of the sheet, from 1) and
            ``sheet`` (null outside workbooks).
        levels: the levels of the place columns that are there.
        rejected: rows that could not be cut into columns (columns of ``REJECTED``).

    """

    frame: pl.DataFrame
    levels: tuple[Level, ...]
    rejected: pl.DataFrame

    @property
    def rows_read(self) -> int:
        """How many rows the file holds, those that could not be cut included."""
        return self.frame.height + self.rejected.height


class Reader(Protocol):
    """A module that reads one format."""

    def recognises(self, data: bytes) -> bool:
        """Tell whether the bytes are of this format."""
        ...

    def read(self, data: bytes, contract: Contract) -> Raw:
        """Read the bytes; ``FileRefused`` with every reason."""
        ...


def no_rejects() -> pl.DataFrame:
    """Return an empty frame of faults."""
    return pl.DataFrame(schema=REJECTED)


def without_padding(frame: pl.DataFrame, missing_values: list[str]) -> pl.DataFrame:
    """Strip spaces around values, make missing ones null, and leave out rows that hold nothing."""
    names = [name for name in frame.columns if name not in PLACE_IN_FILE]
    blank = pl.Series(["", *missing_values], dtype=pl.String).implode()
    text = pl.col(names).str.strip_chars()
    tidy = frame.with_columns(pl.when(~text.is_in(blank)).then(text).name.keep())
    return tidy.filter(pl.any_horizontal(pl.col(names).is_not_null()))
