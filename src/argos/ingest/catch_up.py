"""After a crash, the register learns from the log which batches were committed."""

from argos.core.errors import ArgosError
from argos.core.language import Text
from argos.core.receipt import Receipt
from argos.ingest.intake import Intake
from argos.register import ledger

RECEIPT = "receipt"  # the key of a commit's metadata that holds the receipt


def catch_up(intake: Intake) -> int:
    """Record the receipts of commits that the register does not know; return how many.

    A process may die between the commit and the register's line. The commit is the truth and
    carries the receipt, so nothing is computed again.

    Raises:
        ArgosError: ``LOG_BEHIND``: the log is older than the register, as after a restoration: a
            file that it lacks would be taken for one received before.

    """
    missing = 0
    known = ledger.highest_log_version()
    commits = intake.log.commits(after_version=known)
    if known is not None and not commits and intake.log.version() < known:
        raise _behind(intake, known)
    for commit in commits:
        receipt = Receipt.from_json(commit.metadata[RECEIPT])
        told = receipt.with_(recorded_at=commit.recorded_at.isoformat())
        ledger.record(told, log_version=commit.version)
        missing += 1
    return missing


def _behind(intake: Intake, known: int) -> ArgosError:
    version = intake.log.version()
    return ArgosError(
        "LOG_BEHIND",
        expected=Text(
            f"le journal que le registre connaît (version {known})",
            f"the log that the register knows (version {known})",
        ),
        found=Text(f"version {version}", f"version {version}"),
        todo=Text(
            "restaurez le journal et le registre de la même sauvegarde",
            "restore the log and the register from the same backup",
        ),
    )
