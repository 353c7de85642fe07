"""The panels of all modelled indicators, from what is published and what the log holds.

Sets that are shown as published are read from `outputs`. Line-level sources are counted from the
log, exactly: what is made of them goes through `argos.publish.disclosure.modelled`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import polars as pl

from argos.core.contract import Contract
from argos.core.errors import UsageError
from argos.core.language import Text
from argos.events.log import EventLog
from argos.outputs.store import Outputs
from argos.publish.aggregate import Engine
from argos.publish.cube import ALL
from argos.publish.history import WHOLE
from argos.publish.indicators import Indicators
from argos.publish.line_level import Counted
from argos.publish.modelled.declared import Declared
from argos.publish.modelled.known.panel import Panel, panel
from argos.publish.plan import Job, Shown, all_sources, what_is_new

YEARS = 6  # that models look back: five seasons, and the one that goes on
ALIVE = 60  # days: a source without a figure for so long has ended
STRETCH = timedelta(days=92)  # counted at once
SEEN = "seen"
HISTORY = ["indicator", "partner", "place", "date", "known_from", "value"]


@dataclass(frozen=True)
class Panels:
    """What is known of all modelled indicators, on one grid of days.

    Attributes:
        by_indicator: the panel of each that has figures.
        known_at: the last instant at which any of it was recorded.

    """

    by_indicator: Mapping[str, Panel]
    known_at: datetime

    def __getitem__(self, indicator: str) -> Panel:
        """Return the panel of an indicator."""
        return self.by_indicator[indicator]

    def __contains__(self, indicator: str) -> bool:
        """Whether an indicator has figures."""
        return indicator in self.by_indicator

    def __iter__(self) -> Iterator[Panel]:
        """Go through the panels in the order in which they are declared."""
        return iter(self.by_indicator.values())


def panels(
    log: EventLog,
    outputs: Outputs,
    contracts: Mapping[str, Contract],
    shown: Indicators,
    modelled: Declared,
    engine: Engine,
) -> Panels | None:
    """Return the panels, None where nothing is known yet.

    Of each indicator the first source with a figure in the last ``ALIVE`` days speaks, the first
    of all where none has one.

    Args:
        log: the event log, read only.
        outputs: the published tables.
        contracts: the contracts by feed.
        shown: the indicators.
        modelled: those that are modelled.
        engine: counts line-level rows.

    """
    jobs = all_sources(log, contracts, shown)
    if not jobs:
        return None
    at = max(instant for job in jobs for instant in job.until.values())
    last = (at - timedelta(hours=12)).date()
    first = last - timedelta(days=366 * YEARS)
    names = [each.indicator for each in modelled.series]
    found: dict[str, list[_Read]] = {name: [] for name in names}
    for job in sorted(jobs, key=lambda job: not job.is_open):
        wanted = {each.indicator.id: each.rank for each in job.shown if _asked(found, each, last)}
        if not wanted:
            continue
        rows = (
            _open(job, list(wanted), outputs, first) if job.is_open
            else _counted(job, list(wanted), shown, log, engine, outputs, first)
        )  # fmt: skip
        for name, rank in wanted.items():
            own = rows.filter(indicator=name)
            if not own.is_empty():
                found[name].append(_Read(rank, own, rounded=not job.is_open))
    begins = min((each.first for reads in found.values() for each in reads), default=first)
    made = {name: _speaking(name, reads, begins, last) for name, reads in found.items() if reads}
    return Panels({name: each for name, each in made.items() if each is not None}, at)


def known_at(
    log: EventLog, contracts: Mapping[str, Contract], shown: Indicators
) -> datetime | None:
    """Return the last instant at which any figure was recorded, None where there is none."""
    instants = [each for job in all_sources(log, contracts, shown) for each in job.until.values()]
    return max(instants, default=None)


def require_published(
    log: EventLog, outputs: Outputs, contracts: Mapping[str, Contract], shown: Indicators
) -> None:
    """Refuse to speak of series that are behind the log.

    Raises:
        UsageError: ``SERIES_FIRST``.

    """
    behind = [job.partner for job in what_is_new(log, outputs, contracts, shown).jobs]
    if behind:
        named = ", ".join(sorted(set(behind)))
        raise UsageError(
            "SERIES_FIRST",
            expected=Text(
                "des séries publiées jusqu'au dernier lot", "series up to the last batch"
            ),
            found=Text(f"du nouveau de {named}", f"something new from {named}"),
            todo=Text(
                "lancez `argos publish --series --models`", "run `argos publish --series --models`"
            ),
        )


def as_told(at: datetime) -> dict[str, str]:
    """Return what the commit of the last table keeps: up to when models have seen the figures."""
    return {SEEN: at.isoformat()}


def already_told(outputs: Outputs, at: datetime) -> bool:
    """Whether models have spoken already of the figures as they were recorded up to an instant."""
    return outputs.metadata("nowcasts").get(SEEN) == at.isoformat()


@dataclass(frozen=True)
class _Read:
    """The history of an indicator from one source."""

    rank: int
    rows: pl.DataFrame
    rounded: bool

    @property
    def first(self) -> date:
        return self.rows.select(pl.col("date").min()).item()  # type: ignore[no-any-return] # a date

    def alive(self, last: date) -> bool:
        """Whether the source still gave a figure shortly before the last day."""
        recent = pl.col("date") >= last - timedelta(days=ALIVE)
        return self.rows.filter(recent & pl.col("value").is_not_null()).height > 0


def _asked(found: Mapping[str, list[_Read]], each: Shown, last: date) -> bool:
    """Whether an indicator is modelled, and no living source before this one speaks for it."""
    before = [read for read in found.get(each.indicator.id, []) if read.rank < each.rank]
    return each.indicator.id in found and not any(read.alive(last) for read in before)


def _speaking(name: str, reads: Sequence[_Read], first: date, last: date) -> Panel | None:
    """Return the panel of the first source that is alive, else of the first one."""
    ordered = sorted(reads, key=lambda read: read.rank)
    chosen = next((read for read in ordered if read.alive(last)), ordered[0])
    partner = str(chosen.rows["partner"][0])
    return panel(name, partner, chosen.rows, first, last, rounded=chosen.rounded)


def _open(job: Job, names: Sequence[str], outputs: Outputs, first: date) -> pl.DataFrame:
    """Return every state of the daily totals of a set as published."""
    rows = outputs.figures(names, first)
    version = {each.indicator.id: each.indicator.version for each in job.shown}
    current = pl.col("method") == pl.col("indicator").replace_strict(
        version, return_dtype=pl.Int16
    )  # fmt: skip
    mine = (pl.col("partner") == job.partner) & ~pl.col("rounded")
    return rows.filter(_daily_totals() & mine & current).select(HISTORY)


def _daily_totals() -> pl.Expr:
    return (pl.col("age") == ALL) & (pl.col("sex") == ALL) & (pl.col("period") == "day")


def _counted(
    job: Job,
    names: Sequence[str],
    shown: Indicators,
    log: EventLog,
    engine: Engine,
    outputs: Outputs,
    first: date,
) -> pl.DataFrame:
    """Return every state of the exact daily totals of a line-level source."""
    counted = Counted(job, shown, log, engine, outputs)
    wanted = [each for each in job.shown if each.indicator.id in names]
    present = [each for each in wanted if each.source.is_census]
    moved = [each for each in wanted if not each.source.is_census]
    parts = [counted.present(present, first).whole] if present else []
    begun, ends = max(first, counted.begins), counted.ends
    while moved and begun <= ends:
        until = begun + STRETCH - timedelta(days=1)
        parts.append(counted.events(moved, begun, until).whole.filter(pl.col("date") >= begun))
        begun = until + timedelta(days=1)
    if not parts:
        return outputs.figures([]).select(HISTORY)
    mine = pl.col("partner") == job.partner
    own = pl.concat(parts).filter(_daily_totals() & mine).rename({"count": "value"}).select(HISTORY)
    return _with_zeros(own)


def _with_zeros(counted: pl.DataFrame) -> pl.DataFrame:
    """Add the days on which a place had nothing: those that the whole of the feed tells of."""
    of = ["indicator", "partner", "place"]
    given = counted.filter(pl.col("place") == WHOLE["place"])
    cells = counted.select(of).unique().join(given.drop("place"), on=["indicator", "partner"])
    silent = cells.join(counted, on=[*of, "date"], how="anti")
    zero = pl.when(pl.col("value").is_not_null()).then(0)
    return pl.concat([counted, silent.with_columns(value=zero.cast(counted["value"].dtype))
                      .select(HISTORY)])  # fmt: skip
