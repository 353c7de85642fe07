"""The catalogue of reasons: why a row is rejected, a file refused, what a partner should know.

The sentences are in ``data/reasons.toml``; docs/reference/reasons.md is made from them.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Literal

from argos.core.language import Text
from argos.core.receipt import Reason

Applies = Literal["row", "file", "notice"]


@dataclass(frozen=True, slots=True)
class Entry:
    """One code of the catalogue.

    Attributes:
        code: stable, in capitals.
        applies: what it is about: a rejected row, a refused file, or a notice beside a success.
        means: what happened.
        todo: what the partner can do.

    """

    code: str
    applies: Applies
    means: Text
    todo: Text


@cache
def catalogue() -> Mapping[str, Entry]:
    """Return every known code, in the order of the file: rows, then files, then notices."""
    text = files("argos.core").joinpath("data/reasons.toml").read_text("utf-8")
    entries = {
        code: Entry(code, entry["applies"], Text(**entry["means"]), Text(**entry["todo"]))
        for code, entry in tomllib.loads(text).items()
    }
    return MappingProxyType(entries)


def reason(
    code: str,
    column: str | None = None,
    rows: int = 0,
    *,
    expected: Text | str = "",
    found: Text | str = "",
) -> Reason:
    """Make the reason that a receipt shows, in the reader's language.

    Args:
        code: a code of the catalogue.
        column: the column concerned, if any.
        rows: how many rows of the file it concerns; 0 for the file as a whole.
        expected: what the contract wants.
        found: what was there; never a value of a person's row.

    Raises:
        KeyError: the code is not in the catalogue; every code has its sentences there.

    """
    todo = str(catalogue()[code].todo)
    return Reason(code, column, rows, str(expected), str(found), todo)
