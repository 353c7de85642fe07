"""A batch: one file that a partner pushed, and the receipts it can end with."""

import hashlib
import re
import secrets
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from argos.core.clock import local_day
from argos.core.contract import Contract
from argos.core.errors import FileRefused, UsageError
from argos.core.language import Text, same
from argos.core.reasons import reason
from argos.core.receipt import Reason, Receipt
from argos.events.log import Position
from argos.ingest.scope import whole
from argos.ingest.unfold.keys import key_shape

CHUNK = 1 << 20


@dataclass(frozen=True)
class Batch:
    """One file on its way into the log.

    Attributes:
        contract: the feed's contract.
        path: the file.
        sha256: hash of its bytes.
        batch_id: unique; sorts by time of receipt.
        received_at: when it came (the clock's, UTC).
        recorded_at: when it counts as known: ``received_at``, or an earlier instant for a replay.
        replayed: whether ``recorded_at`` was given.
        again: whether a return to an older file is deliberate.

    """

    contract: Contract
    path: Path
    sha256: str
    batch_id: str
    received_at: datetime
    recorded_at: datetime
    replayed: bool
    again: bool

    @property
    def feed(self) -> str:
        """The feed's identifier."""
        return self.contract.feed

    @property
    def today(self) -> date:
        """The local day on which the batch counts as known; later days are the future."""
        return local_day(self.recorded_at)

    def receipt(self) -> Receipt:
        """Return the receipt as far as it is known before the file is opened."""
        return Receipt(
            batch_id=self.batch_id,
            feed=self.feed,
            status="refused",
            file_name=shown_name(self.path),
            sha256=self.sha256,
            received_at=self.received_at.isoformat(),
            recorded_at=self.recorded_at.isoformat(),
            replayed=self.replayed,
            event_key=key_shape(self.contract),
        )


def receive(
    path: Path, contract: Contract, now: datetime, recorded_at: datetime | None, *, again: bool
) -> Batch:
    """Give a file its batch identifier and hash its bytes.

    Raises:
        UsageError: there is no such file, or it would be recorded in the future: every later file
            of the feed would have to follow it there.

    """
    require_file(path)
    if recorded_at is not None and recorded_at > now:
        raise UsageError(
            "RECORDED_IN_FUTURE",
            expected=same(f"<= {now.isoformat(timespec='seconds')}"),
            found=same(recorded_at.isoformat()),
            todo=Text("corrigez --recorded-at", "correct --recorded-at"),
        )
    sha256 = sha256_of(path)
    stamp = now.astimezone(UTC).strftime("%Y%m%dT%H%M%S")
    return Batch(
        contract=contract,
        path=path,
        sha256=sha256,
        batch_id=f"{stamp}-{sha256[:12]}-{secrets.token_hex(4)}",
        received_at=now,
        recorded_at=recorded_at or now,
        replayed=recorded_at is not None,
        again=again,
    )


def require_file(path: Path) -> None:
    """Raise ``UsageError`` (``NO_SUCH_FILE``) unless the path leads to a file."""
    if path.is_file():
        return
    other = Text("autre chose qu'un fichier", "something that is no file")
    nothing = Text("rien", "nothing")
    found = other if path.exists() else nothing
    raise UsageError(
        "NO_SUCH_FILE",
        expected=Text(f"un fichier lisible : {shown_name(path)}", f"a file: {shown_name(path)}"),
        found=found,
        todo=Text("vérifiez le chemin", "check the path"),
    )


def shown_name(path: Path) -> str:
    """Return a file's name as it can be kept and shown, whatever its bytes are."""
    return "".join(c if c.isprintable() else "\ufffd" for c in path.name)


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file's bytes, in hexadecimal."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while chunk := stream.read(CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def require_unchanged(batch: Batch) -> None:
    """Refuse a file that is no longer what was hashed: it is being written, or was replaced.

    Raises:
        FileRefused: ``CHANGED_MEANWHILE``.

    """
    if not batch.path.is_file() or sha256_of(batch.path) != batch.sha256:
        raise FileRefused([reason("CHANGED_MEANWHILE")])


