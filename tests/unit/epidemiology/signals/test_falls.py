"""A fall is told once it has lasted, and is the mirror of no rise."""

import numpy as np
import pytest

from argos.epidemiology.series import Floats
from argos.epidemiology.signals.combine import Evidence, compared, evidence, fallen, risen
from argos.epidemiology.signals.events import FALLS, Stretch, stretches
from argos.epidemiology.signals.faults import Fault, silenced
from tests.unit.epidemiology.signals.made import days, no_holiday, quiet

START = 100


def falling(series: Floats) -> Evidence:
    return fallen(compared(series, days(), no_holiday(), start=START))


def told(series: Floats) -> list[Stretch]:
    given = falling(series)
    return stretches(given, given.p_value, FALLS)


def lower(times: float, lasts: int, first: int = 150) -> Floats:
    series = quiet(20)
    series[0, first : first + lasts] = np.round(series[0, first : first + lasts] * times)
    return series


def test_a_fall_that_lasts_is_told_with_what_is_missing() -> None:
    [fall] = told(lower(0.5, 20))
    assert 150 <= fall.first + START <= 156
    assert fall.opened >= fall.first + 6
    assert fall.week < fall.week_mean
    assert fall.excess == pytest.approx(10 * 16, rel=0.5)


def test_two_low_days_are_no_fall() -> None:
    assert not told(lower(0.3, 2))
    assert told(lower(0.3, 14))


def test_quiet_days_are_no_fall_and_a_rise_is_none_while_it_lasts() -> None:
    p_value = falling(quiet(12, 60)).p_value
    assert 0.02 < (p_value < 0.05).mean() < 0.07
    assert (p_value < 0.002).mean() < 0.006
    series = quiet(20)
    series[0, 150:170] *= 3
    found = falling(series)
    assert np.nanmin(found.p_value[0, 50:70]) > 0.05


def test_both_sides_are_made_of_one_comparison() -> None:
    series = lower(0.5, 20)
    ground = compared(series, days(), no_holiday(), start=START)
    up = evidence(series, days(), no_holiday(), start=START)
    np.testing.assert_array_equal(risen(ground).p_value, up.p_value)
    down = fallen(ground)
    assert down.falls
    assert not up.falls
    one_week = "sum of 7"
    np.testing.assert_allclose(down.members[one_week], 1 - up.members[one_week])
    assert {*down.members} == {one_week, "sum of 14"}


def test_what_a_fault_touches_is_silenced_as_long_as_sums_hold_it() -> None:
    fault, rows = Fault("collapse", 0, 10, 11, 0.3, 50.0), [np.array([0])]
    p_value = np.full((1, 40), 0.001)
    left = silenced(p_value, 0, [fault], rows, 13)
    assert np.flatnonzero(np.isnan(left[0])).tolist() == [*range(10, 25)]
    short = silenced(p_value, 0, [fault], rows)
    assert np.flatnonzero(np.isnan(short[0])).tolist() == [*range(10, 18)]
