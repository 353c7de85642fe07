"""A forecast with the figures that it starts from, ready to be shown."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import polars as pl

from argos.epidemiology.forecasts import HUB_LEVELS
from argos.outputs.snapshot import Snapshot
from argos.outputs.standing import newest
from argos.web.choices import Choices
from argos.web.frames import Shown, shown
from argos.web.nowcasts import nowcast_of

PAST_DAYS = 56
STALE = timedelta(days=14)  # a forecast from figures that much older than the newest is over
SERIES = ("indicator", "place", "partner")
SHOWN = {"low90": 0.05, "low50": 0.25, "median": 0.5, "high50": 0.75, "high90": 0.95}
AHEAD = pl.Schema(
    {
        "date": pl.Date(), "horizon": pl.Int16(), **dict.fromkeys(SHOWN, pl.Float64()),
        "quantiles": pl.List(pl.Float64()), "rounded": pl.Boolean(),
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Foretold:
    """The newest forecast of a series.

    Attributes:
        series: the series itself.
        past: date, value (over ``width`` days), status, provisional, whole (as it will be once all
            is reported, where that differs).
        ahead: `AHEAD`, by date; a quantile that is hidden is null.
        origin: the last day of the figures that it saw.
        width: days of which the total is foretold; 1 of who is present.
        model: the one that is shown.
        models: those of all horizons, the nearest first: far ahead it may be another.
        rounded: whether quantiles are hidden below 11.
        afterwards: whether it was made later, from what was known that day.

    """

    series: Shown
    past: pl.DataFrame
    ahead: pl.DataFrame
    origin: date
    width: int
    model: str
    models: tuple[str, ...]
    rounded: bool
    afterwards: bool

    @property
    def now(self) -> float | None:
        """The figure of the origin as it will be, or the last one before it."""
        until = self.past.filter(pl.col("date") <= self.origin)
        found = until.select(pl.coalesce("whole", "value").drop_nulls().last()).item()
        return None if found is None else float(found)

    def at(self, horizon: int) -> dict[str, object] | None:
        """Return the row of a horizon, or of the nearest one; None of an empty forecast."""
        if self.ahead.is_empty():
            return None
        order = (pl.col("horizon").cast(pl.Int32) - horizon).abs()
        return self.ahead.sort(order).row(0, named=True)


def foretold(snapshot: Snapshot, choices: Choices) -> Foretold | None:
    """Return the newest forecast of the chosen series; None where there is none, or it is `STALE`.

    Raises:
        UsageError: see ``Snapshot.series``.

    """
    rows = chosen_rows(snapshot, choices)
    if rows.is_empty():
        return None
    last = newest(rows, SERIES).sort("horizon")
    head = last.row(0, named=True)
    series = shown(snapshot, choices.ask(first=None, last=None))
    if series.frame.is_empty() or series.frame["date"][-1] - head["origin"] > STALE:
        return None
    past = totals(snapshot, choices, series, int(head["width"]))
    from_ = head["origin"] - timedelta(days=PAST_DAYS)
    return Foretold(
        series, past.filter(pl.col("date") > from_), with_quantiles(last), head["origin"],
        int(head["width"]), head["model"],
        tuple(last["model"].unique(maintain_order=True)),
        bool(last["rounded"].any()),
        head["made"] != "on the day",
    )  # fmt: skip


def chosen_rows(snapshot: Snapshot, choices: Choices) -> pl.DataFrame:
    """Return every forecast of the chosen series by the model that was shown, of one source.

    Only whole series are foretold: of an age, a sex or a week there is none.
    """
    rows = snapshot.modelled(
        "forecasts", choices.instant, indicator=choices.indicator, place=choices.place or "fra"
    )
    whole = (choices.age, choices.sex) == ("all", "all") and choices.period != "week"
    wanted = pl.col("model") == choices.model if choices.model else pl.col("chosen")
    rows = rows.filter(wanted & pl.lit(whole))
    return of_one_source(snapshot, rows, choices)


def of_one_source(snapshot: Snapshot, rows: pl.DataFrame, choices: Choices) -> pl.DataFrame:
    """Return the rows of the chosen partner, or of the one that answers of the last day."""
    partners = rows["partner"].unique().sort().to_list()
    if choices.partner != "all" or len(partners) < 2:
        return rows if choices.partner == "all" else rows.filter(partner=choices.partner)
    answering = [each for each in shown(snapshot, choices.ask()).sources if each in partners]
    return rows.filter(partner=[*partners, *answering][-1])


def with_quantiles(rows: pl.DataFrame) -> pl.DataFrame:
    """Return forecasts with the quantiles that are shown, each in a column of its own."""
    at = {name: int(np.argmin(np.abs(HUB_LEVELS - level))) for name, level in SHOWN.items()}
    lists = pl.col("quantiles").list
    found = (lists.get(n, null_on_oob=True).alias(name) for name, n in at.items())
    return rows.with_columns(found).select(list(AHEAD)).cast(AHEAD).sort("date")


def chance_above(quantiles: list[float | None], level: float) -> float:
    """Return the chance that a forecast gives to more than a level, from its quantiles.

    Between quantiles it runs straight; hidden ones (null) are taken as nothing.
    """
    values = np.array([0.0 if each is None else each for each in quantiles])
    below = np.interp(level, values, HUB_LEVELS, left=0.0, right=1.0)
    return float(1 - below)


def totals(snapshot: Snapshot, choices: Choices, series: Shown, width: int) -> pl.DataFrame:
    """Return the figures of a series over ``width`` days each: ``Foretold.past``.

    A total with a day that is missing or hidden is missing, with that day's status.
    """
    frame = series.frame.select("date", "value", "status", "provisional")
    seen = nowcast_of(snapshot, choices).select("date", now="value")
    told = frame.join(seen, on="date", how="left", maintain_order="left")
    if width == 1:
        return told.rename({"now": "whole"})
    sums = pl.col("value").rolling_sum(width, min_samples=width)
    blank = pl.when(pl.col("value").is_null()).then("status").forward_fill(width - 1)
    growing = pl.col("now").is_not_null().cum_sum() > 0
    return told.select(
        "date",
        value=sums,
        status=pl.when(sums.is_not_null()).then(pl.lit("ok"))
        .otherwise(blank.fill_null("not_reported")),
        provisional="provisional",
        whole=pl.when(growing).then(
            pl.coalesce("now", "value").rolling_sum(width, min_samples=width)
        ),
    )  # fmt: skip
