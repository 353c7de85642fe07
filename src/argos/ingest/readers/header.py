"""Which field of the contract each column of a file is."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from unicodedata import normalize

import polars as pl

from argos.core.contract import Contract, FieldOf, Level
from argos.core.errors import FileRefused
from argos.core.language import Text
from argos.core.reasons import reason
from argos.core.receipt import Reason

MOST_NAMES = 50  # unknown columns that a receipt names
LONGEST_NAME = 60  # what a message shows of a column's name


@dataclass(frozen=True)
class Header:
    """The columns of a table, matched with the contract.

    Attributes:
        fields: for each column the contract's field, or None for a nameless one.
        levels: the levels of the place columns.
        reasons: why the table is refused; empty if it is not.
        known: how many columns are the contract's.

    """

    fields: tuple[FieldOf | None, ...]
    levels: tuple[Level, ...]
    reasons: tuple[Reason, ...]
    known: int

    def frame(self, columns: Sequence[pl.Series], contract: Contract) -> pl.DataFrame:
        """Name the columns as the contract does; dropped ones go, absent ones come as null.

        Raises:
            FileRefused: a column without a name holds values.

        """
        nameless = (c for f, c in zip(self.fields, columns, strict=True) if f is None)
        if any(c.str.strip_chars().str.len_bytes().sum() for c in nameless):
            raise FileRefused([reason("UNKNOWN_COLUMN", "")])
        kept = [
            column.alias(field.name)
            for field, column in zip(self.fields, columns, strict=True)
            if field is not None and field.role != "drop"
        ]
        here = {column.name for column in kept}
        names = [f.name for f in contract.fields if f.role != "drop"]
        absent = [pl.lit(None, pl.String).alias(name) for name in names if name not in here]
        return pl.DataFrame(kept).with_columns(absent).select(names)


def match(names: Sequence[str], contract: Contract) -> Header:
    """Match column names with the contract's fields, whatever their case and spaces.

    Every defect is told at once; ``refusal`` says which of them may be shown.
    """
    spellings = {
        fold(name): field for field in contract.fields for name in (field.name, *field.aliases)
    }
    folded = [fold(name) for name in names]
    fields = tuple(spellings.get(name) for name in folded)
    found = [field for field in fields if field is not None]
    places = [field for field in found if field.role == "place"]
    strange = dict.fromkeys(n for n, f in zip(names, fields, strict=True) if not f and fold(n))
    doubled = _doubled(found)
    known = len({field.name for field in found})
    reasons = (
        *_missing(contract, found),
        *_place_defects(contract, places),
        *(reason("DOUBLED_COLUMN", name) for name in doubled),
        *_unknown(list(strange)),
    )
    levels = tuple(dict.fromkeys(field.level for field in places if field.level is not None))
    return Header(fields, levels, reasons, known)


def refusal(header: Header, contract: Contract) -> tuple[Reason, ...]:
    """Return why a table with this header is refused.

    Where no column at all is known, what was read is not a header, and none of it is shown.
    """
    if header.known:
        return header.reasons
    names = ", ".join(field.name for field in contract.fields)
    expected = Text(f"un en-tête avec {names}", f"a header with {names}")
    return (reason("UNREADABLE", expected=expected),)


def fold(name: str) -> str:
    """Return a column name as it is compared: without case, spaces around, or quotes."""
    return normalize("NFC", name).replace("\ufeff", "").strip().strip("\"'").strip().casefold()


def place_fields(contract: Contract) -> list[FieldOf]:
    """Return the place fields; several are alternatives, of which a table has exactly one."""
    return contract.with_role("place")


def _missing(contract: Contract, found: list[FieldOf]) -> list[Reason]:
    alternatives = place_fields(contract) if len(place_fields(contract)) > 1 else []
    return [
        reason("MISSING_COLUMN", field.name, expected=_spelled(field))
        for field in contract.fields
        if not field.may_be_absent and field not in found and field not in alternatives
    ]


def _place_defects(contract: Contract, present: list[FieldOf]) -> list[Reason]:
    alternatives = place_fields(contract)
    if len(alternatives) < 2:
        return []
    names = ", ".join(field.name for field in alternatives)
    if not present:
        return [reason("NO_PLACE_COLUMN", expected=names)]
    several = {field.name for field in present}
    if len(several) > 1:
        found = ", ".join(sorted(several))
        one = Text(f"une seule colonne parmi {names}", f"one column among {names}")
        return [reason("CANNOT_DECIDE", expected=one, found=found)]
    return []


def _doubled(found: list[FieldOf]) -> list[str]:
    return [name for name, times in Counter(field.name for field in found).items() if times > 1]


def _unknown(names: list[str]) -> Iterator[Reason]:
    """Name the columns that the contract does not, the first ones of very many."""
    for name in names[:MOST_NAMES]:
        shown = "".join(c for c in name.strip() if c.isprintable())[:LONGEST_NAME]
        yield reason("UNKNOWN_COLUMN", shown)
    if len(names) > MOST_NAMES:
        yield reason("UNKNOWN_COLUMN", "…", found=f"+{len(names) - MOST_NAMES}")


def _spelled(field: FieldOf) -> str:
    return " / ".join((field.name, *field.aliases))
