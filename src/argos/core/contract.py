"""A feed's contract: the agreement with a partner, made executable.

The model of ``contract.toml``. Fields follow Table Schema (Frictionless); what Argos adds is the
role that each field plays. `argos.core.contract_check` reads the file and explains its defects.
"""

from datetime import date
from typing import Literal

from pydantic import Field

from argos.core.contract_field import (
    IDENTIFIER,
    MEASURE,
    Constraints,
    FieldOf,
    Figure,
    Level,
    Part,
    PublishedFor,
    Role,
    Trait,
)
from argos.core.language import Text

__all__ = [
    "FEED_ID", "IDENTIFIER", "MEASURE", "Access", "Agreement", "Bilingual", "Cadence",
    "Completeness", "Constraints", "Contract", "Coverage", "FieldOf", "Figure", "File", "Identity",
    "Kind", "Level", "Moment", "Part", "Period", "PublishedFor", "Retention", "Rights", "Role",
    "Trait", "Window",
]  # fmt: skip
Kind = Literal["call", "visit", "stay", "test", "exam", "count"]
Period = Literal["day", "week", "rolling-week"]
A_CENTURY = 36_500  # days: what is longer is a mistake, and no calendar holds it
FEED_ID = r"^[a-z0-9]+(-[a-z0-9]+)*\.[a-z0-9]+(-[a-z0-9]+)*$"


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

    partner: str = Field(description="the partner's name, as it is written in the agreement")
    purpose: Bilingual = Field(description="what the data may be used for, and nothing else")
    legal_basis: str = Field(description="the ground in law, with its article")
    controller: Literal["independent", "joint", "processor"] = Field(
        description="who answers for the processing (GDPR art. 4, 26 and 28)"
    )
    drafted_on: date = Field(description="the day of the draft")
    signed_by_partner_on: date | None = Field(None, description="the day the partner signed")
    signed_by_argos_on: date | None = Field(None, description="the day the other side signed")
    in_force_from: date | None = Field(None, description="first day on which files are accepted")
    ends_on: date | None = Field(None, description="last day on which files are accepted")


class Rights(Part):
    """What the persons concerned may ask for; ``neither`` for aggregated sets."""

    opposition: bool = Field(default=False, description="a person may refuse to be in the feed")
    erasure: bool = Field(default=False, description="a person may have past rows erased")


class Access(Part):
    """Who may see which detail of this feed."""

    role: Literal["public", "decision-maker", "sender"] = Field(description="who looks")
    detail: Literal["released", "exact"] = Field(
        description="released: after disclosure control; exact: as recorded"
    )


class File(Part):
    """The forms in which the file may arrive; a reader never guesses beyond these."""

    formats: list[Literal["csv", "xlsx"]] = Field(
        min_length=1, description="accepted forms, each gzipped or not"
    )
    delimiters: list[Literal[",", ";", "\t", "|"]] = Field(
        default=[","], min_length=1, description="CSV: the delimiters that may occur"
    )
    encodings: list[Literal["utf-8", "utf-16", "latin-1", "latin-9", "cp1252"]] = Field(
        default=["utf-8"], min_length=1, description="CSV: the encodings that may occur"
    )
    decimal_marks: list[Literal[".", ","]] = Field(
        default=["."], min_length=1, description="the marks that may stand before decimals"
    )
    missing_values: list[str] = Field(
        default=[""], description="what stands for no value, in any field"
    )
    not_interpretable: list[str] = Field(
        default=[],
        description="what stands for a figure that its publisher calls unusable, whatever the "
        "case: it becomes not_interpretable, never 0 nor a blank",
    )
    comment_prefix: str | None = Field(
        None, min_length=1, description="lines before the header that begin so are skipped"
    )
    sheets: list[str] | None = Field(
        None, description="XLSX: the sheets to read, those that are there; others are refused"
    )
    ignored_sheets: list[str] = Field(
        default=[], description="XLSX: sheets that may be there and are not read"
    )
    max_bytes: int = Field(500_000_000, ge=1, description="largest size once unpacked")
    date_in_name: str | None = Field(
        None, description="regular expression whose one group is YYYY-MM-DD in the file's name"
    )
    content_lag_days: tuple[int, int] = Field(
        (0, 3), description="fewest and most days from the name's date back to the newest content"
    )


