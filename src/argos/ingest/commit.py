"""The last steps of a batch: compare its facts with the log, and commit what changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl

from argos.core.errors import FeedBusy, FileRefused
from argos.core.language import Text
from argos.core.reasons import reason
from argos.core.receipt import Reason, Receipt
from argos.core.schema import FACT_SCHEMA
from argos.events.log import Position
from argos.events.statements import Statements, compare
from argos.ingest.batch import Batch, as_duplicate, instant_of, nothing_newer, order_defects
from argos.ingest.catch_up import RECEIPT, catch_up
from argos.ingest.checks import Checked
from argos.ingest.identity import Identified
from argos.ingest.intake import Intake, OnStep
from argos.ingest.readers import Raw
from argos.ingest.scope import absent_places, concerned, last_shown, scope_of, shrinkage
from argos.ingest.unfold import Unfolded
from argos.register import ledger

ATTEMPTS = 5  # how often a push that lost a race compares again before it says busy


@dataclass(frozen=True)
class Rows:
    """What became of the rows of a file.

    Attributes:
        facts: columns of ``core.schema.FACT_SCHEMA``, unique by ``event_id``.
        rejected: row, sheet, column, code; a row may fail several times.
        held: keys (event_id) of rejected rows; they are never withdrawn.
        keys_unread: whether the key of some rejected row cannot be known.
        rows_read: rows of the file.
        reasons: every reason and notice, with counts.

    """

    facts: pl.DataFrame
    rejected: pl.DataFrame
    held: frozenset[bytes]
    keys_unread: bool
    rows_read: int
    reasons: tuple[Reason, ...]

    @classmethod
    def gather(
        cls, raw: Raw, checked: Checked, identified: Identified, unfolded: Unfolded
    ) -> "Rows":
        """Put together what each step kept and rejected."""
        rejected = pl.concat(
            [checked.rejected, identified.rejected, unfolded.rejected], how="diagonal_relaxed"
        )
        return cls(
            facts=unfolded.facts.select(FACT_SCHEMA.names()),
            rejected=rejected,
            held=unfolded.held,
            keys_unread=unfolded.keys_unread,
            rows_read=raw.rows_read,
            reasons=(*checked.reasons, *identified.reasons, *unfolded.reasons),
        )

    @property
    def first_day(self) -> date:
        """The oldest day that the facts speak of."""
        days: list[date] = self.facts["occurred_on"].unique().to_list()
        return min(days)

    @property
    def last_day(self) -> date:
        """The newest day that the facts speak of."""
        days: list[date] = self.facts["occurred_on"].unique().to_list()
        return max(days)

    @property
    def rows_rejected(self) -> int:
        """How many rows of the file were rejected, whatever the number of their faults."""
        return self.rejected.select("sheet", "row").unique().height


def set_aside(checked: Checked, identified: Identified) -> pl.DataFrame:
    """Return every rejected row, typed as far as it could be read: none of them is withdrawn."""
    place = ["row", "sheet"]
    named = checked.frame.join(identified.rejected, on=place, how="semi", nulls_equal=True)
    return pl.concat([checked.set_aside, named], how="diagonal")


def commit(
    batch: Batch, rows: Rows, intake: Intake, position: Position, on_step: OnStep
) -> Receipt:
    """Compare with the log and commit, again if another push on the feed was faster.

    Args:
        batch: the file.
        rows: what became of its rows.
        intake: the home that takes it in.
        position: where the feed stood when the rows were checked.
        on_step: told of ``compared`` and ``committed``.

    Raises:
        FileRefused: the file cannot follow what the feed has already shown.
        FeedBusy: lost ``ATTEMPTS`` times in a row.

    """
    if rows.rows_read and rows.facts.is_empty():
        raise FileRefused([*rows.reasons, reason("NO_ROW_ACCEPTED", rows=rows.rows_read)])
    for attempt in range(ATTEMPTS):
        try:
            return _commit_once(batch, rows, intake, position, on_step)
        except FeedBusy:
            catch_up(intake)
            earlier = ledger.find_same_bytes(batch.feed, batch.sha256)
            if earlier and not batch.again:
                return as_duplicate(earlier)
            if attempt + 1 == ATTEMPTS:
                raise
            position = intake.log.position(batch.feed)
    raise AssertionError("unreachable")


def _commit_once(
    batch: Batch, rows: Rows, intake: Intake, position: Position, on_step: OnStep
) -> Receipt:
    """Compare with one snapshot of the log and commit upon it."""
    live = intake.log.live(
        batch.feed,
        first=_first_day(batch, rows, position),
        position=position,
        where=concerned(batch.contract, rows.facts),
    )
    shown = last_shown(batch.contract, rows.facts, live)
    if found := order_defects(batch, position, rows.last_day, shown):
        raise FileRefused([*rows.reasons, *found])
    statements, held = _compare(batch, rows, live)
    on_step("compared")
    notices = _notices(batch, rows)
    receipt = _receipt(batch, rows, statements, [*held, *notices])
    _check_oppositions(batch, rows, intake)
    if not statements.rows.is_empty():
        recorded_at = intake.log.append(
            position,
            statements.rows,
            batch_id=batch.batch_id,
            recorded_at=instant_of(batch, position),
            metadata={RECEIPT: receipt.to_json()},
        )
        receipt = receipt.with_(recorded_at=recorded_at.isoformat())
    on_step("committed")
    return receipt


def _compare(batch: Batch, rows: Rows, live: pl.DataFrame) -> tuple[Statements, list[Reason]]:
    """Compare the file's facts with what the log says in the window of correction."""
    scope = scope_of(batch.contract, rows.facts)
    statements = compare(live, rows.facts, in_scope=scope, keep=rows.held)
    if scope is None:
        return statements, []
    if rows.keys_unread and statements.withdrawn:
        held = reason("WITHDRAWAL_HELD", rows=statements.withdrawn)
        return compare(live, rows.facts, in_scope=None), [held]
    if found := shrinkage(batch.contract, live.filter(scope).height, statements):
        raise FileRefused([*rows.reasons, *found])
    return statements, []


