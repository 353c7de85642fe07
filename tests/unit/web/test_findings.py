"""What is said of a series: only of whole weeks, only beyond noise, never of a gap."""

from datetime import UTC, date, datetime, timedelta

import polars as pl
import pytest

from argos.core.language import speaking
from argos.outputs.snapshot import Ask
from argos.web.findings import Finding, finding
from argos.web.frames import Shown
from argos.web.measures import Measure

LAST = date(2020, 9, 20)


def of(values: list[float | None], *, provisional: int = 0, last: date = LAST, step: int = 1,
       measure: Measure = "count", place: str = "fra") -> Finding:  # fmt: skip
    """The finding of daily (or weekly) values that end on a day."""
    n = len(values)
    frame = pl.DataFrame(
        {
            "date": [last - timedelta(days=step * (n - 1 - i)) for i in range(n)],
            "value": values,
            "status": ["ok" if value is not None else "suppressed" for value in values],
            "provisional": [i >= n - provisional for i in range(n)],
            "partner": ["p"] * n,
        },
        schema_overrides={"date": pl.Date, "value": pl.Float64, "provisional": pl.Boolean},
    )
    known = datetime(2020, 9, 21, tzinfo=UTC)
    return finding(Shown(Ask("x", place), frame, known, provisional, True), measure=measure)


def test_two_weeks_are_compared() -> None:
    state = of([30.0] * 7 + [36.0] * 7)
    assert (state.before, state.now, state.direction) == (210.0, 252.0, "unclear")
    state = of([30.0] * 7 + [45.0] * 7)
    assert (state.before, state.now, state.direction) == (210.0, 315.0, "rising")
    with speaking("fr"):
        assert state.sentence == "+50\u202f% en 7 jours (210\u00a0→\u00a0315)"
    assert of([45.0] * 7 + [30.0] * 7).direction == "falling"


def test_a_change_within_noise_is_not_called_one() -> None:
    assert of([2.0] * 7 + [3.0] * 7).direction == "unclear"  # 14 → 21: 2√35 is 11.8
    assert of([200.0] * 7 + [300.0] * 7).direction == "rising"


def test_provisional_days_are_left_out() -> None:
    state = of([30.0] * 14 + [3.0] * 3, provisional=3)
    assert (state.now, state.direction) == (210.0, "steady")
    assert state.day == LAST - timedelta(days=3)


@pytest.mark.parametrize("where", [0, 6, 7, 13])
def test_a_missing_day_gives_no_trend(where: int) -> None:
    values: list[float | None] = [30.0] * 14
    values[where] = None
    state = of(values)
    assert (state.direction, state.change) == ("unknown", None)


def test_a_holiday_in_either_week_is_told() -> None:
    assert of([30.0] * 14).holidays == ()
    easter = of([30.0] * 7 + [20.0] * 7, last=date(2021, 4, 8))
    with speaking("en"):
        assert "Easter" in easter.sentence


@pytest.mark.parametrize(
    ("week", "last", "direction"),
    [
        (25.0, date(2021, 4, 8), "disturbed"),  # Easter Monday was 5 April: -17 %
        (35.0, date(2021, 4, 8), "disturbed"),
        (15.0, date(2021, 4, 8), "falling"),  # halved: no holiday does that
        (60.0, date(2021, 4, 8), "rising"),
        (25.0, date(2021, 3, 28), "falling"),  # no holiday about
        (25.0, date(2021, 4, 15), "disturbed"),  # Easter is what it is compared with
        (20.0, date(2021, 5, 14), "disturbed"),  # 8 May and Ascension Day: 36 % for two
    ],
)
def test_a_holiday_makes_no_verdict_of_what_it_may_do_alone(
    week: float, last: date, direction: str
) -> None:
    assert of([30.0 * 50] * 7 + [week * 50] * 7, last=last).direction == direction


def test_persons_present_do_not_leave_for_a_holiday() -> None:
    stock = of([1000.0] * 7 + [850.0] * 7, last=date(2021, 4, 8), measure="stock")
    assert stock.direction == "falling"


def test_a_count_below_zero_is_a_revision_and_no_fall() -> None:
    state = of([30.0] * 10 + [-766.0] + [30.0] * 3)
    assert (state.direction, state.now) == ("unknown", None)
    with speaking("fr"):
        assert state.sentence == "un jour reprend des cas d'avant : pas de tendance"
    assert of([30.0] * 13 + [-766.0], last=LAST).value == -766  # it stays as published


def test_levels_and_weeks_are_not_summed() -> None:
    stock = of([100.0] * 7 + [130.0] * 7, measure="stock")
    assert (stock.before, stock.now) == (100.0, 130.0)
    weekly = of([100.0, 150.0], step=7)
    assert (weekly.before, weekly.now, weekly.direction) == (100.0, 150.0, "rising")


def test_nothing_is_said_of_nothing() -> None:
    assert of([]).day is None
    assert of([0.0] * 14).direction == "steady"


def test_why_there_is_no_trend_is_said() -> None:
    with speaking("en"):
        assert of([30.0] * 13 + [None]).sentence == "fewer than 11: no trend"
        assert of([30.0] * 12 + [None, 30.0]).sentence == "a day is hidden: no trend"
        assert of([30.0] * 10).sentence == "a day is missing: no trend"
