"""The ledger of batches: the receipt of every push.

The event log is the truth; after a crash the ledger catches up from it. So recording a batch again
changes nothing, except that a receipt found in the log stands over one that was not.
"""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import Max, Q, QuerySet

import argos.register.ready  # noqa: F401 - Django has to be ready before the models
from argos.core.receipt import Receipt, Status
from argos.register.models import RECORDED, Batch, Feed, Partner

NAME_LENGTH = 255


def record(receipt: Receipt, log_version: int | None = None) -> None:
    """Keep a receipt; of two for one batch, the one that the log holds stands, else the first.

    Args:
        receipt: what the partner gets back.
        log_version: the version of the log that holds the batch, where it made one.

    """
    with transaction.atomic():
        known, new = Batch.objects.select_for_update().get_or_create(
            batch_id=receipt.batch_id, defaults=_columns(receipt, log_version)
        )
        if not new and known.log_version is None and log_version is not None:
            for name, value in _columns(receipt, log_version).items():
                setattr(known, name, value)
            known.save()


def get(batch_id: str) -> Receipt | None:
    """Return the receipt of a batch, or None."""
    return _first(Batch.objects.filter(batch_id=batch_id))


def find_same_bytes(feed: str, sha256: str) -> Receipt | None:
    """Return the receipt of the latest recorded batch of a feed with these bytes, or None."""
    return _first(_recorded(feed).filter(sha256=sha256))


def last_accepted(feed: str) -> Receipt | None:
    """Return the receipt of the latest recorded batch (accepted or partial) of a feed, or None."""
    return _first(_recorded(feed))


def receipts(
    feed: str | None = None,
    limit: int | None = None,
    statuses: Collection[Status] | None = None,
) -> list[Receipt]:
    """Return receipts, the latest received first.

    Args:
        feed: only those of this feed.
        limit: no more than this number.
        statuses: only those with one of these.

    """
    chosen = Q()
    if feed is not None:
        chosen &= Q(feed__identifier=feed)
    if statuses is not None:
        chosen &= Q(status__in=list(statuses))
    return [_receipt(batch) for batch in Batch.objects.filter(chosen)[:limit]]


def highest_log_version() -> int | None:
    """Return the latest version of the log whose batch the ledger knows, or None."""
    highest: int | None = Batch.objects.aggregate(highest=Max("log_version"))["highest"]
    return highest


def feed_row(feed: str, partner_name: str = "") -> Feed:
    """Return the register's line for a feed, made with its partner's if absent."""
    known = Feed.objects.filter(identifier=feed).first()
    if known:
        return known
    partner, _ = Partner.objects.get_or_create(
        identifier=feed.split(".")[0], defaults={"name": partner_name}
    )
    return Feed.objects.get_or_create(identifier=feed, defaults={"partner": partner})[0]


def _recorded(feed: str) -> QuerySet[Batch]:
    """Batches of a feed that are in the log, the latest first."""
    found = Batch.objects.filter(feed__identifier=feed, status__in=RECORDED)
    return found.order_by("-recorded_at", "-id")


def _columns(receipt: Receipt, log_version: int | None) -> dict[str, object]:
    return {
        "feed": feed_row(receipt.feed),
        "status": receipt.status,
        "sha256": receipt.sha256,
        "file_name": receipt.file_name[:NAME_LENGTH],
        "received_at": _instant(receipt.received_at),
        "recorded_at": _instant(receipt.recorded_at),
        "receipt": receipt.as_dict(),
        "log_version": log_version,
    }


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _first(found: QuerySet[Batch]) -> Receipt | None:
    batch = found.first()
    return _receipt(batch) if batch else None


def _receipt(batch: Batch) -> Receipt:
    return Receipt.from_dict(batch.receipt)
