"""Write docs/reference from the code: what is declared once is told once.

python scripts/make_docs.py          # writes every page (make docs)
python scripts/make_docs.py --check  # exit status 1 if a page differs from the code
"""

import re
import sys
import tomllib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from argos.core import places as places_module
from argos.core.codes import syndromes, vocabularies
from argos.core.contract import Bilingual, Contract
from argos.core.contract_defects import sentences
from argos.core.places import LEVELS, places
from argos.core.reasons import catalogue
from argos.core.schema import EVENT
from argos.core.settings import Settings

REPOSITORY = Path(__file__).resolve().parent.parent
TARGET = REPOSITORY / "docs" / "reference"
DATA = REPOSITORY / "src" / "argos" / "core" / "data"
WORDS = {
    str: "text", int: "whole number", float: "number", bool: "true or false",
    Bilingual: '{ fr = "…", en = "…" }',
}  # fmt: skip
LEVEL_NAMES = {
    "fra": "nation", "reg": "régions", "dep": "départements", "epci": "EPCI", "com": "communes",
}  # fmt: skip


def page(title: str, source: str, *parts: str) -> str:
    """Put a page together; the first line says where it comes from."""
    note = f"<!-- Written by scripts/make_docs.py from {source}: change that, then `make docs`. -->"
    return "\n\n".join([note, f"# {title}", *parts]) + "\n"


