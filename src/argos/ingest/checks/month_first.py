"""Dates with the month before the day: some of them exist the other way round, and would be wrong.

A file whose contract writes 31/12/2020 and that writes 12/31/2020 has days up to the 12th of each
month that can be read, as another day. One date that exists only month first, and none that exists
only day first, betrays it.
"""

import re

import polars as pl

from argos.core.contract import Contract
from argos.core.errors import FileRefused
from argos.core.reasons import reason
from argos.core.receipt import Reason
from argos.ingest.checks.typing import day

DAY_FIRST = re.compile(r"%d(.)%m(.)")


def require_day_first(frame: pl.DataFrame, contract: Contract) -> None:
    """Refuse rows of which a date column is written month first.

    Args:
        frame: the fields as the file wrote them (``readers.Raw.frame``).
        contract: the feed's contract, which wants the day first.

    Raises:
        FileRefused: ``MONTH_FIRST``, for each such column.

    """
    found: list[Reason] = []
    for field in contract.fields:
        swapped = [DAY_FIRST.sub(r"%m\1%d\2", form) for form in field.formats]
        if field.role != "drop" and swapped != field.formats:
            rows = _only_month_first(frame[field.name], field.formats, swapped)
            if rows:
                expected, other = ", ".join(field.formats), ", ".join(swapped)
                found.append(
                    reason("MONTH_FIRST", field.name, rows, expected=expected, found=other)
                )
    if found:
        raise FileRefused(found)


def _only_month_first(texts: pl.Series, formats: list[str], swapped: list[str]) -> int:
    """Count the dates that exist month first only.

    0 if one exists day first only, or if none can be read both ways: then nothing wrong gets in.
    """
    text = pl.col(texts.name)
    distinct = texts.drop_nulls().unique().to_frame()
    ways = distinct.select(text, own=day(text, formats), other=day(text, swapped))
    both = ways.filter(pl.col("own") != pl.col("other"))
    if (
        both.is_empty()
        or ways.filter(pl.col("other").is_null() & pl.col("own").is_not_null()).height
    ):
        return 0
    alone = ways.filter(pl.col("own").is_null() & pl.col("other").is_not_null())
    return int(texts.is_in(alone[texts.name].implode()).sum())
