"""Several series in one address: the first one's choices, and ``more`` for the others."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import zip_longest

from argos.core.errors import UsageError
from argos.core.language import Text, same
from argos.core.places import places
from argos.outputs.resolve import usual_period
from argos.web import formats
from argos.web.choices import MOST_SERIES, Choices

PARTS = ("indicator", "place", "age", "sex", "partner")
SIDES = ("left", "right")
PREFIX = "s_"  # of the fields of the form, one row a series


@dataclass(frozen=True, slots=True)
class One:
    """One of several series: what is asked, and whether it goes by the right axis."""

    choices: Choices
    right: bool

    @property
    def where(self) -> str:
        """The place, age, sex and partner in words, without what is left at all."""
        said = [formats.place(self.choices.place or "fra")]
        said += [formats.age(self.choices.age)] * (self.choices.age != "all")
        said += [formats.sex(self.choices.sex)] * (self.choices.sex != "all")
        said += [formats.partner(self.choices.partner)] * (self.choices.partner != "all")
        return ", ".join(said)


def several(choices: Choices) -> list[One]:
    """Return every series that is chosen; where one is by week, all are.

    Raises:
        UsageError: ``BAD_CHOICE``: a part of ``more`` that is not written as it must be.

    """
    ones = [One(choices, right=False), *(_one(text, choices) for text in choices.more)]
    if choices.period or all(usual_period(one.choices.place or "fra") == "day" for one in ones):
        return ones
    return [One(one.choices.but(period="week"), one.right) for one in ones]


def from_form(query: Mapping[str, list[str]]) -> Choices:
    """Return the choices of a filled form: parallel lists, a row without indicator is left out.

    A place may be written by its name.

    Raises:
        UsageError: see `Choices.read` and `several`.

    """
    columns = [query.get(f"{PREFIX}{name}", []) for name in (*PARTS, "side")]
    filled = [list(row) for row in zip_longest(*columns, fillvalue="") if row[0]][:MOST_SERIES]
    rows = [[row[0], places().named(row[1]) or row[1], *row[2:]] for row in filled]
    rest = {name: said for name, said in query.items() if not name.startswith(PREFIX)}
    first = dict(zip(PARTS, rows[0][: len(PARTS)], strict=True)) if rows else {}
    more = ["~".join(row).rstrip("~") for row in rows[1:]]
    chosen = Choices.read({**rest, "more": more, **{k: [v] for k, v in first.items()}})
    several(chosen)
    return chosen


def _one(text: str, choices: Choices) -> One:
    said = text.split("~")
    if len(said) > len(PARTS) + 1 or not said[0] or said[len(PARTS) :] not in ([], *_sides()):
        raise UsageError(
            "BAD_CHOICE",
            expected=same("more=indicator~place~age~sex~partner~left|right"),
            found=same(repr(text)),
            todo=Text("corrigez « more » dans l'adresse", "correct “more” in the address"),
        )
    named = {name: part for name, part in zip(PARTS, said, strict=False) if part}
    if "place" in named:
        named["place"] = places().resolve(named["place"])
    bare = choices.but(indicator="", age="all", sex="all", partner="all", more=())
    return One(bare.but(**named), said[-1] == "right" and len(said) > len(PARTS))


def _sides() -> list[list[str]]:
    return [[""], *([side] for side in SIDES)]
