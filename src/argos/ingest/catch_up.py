"""After a crash, the register learns from the log which batches were committed."""

from argos.core.receipt import Receipt
from argos.ingest.intake import Intake
from argos.register import ledger

RECEIPT = "receipt"  # the key of a commit's metadata that holds the receipt


def catch_up(intake: Intake) -> int:
    """Record the receipts of commits that the register does not know; return how many.

    A process may die between the commit and the register's line. The commit is the truth and
    carries the receipt, so nothing is computed again.
    """
    missing = 0
    for commit in intake.log.commits(after_version=ledger.highest_log_version()):
        receipt = Receipt.from_json(commit.metadata[RECEIPT])
        known = receipt.with_(recorded_at=commit.recorded_at.isoformat())
        ledger.record(known, log_version=commit.version)
        missing += 1
    return missing
