"""A panel says what was known on each evening, and no more."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from argos.core.clock import FixedClock
from argos.core.contract import Contract
from argos.outputs.store import Outputs
from argos.publish.flow import publish_series
from argos.publish.indicators import indicators
from argos.publish.modelled.declared import declared
from argos.publish.modelled.known.panel import Panel, evening_of, panel, tree
from argos.publish.modelled.known.panels import panels
from tests.published import FrameLog, calls

FIRST = date(2026, 1, 1)
LAST = date(2026, 1, 20)


def told(*rows: tuple[str, int, float, float | None]) -> pl.DataFrame:
    """Return a history: place, day, days after it at 06:00 UTC, value."""
    start = datetime(2026, 1, 1, 6, tzinfo=UTC)
    return pl.DataFrame(
        [(p, FIRST + timedelta(d), start + timedelta(d + after), v) for p, d, after, v in rows],
        schema={
            "place": pl.String, "date": pl.Date,
            "known_from": pl.Datetime("us", "UTC"), "value": pl.Float64,
        },
        orient="row",
    )  # fmt: skip


def made(history: pl.DataFrame, *, rounded: bool = False) -> Panel:
    found = panel("ed_covid", "p", history, FIRST, LAST, rounded=rounded)
    assert found is not None
    return found


def test_the_file_of_the_morning_tells_the_evening_before() -> None:
    known = made(told(("fra", 3, 1, 10.0), ("fra", 3, 2, 12.0)))
    assert np.isnan(known.as_of(2)).all()
    assert known.as_of(3)[0, 3] == 10
    assert known.as_of(4)[0, 3] == 12
    assert known.lag == 0


def test_what_comes_after_noon_is_of_the_same_evening() -> None:
    known = made(told(("fra", 3, 1.3, 10.0)))  # 13:12 UTC the day after
    assert np.isnan(known.as_of(3)).all()
    assert known.as_of(4)[0, 3] == 10


def test_a_withdrawn_figure_is_missing_again_and_never_zero() -> None:
    known = made(told(("fra", 3, 1, 10.0), ("fra", 3, 4, None)))
    assert known.as_of(5)[0, 3] == 10
    assert np.isnan(known.as_of(6)[0, 3])


def test_a_past_loaded_at_once_is_taken_as_told_after_the_usual_lag_and_said_so() -> None:
    days = [("fra", day, 2.0, float(day)) for day in range(10, 17)]
    known = made(told(("fra", 0, 15, 5.0), ("fra", 0, 16, 6.0), *days))
    assert known.lag == 1
    assert known.as_of(1)[0, 0] == 5
    assert known.as_of(15)[0, 0] == 6  # a later change keeps its own evening
    assert known.made[0, 0]
    assert not known.made[0, 10]
    assert known.kept(0, 9) == 0
    assert known.kept(10, 16) == 1


def test_snapshots_are_missing_where_their_evening_has_not_come() -> None:
    history = told(*[("fra", day, 1.0, 10.0) for day in range(20)], ("fra", 18, 2, 15.0))
    shown = made(history).snapshots(3)
    assert shown[0, 17].tolist() == [10, 10, 10]
    assert shown[0, 18, :2].tolist() == [10, 15]
    assert np.isnan(shown[0, 18, 2])
    assert np.isnan(shown[0, 19, 1])


def test_places_stand_below_those_that_contain_them() -> None:
    assert tree(["dep:44", "dep:75", "reg:52", "fra"]).tolist() == [2, 3, 3, 3]
    assert tree(["dep:44", "dep:49"]).tolist() == [0, 1]


def test_of_a_closed_source_a_wider_place_that_says_the_same_is_left_out() -> None:
    one = told(("dep:44", 1, 1, 5.0), ("reg:52", 1, 1, 5.0), ("fra", 1, 1, 5.0))
    assert made(one, rounded=True).places == ("dep:44",)
    assert made(one).places == ("dep:44", "reg:52", "fra")
    two = pl.concat([one, told(("dep:49", 1, 1, 2.0))])
    assert made(two, rounded=True).places == ("dep:44", "dep:49", "reg:52")


def test_the_newest_day_is_the_last_that_half_of_the_living_places_have() -> None:
    rows = [("dep:44", day, 1.0, 1.0) for day in range(10)]
    rows += [("dep:49", day, 1.0, 1.0) for day in range(12)]
    rows += [("dep:85", day, 1.0, 1.0) for day in range(12)]
    assert made(told(*rows)).newest == 11


def test_nothing_is_known_of_days_outside() -> None:
    assert panel("x", "p", told(("fra", 30, 1, 1.0)), FIRST, LAST, rounded=False) is None


@pytest.mark.parametrize(
    ("at", "evening"),
    [
        (datetime(2026, 1, 5, 10, 59, tzinfo=UTC), date(2026, 1, 4)),
        (datetime(2026, 1, 5, 11, 0, tzinfo=UTC), date(2026, 1, 5)),  # noon in Paris
        (datetime(2026, 7, 5, 9, 59, tzinfo=UTC), date(2026, 7, 4)),
        (datetime(2026, 7, 5, 10, 0, tzinfo=UTC), date(2026, 7, 5)),
        (datetime(2026, 3, 29, 10, 30, tzinfo=UTC), date(2026, 3, 29)),  # the clocks went forward
    ],
)
def test_the_evening_is_by_the_clocks_of_the_territory(at: datetime, evening: date) -> None:
    assert evening_of(at) == evening


def test_what_is_pushed_between_noon_in_paris_and_noon_utc_is_seen_that_evening(
    tmp_path: Path, contracts: dict[str, Contract]
) -> None:
    at = datetime(2020, 11, 3, 11, 30, tzinfo=UTC)
    log, outputs = FrameLog(), Outputs(str(tmp_path))
    log.add(calls(30, recorded_at=at))
    publish_series(log, outputs, contracts, FixedClock(at), receipts=[])  # type: ignore[arg-type]
    found = panels(log, outputs, contracts, indicators(), declared())  # type: ignore[arg-type]
    assert found is not None
    assert found["samu_calls"].latest[0, -2:].tolist()[0] == 30
