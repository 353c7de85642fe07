"""From series to what models say of them: the steps in order, and nothing else."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

import polars as pl

from argos.core.clock import Clock
from argos.core.contract import Contract
from argos.events.log import EventLog
from argos.outputs.modelled import MODELLED, ModelledName
from argos.outputs.signals import latest
from argos.outputs.store import Outputs
from argos.outputs.tables import Name
from argos.publish.disclosure import modelled
from argos.publish.flow import Published
from argos.publish.indicators import indicators
from argos.publish.modelled import lead_times, nowcasts, reproduction
from argos.publish.modelled.capacity import tonight as capacity
from argos.publish.modelled.declared import Declared, declared
from argos.publish.modelled.foretold import evaluation, forecasts, scores
from argos.publish.modelled.house import House
from argos.publish.modelled.known.panels import (
    Panels,
    already_told,
    as_told,
    known_at,
    panels,
    require_published,
)
from argos.publish.modelled.signals import tonight as signals
from argos.publish.modelled.signals import weekly
from argos.publish.modelled.signals.states import with_life
from argos.publish.modelled.weather import tonight as weather

MODELS = ("panels", "forecasts", "models", "commit")
# What a night is told after; states of signals may be told meanwhile.
BEFORE: tuple[ModelledName, ...] = tuple(name for name in MODELLED if name != "signals")
EVALUATION = ("panels", "forecasts", "scores")
Told = Callable[[str], None]
Life = Callable[[pl.DataFrame, Mapping[str, date]], pl.DataFrame]


@dataclass(frozen=True, slots=True)
class Evaluated:
    """What forecasts were worth: the rows of table ``scores``, and how many were added where."""

    scores: pl.DataFrame
    rows_by_table: dict[str, int]


def publish_models(
    log: EventLog,
    outputs: Outputs,
    contracts: Mapping[str, Contract],
    clock: Clock,
    on_step: Told = lambda step: None,
    *,
    house: House | None = None,
) -> Published:
    """Publish what models say of the series as they are known now; nothing if they said it already.

    Args:
        log: the event log, read only: closed sources are counted from it.
        outputs: the published tables, with the series published up to now.
        contracts: the contracts by feed.
        clock: tells when it is said.
        on_step: told the name of each of `MODELS` once it is done.
        house: its settings; by default as shipped.

    Raises:
        UsageError: ``SERIES_FIRST``: the log holds figures that the series do not say yet.
        FeedBusy: another process told the same meanwhile.

    """
    before = outputs.positions(BEFORE)
    require_published(log, outputs, contracts, indicators())
    at = known_at(log, contracts, indicators())
    if at is None or already_told(outputs, at):
        return Published({}, committed=False)
    known = _known(log, outputs, contracts)
    on_step("panels")
    if known is None:
        return Published({}, committed=False)
    life = partial(with_life, clock=clock)
    rows = told(known, declared(), outputs, clock.now(), on_step, house, life, before)
    return Published(rows, bool(rows))


def told(
    known: Panels,
    how: Declared,
    outputs: Outputs,
    at: datetime,
    on_step: Told = lambda step: None,
    house: House | None = None,
    life: Life = lambda signals, begun: signals,
    before: Mapping[Name, int] | None = None,
) -> dict[str, int]:
    """Commit what models say of panels, and return the rows added by table.

    Args:
        known: the figures.
        how: what is modelled.
        outputs: the published tables.
        at: when it is said.
        on_step: as in ``publish_models``.
        house: as there.
        life: gives tonight's signals the state of each; by default all that go on are new.
        before: where the tables were when it was found that there is something to tell
            (``Outputs.positions``).

    Raises:
        FeedBusy: they were added to meanwhile.

    """
    own, seen = house or House.at(), as_told(known.known_at)
    made = forecasts.rows(known, how, outputs)
    after = before or outputs.positions(BEFORE)
    rows = outputs.commit(modelled("forecasts", made, at, forecasts.PERSONS), after=after)
    after = {name: place for name, place in after.items() if name != "forecasts"}
    on_step("forecasts")
    foretold = capacity.foretold(known, made, outputs)
    occupied, crossed = capacity.rows(known, foretold, own.capacity)
    earlier, quality = (outputs.rows(name).collect() for name in ("signals", "feed_quality"))
    weeks = weekly.read(outputs, how, known.known_at)
    found = signals.tonight(known, how, indicators(), latest(earlier), quality, weeks)
    tables = [
        modelled("signals", life(found.rows, found.begun), at),
        modelled("capacity", occupied, at, capacity.PERSONS),
        modelled("crossings", crossed, at, capacity.OPERATIONS),
        modelled("scores", scores.rows(known, how, outputs), at),
        modelled("reproduction", reproduction.rows(known, how), at),
        modelled("lead_times", lead_times.rows(known, how, outputs), at),
        modelled("weather", weather.tonight(known, outputs, made, own), at),
        modelled("nowcasts", nowcasts.rows(known, how), at, nowcasts.PERSONS, seen),
    ]
    on_step("models")
    rows |= outputs.commit(*tables, after=after)
    on_step("commit")
    return rows


def evaluate(
    log: EventLog,
    outputs: Outputs,
    contracts: Mapping[str, Contract],
    clock: Clock,
    on_step: Told = lambda step: None,
    *,
    since: date | None = None,
    every: int = 7,
) -> Evaluated | None:
    """Score every forecast, after making those that are missing from what was known on their day.

    Args:
        log: the event log, read only.
        outputs: the published tables; forecasts and scores are added to.
        contracts: the contracts by feed.
        clock: tells when it is said.
        on_step: told the name of each of `EVALUATION` once it is done.
        since: first origin that must be there; by default the first one published.
        every: days between origins that are made afterwards.

    Returns:
        None where nothing is known yet.

    """
    before = outputs.positions(["forecasts", "scores"])
    known = _known(log, outputs, contracts)
    on_step("panels")
    if known is None:
        return None
    how, at = declared(), clock.now()
    missing = evaluation.missing(known, how, outputs, since, every)
    rows = outputs.commit(modelled("forecasts", missing, at, forecasts.PERSONS), after=before)
    on_step("forecasts")
    worth = modelled("scores", scores.rows(known, how, outputs), at)
    rows |= outputs.commit(worth)
    on_step("scores")
    return Evaluated(worth.frame, rows)


def _known(log: EventLog, outputs: Outputs, contracts: Mapping[str, Contract]) -> Panels | None:
    return panels(log, outputs, contracts, indicators(), declared())
