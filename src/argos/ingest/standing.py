"""Where each feed stands: agreement, last batch, lateness against its cadence."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from argos.core.cadence import period_after
from argos.core.clock import local_day
from argos.core.contract import Contract
from argos.core.receipt import Receipt
from argos.ingest.intake import Intake
from argos.register import agreements, ledger


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
        "late": is_late(contract, last, now),
        "rows_rejected": sum(r.rows_rejected for r in attempts),
        "files_refused": sum(r.status == "refused" for r in attempts),
    }


def is_late(contract: Contract, last: Receipt | None, now: datetime) -> bool:
    """Whether the next file is overdue: last receipt + cadence + accepted lateness is past.

    A feed that never sent anything, that is sent once, or whose agreement has ended is not late.
    """
    ends_on = contract.agreement.ends_on
    if last is None or last.recorded_at is None or (ends_on and local_day(now) > ends_on):
        return False
    came = datetime.fromisoformat(last.recorded_at)
    period = period_after(contract.cadence.every, came)
    if period is None:
        return False
    return now > came + period + timedelta(hours=contract.cadence.lateness_hours)
