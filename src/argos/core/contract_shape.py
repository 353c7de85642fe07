"""The shape of a contract.toml: what pydantic finds wrong, in our words, and how it is mended."""

import re
from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from datetime import date
from types import MappingProxyType
from typing import Any, TypeGuard, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from argos.core.contract import Contract, FieldOf, Kind, Part
from argos.core.contract_defects import NOTHING, Defect, defect, near
from argos.core.language import Text

Location = tuple[str | int, ...]
ROUNDS = 4  # a mended table can show a defect that the first hid

TYPES: Mapping[str, Text] = MappingProxyType(
    {
        "string": Text("un texte", "a text"),
        "int": Text("un nombre entier", "a whole number"),
        "float": Text("un nombre", "a number"),
        "bool": Text("true ou false", "true or false"),
        "date": Text("une date (2020-05-13, sans guillemets)", "a date (2020-05-13, no quotes)"),
        "list": Text("une liste", "a list"),
        "tuple": Text("une liste", "a list"),
        "dict": Text("une table", "a table"),
        "model": Text("une table", "a table"),
    }
)

# A value of the right shape for each word that must be there, used to mend and never shown.
STAND_IN: Mapping[str, Any] = MappingProxyType(
    {
        "feed": "partner.feed", "version": 1, "kind": "call", "fr": "-", "en": "-", "partner": "-",
        "legal_basis": "-", "controller": "joint", "drafted_on": date(1970, 1, 1),
        "role": "drop", "access.role": "sender", "detail": "released", "formats": ["csv"],
        "since": date(1970, 1, 1),
        "measures": ["-"], "places": ["fra"], "every": "day", "lateness_hours": 0,
        "made": "on-arrival", "key": "key", "measure": "measure", "name": "-", "date": "-",
        "title": {}, "agreement": {}, "purpose": {}, "file": {}, "window": {}, "cadence": {},
        "access": [{"role": "sender", "detail": "released"}], "fields": [{}],
    }
)  # fmt: skip


def shape_defects(raw: dict[str, Any]) -> list[Defect]:
    """Return what the words of a contract have wrong, each place once."""
    found: dict[str, Defect] = {}
    for error in _errors(raw):
        location = _inside(raw, error["loc"])
        found.setdefault(dotted(location), _told(error, location, raw))
    return list(found.values())


def mended(raw: dict[str, Any]) -> Contract | None:
    """Return the contract with each defect of shape replaced or left out, None if it cannot be."""
    copy = deepcopy(raw)
    if copy.get("kind") not in get_args(Kind):
        copy["kind"] = _likely_kind(copy.get("fields"))
    for _ in range(ROUNDS):
        errors = _errors(copy)
        if not errors:
            return Contract.model_validate(copy)
        for location in {_inside(copy, error["loc"]) for error in errors}:
            _mend(copy, location)
    return None


def _likely_kind(fields: object) -> Kind:
    """Guess a kind that is not told, so that the rules do not take one for the other."""
    tables = [field for field in fields if isinstance(field, dict)] if _is_list(fields) else []
    return "count" if any(field.get("role") == "value" for field in tables) else "call"


def _is_list(value: object) -> TypeGuard[list[object]]:
    return isinstance(value, list)


def _errors(raw: dict[str, Any]) -> list[ErrorDetails]:
    try:
        Contract.model_validate(raw)
    except ValidationError as error:
        return error.errors(include_url=False)
    return []


def _inside(raw: object, location: Location) -> Location:
    """Cut what pydantic adds to a location (the branch of a union) from the file's own path."""
    path: list[str | int] = []
    for step in location:
        if isinstance(raw, Mapping) and (step in raw or model_of(tuple(path))):
            path.append(step)
            raw = raw.get(str(step))
        elif isinstance(raw, list) and isinstance(step, int):
            path.append(step)
            raw = raw[step] if step < len(raw) else None
        else:
            break
    return tuple(path)


def _mend(raw: dict[str, Any], location: Location) -> None:
    if isinstance(location[-1], int) and not _holds_tables(location):
        location = location[:-1]  # a list of words is replaced as a whole
    table: Any = raw
    for step in location[:-1]:
        table = table[step]
    last = location[-1]
    if isinstance(table, list):
        table[int(last)] = {}
    elif last in STAND_IN and _is_word(location):
        key = "access.role" if (location[0], last) == ("access", "role") else str(last)
        table[last] = deepcopy(STAND_IN[key])
    else:
        table.pop(last, None)


def _holds_tables(location: Location) -> bool:
    return location[-2:-1] in {("fields",), ("access",), ("coverage",), ("moments",)}


def _is_word(location: Location) -> bool:
    """Whether the last step is a word of its table that must be there."""
    model = model_of(location[:-1])
    field = model.model_fields.get(str(location[-1])) if model else None
    return field is not None and field.is_required()