def table(header: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """Write a Markdown table."""
    names = list(header)
    lines = [names, ["---"] * len(names), *rows]
    return "\n".join(f"| {' | '.join(_cell(cell) for cell in line)} |" for line in lines)


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def code(text: object) -> str:
    """Mark a text as code."""
    return f"`{text}`"


def yes(flag: bool) -> str:
    """Write a flag; a blank is easier to scan than a no."""
    return "yes" if flag else ""


def events_page() -> str:
    """Tell the columns of the event log."""
    rows = (
        (code(column.name), code(column.dtype), column.meaning, yes(column.nullable),
         yes(column.content), yes(column.identifies))
        for column in EVENT
    )  # fmt: skip
    return page(
        "The columns of the event log",
        "src/argos/core/schema.py",
        "A row is one statement about a fact: `sign` +1 says it, `sign` −1 unsays an earlier "
        "statement and repeats its columns. *Content*: two statements of one fact with equal "
        "content are the same statement. *Identifies*: it can point at a person, and the log "
        "keeps no statistics on it.",
        table(("column", "type", "meaning", "may be empty", "content", "identifies"), rows),
    )


def settings_page() -> str:
    """Tell the environment variables."""
    text = re.sub(r"\s+", " ", (Settings.__doc__ or "").partition("Attributes:")[2])
    found = re.findall(r"\w+: ``(\w+)``; (.*?)(?= \w+: ``[A-Z_]+``;|$)", text)
    if len(found) != len(Settings.__dataclass_fields__):
        raise SystemExit("Settings: each attribute needs a line 'name: ``VARIABLE``; meaning.'")
    rows = ((code(name), meaning.strip().replace("``", "`")) for name, meaning in found)
    return page(
        "Settings",
        "src/argos/core/settings.py",
        "All settings come from the environment. `ARGOS_LANG` (`fr` or `en`) decides the "
        "language, before the locale.",
        table(("variable", "meaning"), rows),
    )


def reasons_page() -> str:
    """Tell the reason codes, in both languages."""
    titles = {"row": "Rejected rows", "file": "Refused files", "notice": "Notices"}
    parts = []
    for applies, title in titles.items():
        rows = (
            (code(entry.code), f"{entry.means.en}<br>*{entry.means.fr}*",
             f"{entry.todo.en}<br>*{entry.todo.fr}*")
            for entry in catalogue().values()
            if entry.applies == applies
        )  # fmt: skip
        parts += [f"## {title}", table(("code", "meaning", "what to do"), rows)]
    return page(
        "Reason codes",
        "src/argos/core/data/reasons.toml",
        "Why a row is rejected, a file refused, or what a partner should know besides; as they "
        "stand on receipts (`reasons`) and in the quarantine. A code is stable, its sentences "
        "may be improved.",
        *parts,
    )


def places_page() -> str:
    """Tell which places are known, how many, and from where."""
    origin = tomllib.loads((DATA / "places.toml").read_text("utf-8"))
    frame = places().frame
    example = {"fra": "fra", "reg": "reg:52", "dep": "dep:44", "epci": "epci:244400404"}
    rows = []
    for level in LEVELS:
        place = example.get(level, "com:44109")
        inhabitants = f"{places().population(place):,}".replace(",", " ")
        rows.append(
            (LEVEL_NAMES[level], str(frame.filter(level=level).height), code(place),
             places().name(place), inhabitants)
        )  # fmt: skip
    sources = "\n".join(f"- {source}" for source in origin["sources"])
    return page(
        "Places",
        "src/argos/core/places.py and data/places.toml",
        table(("level", "places", "example", "name", "inhabitants"), rows),
        f"Geography of {origin['year']}. Made by `scripts/make_places.py` from "
        f"`{origin['package']}` {origin['version']}, {origin['licence']}, which gathers:",
        sources,
        "## What may surprise",
        (places_module.__doc__ or "").partition("What may surprise:")[2].strip(),
    ).replace("``", "`")


def codes_page() -> str:
    """Tell the vocabularies and the syndromes."""
    known = (
        (code(one.system), f"{one.title.en}<br>*{one.title.fr}*", one.source,
         str(len(one.codes)), yes(one.closed))
        for one in vocabularies().values()
    )  # fmt: skip
    sets = (
        (code(one.id), f"{one.label.en}<br>*{one.label.fr}*",
         " ".join(code(pattern) for pattern in one.patterns), str(len(one.codes)), one.source)
        for one in syndromes().values()
    )  # fmt: skip
    closed = []
    for one in vocabularies().values():
        if one.closed:
            labels = ((code(name), text.en, text.fr) for name, text in one.codes.items())
            closed += [f"## {one.title.en}", table((one.system, "English", "French"), labels)]
    return page(
        "Codes and syndromes",
        "src/argos/core/data/codes and data/syndromes.toml",
        "A code is written `system:code`. Codes outside these lists are kept, except those of a "
        "closed vocabulary, which are rejected (`UNKNOWN_CODE`).",
        table(("system", "what it codes", "source", "known codes", "closed"), known),
        "## Syndromes",
        "A syndrome is a set of codes that are counted together; a pattern that ends with `*` "
        "stands for every known code that begins so.",
        table(("syndrome", "label", "patterns", "codes", "definition"), sets),
        *closed,
    )


def contract_page() -> str:
    """Tell every table and key of contract.toml, and what can be wrong in one."""
    rows = (
        (code(name), f"{entry['expected'].en}<br>*{entry['expected'].fr}*",
         f"{entry['todo'].en}<br>*{entry['todo'].fr}*")
        for name, entry in sentences().items()
    )  # fmt: skip
    return page(
        "contract.toml",
        "src/argos/core/contract.py and data/defects.toml",
        "A feed's agreement with its partner, made executable. Fields follow Table Schema "
        "(Frictionless). `argos contract check PATH` explains every defect of one at once.",
        *_tables(Contract, "", ""),
        "## Defects",
        "Words in braces are filled in.",
        table(("code", "expected", "what to do"), rows),
    )


def _tables(model: type[BaseModel], path: str, heading: str) -> Iterator[str]:
    """Yield the section of one table of the contract, then those of its tables."""
    yield f"## {heading or 'At the top'}"
    yield _doc(model)
    rows, below = [], []
    for name, info in model.model_fields.items():
        where = f"{path}.{name}".removeprefix(".")
        inside = list(_models(info.annotation))
        meaning = _meaning(info) or " ".join(_doc(inner).partition(".")[0] for inner, _ in inside)
        rows.append((code(name), _type(info.annotation), _default(info), meaning))
        for inner, many in inside:
            title = f"[[{where}]]" if many else f"[{where}]"
            below.append((inner, where, code(title)))
    yield table(("key", "type", "default", "meaning"), rows)
    for inner, where, title in below:
        yield from _tables(inner, where, title)


def _doc(model: type[BaseModel]) -> str:
    """Return a table's docstring on one line."""
    return re.sub(r"\s+", " ", model.__doc__ or "").replace("``", "`").strip()


def _models(annotation: Any) -> Iterator[tuple[type[BaseModel], bool]]:
    """Yield the tables that a type holds, and whether there may be several."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        if annotation is not Bilingual:
            yield annotation, False
        return
    several = get_origin(annotation) is list
    for part in get_args(annotation):
        for inner, many in _models(part):
            yield inner, many or several


def _type(annotation: Any) -> str:
    """Say a type in words."""
    origin, parts = get_origin(annotation), get_args(annotation)
    if origin is Literal:
        return ", ".join(code(repr(part).replace("'", '"')) for part in parts)
    if origin in (Union, UnionType):
        return " or ".join(_type(part) for part in parts if part is not NoneType)
    if origin is list:
        return f"list of {_type(parts[0])}"
    if origin is dict:
        return "table of text"
    if origin is tuple:
        return f"[{', '.join(_type(part) for part in parts)}]"
    table_type = isinstance(annotation, type) and issubclass(annotation, BaseModel)
    return WORDS.get(annotation, "table" if table_type else str(annotation.__name__))


def _default(info: FieldInfo) -> str:
    """Say what holds when a key is left out."""
    if info.is_required():
        return "**required**"
    default = info.default
    if default in (None, "", PydanticUndefined) or isinstance(default, BaseModel):
        return ""
    text = str(default).lower() if isinstance(default, bool) else repr(default)
    return code(text.replace("'", '"').replace("(", "[").replace(")", "]"))


def _meaning(info: FieldInfo) -> str:
    """Say what a key is for, and its constraints."""
    names = {"ge": "≥", "gt": ">", "le": "≤", "lt": "<", "pattern": "pattern"}
    limits = [
        f"{sign} {code(value) if name == 'pattern' else value}"
        for rule in info.metadata
        for name, sign in names.items()
        if (value := getattr(rule, name, None)) is not None
    ]
    return f"{info.description or ''} ({', '.join(limits)})" if limits else info.description or ""


PAGES: dict[str, Callable[[], str]] = {
    "events.md": events_page,
    "contract.md": contract_page,
    "reasons.md": reasons_page,
    "codes.md": codes_page,
    "places.md": places_page,
    "settings.md": settings_page,
}


def outdated(folder: Path = TARGET) -> list[str]:
    """Return the pages that differ from what the code says."""
    current = {path.name: path.read_text("utf-8") for path in folder.glob("*.md")}
    return [name for name, write in PAGES.items() if current.get(name) != write()]


def main() -> None:
    """Write the pages, or check them."""
    if "--check" in sys.argv[1:]:
        differing = ", ".join(outdated())
        raise SystemExit(f"run `make docs`: {differing}" if differing else 0)
    TARGET.mkdir(parents=True, exist_ok=True)
    for name, write in PAGES.items():
        (TARGET / name).write_text(write(), "utf-8")
        print(f"docs/reference/{name}")


if __name__ == "__main__":
    main()
