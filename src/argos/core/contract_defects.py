"""What a contract can have wrong, each defect with its sentences.

The sentences are in ``data/defects.toml``; docs/reference/contract.md lists them.
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from argos.core.language import Text, same


@dataclass(frozen=True, slots=True)
class Defect:
    """One thing that is wrong in a contract.

    Attributes:
        code: stable, from ``data/defects.toml``.
        where: dotted path in the file (``fields[3].level``), then its line if it is known.
        expected: what a contract must say there.
        found: what it says.
        todo: what to write.

    """

    code: str
    where: str
    expected: Text
    found: Text
    todo: Text


NOTHING = Text("rien", "nothing")


@cache
def sentences() -> Mapping[str, Mapping[str, Text]]:
    """Return ``expected`` and ``todo`` of every code of defect, in the order of the file."""
    text = files("argos.core").joinpath("data/defects.toml").read_text("utf-8")
    return MappingProxyType(
        {
            code: {part: Text(**both) for part, both in entry.items()}
            for code, entry in tomllib.loads(text).items()
        }
    )


def defect(code: str, where: str, found: Text | str = NOTHING, **values: object) -> Defect:
    """Make a defect; ``values`` fill the named places of its sentences.

    Raises:
        KeyError: the code is not in the catalogue; every code has its sentences there.

    """
    entry = sentences()[code]
    return Defect(
        code,
        where,
        expected=entry["expected"].format(**values),
        found=same(found) if isinstance(found, str) else found,
        todo=entry["todo"].format(**values),
    )


def near(word: str, known: Iterable[str]) -> str:
    """Return the known words that look most like one, or all of them if none does.

    >>> near("feilds", ["fields", "window"])
    'fields'
    """
    choices = sorted(known)
    return ", ".join(get_close_matches(word, choices, n=3, cutoff=0.6) or choices) or "-"