def model_of(location: Location) -> type[BaseModel] | None:
    """Return the table of the contract to which a path leads."""
    model: type[BaseModel] | None = Contract
    for step in location:
        if isinstance(step, int):
            continue
        field = model.model_fields.get(step) if model else None
        model = _part_in(field.annotation) if field else None
    return model


def _part_in(annotation: object) -> type[BaseModel] | None:
    """Find the contract's table in an annotation: ``X``, ``X | None`` or ``list[X]``."""
    if isinstance(annotation, type) and issubclass(annotation, Part):
        return annotation
    inner = (_part_in(each) for each in getattr(annotation, "__args__", ()))
    return next((each for each in inner if each), None)


def dotted(location: Sequence[str | int]) -> str:
    """Write a path as it is read: ``fields[3].level``."""
    text = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in location)
    return text.removeprefix(".")


def _told(error: ErrorDetails, location: Location, raw: dict[str, Any]) -> Defect:
    """Say one of pydantic's errors in our words."""
    kind, where, context = error["type"], dotted(location), error.get("ctx", {})
    last = str(location[-1])
    if kind == "missing" and isinstance(location[-1], int):
        return defect("WRONG_LENGTH", dotted(location[:-1]), limit=f"≥ {location[-1] + 1}")
    if kind == "missing":
        return defect("MISSING_KEY", where, key=last)
    if kind == "extra_forbidden":
        model = model_of(location[:-1]) or FieldOf
        return defect("UNKNOWN_KEY", where, last, near=near(last, model.model_fields))
    said = _shown(error["input"])
    for suffix, tell in _TELLERS.items():
        if kind.endswith(suffix):
            return tell(where, said, kind, context)
    return defect("INVALID", where, said)


def _shown(value: object) -> Text | str:
    """Show a value of the contract, shortly."""
    if isinstance(value, dict):
        return Text("une table", "a table")
    text = repr(value) if not isinstance(value, date) else str(value)
    return text if len(text) <= 60 else f"{text[:57]}…"


Teller = Callable[[str, Text | str, str, Mapping[str, Any]], Defect]


def _choice(where: str, said: Text | str, kind: str, context: Mapping[str, Any]) -> Defect:
    choices = str(context["expected"]).replace("'", "").replace(" or ", ", ")
    return defect("UNKNOWN_CHOICE", where, said, choices=choices)


def _form(where: str, said: Text | str, kind: str, context: Mapping[str, Any]) -> Defect:
    return defect("WRONG_FORM", where, said, pattern=context["pattern"])


def _range(where: str, said: Text | str, kind: str, context: Mapping[str, Any]) -> Defect:
    signs = {"ge": "≥", "le": "≤", "gt": ">", "lt": "<"}
    limit = ", ".join(f"{signs[key]} {value}" for key, value in context.items() if key in signs)
    return defect("OUT_OF_RANGE", where, said, limit=limit)


def _length(where: str, said: Text | str, kind: str, context: Mapping[str, Any]) -> Defect:
    signs = {"min_length": "≥", "max_length": "≤"}
    limit = ", ".join(f"{signs[key]} {value}" for key, value in context.items() if key in signs)
    return defect("WRONG_LENGTH", where, said, limit=limit)


def _type(where: str, said: Text | str, kind: str, context: Mapping[str, Any]) -> Defect:
    wanted = TYPES.get(kind.split("_")[0], NOTHING)
    return defect("WRONG_TYPE", where, said, type_fr=wanted.fr, type_en=wanted.en)


_TELLERS: Mapping[str, Teller] = MappingProxyType(
    {
        "literal_error": _choice,
        "pattern_mismatch": _form,
        "than_equal": _range,
        "greater_than": _range,
        "less_than": _range,
        "too_short": _length,
        "too_long": _length,
        "_type": _type,
        "_parsing": _type,
        "_from_float": _type,
        "inexact": _type,
    }
)


def line_of(where: str, text: str) -> int | None:
    """Return the line of the file that a path designates, as far as it can be told simply."""
    head, _, key = where.partition(".")
    table, _, number = head.rstrip("]").partition("[")
    lines = text.splitlines()
    start = _header(lines, table, int(number or 0))
    if start is None:
        return _key(lines, 0, table)
    return _key(lines, start + 1, key.split(".")[0]) or start + 1


def _header(lines: list[str], table: str, number: int) -> int | None:
    pattern = re.compile(rf"\s*\[\[?\s*{re.escape(table)}\s*\]\]?")
    found = [n for n, line in enumerate(lines) if pattern.match(line)]
    return found[number] if number < len(found) else None


def _key(lines: list[str], start: int, key: str) -> int | None:
    """Find ``key =`` from a line on, before the next table."""
    for n, line in enumerate(lines[start:], start):
        if re.match(r"\s*\[", line):
            return None
        if key and re.match(rf"\s*{re.escape(key)}\s*[=.]", line):
            return n + 1
    return None