def as_duplicate(earlier: Receipt) -> Receipt:
    """Return the receipt of the batch with the same bytes, telling that this push did nothing."""
    known = earlier.facts_new + earlier.facts_unchanged + earlier.facts_corrected
    return earlier.with_(
        status="duplicate",
        facts_new=0,
        facts_unchanged=known,
        facts_corrected=0,
        facts_withdrawn=0,
        reasons=(*earlier.reasons, reason("SAME_BYTES", found=earlier.batch_id)),
    )


def order_defects(
    batch: Batch, position: Position, newest: date, last_shown: date | None
) -> list[Reason]:
    """Tell why a file cannot follow what the feed has already shown.

    A set that is published again whole must not go back (``OLDER_THAN_LAST``) unless that is
    deliberate; nothing may be recorded in the log's past.

    Args:
        batch: the file.
        position: where the feed stands.
        newest: the latest day in the file.
        last_shown: the latest day that the log shows of the file's levels of places: the national
            file of a set may be a day ahead of its départements.

    """
    found = []
    last = second_of(position)
    if batch.replayed and last is not None and batch.recorded_at < last:
        found.append(
            reason(
                "RECORDED_BEFORE_LAST",
                expected=f">= {last.isoformat()}",
                found=batch.recorded_at.isoformat(),
            )
        )
    if batch.again:
        return found
    if whole(batch.contract) and last_shown and newest < last_shown:
        found.append(reason("OLDER_THAN_LAST", expected=f">= {last_shown}", found=str(newest)))
    return found + name_defects(batch, newest)


def require_same_key(contract: Contract, last: Receipt | None) -> None:
    """Refuse a file whose contract makes the key of facts of other parts than the last one did.

    Every fact would have another identifier: a re-publication would double them all in silence.

    Raises:
        FileRefused: ``KEY_CHANGED``.

    """
    shape = key_shape(contract)
    if last is not None and last.event_key not in ("", shape):
        raise FileRefused([reason("KEY_CHANGED", expected=last.event_key, found=shape)])


def second_of(position: Position) -> datetime | None:
    """Return the second of the feed's last commit: files replayed at one instant share it."""
    return position.recorded_at and position.recorded_at.replace(microsecond=0)


def instant_of(batch: Batch, position: Position) -> datetime:
    """Return when the batch counts as known: as asked, or just after the feed's last commit."""
    if position.recorded_at is None or batch.recorded_at > position.recorded_at:
        return batch.recorded_at
    return position.recorded_at + timedelta(microseconds=1)


def name_defects(batch: Batch, newest: date) -> list[Reason]:
    """Hold the newest day of the content against the date in the file's name, if it has one."""
    named = date_in_name(batch)
    if named is None:
        return []
    least, most = batch.contract.file.content_lag_days
    first, last = named - timedelta(days=most), named - timedelta(days=least)
    if first <= newest <= last:
        return []
    return [reason("STALE_CONTENT", expected=f"{first} … {last}", found=str(newest))]


def nothing_newer(batch: Batch, last: Receipt | None, newest: date) -> list[Reason]:
    """Tell whether the name of a whole series moved on since the last file and its content did not.

    Some publishers do publish twice for one day, so the file is taken, with a notice.
    """
    if last is None or not whole(batch.contract):
        return []
    named, before = date_in_name(batch), date_in(last.file_name, batch.contract)
    if not (named and before and named > before and last.content_until == str(newest)):
        return []
    return [reason("NOTHING_NEWER", expected=f"> {newest}", found=str(newest))]


def date_in_name(batch: Batch) -> date | None:
    """Return the date that the batch's file carries in its name, or None."""
    return date_in(batch.path.name, batch.contract)


def date_in(name: str, contract: Contract) -> date | None:
    """Return the date that a file's name carries as the contract says, or None."""
    pattern = contract.file.date_in_name
    match = re.search(pattern, name) if pattern else None
    if match is None:
        return None
    try:
        return date.fromisoformat(match.group(1))
    except ValueError:
        return None
