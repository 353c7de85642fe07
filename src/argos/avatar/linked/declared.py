"""What is declared of tables that speak of the same people: keys, days, what must hold."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from argos.avatar.kinds import Column

END = "(end)"  # the kind of event that a date in the table of people is, after which nothing is


@dataclass(frozen=True, slots=True)
class Events:
    """A table with dated rows, several a person.

    Attributes:
        day: the column by which a person's rows are put in order, a date or a date and time.
        kinds: columns that say what kind of event a row is; their values make up the kind's name,
            after the table's: ``stays``, or ``events/visit/chu-nantes.emergency``.
        ids: columns that name the row, made anew.
        within: column → table: the id of that person's last row there that began by that day.
        ends: a date by which the row is over: rows `within` it are dated by then at the latest.
        orders: pairs of columns of which the first is never later or larger.
        columns: column → what is declared of it; others are inferred.

    """

    day: str
    kinds: Sequence[str] = ()
    ids: Sequence[str] = ()
    within: Mapping[str, str] = field(default_factory=dict)
    ends: str | None = None
    orders: Sequence[tuple[str, str]] = ()
    columns: Mapping[str, Column] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Before:
    """At no moment has a person more events of kind `then` than of kind `first`."""

    first: str
    then: str


@dataclass(frozen=True, slots=True)
class Last:
    """Nothing follows an event of this kind whose column has this value: a death."""

    kind: str
    column: str | None = None
    value: str | None = None


@dataclass(frozen=True, slots=True)
class Links:
    """How tables hang together.

    Attributes:
        key: the person's, in every table.
        events: table → what its rows are.
        people: the table with one row a person, if there is one.
        traits: columns of the event tables that are the person's own and stay as they are.
        columns: trait → what is declared of it.
        inside: trait → the trait of which it is a part: a commune and its département. It is drawn
            after that one, and is a gap where the two were never seen together.
        end: a date in the table of people after which nothing happens to them.
        before, last: what every history keeps.
        order: kinds that share a day come in this order; others after, by name.

    """

    key: str
    events: Mapping[str, Events]
    people: str | None = None
    traits: Sequence[str] = ()
    columns: Mapping[str, Column] = field(default_factory=dict)
    inside: Mapping[str, str] = field(default_factory=dict)
    end: str | None = None
    before: Sequence[Before] = ()
    last: Sequence[Last] = ()
    order: Sequence[str] = ()
