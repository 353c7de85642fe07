"""A feed's contract: the agreement with a partner, made executable.

The model of ``contract.toml``. Fields follow Table Schema (Frictionless); what Argos adds is the
role that each field plays. `argos.core.contract_check` reads the file and explains its defects.
"""

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from argos.core.language import Text

Level = Literal["fra", "reg", "dep", "epci", "com"]
Kind = Literal["call", "visit", "stay", "test", "exam", "count"]
Period = Literal["day", "week", "rolling-week"]
Role = Literal[
    "place",      # where the fact is counted
    "date",       # when
    "age",        # in years
    "age_band",   # a published class of ages
    "sex",
    "key",        # part of the event key
    "code",       # a coded reason, diagnosis, result …
    "unit",       # the establishment or laboratory behind the feed
    "value",      # a published figure
    "attribute",  # kept beside
    "identity",   # a trait of the person: becomes the pseudonym, then goes
    "subject",    # the pseudonym, made at the partner's
    "drop",       # known to arrive, never kept
]
Trait = Literal["ins", "birth_name", "first_names", "birth_date", "sex", "birth_place"]
IDENTIFIER = r"^[a-z0-9]+(-[a-z0-9]+)*$"
FEED_ID = r"^[a-z0-9]+(-[a-z0-9]+)*\.[a-z0-9]+(-[a-z0-9]+)*$"
MEASURE = r"^[a-z][a-z0-9_]*$"


