"""One way in which rows can fail, and the days that a push may speak of."""

from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl

from argos.core.contract import Contract
from argos.core.language import Text


@dataclass(frozen=True)
class Fault:
    """One way in which rows can fail.

    ``fails`` may be null (``is_in`` and its negation are, for a null value). Null is no fault: a
    value that must be there is asked for by REQUIRED and by nothing else.

    Attributes:
        column: the contract's field (several, between slashes, where one of them would do).
        code: of ``core.reasons``.
        fails: true where it does; over the file's text.
        expected: what the contract wants.

    """

    column: str
    code: str
    fails: pl.Expr
    expected: Text | str = ""


@dataclass(frozen=True)
class Days:
    """The days that a push may speak of.

    Attributes:
        today: the local day on which the file counts as known.
        first: the first day of the correction window.

    """

    today: date
    first: date

    @classmethod
    def of(cls, contract: Contract, today: date, newest: date | None) -> "Days":
        """Anchor the contract's window at the newest day that the feed has shown."""
        window = contract.window
        if newest is None or window.days is None:
            return cls(today, window.since)
        return cls(today, max(window.since, newest - timedelta(days=window.days)))
