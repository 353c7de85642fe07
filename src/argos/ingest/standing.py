"""Where each feed stands: agreement, last batch, lateness against its cadence."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from argos.core.contract import Cadence, Contract
from argos.core.receipt import Receipt
from argos.ingest.intake import Intake
from argos.register import agreements, ledger

PERIOD = {"day": timedelta(days=1), "week": timedelta(weeks=1), "month": timedelta(days=31)}


def standings(intake: Intake, contracts: Mapping[str, Contract]) -> list[dict[str, Any]]:
    """Return one line a feed, the late ones first: see ``cli.status.COLUMNS``."""
    now = intake.clock.now()
    lines = [_standing(intake, contract, now) for contract in contracts.values()]
    return sorted(lines, key=lambda line: (not line["late"], line["feed"]))


def _standing(intake: Intake, contract: Contract, now: datetime) -> dict[str, Any]:
    last = ledger.last_accepted(contract.feed)
    newest = intake.log.position(contract.feed).newest
    attempts = ledger.receipts(contract.feed)
    return {
        "feed": contract.feed,
        "agreement": agreements.state(contract, now),
        "last_batch": last.batch_id if last else None,
        "status": attempts[0].status if attempts else None,
        "recorded_at": last.recorded_at if last else None,
        "newest_day": str(newest) if newest else None,
        "late": is_late(contract.cadence, last, now),
        "rows_rejected": sum(r.rows_rejected for r in attempts),
        "files_refused": sum(r.status == "refused" for r in attempts),
    }


def is_late(cadence: Cadence, last: Receipt | None, now: datetime) -> bool:
    """Whether the next file is overdue: last receipt + cadence + accepted lateness is past.

    A feed that never sent anything, or that is sent once, is not late.
    """
    period = PERIOD.get(cadence.every)
    if period is None or last is None or last.recorded_at is None:
        return False
    due = datetime.fromisoformat(last.recorded_at) + period
    return now > due + timedelta(hours=cadence.lateness_hours)
