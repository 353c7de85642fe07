"""The event schema, declared once.

A row of the event log is one statement about a fact: ``sign`` +1 says it, ``sign`` -1 unsays an
earlier statement and repeats its columns. The Delta schema, the page docs/reference/events.md and
the checks before a commit are all made from ``EVENT``.
"""

from dataclasses import dataclass

import polars as pl

KINDS = ("call", "visit", "stay", "test", "exam", "count")
PERIODS = ("day", "week", "rolling-week")
SEXES = ("all", "f", "m", "unknown")
STATUSES = (
    "ok",
    "provisional",
    "not_covered",
    "not_reported",
    "not_published",
    "withdrawn",
    "suppressed",
    "not_interpretable",
)
ATTRIBUTES = pl.List(pl.Struct({"key": pl.String, "value": pl.String}))
INSTANT = pl.Datetime("us", "UTC")


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the event log.

    Attributes:
        name: the column.
        dtype: its Polars type; the Delta type follows from it.
        meaning: one sentence, with unit.
        nullable: whether a row may leave it empty.
        identifies: whether it can point at a person; such a column has no statistics in the log.
        content: whether it is part of what a statement says (two statements of one fact with equal
            content are the same statement).
        allowed: the only values that it may take, where they are few.

    """

    name: str
    dtype: pl.DataType
    meaning: str
    nullable: bool = False
    identifies: bool = False
    content: bool = True
    allowed: tuple[str, ...] = ()


EVENT: tuple[Column, ...] = (
    Column(
        "event_id",
        pl.Binary(),
        "keyed hash (16 bytes) of feed, event key and measure",
        identifies=True,
        content=False,
    ),
    Column("batch_id", pl.String(), "the batch that made the statement", content=False),
    Column("feed", pl.String(), "partner.feed; partition", content=False),
    Column("month", pl.String(), "YYYY-MM of occurred_on; partition", content=False),
    Column("kind", pl.String(), f"one of {', '.join(KINDS)}", allowed=KINDS),
    Column("occurred_on", pl.Date(), "local day on which the fact is counted"),
    Column(
        "period",
        pl.String(),
        "day, week (ISO) or rolling-week; a week is dated by its last day",
        allowed=PERIODS,
    ),
    Column(
        "recorded_at",
        INSTANT,
        "UTC instant at which Argos accepted the statement; strictly increasing within a feed",
        content=False,
    ),
    Column("sign", pl.Int8(), "+1 says, -1 unsays an earlier statement", content=False),
    Column(
        "value", pl.Float64(), "1 for an event, the figure for a published count", nullable=True
    ),
    Column("status", pl.String(), f"one of {', '.join(STATUSES)}", allowed=STATUSES),
    Column("measure", pl.String(), "what is counted, or which moment of the event"),
    Column(
        "place", pl.String(), "typed INSEE code: fra, reg:52, dep:44, epci:…, com:…", nullable=True
    ),
    Column(
        "age",
        pl.Int16(),
        "age in years, where the contract allows it",
        nullable=True,
        identifies=True,
    ),
    Column(
        "age_band",
        pl.String(),
        "low-high or low+ in years, 'all' for a published total",
        nullable=True,
    ),
    Column("sex", pl.String(), f"one of {', '.join(SEXES)}", allowed=SEXES),
    Column(
        "subject",
        pl.Binary(),
        "pseudonym of the person; absent from counts",
        nullable=True,
        identifies=True,
    ),
    Column("codes", pl.List(pl.String()), "sorted 'system:code'", identifies=True),
    Column(
        "attributes", ATTRIBUTES, "what the contract keeps beside, sorted by key", identifies=True
    ),
)

EVENT_SCHEMA = pl.Schema({column.name: column.dtype for column in EVENT})
CONTENT_COLUMNS = tuple(column.name for column in EVENT if column.content)
# What `ingest` makes of a file: everything but what the commit adds.
COMMIT_COLUMNS = ("batch_id", "recorded_at", "sign")
FACT_SCHEMA = pl.Schema({n: t for n, t in EVENT_SCHEMA.items() if n not in COMMIT_COLUMNS})


def no_facts() -> pl.DataFrame:
    """Return an empty frame of facts."""
    return pl.DataFrame(schema=FACT_SCHEMA)


def month_of(day: pl.Expr) -> pl.Expr:
    """Return the partition (``YYYY-MM``) of a date expression."""
    return day.dt.strftime("%Y-%m")
