"""Beds, stays, thresholds, scenarios: shipped in ``capacity.toml``, a house's own beside them."""

import csv
import tomllib
from collections.abc import Iterable
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import Field, ValidationError, model_validator
from pydantic_core import PydanticCustomError

from argos.core.contract import MEASURE, Bilingual, Part
from argos.core.errors import UsageError
from argos.core.language import Text, same
from argos.epidemiology.capacity.operations import Planned
from argos.epidemiology.capacity.scenarios import Scenario
from argos.epidemiology.capacity.stays import Stays

FILE = "capacity.toml"
ADDED = ("beds", "operations")  # lists to which a house adds; others it replaces
PLACE = r"^(fra|(reg|dep):[0-9AB]{2,3})$"
Share = Annotated[float, Field(ge=0, le=1)]
Count = Annotated[float, Field(ge=0)]
Source = Annotated[str, Field(min_length=1)]


class Stay(Part):
    """Lengths of stay in days, and where they come from."""

    mean: float = Field(gt=0)
    sd: float = Field(gt=0)
    source: Source

    @property
    def stays(self) -> Stays:
        """The distribution."""
        return Stays(self.mean, self.sd, self.source)


class From(Part):
    """The admissions of which a share goes on, after some days."""

    admissions: Annotated[str, Field(pattern=MEASURE)]
    share: Share
    delay: list[Share] = Field([1.0], min_length=1)
    source: Source

    @model_validator(mode="after")
    def _chances(self) -> Self:
        if abs(sum(self.delay) - 1) > 1e-6:
            raise PydanticCustomError("delay", "the chances of a delay should sum to 1")
        return self


class Resource(Part):
    """Beds of one kind; ``capacity.toml`` explains the fields of this and of what follows."""

    id: str
    label: Bilingual
    stock: Annotated[str, Field(pattern=MEASURE)]
    admissions: Annotated[str, Field(pattern=MEASURE)]
    stays: Stay
    less: str | None = None
    passed_on: From | None = Field(None, alias="from")


class Threshold(Part):
    """A share of the beds that matters."""

    resource: str
    share: float = Field(gt=0, le=2)
    label: Bilingual
    source: Source


class Way(Part):
    """A scenario, as it is written."""

    id: str
    label: Bilingual
    growth: Share = 1.0
    closed: dict[str, Count] = {}
    from_day: int = Field(1, ge=0)
    unstaffed: dict[str, Share] = {}

    @property
    def scenario(self) -> Scenario:
        """The scenario."""
        return Scenario(self.id, self.growth, self.closed, self.from_day, self.unstaffed)


class Bed(Part):
    """The beds of a place, as the house knows them."""

    place: Annotated[str, Field(pattern=PLACE)]
    resource: str
    beds: Count
    source: Source


class Operation(Part):
    """Planned operations of a place that need a resource."""

    place: Annotated[str, Field(pattern=PLACE)]
    resource: str
    a_day: Count
    share: Share
    stays: Stay
    others: Count
    source: Source

    @property
    def planned(self) -> Planned:
        """The operations."""
        return Planned(self.a_day, self.share, self.stays.stays)


class CapacitySettings(Part):
    """All settings of capacity."""

    days: int = Field(ge=7, le=28)
    resource: list[Resource] = Field(min_length=1)
    threshold: list[Threshold] = []
    scenario: list[Way] = Field(min_length=1)
    beds: list[Bed] = []
    operations: list[Operation] = []

    @model_validator(mode="after")
    def _names_that_exist(self) -> Self:
        known = [each.id for each in self.resource]
        named = [each.resource for each in self.threshold]
        named += [each.resource for each in self.beds]
        named += [each.resource for each in self.operations]
        named += [each.less for each in self.resource if each.less]
        named += [name for each in self.scenario for name in (*each.closed, *each.unstaffed)]
        if unknown := sorted({*named} - {*known}):
            raise PydanticCustomError("unknown", "unknown: {names}", {"names": ", ".join(unknown)})
        _once("resource", known)
        _once("scenario", [each.id for each in self.scenario])
        _once("beds", [(each.place, each.resource) for each in self.beds])
        _once("operations", [(each.place, each.resource) for each in self.operations])
        return self

    def beds_of(self, place: str, resource: str, day: date) -> float | None:
        """Return the beds of a place on a day, None where they are not known."""
        for each in self.beds:
            if (each.place, each.resource) == (place, resource):
                return each.beds
        counted = shipped_beds().get(place, {})
        over = [year for year in counted if year < day.year]
        return counted[max(over)] if over and resource == "icu" else None

    def operations_of(self, place: str, resource: str) -> Operation | None:
        """Return the planned operations of a place, None where the house does not say."""
        found = (x for x in self.operations if (x.place, x.resource) == (place, resource))
        return next(found, None)


