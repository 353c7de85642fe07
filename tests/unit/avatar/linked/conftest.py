"""An invented territory made once, and its avatars."""

import numpy as np
import polars as pl
import pytest

from argos.avatar.linked import Counting, HistoryAvatars, Targets, counted
from argos.avatar.linked.attacks import parted
from argos.avatar.linked.events import AREA, unfolded
from tests.unit.avatar.linked.territory import DAYS, FIRST, events

INDICATORS = {
    "calls": ("call", None),
    "visits": ("visit", None),
    "visits_fever": ("visit", ("codes:cim10", "cim10:J11.1")),
    "admissions": ("admission", None),
}


def countings() -> list[Counting]:
    """Return daily counts of moments, and the census of who is in hospital."""
    told = []
    for name, (measure, code) in INDICATORS.items():
        where = pl.col("measure") == measure
        if code is not None:
            where &= (pl.col(code[0]) == code[1]).fill_null(value=False)
        told.append(Counting(name, "events", "occurred_on", where))
    census = [pl.col("measure") == each for each in ("admission", "discharge")]
    return [*told, Counting("in_hospital", "events", "occurred_on", *census)]


def bounds(counts: pl.DataFrame) -> pl.DataFrame:
    """Return what hiding 0 to 10 and rounding to the nearest 5 leave to know of every cell."""
    days = pl.DataFrame({"day": pl.date_range(FIRST, pl.lit(FIRST) + pl.duration(days=DAYS - 1),
                                              eager=True)})  # fmt: skip
    every = counts.select("area", "indicator").unique().join(days, how="cross")
    whole = every.join(counts, on=["area", "indicator", "day"], how="left").fill_null(0)
    shown, figure = pl.col("count") > 10, (pl.col("count") + 2) // 5 * 5
    return whole.select(
        "area", "day", "indicator",
        low=pl.when(shown).then(pl.max_horizontal(figure - 2, 11)).otherwise(0),
        high=pl.when(shown).then(figure + 2).otherwise(10),
    )  # fmt: skip


@pytest.fixture(scope="session")
def territory():
    """The event table of 4,000 people, unfolded."""
    return unfolded(events(4000))


@pytest.fixture(scope="session")
def targets(territory):
    counts = counted({"events": territory.table}, countings(), pl.col(AREA))
    return Targets(countings(), pl.col(AREA), bounds(counts))


@pytest.fixture(scope="session")
def avatars(territory, targets):
    given = {"events": territory.table}
    return HistoryAvatars(seed=1).fit_transform(given, territory.links, targets)["events"]


@pytest.fixture(scope="session")
def halves(territory):
    """Half of the people, the others, and what is made of the first."""
    tables = {"events": territory.table}
    used, others = parted(tables, territory.links, 0.5, np.random.default_rng(1))
    return used, others, HistoryAvatars(seed=2).fit_transform(used, territory.links)
