"""The panels of all modelled indicators, from what is published of them.

All of it is read from `outputs`, closed sources by what is released of them (`closed`): models see
no figure that a reader of the published zone cannot see. The log says only up to when it was told.
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
from argos.publish.cube import ALL, LARGE
from argos.publish.indicators import Indicators
from argos.publish.modelled.declared import Declared
from argos.publish.modelled.known import closed
from argos.publish.modelled.known.panel import Panel, evening_of, panel
from argos.publish.plan import Job, Shown, all_sources, what_is_new

YEARS = 6  # that models look back: five seasons, and the one that goes on
ALIVE = 60  # days: a source without a figure for so long has ended
SEEN = "seen"


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
) -> Panels | None:
    """Return the panels, None where nothing is known yet.

    Of each indicator the first source with a figure in the last ``ALIVE`` days speaks, the first
    of all where none has one.

    Args:
        log: the event log, of which only the positions of its feeds are read.
        outputs: the published tables.
        contracts: the contracts by feed.
        shown: the indicators.
        modelled: those that are modelled.

    """
    jobs = all_sources(log, contracts, shown)
    if not jobs:
        return None
    at = max(instant for job in jobs for instant in job.until.values())
    last = evening_of(at)
    first = last - timedelta(days=366 * YEARS)
    names = [each.indicator for each in modelled.series]
    found: dict[str, list[_Read]] = {name: [] for name in names}
    for job in sorted(jobs, key=lambda job: not job.is_open):
        wanted = {each.indicator.id: each.rank for each in job.shown if _asked(found, each, last)}
        if not wanted:
            continue
        for name, rank in wanted.items():
            own = _read(job, name, rank, outputs, first)
            if not own.rows.is_empty():
                found[name].append(own)
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
    weeks: pl.DataFrame | None
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
    return panel(
        name, partner, chosen.rows, first, last, rounded=chosen.rounded, weeks=chosen.weeks
    )


def _read(job: Job, name: str, rank: int, outputs: Outputs, first: date) -> _Read:
    """Return every state of the totals of an indicator from one source."""
    shown = next(each for each in job.shown if each.indicator.id == name)
    mine = (pl.col("indicator") == name) & (pl.col("method") == shown.indicator.version)
    source = (pl.col("partner") == job.partner) & (pl.col("rounded") != job.is_open)
    totals = (pl.col("age") == ALL) & (pl.col("sex") == ALL) & (pl.col("date") >= first)
    large = pl.col("place").str.split(":").list.first().is_in(LARGE)
    rows = outputs.rows("series").filter(mine & source & totals & large).collect()
    if job.is_open:
        days = rows.filter(pl.col("period") == "day").select(closed.STATES)
        return _Read(rank, days, None, rounded=False)
    days, weeks = closed.states(rows)
    return _Read(rank, days, None if shown.source.is_census else weeks, rounded=True)
