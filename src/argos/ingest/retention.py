"""What the contracts say is no longer kept goes: facts, archives, quarantine."""

from collections.abc import Mapping
from datetime import timedelta

from argos.core.clock import local_day
from argos.core.contract import Contract
from argos.ingest.intake import Intake
from argos.register.audit import audit


def expire(intake: Intake, contracts: Mapping[str, Contract]) -> dict[str, int]:
    """Delete what is past its retention; return the counts of rows, archives, quarantines."""
    now = intake.clock.now()
    today = local_day(now)
    rows = sum(
        intake.log.expire(feed, before=today - timedelta(days=contract.retention.rows_days))
        for feed, contract in contracts.items()
        if contract.retention.rows_days is not None
    )
    done = {
        "rows": rows,
        "archives": intake.archive.expire(now),
        "quarantines": intake.quarantine.expire(now),
    }
    if any(done.values()):
        audit("expire", "retention", done)
    return done