class Completeness(Part):
    """Whether absence from the file means withdrawal, and over which scope."""

    complete: bool = Field(default=False, description="whether absence means withdrawal")
    places: Literal["level", "place", "all"] = Field(
        "level",
        description="scope in places. level: every place of the levels present in the file; "
        "place: the places present; all: the whole feed",
    )
    dates: Literal["span", "days"] = Field(
        "span",
        description="scope in time. span: from the first to the last day present; "
        "days: the days present only",
    )
    units: Literal["all", "present"] = Field(
        "all", description="scope in units. present: only the units that the file holds"
    )
    max_withdrawn_share: float = Field(
        0.05, ge=0, le=1, description="above this share of its scope the file is refused as shrunk"
    )


class Window(Part):
    """How far back a push may correct: a fixed first day, or a number of days."""

    since: date = Field(description="no fact is older than this day")
    days: int | None = Field(
        None,
        ge=1,
        le=A_CENTURY,
        description="days back from the newest day that the feed has shown; the first file of a "
        "feed is its history and may reach back to `since`. Absent: always back to `since`",
    )


class Coverage(Part):
    """Where (and when) measures exist; a blank elsewhere is not_covered, never 0.

    Several tables may cover one measure: it exists where any of them says so. A measure that no
    table names exists everywhere.
    """

    measures: list[str] = Field(min_length=1, description="the measures concerned")
    places: list[str] = Field(min_length=1, description="typed places (dep:44) where they exist")
    since: date | None = Field(None, description="first day, if they did not always exist")
    until: date | None = Field(None, description="last day, if they ceased")


class Cadence(Part):
    """How often a file comes, and how late it may be before it is late."""

    every: Literal["day", "workday", "week", "month", "once"] = Field(
        description="how often a file comes; workday: none at week-ends"
    )
    lateness_hours: int = Field(
        ge=0, le=24 * A_CENTURY, description="accepted delay after the end of its period"
    )


class Retention(Part):
    """How long rows and sealed archives are kept."""

    rows_days: int | None = Field(
        None,
        ge=1,
        le=A_CENTURY,
        description="days after occurred_on; absent: as long as the feed exists",
    )
    archive_days: int = Field(
        30, ge=0, le=A_CENTURY, description="days during which received files are kept"
    )


class Identity(Part):
    """Where pseudonyms are made, and with which key."""

    made: Literal["at-partner", "on-arrival"] = Field(
        description="at-partner: `argos pseudonymise` ran there, a field of role subject comes; "
        "on-arrival: traits come, and go once the pseudonym is made"
    )
    key: str = Field(
        pattern=IDENTIFIER, description="the key's purpose; the key's own id is in the register"
    )


class Moment(Part):
    """A fact that a line-level row unfolds into: a measure dated by one of its fields.

    A row whose date field is blank does not (yet) say this fact.
    """

    measure: str = Field(pattern=MEASURE, description="what is counted")
    date: str = Field(description="the field that dates it")
    optional: bool = Field(default=False, description="its date may be blank")


class Contract(Part):
    """The whole contract of one feed."""

    feed: str = Field(pattern=FEED_ID, description="partner.feed, as its folder partner/feed")
    version: int = Field(ge=1, description="rises with each signed change")
    title: Bilingual = Field(description="what the feed is called")
    kind: Kind = Field(description="what a row is; count: published figures, else one event")
    open: bool = Field(default=False, description="already public: shown as published")
    period: Period = Field("day", description="what a date of the file designates")
    agreement: Agreement
    rights: Rights = Rights()
    access: list[Access] = Field(min_length=1)
    file: File
    completeness: Completeness = Completeness()
    window: Window
    coverage: list[Coverage] = Field(default=[])
    cadence: Cadence
    retention: Retention = Retention()
    identity: Identity | None = Field(None)
    fields: list[FieldOf] = Field(min_length=1)
    moments: list[Moment] = Field(
        default=[], description="line-level feeds: the facts that a row unfolds into"
    )

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

    @property
    def traits(self) -> dict[Trait, FieldOf]:
        """The fields from which a pseudonym is made on arrival, whatever else they are."""
        return {field.trait: field for field in self.fields if field.trait is not None}

    @property
    def measures(self) -> tuple[str, ...]:
        """Every measure that the feed gives, in the contract's order."""
        figures = [field.figure.measure for field in self.fields if field.figure is not None]
        return tuple(dict.fromkeys(figures + [moment.measure for moment in self.moments]))
