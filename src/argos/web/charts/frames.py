"""Series frames made ready to draw: every day present, gaps in runs, figures rounded.

A series frame has ``date`` (Date), ``value`` (Float64, null where there is no figure), ``status``,
``provisional`` (Boolean), ``mean`` (Float64, the 7-day mean) and, for several, ``series`` or
``panel``.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any, Literal

import polars as pl

from argos.web.charts.locale import word
from argos.web.charts.look import Look

Period = Literal["day", "week", "month"]
STEPS: dict[Period, str] = {"day": "1d", "week": "7d", "month": "1mo"}
DAYS: dict[Period, int] = {"day": 1, "week": 7, "month": 30}
GAPS = (
    "suppressed", "masked", "not_reported", "not_covered", "not_published", "not_interpretable",
    "withdrawn",
)  # fmt: skip
HIDDEN = ("suppressed", "masked")  # a count below 11, and a rate made from one
Rows = list[dict[str, Any]]
_BANDS = ("low90", "high90", "low50", "high50")


def whole(frame: pl.DataFrame, period: Period = "day", by: Sequence[str] = ()) -> pl.DataFrame:
    """Return the frame with a row for every period: what is absent is ``not_reported``, not zero.

    A day that has a band but no figure is one to come, not a missing one.

    Columns that a caller may leave out (``provisional``, ``mean``, ``status``) are added.
    """
    frame = _with_defaults(frame)
    if frame.is_empty():
        return frame
    if by:
        parts = frame.partition_by(by, maintain_order=True)
        return pl.concat([whole(part, period).with_columns(
            pl.lit(part[0, name]).alias(name) for name in by) for part in parts])  # fmt: skip
    frame = frame.sort("date")
    if period == "month":  # months are not of one length: their ends are taken as given
        full = frame
    else:
        days = pl.date_range(frame[0, "date"], frame[-1, "date"], STEPS[period], eager=True)
        full = pl.DataFrame({"date": days}).join(frame, on="date", how="left")
    blank = pl.col("value").is_null()
    ahead = pl.col("high90").is_not_null() if "high90" in full.columns else pl.lit(value=False)
    known = pl.col("status").is_in(GAPS)
    return full.with_columns(
        pl.col("provisional").fill_null(value=False),
        status=pl.when(~blank | ahead).then(pl.lit("ok")).when(known).then("status")
        .otherwise(pl.lit("not_reported")),
    )  # fmt: skip


def _with_defaults(frame: pl.DataFrame) -> pl.DataFrame:
    absent = {"provisional": pl.lit(value=False), "status": pl.lit("ok"),
              "mean": pl.lit(None, dtype=pl.Float64)}  # fmt: skip
    return frame.with_columns(
        value.alias(name) for name, value in absent.items() if name not in frame.columns
    )


def span(frame: pl.DataFrame) -> tuple[date, date]:
    """Return the first and the last day of a frame that has some."""
    first: date = min(frame["date"])
    last: date = max(frame["date"])
    return first, last


def short(value: float | None) -> float | int | None:
    """Round a figure to what a chart can show (5 digits), to send less.

    >>> short(12345.678), short(0.1234567), short(4.0)
    (12346, 0.12346, 4)
    """
    if value is None:
        return None
    rounded = float(f"{value:.5g}")
    return int(rounded) if rounded.is_integer() else rounded


def day_rows(frame: pl.DataFrame, *more: str) -> Rows:
    """Return one row a day for the browser: ``d`` date, ``v`` value, ``m`` mean, ``p`` provisional.

    The mean is in two parts, so that its provisional end is drawn otherwise: ``m`` until the last
    solid day, ``mp`` from that day on. What is null is left out.
    """
    names = [*more, *(name for name in _BANDS if name in frame.columns)]
    part = frame.select("date", "value", "mean", "provisional", *names)
    rows: Rows = []
    following = part["provisional"].shift(-1, fill_value=False)
    for (day, value, mean, soft, *rest), next_soft in zip(part.iter_rows(), following, strict=True):
        extra = (short(v) if isinstance(v, float) else v for v in rest)
        row = {
            "d": day.isoformat(), "v": short(value), "p": 1 if soft else None,
            "m": None if soft else short(mean),
            "mp": short(mean) if soft or next_soft else None,
            **dict(zip(names, extra, strict=True)),
        }  # fmt: skip
        rows.append({name: each for name, each in row.items() if each is not None})
    return rows


def gap_runs(frame: pl.DataFrame, look: Look, period: Period = "day") -> Rows:
    """Return the runs of days without a figure: ``a`` and ``b`` (instants), ``word``, ``days``."""
    half = timedelta(days=DAYS[period] / 2)
    alike = pl.when(pl.col("value").is_null()).then("status").rle_id()
    runs = (
        frame.with_columns(run=alike)
        .filter(pl.col("value").is_null() & pl.col("status").is_in(GAPS))
        .group_by("run", maintain_order=True)
        .agg(pl.col("date").first().alias("first"), pl.col("date").last().alias("last"),
             pl.col("status").first(), pl.len().alias("days"))
    )  # fmt: skip
    return [
        {"a": instant(run["first"], -half), "b": instant(run["last"], half), "days": run["days"],
         "word": word(run["status"], look.language)}
        for run in runs.iter_rows(named=True)
    ]  # fmt: skip


def gap_words(frame: pl.DataFrame, look: Look) -> list[str]:
    """Return the words of the gaps that a frame has, "<11" first."""
    present = set(frame.filter(pl.col("value").is_null())["status"])
    return [word(status, look.language) for status in GAPS if status in present]


def weekends(first: date, last: date) -> Rows:
    """Return the weekends between two days: ``a`` Saturday's start, ``b`` Sunday's end."""
    half, day = timedelta(hours=12), timedelta(days=1)
    saturday = first - timedelta(days=(first.weekday() + 2) % 7)
    found = []
    while saturday <= last:
        start, end = max(saturday, first), min(saturday + day, last)
        if start <= end:
            found.append({"a": instant(start, -half), "b": instant(end, half)})
        saturday += timedelta(days=7)
    return found


def instant(day: date, shift: timedelta = timedelta()) -> str:
    """Return a moment of a day in UTC, as text that Vega reads the same in every time zone."""
    moment = datetime(day.year, day.month, day.day) + shift  # noqa: DTZ001 - written as UTC below
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