class Part(BaseModel):
    """A table of the contract: what it does not name is a defect."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Bilingual(Part):
    """A label in both languages."""

    fr: str
    en: str

    @property
    def text(self) -> Text:
        """The label as a ``Text``."""
        return Text(self.fr, self.en)


class Agreement(Part):
    """Who agreed to what, and its life: drafted, signed by both, in force, ended.

    Suspension is an act of a person and is kept in the register, not here.
    """

    partner: str
    purpose: Bilingual
    legal_basis: str
    controller: Literal["independent", "joint", "processor"]  # GDPR art. 4, 26, 28
    drafted_on: date
    signed_by_partner_on: date | None = None
    signed_by_argos_on: date | None = None
    in_force_from: date | None = None
    ends_on: date | None = None


class Rights(Part):
    """What the persons concerned may ask for; ``neither`` for aggregated sets."""

    opposition: bool = False
    erasure: bool = False


class Access(Part):
    """Who may see which detail of this feed."""

    role: Literal["public", "decision-maker", "sender"]
    detail: Literal["released", "exact"]


class File(Part):
    """The forms in which the file may arrive; a reader never guesses beyond these."""

    formats: list[Literal["csv", "xlsx"]] = Field(min_length=1)
    delimiters: list[Literal[",", ";", "\t", "|"]] = [","]
    encodings: list[Literal["utf-8", "utf-16", "latin-1", "latin-9", "cp1252"]] = ["utf-8"]
    decimal_marks: list[Literal[".", ","]] = ["."]
    missing_values: list[str] = [""]
    comment_prefix: str | None = None
    sheets: list[str] | None = None          # XLSX: sheets to read; others are refused
    ignored_sheets: list[str] = []
    max_bytes: int = 500_000_000             # once unpacked
    date_in_name: str | None = None          # a regular expression with one group: YYYY-MM-DD
    content_lag_days: tuple[int, int] = (0, 3)  # from the name's date back to the newest content


class Completeness(Part):
    """Whether absence from the file means withdrawal, and over which scope."""

    complete: bool = False
    # level: every place of the levels present; place: the places present; all: the whole feed
    places: Literal["level", "place", "all"] = "level"
    # span: from the first to the last day present; days: the days present only
    dates: Literal["span", "days"] = "span"
    units: Literal["all", "present"] = "all"  # present: only the units that the file holds
    max_withdrawn_share: float = Field(0.05, ge=0, le=1)  # above: the file is refused as shrunk


class Window(Part):
    """How far back a push may correct: a fixed first day, or a number of days.

    ``days`` counts back from the newest day that the feed has shown; the first file of a feed is
    its history and may reach back to ``since``.
    """

    since: date
    days: int | None = Field(None, ge=1)


class Coverage(Part):
    """Where (and when) measures exist; a blank elsewhere is not_covered, never 0."""

    measures: list[str] = Field(min_length=1)
    places: list[str] = Field(min_length=1)
    since: date | None = None
    until: date | None = None


class Cadence(Part):
    """How often a file comes, and how late it may be before it is late."""

    every: Literal["day", "week", "month", "once"]
    lateness_hours: int = Field(ge=0)


class Retention(Part):
    """How long rows and sealed archives are kept."""

    rows_days: int | None = Field(None, ge=1)
    archive_days: int = Field(30, ge=0)


class Identity(Part):
    """Where pseudonyms are made, and with which key."""

    made: Literal["at-partner", "on-arrival"]
    key: Annotated[str, Field(pattern=IDENTIFIER)]  # the key's purpose; its id is in the register


class Constraints(Part):
    """The constraints of Table Schema that are checked."""

    required: bool = False
    enum: list[str] | None = None
    minimum: float | date | None = None
    maximum: float | date | None = None
    pattern: str | None = None
    minLength: int | None = None  # noqa: N815 - Table Schema's own name
    maxLength: int | None = None  # noqa: N815


class PublishedFor(Part):
    """The crossing for which a figure is published; elsewhere its blank is not_published."""

    age: str | None = None
    sex: str | None = None


class Figure(Part):
    """What a ``value`` field counts."""

    measure: Annotated[str, Field(pattern=MEASURE)]
    sex: Literal["all", "f", "m"] | None = None
    published_for: PublishedFor | None = None


class FieldOf(Part):
    """One field of the file (Table Schema), and its role in the event."""

    name: str
    aliases: list[str] = []
    type: Literal["string", "integer", "number", "boolean", "date", "datetime"] = "string"
    formats: list[str] = []          # strptime patterns of dates; ISO 8601 if empty
    description: str = ""
    constraints: Constraints = Constraints()
    role: Role
    level: Level | None = None       # role place: what the codes designate
    keep_level: Level | None = None  # role place: generalised to
    values: dict[str, str] = {}      # what each code of the file becomes (age_band, sex, unit, code)
    system: str | None = None        # role code
    separator: str | None = None     # role code: several codes in one cell
    trait: Trait | None = None       # role identity
    keep: Literal["exact", "band"] = "exact"  # role age: band keeps `bands` only
    bands: list[int] = []            # role age, keep band: first year of each band
    figure: Figure | None = None     # role value

    @property
    def required(self) -> bool:
        """Whether every row must fill it."""
        return self.constraints.required


class Moment(Part):
    """A fact that a line-level row unfolds into: a measure dated by one of its fields.

    A row whose date field is blank does not (yet) say this fact.
    """

    measure: Annotated[str, Field(pattern=MEASURE)]
    date: str
    optional: bool = False


class Contract(Part):
    """The whole contract of one feed."""

    feed: Annotated[str, Field(pattern=FEED_ID)]
    version: int = Field(ge=1)
    title: Bilingual
    kind: Kind
    open: bool = False
    period: Period = "day"
    agreement: Agreement
    rights: Rights = Rights()
    access: list[Access] = Field(min_length=1)
    file: File
    completeness: Completeness = Completeness()
    window: Window
    coverage: list[Coverage] = []
    cadence: Cadence
    retention: Retention = Retention()
    identity: Identity | None = None
    fields: list[FieldOf] = Field(min_length=1)
    moments: list[Moment] = []

    @property
    def partner(self) -> str:
        """The partner's identifier, first half of the feed's."""
        return self.feed.split(".")[0]

    @property
    def is_count(self) -> bool:
        """Whether rows are published figures rather than events about persons."""
        return self.kind == "count"

    def with_role(self, *roles: Role) -> list[FieldOf]:
        """Return the fields that play one of these roles, in the contract's order."""
        return [field for field in self.fields if field.role in roles]
