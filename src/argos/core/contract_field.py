"""The fields of a contract: Table Schema (Frictionless), and the role that each plays."""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

Level = Literal["fra", "reg", "dep", "epci", "com"]
Role = Literal[
    "place", "date", "age", "age_band", "sex", "key", "code", "unit", "value", "attribute",
    "identity", "subject", "drop",
]  # fmt: skip
ROLES: Mapping[Role, str] = MappingProxyType(
    {
        "place": "where the fact is counted",
        "date": "when",
        "age": "in years",
        "age_band": "a published class of ages",
        "sex": "of the person, or of those counted",
        "key": "part of the event key",
        "code": "a coded reason, diagnosis, result …",
        "unit": "the establishment or laboratory behind the feed",
        "value": "a published figure",
        "attribute": "kept beside",
        "identity": "a trait of the person: becomes the pseudonym, then goes",
        "subject": "the pseudonym, made at the partner's",
        "drop": "known to arrive, never kept",
    }
)
Trait = Literal["ins", "birth_name", "first_names", "birth_date", "sex", "birth_place"]
IDENTIFIER = r"^[a-z0-9]+(-[a-z0-9]+)*$"
MEASURE = r"^[a-z][a-z0-9_]*$"


class Part(BaseModel):
    """A table of the contract: what it does not name is a defect."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Constraints(Part):
    """The constraints of Table Schema that are checked."""

    required: bool = Field(default=False, description="every row must fill it")
    enum: list[str] | None = Field(None, min_length=1, description="the values allowed")
    minimum: float | date | None = Field(None, description="smallest value allowed")
    maximum: float | date | None = Field(None, description="largest value allowed")
    pattern: str | None = Field(None, description="regular expression of the whole value")
    minLength: int | None = Field(None, ge=0, description="fewest characters")  # noqa: N815 - Table Schema's own name
    maxLength: int | None = Field(None, ge=1, description="most characters")  # noqa: N815 - idem


class PublishedFor(Part):
    """The crossing for which a figure is published; elsewhere its blank is not_published."""

    age: str | None = Field(None, description="the age class, most often `all`")
    sex: str | None = Field(None, description="the sex, most often `all`")


class Figure(Part):
    """What a ``value`` field counts."""

    measure: str = Field(pattern=MEASURE, description="what is counted")
    sex: Literal["all", "f", "m"] | None = Field(
        None, description="the sex counted by this column, where rows have no field for it"
    )
    published_for: PublishedFor | None = Field(
        None, description="the only crossing for which the figure is published"
    )


class FieldOf(Part):
    """One field of the file (Table Schema), and its role in the event."""

    name: str = Field(min_length=1, description="the column's header, whatever its case")
    aliases: list[str] = Field(default=[], description="other headers of the same column")
    type: Literal["string", "integer", "number", "boolean", "date", "datetime"] = Field(
        "string",
        description="Table Schema type. integer: a whole number, also when written 12.00; "
        "datetime without offset: local time",
    )
    formats: list[str] = Field(
        default=[],
        description="strptime patterns of dates, tried in order; ISO 8601 if empty. Weeks: %G-S%V "
        "or %G%V, rolling weeks: %Y-%m-%d-%Y-%m-%d; both are dated by their last day",
    )
    description: str = Field("", description="what the field tells")
    constraints: Constraints = Field(
        Constraints(), description="Table Schema constraints, on the file's own codes"
    )
    optional: bool = Field(
        default=False,
        description="the column may be absent from a file. Of the place fields of a count, which "
        "differ in level, each file or sheet has exactly one",
    )
    role: Role = Field(
        description="what the field becomes. "
        + "; ".join(f"{role}: {meaning}" for role, meaning in ROLES.items())
    )
    level: Level | None = Field(None, description="role place: what the codes designate")
    keep_level: Level | None = Field(None, description="role place: generalised to this level")
    values: dict[str, str] = Field(
        default={},
        description="what each code of the file becomes (roles place, age_band, sex, unit, code, "
        "attribute); codes not named are kept as they are, except by age_band, sex and unit, "
        "which refuse them",
    )
    system: str | None = Field(
        None, pattern=IDENTIFIER, description="role code: the system of its codes"
    )
    separator: str | None = Field(
        None, min_length=1, description="role code: what stands between codes of one cell"
    )
    trait: Trait | None = Field(
        None, description="role identity or sex: the trait from which the pseudonym is made"
    )
    keep: Literal["exact", "band"] = Field(
        "exact", description="role age: years as they are, or only the band they fall in"
    )
    bands: list[int] = Field(default=[], description="role age, keep band: first year of each band")
    figure: Figure | None = Field(None, description="role value: what the field counts")

    @property
    def required(self) -> bool:
        """Whether every row must fill it."""
        return self.constraints.required

    @property
    def may_be_absent(self) -> bool:
        """Whether a file without this column is still whole: nothing of it would be kept."""
        return self.optional or self.role == "drop"
