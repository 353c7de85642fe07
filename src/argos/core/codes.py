"""Coded vocabularies, and the syndromes that are sets of their codes.

A code is written ``system:code`` (``cim10:U07.10``, ``loinc:94500-6``, ``hub:M03.12``,
``result:positive``, ``ward:geriatrics``). The vocabularies that Argos knows are in ``data/codes``;
a syndrome, in ``data/syndromes.toml``, is a list of patterns that are expanded to exact codes when
it is loaded. Argos keeps codes that it does not know; only a closed vocabulary refuses them.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

import polars as pl

from argos.core.errors import UsageError
from argos.core.language import Text, same


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """One coding system, or the part of it that Argos knows.

    Attributes:
        system: the prefix of its codes.
        title: what it codes.
        source: who keeps it.
        closed: whether a code outside the list is an error.
        codes: the known codes, without prefix, with their labels.

    """

    system: str
    title: Text
    source: str
    closed: bool
    codes: Mapping[str, Text]


@dataclass(frozen=True, slots=True)
class Syndrome:
    """A set of codes that are counted together.

    Attributes:
        id: stable, as indicators name it.
        label: its name.
        source: whose definition it is.
        patterns: as written: exact codes, or beginnings that end with ``*``.
        codes: every known code that the patterns designate.

    """

    id: str
    label: Text
    source: str
    patterns: tuple[str, ...]
    codes: frozenset[str]


@cache
def vocabularies() -> Mapping[str, Vocabulary]:
    """Return the known vocabularies by system."""
    folder = files("argos.core").joinpath("data/codes")
    paths = sorted(folder.iterdir(), key=lambda path: path.name)
    read = (tomllib.loads(path.read_text("utf-8")) for path in paths)
    return MappingProxyType({table["system"]: _vocabulary(table) for table in read})


def _vocabulary(table: dict[str, Any]) -> Vocabulary:
    codes = {code: Text(**label) for code, label in table.pop("codes").items()}
    title = Text(**table.pop("title"))
    return Vocabulary(**table, title=title, codes=MappingProxyType(codes))


@cache
def known_codes() -> frozenset[str]:
    """Return every known code, with its prefix."""
    return frozenset(
        f"{vocabulary.system}:{code}"
        for vocabulary in vocabularies().values()
        for code in vocabulary.codes
    )


def label(code: str) -> Text:
    """Return the label of ``system:code``; a code that is not known is its own label."""
    system, _, bare = code.partition(":")
    vocabulary = vocabularies().get(system)
    return vocabulary.codes.get(bare, same(code)) if vocabulary else same(code)


def coded(text: pl.Expr, system: str) -> pl.Expr:
    """Turn codes as files carry them into ``system:code``, null where blank.

    A CIM-10 code gets its dot and loses the marks of doubled coding (``U0710``, ``u07.1+0`` →
    ``cim10:U07.10``). Codes of other systems are only trimmed.
    """
    bare = text.cast(pl.String).str.strip_chars()
    if system == "cim10":
        packed = bare.str.to_uppercase().str.replace_all(r"[^A-Z0-9]", "")
        bare = packed.str.replace(r"^([A-Z]\d\d)(\w+)$", "$1.$2")
    return pl.when(bare != "").then(pl.concat_str(pl.lit(f"{system}:"), bare))


def is_refused(code: pl.Expr, system: str) -> pl.Expr:
    """Whether ``system:code`` is outside its vocabulary and that vocabulary is closed.

    Never null: a blank is not refused here (``required`` is another rule).
    """
    vocabulary = vocabularies().get(system)
    if vocabulary is None or not vocabulary.closed:
        return pl.lit(False)
    allowed = [f"{system}:{bare}" for bare in vocabulary.codes]
    return code.is_not_null() & ~code.is_in(allowed)


def expand(patterns: tuple[str, ...], owner: str) -> frozenset[str]:
    """Return the known codes that patterns designate.

    Args:
        patterns: exact codes, or beginnings that end with ``*``.
        owner: the syndrome or indicator that lists them, for the error.

    Raises:
        UsageError: a pattern matches no known code.

    """
    found: set[str] = set()
    for pattern in patterns:
        matched = _matching(pattern)
        if not matched:
            raise UsageError(
                "UNMATCHED_PATTERN",
                expected=Text(
                    "un code ou un début de code des nomenclatures connues",
                    "a code, or the beginning of one, of the known vocabularies",
                ),
                found=same(f"{owner}: {pattern}"),
                todo=Text(
                    "corrigez le motif, ou ajoutez le code à data/codes",
                    "correct the pattern, or add the code to data/codes",
                ),
            )
        found |= matched
    return frozenset(found)


def _matching(pattern: str) -> frozenset[str]:
    if not pattern.endswith("*"):
        return known_codes() & {pattern}
    return frozenset(code for code in known_codes() if code.startswith(pattern[:-1]))


@cache
def syndromes() -> Mapping[str, Syndrome]:
    """Return every syndrome by its id, its patterns expanded to exact codes.

    Raises:
        UsageError: a pattern matches no known code.

    """
    text = files("argos.core").joinpath("data/syndromes.toml").read_text("utf-8")
    return MappingProxyType(
        {name: _syndrome(name, table) for name, table in tomllib.loads(text).items()}
    )


def _syndrome(name: str, table: dict[str, Any]) -> Syndrome:
    patterns = tuple(table["patterns"])
    codes = expand(patterns, name)
    return Syndrome(name, Text(**table["label"]), table["source"], patterns, codes)


def syndrome(name: str) -> frozenset[str]:
    """Return the exact codes of a syndrome.

    >>> "cim10:U07.10" in syndrome("covid")
    True

    Raises:
        UsageError: no such syndrome.

    """
    if name not in syndromes():
        known = ", ".join(syndromes())
        raise UsageError(
            "UNKNOWN_SYNDROME",
            expected=Text(f"un syndrome parmi : {known}", f"a syndrome among: {known}"),
            found=same(repr(name)),
            todo=Text("corrigez le nom", "correct the name"),
        )
    return syndromes()[name].codes
