"""From rows of strings to typed rows: every fault of every row, told without its values."""

from dataclasses import dataclass
from datetime import date

import polars as pl

from argos.core.contract import Contract
from argos.core.reasons import reason
from argos.core.receipt import Reason
from argos.ingest.checks.columns import TEXT, typed_columns, with_lists, with_text
from argos.ingest.checks.fault import Days, Fault
from argos.ingest.checks.faults import faults
from argos.ingest.checks.month_first import require_day_first
from argos.ingest.readers.raw import REJECTED, Raw

__all__ = ["Checked", "Days", "check_rows"]


@dataclass(frozen=True)
class Checked:
    """What became of the rows of a file.

    Attributes:
        frame: the rows kept, typed: ``row``, ``sheet``, ``place`` (typed code), ``codes``,
            ``attributes``, and by the contract's names the fields of roles date (Date), age
            (Int64), age_band, sex, unit, key, value (Float64), identity, subject.
        set_aside: the rows rejected, same columns, null where nothing could be read.
        rejected: columns of ``readers.raw.REJECTED``; a row may fail several times.
        reasons: one per column and code, with the number of rows; then the notices.

    """

    frame: pl.DataFrame
    set_aside: pl.DataFrame
    rejected: pl.DataFrame
    reasons: tuple[Reason, ...]


def check_rows(raw: Raw, contract: Contract, *, today: date, newest: date | None = None) -> Checked:
    """Type the rows of a file and check them against its contract.

    Args:
        raw: what a reader gave.
        contract: the feed's contract.
        today: the local day on which the file counts as known.
        newest: the newest day that the feed has shown; None for its first file.

    Raises:
        FileRefused: a date column is written month first.

    """
    require_day_first(raw.frame, contract)
    days = Days.of(contract, today, newest)
    checks = faults(contract, days)
    flags = [check.fails.fill_null(False).alias(f"{n}{TEXT}") for n, check in enumerate(checks)]
    source = with_lists(with_text(raw.frame), contract)
    checked = source.lazy().select(*typed_columns(contract), *flags).collect(engine="in-memory")
    failing = [flag for flag in checked.columns[-len(flags) :] if checked[flag].any()]
    typed = checked.select(checked.columns[: -len(flags)])
    bad = checked.select(pl.any_horizontal(pl.lit(False), *failing)).to_series()
    rejected = pl.concat([raw.rejected, *(_rejected(checked, flag, checks) for flag in failing)])
    frame, notices = _close_moments(typed.filter(~bad), contract, days)
    cut = raw.rejected.select("row", "sheet")
    return Checked(
        frame=frame,
        set_aside=pl.concat([typed.filter(bad), cut], how="diagonal"),
        rejected=rejected.sort("sheet", "row", maintain_order=True),
        reasons=(*_reasons(raw, checked, checks, failing), *notices),
    )


def _check_of(flag: str, checks: list[Fault]) -> Fault:
    return checks[int(flag.removesuffix(TEXT))]


def _rejected(checked: pl.DataFrame, flag: str, checks: list[Fault]) -> pl.DataFrame:
    check = _check_of(flag, checks)
    rows = checked.lazy().filter(pl.col(flag)).select("row", "sheet")
    named = rows.with_columns(column=pl.lit(check.column), code=pl.lit(check.code))
    return named.collect(engine="in-memory").match_to_schema(REJECTED)


def _reasons(
    raw: Raw, checked: pl.DataFrame, checks: list[Fault], failing: list[str]
) -> list[Reason]:
    cut = raw.rejected.group_by("code", maintain_order=True).len()
    reasons = [reason(code, rows=rows) for code, rows in cut.iter_rows()]
    for flag in failing:
        check = _check_of(flag, checks)
        rows = int(checked[flag].sum())
        reasons.append(reason(check.code, check.column, rows, expected=check.expected))
    return reasons


def _close_moments(
    frame: pl.DataFrame, contract: Contract, days: Days
) -> tuple[pl.DataFrame, list[Reason]]:
    """Take the days before the correction window out of rows that also have one inside it.

    A stay that ends today may have begun long ago: its end is new, its beginning was said then.
    """
    names = [field.name for field in contract.with_role("date")]
    closed = {name: int((frame[name] < days.first).sum()) for name in names}
    found = [name for name in names if closed[name]]
    open_ = [pl.when(pl.col(name) >= days.first).then(pl.col(name)).alias(name) for name in found]
    expected = f">= {days.first}"
    notices = [reason("MOMENT_CLOSED", name, closed[name], expected=expected) for name in found]
    return frame.with_columns(open_), notices
