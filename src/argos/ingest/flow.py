"""A batch's life, in order. Whoever reads this page knows how a file becomes facts.

received → archived → read → checked → identified → compared with the log → committed → receipt.
The commit is the truth: the register and the receipts catch up from it after a crash.
"""

from datetime import datetime
from pathlib import Path

from argos.core.errors import FeedBusy, FileRefused
from argos.core.reasons import reason
from argos.core.receipt import Receipt
from argos.ingest.batch import (
    Batch,
    as_duplicate,
    receive,
    require_same_key,
    require_unchanged,
)
from argos.ingest.catch_up import catch_up
from argos.ingest.checks import check_rows
from argos.ingest.commit import Rows, commit, set_aside
from argos.ingest.identity import identify
from argos.ingest.intake import Intake, OnStep, silently
from argos.ingest.readers import read_file
from argos.ingest.unfold import unfold
from argos.register import agreements, ledger


def push(
    path: Path,
    feed: str,
    intake: Intake,
    *,
    recorded_at: datetime | None = None,
    again: bool = False,
    on_step: OnStep = silently,
) -> Receipt:
    """Push one file of a feed and return its receipt, which the register keeps.

    Args:
        path: the file, in a form that the feed's contract allows.
        feed: ``partner.feed``.
        intake: the home that takes it in.
        recorded_at: for replays, the UTC instant at which the file counts as known; never before
            the feed's last commit. The clock's present by default.
        again: accept a deliberate return to an older file.
        on_step: told the name of each step of ``intake.STEPS`` once it is done.

    Raises:
        ContractError, UsageError: the feed or the file does not exist.

    """
    contract = intake.contract(feed)
    catch_up(intake)
    batch = receive(path, contract, intake.clock.now(), recorded_at, again=again)
    on_step("received")
    if not again and (earlier := ledger.find_same_bytes(feed, batch.sha256)):
        return as_duplicate(earlier)
    try:
        receipt = take_in(batch, intake, on_step)
    except FileRefused as refusal:
        receipt = batch.receipt().with_(status="refused", reasons=refusal.reasons)
    except FeedBusy:
        return batch.receipt().with_(status="busy", reasons=(reason("BUSY"),))
    ledger.record(receipt)
    on_step("registered")
    return receipt


def take_in(batch: Batch, intake: Intake, on_step: OnStep) -> Receipt:
    """Take one batch from its archive to its commit.

    Raises:
        FileRefused: with every reason; nothing of the file was recorded.
        FeedBusy: other pushes on the feed kept winning; nothing was recorded.

    """
    intake.note_contract(batch.contract)
    agreements.require_in_force(batch.contract, batch.received_at)
    require_same_key(batch.contract, ledger.last_accepted(batch.feed))
    intake.archive.put(batch.path, batch.batch_id, batch.contract, batch.received_at)
    on_step("archived")
    raw = read_file(batch.path, batch.contract)
    require_unchanged(batch)
    on_step("read")
    position = intake.log.position(batch.feed)
    checked = check_rows(raw, batch.contract, today=batch.today, newest=position.newest)
    on_step("checked")
    identified = identify(checked.frame, batch.contract, intake.keys, intake.oppositions)
    aside = set_aside(checked, identified)
    secret = intake.keys.event_id_secret(must_exist=True)
    unfolded = unfold(identified.frame, batch.contract, secret, set_aside=aside)
    on_step("identified")
    rows = Rows.gather(raw, checked, identified, unfolded)
    intake.quarantine.put(batch.batch_id, batch.feed, rows.rejected)
    return commit(batch, rows, intake, position, on_step)
