"""Why a row is rejected: for each field and code, an expression that is true where it fails."""

from collections.abc import Iterator
from datetime import timedelta

import polars as pl

from argos.core.contract import Contract, FieldOf
from argos.ingest.checks.columns import is_absent, text
from argos.ingest.checks.constraints import broken
from argos.ingest.checks.fault import Days, Fault
from argos.ingest.checks.typing import number, typed

VOCABULARY = ("sex", "age_band", "unit")
KEY_OF_COUNTS = ("date", "age_band", "sex", "unit")  # and the place
DAYS_OF_PERIOD = {"day": 1, "week": 7, "rolling-week": 7}


def faults(contract: Contract, days: Days) -> list[Fault]:
    """Return every way in which the rows of a file can fail.

    Args:
        contract: the feed's contract.
        days: the days that the push may speak of.

    """
    found = [*_no_place(contract), *_dates(contract, days), *_order(contract)]
    for field in contract.fields:
        if field.role != "drop":
            found += _required(field, contract)
            found += _unread(field, contract)
            found += broken(field, contract)
    return found


def _required(field: FieldOf, contract: Contract) -> Iterator[Fault]:
    """Ask for what the contract requires, and whatever the key of the fact is made of."""
    key = KEY_OF_COUNTS if contract.is_count else ("key",)
    dating = {moment.date for moment in contract.moments if not moment.optional}
    needed = field.required or field.role in key or field.name in dating
    if needed and field.role != "place":
        yield Fault(field.name, "REQUIRED", text(field).is_null() & ~is_absent(field))


def _no_place(contract: Contract) -> Iterator[Fault]:
    """Ask for a place; of several place columns, a row fills one."""
    fields = contract.with_role("place")
    if fields and (contract.is_count or any(field.required for field in fields)):
        names = " / ".join(field.name for field in fields)
        blank = pl.all_horizontal(text(field).is_null() for field in fields)
        yield Fault(names, "REQUIRED", blank)


def _unread(field: FieldOf, contract: Contract) -> Iterator[Fault]:
    """Find values that cannot be read as their role and their type want them."""
    # A place is looked up at its own level: what it is generalised to may not exist.
    own = field.model_copy(update={"keep_level": None})
    lost = text(field).is_not_null() & typed(text(field), own, contract).is_null()
    if field.role == "place":
        yield Fault(field.name, "UNKNOWN_PLACE", lost, field.level or "")
    elif field.role in VOCABULARY:
        yield Fault(field.name, "UNKNOWN_CODE", lost, ", ".join(field.values))
    elif field.type in ("date", "datetime"):
        yield Fault(field.name, "BAD_DATE", lost, ", ".join(field.formats) or "YYYY-MM-DD")
    elif field.type in ("integer", "number"):
        yield from _not_numbers(field, contract, lost)
    elif field.type == "boolean":
        yield Fault(field.name, "NOT_A_BOOLEAN", lost, "true, false, 1, 0")


def _not_numbers(field: FieldOf, contract: Contract, lost: pl.Expr) -> Iterator[Fault]:
    unread = text(field).is_not_null() & number(text(field), contract).is_null()
    marks = " ".join(contract.file.decimal_marks)
    yield Fault(field.name, "NOT_A_NUMBER", unread & lost, f"0-9 {marks}")
    if field.type == "integer":
        yield Fault(field.name, "NOT_AN_INTEGER", lost & ~unread)


def _dates(contract: Contract, days: Days) -> Iterator[Fault]:
    """Find days to come, and rows of which no day is inside the correction window."""
    fields = contract.with_role("date")
    if not fields:
        return
    into_period = timedelta(days=DAYS_OF_PERIOD[contract.period] - 1)
    for field in fields:
        begins = typed(text(field), field, contract) - into_period
        yield Fault(field.name, "FUTURE_DATE", begins > days.today, f"<= {days.today}")
    latest = pl.max_horizontal(typed(text(field), field, contract) for field in fields)
    names = " / ".join(field.name for field in fields)
    yield Fault(names, "OUTSIDE_WINDOW", latest < days.first, f">= {days.first}")


def _order(contract: Contract) -> Iterator[Fault]:
    """Find later moments of an event that come before its first one."""
    dated = {field.name: field for field in contract.with_role("date")}
    moments = [dated[m.date] for m in contract.moments if m.date in dated]
    for later in moments[1:]:
        first = moments[0]
        before = typed(text(later), later, contract) < typed(text(first), first, contract)
        yield Fault(later.name, "ORDER_OF_DATES", before, f">= {first.name}")
