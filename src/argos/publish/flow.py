"""From events to published series: the steps in order, and nothing else."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from argos.core.clock import Clock
from argos.core.contract import Contract
from argos.core.receipt import Receipt
from argos.events.log import EventLog
from argos.outputs.store import Outputs
from argos.publish import steps
from argos.publish.aggregate import Engine, PolarsEngine
from argos.publish.disclosure import published
from argos.publish.indicators import Indicators, indicators
from argos.publish.plan import as_metadata, what_is_new

STEPS = ("new", "open", "events", "ratios", "feeds", "commit")


@dataclass(frozen=True, slots=True)
class Published:
    """What a publication added.

    Attributes:
        rows_by_table: rows added to each table.
        committed: whether anything was; a second publication with nothing new commits nothing.

    """

    rows_by_table: dict[str, int]
    committed: bool


def publish_series(
    log: EventLog,
    outputs: Outputs,
    contracts: Mapping[str, Contract],
    clock: Clock,
    on_step: Callable[[str], None] = lambda step: None,
    *,
    engine: Engine | None = None,
    receipts: Sequence[Receipt] | None = None,
    shown: Indicators | None = None,
) -> Published:
    """Publish what the log holds and the published series do not say yet.

    Args:
        log: the event log, read only.
        outputs: the published tables.
        contracts: the contracts by feed.
        clock: tells when labels and feed quality were made; figures bear the instants of the log.
        on_step: told the name of each of `STEPS` once it is done.
        engine: counts line-level rows; Polars by default.
        receipts: the receipts to publish; by default all that the register holds.
        shown: the indicators; by default those shipped.

    """
    shown = shown or indicators()
    work = what_is_new(log, outputs, contracts, shown)
    on_step("new")
    as_given = steps.open_sets(work.jobs, shown, log, outputs)
    on_step("open")
    counted = steps.events(work.jobs, shown, log, engine or PolarsEngine(log), outputs)
    on_step("events")
    figures = steps.with_ratios([*as_given, *counted], shown, outputs)
    on_step("ratios")
    about = steps.about_feeds(receipts, contracts, log, outputs, clock, work, shown)
    on_step("feeds")
    rows = outputs.commit(
        published("indicators", steps.labels(shown, outputs, clock), {}),
        *(published(name, frame, {}) for name, frame in about.items()),
        published("series", figures, as_metadata(work.positions) if work.jobs else {}),
    )
    on_step("commit")
    return Published(rows, bool(rows))