def _check_oppositions(batch: Batch, rows: Rows, intake: Intake) -> None:
    """Raise ``FeedBusy`` if a person objected since the rows were identified: push again."""
    if not batch.contract.is_count and intake.oppositions.contains(rows.facts["subject"]).any():
        raise FeedBusy(
            "BUSY",
            expected=Text("aucune opposition nouvelle", "no new opposition"),
            found=Text("une opposition entre-temps", "an opposition meanwhile"),
            todo=Text("renvoyez le fichier", "push the file again"),
        )


def _first_day(batch: Batch, rows: Rows, position: Position) -> date:
    """Return the first day of the window of correction, or of the file if that is earlier."""
    window = batch.contract.window
    if window.days is None:
        return min(window.since, rows.first_day)
    newest = max(position.newest or rows.last_day, rows.last_day)
    return min(newest - timedelta(days=window.days), rows.first_day)


def _notices(batch: Batch, rows: Rows) -> list[Reason]:
    """Return what the partner should know although the file is taken."""
    notices = nothing_newer(batch, ledger.last_accepted(batch.feed), rows.last_day)
    notices += absent_places(batch.contract, rows.facts)
    return [*notices, reason("REPLAYED")] if batch.replayed else notices


def _receipt(
    batch: Batch, rows: Rows, statements: Statements, notices: Sequence[Reason]
) -> Receipt:
    rejected = rows.rows_rejected
    return batch.receipt().with_(
        status="partial" if rejected else "accepted",
        content_from=str(rows.first_day),
        content_until=str(rows.last_day),
        rows_read=rows.rows_read,
        rows_accepted=rows.rows_read - rejected,
        rows_rejected=rejected,
        facts_new=statements.new,
        facts_unchanged=statements.unchanged,
        facts_corrected=statements.corrected,
        facts_withdrawn=statements.withdrawn,
        reasons=(*rows.reasons, *notices),
    )
