"""A published series made ready to be shown: its 7-day mean, and what is still provisional."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

import polars as pl

from argos.core.clock import local_day
from argos.outputs.snapshot import Ask, Snapshot
from argos.web.measures import RATES, measure_in
from argos.web.provisional import DAYS_UNMEASURED, settled_after

WEEK = 7


@dataclass(frozen=True, slots=True)
class Shown:
    """A series as it is shown.

    Attributes:
        ask: what was asked.
        frame: date, value, status (of a rate that is hidden: ``masked``), provisional, mean
            (trailing, of 7 whole days), partner.
        known_at: the instant of the last version shown, None of an empty series.
        settled: days after which a figure counts as solid.
        measured: whether that was measured on its versions.

    """

    ask: Ask
    frame: pl.DataFrame
    known_at: datetime | None
    settled: int
    measured: bool

    @property
    def solid(self) -> pl.DataFrame:
        """The days whose figure is no longer provisional."""
        return self.frame.filter(~pl.col("provisional"))

    @property
    def sources(self) -> list[str]:
        """The partners that answer, in the order of their first day."""
        return self.frame["partner"].unique(maintain_order=True).to_list()


def shown(snapshot: Snapshot, ask: Ask) -> Shown:
    """Return a series ready to be shown.

    Raises:
        UsageError: see ``Snapshot.series``.

    """
    return snapshot.once(("shown", ask), lambda: _shown(snapshot, ask))


def _shown(snapshot: Snapshot, ask: Ask) -> Shown:
    whole = Ask(**{**{n: getattr(ask, n) for n in Ask.__slots__}, "first": None, "last": None})
    series = snapshot.series(whole).sort("date")
    daily = series.height < 2 or _step(series) < WEEK
    settled, measured = _settled(snapshot, series, ask) if daily else (0, False)
    versions = _versions(snapshot, series, ask)
    known_at = None if versions.is_empty() else _latest(versions)
    edge = None if known_at is None else local_day(known_at) - timedelta(days=settled)
    hidden = "masked" if measure_in(snapshot, ask.indicator) in RATES else "suppressed"
    frame = _gapless(series, daily).with_columns(
        status=pl.col("status").replace("suppressed", hidden),
        provisional=pl.lit(value=False) if edge is None or not daily else pl.col("date") > edge,
        mean=pl.col("value").rolling_mean(WEEK, min_samples=WEEK)
        if daily
        else pl.lit(None, pl.Float64),
    )
    inside = _between(frame, ask.first, ask.last)
    return Shown(ask, inside, known_at, settled, measured)


def _step(series: pl.DataFrame) -> int:
    return int((series["date"][1] - series["date"][0]).days)


def _gapless(series: pl.DataFrame, daily: bool) -> pl.DataFrame:
    """Give every date of the series a row; one that nobody told of is not reported."""
    columns = ["date", "value", "status", "partner", "known_from", "rounded"]
    plain = series.select(columns)
    if plain.height < 2:
        return plain
    ends = pl.date_range(plain["date"][0], plain["date"][-1], "1d" if daily else "7d", eager=True)
    full = pl.DataFrame({"date": ends}).join(plain, on="date", how="left")
    return full.with_columns(
        pl.col("status").fill_null("not_reported"),
        pl.col("partner").forward_fill(),
        pl.col("rounded").fill_null(value=False),
    )


def _versions(snapshot: Snapshot, series: pl.DataFrame, ask: Ask) -> pl.DataFrame:
    """Return all versions of the whole series of the partners that answer, as of the instant."""
    sources = series["partner"].unique().to_list()
    rows = pl.concat([snapshot.rows(ask.indicator, each) for each in sorted({ask.place, "fra"})])
    mine = rows.filter(pl.col("partner").is_in(sources))
    return mine if ask.as_of is None else mine.filter(pl.col("known_from") <= ask.as_of)


def _latest(versions: pl.DataFrame) -> datetime:
    found: datetime = versions["known_from"].max()  # type: ignore[assignment]
    return found


def _settled(snapshot: Snapshot, series: pl.DataFrame, ask: Ask) -> tuple[int, bool]:
    sources = series["partner"].unique().to_list()
    if len(sources) == 0:
        return DAYS_UNMEASURED, False
    name = ("settled", ask.indicator, ask.place, sources[-1], ask.as_of)
    rows = _versions(snapshot, series, ask).filter(
        (pl.col("place") == ask.place) & (pl.col("age") == "all") & (pl.col("sex") == "all")
        & (pl.col("period") == "day") & (pl.col("partner") == series["partner"][-1])
    )  # fmt: skip
    return snapshot.once(name, lambda: settled_after(rows))


def _between(frame: pl.DataFrame, first: date | None, last: date | None) -> pl.DataFrame:
    if first is not None:
        frame = frame.filter(pl.col("date") >= first)
    return frame if last is None else frame.filter(pl.col("date") <= last)
