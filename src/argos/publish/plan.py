"""What there is to do: which sources have rows that are not published yet."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from argos.core.contract import Contract
from argos.events.log import EventLog
from argos.outputs.store import Outputs
from argos.publish.indicators import Indicator, Indicators, Source

POSITIONS = "positions"  # in the metadata of a publication: indicator, feed, last instant published
Positions = dict[str, dict[str, datetime]]


@dataclass(frozen=True)
class Shown:
    """One indicator of a source."""

    indicator: Indicator
    source: Source
    rank: int


@dataclass(frozen=True)
class Job:
    """One source that has something new, with all indicators that come from it.

    Attributes:
        feeds: the feeds, summed where there are several.
        contracts: their contracts, in the same order.
        shown: the indicators.
        since: the last instant already published for all of them, None if there is none.
        until: of each feed, the instant up to which it is published now.

    """

    feeds: tuple[str, ...]
    contracts: tuple[Contract, ...]
    shown: tuple[Shown, ...]
    since: datetime | None
    until: Mapping[str, datetime]

    @property
    def partner(self) -> str:
        """The name of the whole source."""
        return self.shown[0].source.partner

    @property
    def is_open(self) -> bool:
        """Whether it is a set of published figures, shown as they are."""
        return self.contracts[0].is_count


@dataclass(frozen=True)
class Work:
    """All that is to be done, and where the series stand once it is."""

    jobs: tuple[Job, ...]
    positions: Positions


def what_is_new(
    log: EventLog, outputs: Outputs, contracts: Mapping[str, Contract], declared: Indicators
) -> Work:
    """Compare where the log's feeds stand with where the published series stand.

    A set of figures whose contract is not open is left out: the totals of a publisher are not the
    sums of its classes, so nobody could tell what its rounded figures disclose.
    """
    stand = _positions(outputs.metadata("series").get(POSITIONS))
    now = _now(log, contracts)
    jobs, after = [], dict(stand)
    for feeds, shown in _by_source(declared).items():
        there = tuple(feed for feed in feeds if feed in now)
        until = {feed: now[feed] for feed in there}
        known = [stand.get(_key(each.indicator), {}) for each in shown]
        if not there or all(_reaches(each, until) for each in known):
            continue
        firsts = [each.get(feed) for each in known for feed in there]
        since = None if None in firsts else min(filter(None, firsts))
        chosen = tuple(contracts[feed] for feed in there)
        jobs.append(Job(there, chosen, shown, since, until))
        for each in shown:
            after[_key(each.indicator)] = after.get(_key(each.indicator), {}) | until
    return Work(tuple(jobs), after)


def all_sources(
    log: EventLog, contracts: Mapping[str, Contract], declared: Indicators
) -> list[Job]:
    """Return every source that the log holds, from its beginning: what models look back on."""
    now = _now(log, contracts)
    jobs = []
    for feeds, shown in _by_source(declared).items():
        there = tuple(feed for feed in feeds if feed in now)
        if there:
            chosen = tuple(contracts[feed] for feed in there)
            jobs.append(Job(there, chosen, shown, None, {feed: now[feed] for feed in there}))
    return jobs


def as_metadata(positions: Positions) -> dict[str, str]:
    """Return positions as a publication's commit keeps them."""
    text = {
        key: {feed: at.isoformat() for feed, at in feeds.items()}
        for key, feeds in positions.items()
    }
    return {POSITIONS: json.dumps(text, sort_keys=True)}


def _now(log: EventLog, contracts: Mapping[str, Contract]) -> dict[str, datetime]:
    """Return the last instant of every feed that may be published."""
    return {
        feed: instant
        for feed, contract in contracts.items()
        if (contract.open or not contract.is_count)
        and (instant := log.position(feed).recorded_at) is not None
    }


def _positions(text: str | None) -> Positions:
    kept = json.loads(text or "{}")
    return {
        key: {feed: datetime.fromisoformat(at) for feed, at in feeds.items()}
        for key, feeds in kept.items()
    }


def _key(indicator: Indicator) -> str:
    """Name an indicator with its version: a new definition is published from the beginning."""
    return f"{indicator.id}/{indicator.version}"


def _reaches(known: Mapping[str, datetime], until: Mapping[str, datetime]) -> bool:
    return all(feed in known and known[feed] >= instant for feed, instant in until.items())


def _by_source(declared: Indicators) -> dict[tuple[str, ...], tuple[Shown, ...]]:
    found: dict[tuple[str, ...], list[Shown]] = {}
    for indicator in declared.each():
        for rank, source in enumerate(indicator.sources):
            found.setdefault(tuple(source.feeds), []).append(Shown(indicator, source, rank))
    return {feeds: tuple(shown) for feeds, shown in found.items()}
