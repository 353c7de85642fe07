"""Thresholds, operations that move, and scenarios: exact small cases."""

import numpy as np
import pytest

from argos.epidemiology.capacity.operations import Planned, by_week, moved
from argos.epidemiology.capacity.scenarios import AS_IT_GOES, Scenario
from argos.epidemiology.capacity.stays import Stays
from argos.epidemiology.capacity.thresholds import crossing
from argos.epidemiology.series import SeriesRefused

STAYS = Stays(3.0, 2.0, "made for the test")


def test_a_threshold_is_crossed_by_the_share_of_paths_that_have_been_there() -> None:
    drawn = np.array([[5.0, 9, 9], [5, 11, 4], [5, 5, 10], [5, 5, 5]])
    found = crossing(4, drawn, 10)
    np.testing.assert_array_equal(found.by_day, [0, 0, 0.25, 0.5])
    assert (found.possible, found.likely) == (2, 3)
    assert found.by(2) == 0.25
    assert np.isnan(found.by(4))
    never = crossing(4, drawn, 20)
    assert (never.possible, never.likely) == (None, None)


def test_what_is_over_it_today_has_crossed_it() -> None:
    found = crossing(12, np.full((4, 3), 5.0), 10)
    assert (found.likely, found.by(0)) == (0, 1.0)


def test_a_threshold_falls_with_the_beds() -> None:
    drawn = np.full((4, 3), 9.0)
    assert crossing(9, drawn, 10).likely is None
    assert crossing(9, drawn, [10, 10, 8, 8]).likely == 2
    with pytest.raises(SeriesRefused):
        crossing(9, drawn, [10, 10, 8])


def test_a_path_that_is_missing_says_nothing() -> None:
    drawn = np.array([[5.0, np.nan, 5], [5, 12, 12]])
    found = crossing(4, drawn, 10)
    np.testing.assert_array_equal(found.by_day, [0, 0, np.nan, np.nan])


def test_operations_move_only_where_beds_are_lacking() -> None:
    planned = Planned(4, 0.5, STAYS)
    free = moved(np.full((2, 14), 9.0), np.full(14, 10.0), planned)
    assert free.operations.sum() == free.lacking.sum() == 0


def test_a_lasting_excess_moves_it_over_the_length_of_stay_each_day() -> None:
    planned = Planned(10, 1.0, STAYS)
    found = moved(np.full((1, 120), 16.0), np.full(120, 10.0), planned)
    assert found.operations[0, 0] == pytest.approx(6 / STAYS.survival(1)[0])
    assert found.operations[0, -1] == pytest.approx(6 / 3.0, rel=1e-3)  # six beds, three days each
    assert found.lacking.max() == pytest.approx(0, abs=1e-9)


def test_no_more_move_than_there_are() -> None:
    planned = Planned(2, 0.5, STAYS)  # one a day that needs the bed: three beds at most
    found = moved(np.full((1, 60), 20.0), np.full(60, 10.0), planned)
    np.testing.assert_allclose(found.operations, 1)
    assert planned.beds == 3
    assert found.lacking[0, -1] == pytest.approx(10 - 3, abs=1e-6)
    assert by_week(found.operations, [0.1, 0.5, 0.9]).tolist()[0] == pytest.approx([7, 7, 7])


def test_weeks_are_summed_path_by_path() -> None:
    daily = np.repeat([[1.0], [2], [3]], 15, axis=1)
    np.testing.assert_allclose(by_week(daily, [0, 0.5, 1]), [[7, 14, 21], [7, 14, 21]])


def test_growth_halves_where_there_is_growth() -> None:
    halved, weeks = Scenario("growth", growth=0.5), np.array([[400.0, 25], [100, 900]])
    np.testing.assert_allclose(halved.admitted(weeks, 100), [[200, 25], [100, 300]])
    np.testing.assert_array_equal(AS_IT_GOES.admitted(weeks, 100), weeks)
    np.testing.assert_array_equal(halved.admitted(weeks, 0), weeks)
    assert (halved.admitted(weeks, 100) <= weeks).all()


def test_beds_close_and_lack_staff() -> None:
    ward = Scenario("ward", closed={"icu": 8}, closed_from=2)
    np.testing.assert_array_equal(ward.available(20, "icu", 3), [20, 20, 12, 12])
    np.testing.assert_array_equal(ward.available(20, "ward", 3), 20)
    staff = Scenario("staff", unstaffed={"icu": 0.1}, closed={"icu": 30})
    np.testing.assert_array_equal(staff.available(20, "icu", 1), [20 * 0.9, 0])
    with pytest.raises(SeriesRefused):
        Scenario("odd", growth=1.5)
