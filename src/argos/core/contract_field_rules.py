"""What the fields of a contract must satisfy beyond their shape; each rule yields its defects."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import get_args

import polars as pl

from argos.core.codes import Vocabulary, vocabularies
from argos.core.contract import Contract, FieldOf, Level, Role
from argos.core.contract_defects import Defect, defect, near
from argos.core.language import Text
from argos.core.schema import SEXES

Defects = Iterator[Defect]

SHARED: frozenset[Role] = frozenset(
    {"place", "date", "age_band", "sex", "unit", "attribute", "drop"}
)
OF_COUNTS = SHARED | {"value"}
OF_EVENTS = SHARED | {"age", "key", "code", "identity", "subject"}
NEEDED: Mapping[bool, tuple[Role, ...]] = {
    True: ("place", "date", "value"),
    False: ("place", "date", "key"),
}
SINGLE: Mapping[bool, tuple[Role, ...]] = {
    True: ("date", "age_band", "sex", "unit"),
    False: ("place", "age", "age_band", "sex", "unit", "subject"),
}
TYPES: Mapping[Role, tuple[str, ...]] = {
    "value": ("integer", "number"),
    "date": ("date", "datetime"),
    "age": ("integer",),
    "subject": ("string",),
}
SETTINGS: Mapping[str, tuple[Role, ...]] = {
    "level": ("place",),
    "keep_level": ("place",),
    "system": ("code",),
    "separator": ("code",),
    "figure": ("value",),
    "trait": ("identity", "sex"),
}
REQUIRED_SETTING: Mapping[Role, str] = {
    "place": "level",
    "code": "system",
    "value": "figure",
    "identity": "trait",
}
BAND = re.compile(r"all|\d{2,3}-\d{2,3}|\d{2,3}\+")
LEVELS: tuple[Level, ...] = get_args(Level)  # from the largest to the smallest


def numbered(contract: Contract) -> Iterator[tuple[str, FieldOf]]:
    """Give each field with its path in the file."""
    return ((f"fields[{n}]", field) for n, field in enumerate(contract.fields))


def roles_of_the_kind(contract: Contract) -> Defects:
    """Find roles that the kind lacks, or has no use for."""
    roles = Counter(field.role for field in contract.fields)
    allowed = OF_COUNTS if contract.is_count else OF_EVENTS
    for role in NEEDED[contract.is_count]:
        if not roles[role]:
            yield defect("ROLE_MISSING", "fields", role=role, kind=contract.kind)
    for path, field in numbered(contract):
        if field.role not in allowed:
            yield defect("ROLE_FOREIGN", f"{path}.role", field.role, kind=contract.kind)
    for role in SINGLE[contract.is_count]:
        if roles[role] > 1:
            names = ", ".join(field.name for field in contract.with_role(role))
            yield defect("ROLE_TWICE", "fields", names, role=role)


def types_of_roles(contract: Contract) -> Defects:
    """Find roles whose field has a type that they cannot be computed from."""
    for path, field in numbered(contract):
        types = TYPES.get(field.role)
        if types and field.type not in types:
            wanted = ", ".join(types)
            yield defect("TYPE_FOR_ROLE", f"{path}.type", field.type, types=wanted, role=field.role)


def settings_of_roles(contract: Contract) -> Defects:
    """Find settings that a field lacks for its role, or has from another role."""
    for path, field in numbered(contract):
        for key, roles in SETTINGS.items():
            if getattr(field, key) is not None and field.role not in roles:
                yield defect(
                    "SETTING_ELSEWHERE", f"{path}.{key}", field.role, key=key, role=", ".join(roles)
                )
        needed = REQUIRED_SETTING.get(field.role)
        if needed and getattr(field, needed) is None:
            yield defect("SETTING_MISSING", path, role=field.role, key=needed)
        if field.role == "sex" and field.trait not in (None, "sex"):
            yield defect(
                "SETTING_ELSEWHERE", f"{path}.trait", field.role, key=field.trait, role="identity"
            )


def names(contract: Contract) -> Defects:
    """Find two columns that answer to one name."""
    seen: dict[str, str] = {}
    for path, field in numbered(contract):
        for name in (field.name, *field.aliases):
            if name.casefold() in seen:
                yield defect("NAME_TWICE", path, f"{name} ({seen[name.casefold()]})")
            seen.setdefault(name.casefold(), path)


def places_of_fields(contract: Contract) -> Defects:
    """Find place fields of one level, that no file could lack, or that would be refined."""
    fields = [(path, field) for path, field in numbered(contract) if field.role == "place"]
    levels = Counter(field.level for _, field in fields if field.level)
    for path, field in fields:
        if field.level and levels[field.level] > 1:
            yield defect("LEVEL_TWICE", f"{path}.level", field.level)
        if contract.is_count and len(fields) > 1 and not field.optional:
            yield defect("NOT_OPTIONAL", path, field.name)
        if field.level and field.keep_level and _finer(field.keep_level, field.level):
            yield defect("KEEP_LEVEL_FINER", f"{path}.keep_level", field.keep_level)


def _finer(level: Level, than: Level) -> bool:
    return LEVELS.index(level) > LEVELS.index(than)


def required_fields(contract: Contract) -> Defects:
    """Find keys and days that may be blank: a fact is not told apart without them."""
    needed: tuple[Role, ...] = ("date",) if contract.is_count else ("key",)
    for path, field in numbered(contract):
        if field.role in needed and not field.required:
            yield defect("NOT_REQUIRED", path, field.name, role=field.role)


def figures(contract: Contract) -> Defects:
    """Find two columns that count the same, or a sex that is told twice."""
    has_sex = bool(contract.with_role("sex"))
    seen: set[tuple[str, str | None]] = set()
    for path, field in numbered(contract):
        if field.figure is None:
            continue
        counted = (field.figure.measure, field.figure.sex)
        if counted in seen:
            yield defect("FIGURE_TWICE", f"{path}.figure", field.figure.measure)
        seen.add(counted)
        if has_sex and field.figure.sex:
            yield defect("FIGURE_SEX", f"{path}.figure.sex", field.figure.sex)


def values_of_codes(contract: Contract) -> Defects:
    """Find codes of sex and of age that do not become words of the event schema."""
    for path, field in numbered(contract):
        for code, value in field.values.items():
            if field.role == "sex" and value not in SEXES:
                yield defect("UNKNOWN_SEX", f"{path}.values.{code}", value)
            if field.role == "age_band" and not BAND.fullmatch(value):
                yield defect("UNKNOWN_BAND", f"{path}.values.{code}", value)
            closed = _closed(field.system) if field.role == "code" else None
            if closed and value not in closed.codes:
                known = near(value, closed.codes)
                yield defect("UNKNOWN_CODE", f"{path}.values.{code}", value, near=known)


def _closed(system: str | None) -> Vocabulary | None:
    """Return a vocabulary of which every code is known."""
    vocabulary = vocabularies().get(system or "")
    return vocabulary if vocabulary and vocabulary.closed else None


def bands(contract: Contract) -> Defects:
    """Find bands that are missing, useless or out of order."""
    for path, field in numbered(contract):
        ordered = all(low < high for low, high in pairwise(field.bands))
        wanted = field.role == "age" and field.keep == "band"
        if not ordered or bool(field.bands) != wanted:
            yield defect("BANDS", f"{path}.bands", f"{field.keep}, {field.bands}")


def expressions(contract: Contract) -> Defects:
    """Find regular expressions that do not compile, or lack their group."""
    for path, field in numbered(contract):
        if field.constraints.pattern is not None:
            where = f"{path}.constraints.pattern"
            defects = list(expression(where, field.constraints.pattern))
            yield from defects or without_looking_around(where, field.constraints.pattern)
    if contract.file.date_in_name is not None:
        yield from expression("file.date_in_name", contract.file.date_in_name, groups=1)


def expression(path: str, pattern: str, groups: int | None = None) -> Defects:
    """Yield a defect if a pattern does not compile, or has not its number of groups."""
    said = Text("", "") if groups is None else Text(f" à {groups} groupe", f" with {groups} group")
    try:
        found = re.compile(pattern).groups
    except re.error as error:
        yield defect("BAD_REGEX", path, str(error), groups_fr=said.fr, groups_en=said.en)
        return
    if groups is not None and found != groups:
        yield defect("BAD_REGEX", path, f"{found}", groups_fr=said.fr, groups_en=said.en)


def without_looking_around(path: str, pattern: str) -> Defects:
    """Yield a defect if the engine that reads values, in linear time, has no such expression."""
    try:
        pl.Series(["x"]).str.contains(pattern)
    except pl.exceptions.ComputeError as error:
        said = str(error).strip().splitlines()[-1]
        yield defect("BAD_REGEX", path, said, groups_fr="", groups_en="")


RULES = (
    roles_of_the_kind,
    types_of_roles,
    settings_of_roles,
    names,
    places_of_fields,
    required_fields,
    figures,
    values_of_codes,
    bands,
    expressions,
)