def _once(what: str, names: Iterable[object]) -> None:
    listed = list(names)
    if len({*listed}) < len(listed):
        raise PydanticCustomError("twice", "{what}: twice", {"what": what})


@cache
def shipped_beds() -> dict[str, dict[int, float]]:
    """Return the beds of adult intensive care by place and year (31 December), loaded once."""
    found: dict[str, dict[int, float]] = {}
    text = files(__package__).joinpath("beds.csv").read_text("utf-8")
    for row in csv.DictReader(text.splitlines()):
        found.setdefault(row["place"], {})[int(row["year"])] = float(row["beds"])
    return found


def capacity_settings(home: Path | None = None) -> CapacitySettings:
    """Return the settings shipped, with those of the house where its home has a file.

    Raises:
        UsageError: the file is not TOML, or breaks a rule; all that is wrong is named at once.

    """
    shipped = tomllib.loads(files(__package__).joinpath(FILE).read_text("utf-8"))
    own = home / FILE if home else None
    if own is None or not own.is_file():
        return CapacitySettings.model_validate(shipped)
    try:
        given = tomllib.loads(own.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as defect:
        raise _refused(own, same(str(defect))) from defect
    try:
        return CapacitySettings.model_validate(_with(shipped, given))
    except ValidationError as defect:
        raise _refused(own, _all(defect)) from defect


def _with(shipped: dict[str, Any], given: dict[str, Any]) -> dict[str, Any]:
    """Return settings in which a house's stand in place of those shipped, or beside them."""
    added = {name: [*shipped.get(name, []), *given[name]] for name in ADDED if _list(given, name)}
    return shipped | given | added


def _list(given: dict[str, Any], name: str) -> bool:
    return isinstance(given.get(name), list)


def _refused(path: Path, found: Text) -> UsageError:
    """Return the error of a file that cannot be used."""
    expected = Text(f"des réglages de capacité dans {path}", f"settings of capacity in {path}")
    todo = Text("corriger ce fichier, ou l'ôter", "mend this file, or take it away")
    return UsageError("CAPACITY_SETTINGS", expected=expected, found=found, todo=todo)


WRONG = {
    "missing": Text("manque", "is missing"),
    "extra_forbidden": Text("n'est pas un réglage", "is no setting"),
    "greater_than": Text("devrait dépasser {gt}", "should be over {gt}"),
    "greater_than_equal": Text("devrait être au moins {ge}", "should be {ge} at least"),
    "less_than_equal": Text("devrait être au plus {le}", "should be {le} at most"),
    "string_pattern_mismatch": Text(
        "devrait suivre le motif {pattern}", "should follow the pattern {pattern}"
    ),
    "string_too_short": Text("ne devrait pas être vide", "should not be empty"),
    "too_short": Text("ne devrait pas être vide", "should not be empty"),
    "delay": Text("devrait avoir des délais de somme 1", "should have delays that sum to 1"),
    "unknown": Text("nomme des ressources inconnues : {names}", "names unknown resources: {names}"),
    "twice": Text("dit deux fois la même chose : {what}", "says the same thing twice: {what}"),
}
KIND = Text("n'est pas du bon type", "is of another type")


def _all(defect: ValidationError) -> Text:
    """Return everything that is wrong, each with its place in the file."""
    told = []
    for each in defect.errors(include_url=False, include_input=False):
        where = ".".join(str(part) for part in each["loc"]) or FILE
        message = WRONG.get(each["type"], KIND)
        told.append((where, message.format(**each.get("ctx", {}))))
    parts = [[f"{where} {getattr(text, lang)}" for where, text in told] for lang in ("fr", "en")]
    return Text(" ; ".join(parts[0]), "; ".join(parts[1]))
