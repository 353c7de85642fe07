"""What a partner gets back for every file: the receipt of its batch."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Literal

Status = Literal["accepted", "partial", "duplicate", "refused", "busy"]


@dataclass(frozen=True, slots=True)
class Reason:
    """Why rows were rejected, a file refused, or what the partner should know.

    Attributes:
        code: stable, from ``argos.core.reasons``.
        column: the column concerned, if any.
        rows: how many rows of the file it concerns (0 for the file as a whole).
        expected: what the contract wants.
        found: what was there, never a value of a person's row.
        todo: what the partner can do.

    """

    code: str
    column: str | None = None
    rows: int = 0
    expected: str = ""
    found: str = ""
    todo: str = ""


@dataclass(frozen=True, slots=True)
class Receipt:
    """The answer to one push; also the register's line for the batch."""

    batch_id: str
    feed: str
    status: Status
    file_name: str = ""
    sha256: str = ""
    received_at: str = ""
    recorded_at: str | None = None
    replayed: bool = False
    event_key: str = ""
    content_from: str | None = None
    content_until: str | None = None
    rows_read: int = 0
    rows_accepted: int = 0
    rows_rejected: int = 0
    facts_new: int = 0
    facts_unchanged: int = 0
    facts_corrected: int = 0
    facts_withdrawn: int = 0
    reasons: tuple[Reason, ...] = field(default_factory=tuple)

    def as_dict(self) -> dict[str, Any]:
        """Return the receipt as plain JSON values."""
        return asdict(self)

    def to_json(self) -> str:
        """Return the receipt as one line of JSON."""
        return json.dumps(self.as_dict(), ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> "Receipt":
        """Read what ``to_json`` wrote."""
        return cls.from_dict(json.loads(text))

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> "Receipt":
        """Read what ``as_dict`` gave."""
        reasons = tuple(Reason(**reason) for reason in values["reasons"])
        return cls(**{**values, "reasons": reasons})

    def with_(self, **changes: Any) -> "Receipt":
        """Return a copy with some fields changed."""
        return replace(self, **changes)
