"""Forecasts that were made, against what came."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from argos.epidemiology.forecasts import HUB_LEVELS
from argos.outputs.snapshot import Snapshot
from argos.web.choices import Choices
from argos.web.foretold import AHEAD, chosen_rows, totals, with_quantiles
from argos.web.frames import WEEK, shown

VERIFIED = pl.Schema({"origin": pl.Date(), **AHEAD, "came": pl.Float64(), "inside": pl.Boolean()})
WEEKS = 12  # over which the last forecasts are counted


@dataclass(frozen=True, slots=True)
class Record:
    """How often the 90 % range held over the last weeks, one forecast a week."""

    held: int
    of: int


def verified(snapshot: Snapshot, choices: Choices, horizon: int) -> pl.DataFrame:
    """Return every forecast of the chosen series at a horizon, with what came (`VERIFIED`).

    What came is what is known now (or was, as of the chosen day) of settled days; null where it is
    not known yet, or hidden.
    """
    rows = chosen_rows(snapshot, choices).filter(pl.col("horizon") == horizon)
    if rows.is_empty():
        return pl.DataFrame(schema=VERIFIED)
    series = shown(snapshot, choices.ask(first=None, last=None))
    past = totals(snapshot, choices, series, int(rows["width"][0]))
    came = past.filter(~pl.col("provisional")).select("date", came="value")
    told = with_quantiles(rows).with_columns(
        origin=pl.col("date").dt.offset_by(f"-{horizon}d")
    ).join(came, on="date", how="left")  # fmt: skip
    inside = pl.col("came").is_between(pl.col("low90").fill_null(0.0), "high90")
    return told.with_columns(inside=inside).select(list(VERIFIED)).sort("date")


def record(rows: pl.DataFrame) -> Record | None:
    """Count the last forecasts that held, the last one of each week back from the newest.

    Args:
        rows: of `verified`.

    """
    known = rows.filter(pl.col("inside").is_not_null())
    if known.is_empty():
        return None
    last = known["date"][-1]
    back = (pl.lit(last) - pl.col("date")).dt.total_days() // WEEK
    weekly = known.sort("date").group_by(week=back).agg(pl.col("inside").last())
    counted = weekly.filter(pl.col("week") < WEEKS)
    return Record(int(counted["inside"].sum()), counted.height)


def calibration(rows: pl.DataFrame) -> pl.DataFrame:
    """Return how often each central range held what came: level, held, of, both shares from 0 to 1.

    Forecasts with a hidden quantile are left out of the ranges that it bounds.

    Args:
        rows: of `verified`.

    """
    known = rows.filter(pl.col("came").is_not_null())
    schema = {"level": pl.Float64, "held": pl.Float64, "of": pl.Int64}
    if known.is_empty():
        return pl.DataFrame(schema=schema)
    told = np.array(known["quantiles"].to_list(), dtype=np.float64)
    came = known["came"].to_numpy()
    found = []
    for n in range(len(HUB_LEVELS) // 2 - 1, -1, -1):
        low, high = told[:, n], told[:, -1 - n]
        both = ~(np.isnan(low) | np.isnan(high))
        held = (low <= came) & (came <= high)
        share = float(held[both].mean()) if both.any() else None
        found.append((float(1 - 2 * HUB_LEVELS[n]), share, int(both.sum())))
    return pl.DataFrame(found, schema=schema, orient="row")
