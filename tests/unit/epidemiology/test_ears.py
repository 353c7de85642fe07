"""EARS: what is missing is no case, many series are each alone, a rise is seen by the right one."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from argos.epidemiology.detection.ears import ears_c1, ears_c2, ears_c3
from argos.epidemiology.series import SeriesRefused

METHODS = [ears_c1, ears_c2, ears_c3]
QUIET = [2.0, 3, 2, 4, 3, 2, 3, 2, 4, 3, 2, 3, 3, 2]


def test_the_bound_is_mean_and_deviations_of_the_right_dates() -> None:
    series = [*QUIET, 20.0]
    for method, window in ((ears_c1, QUIET[7:14]), (ears_c2, QUIET[5:12])):
        found = method(series)
        bound = np.mean(window) + 3.090232306167813 * np.std(window, ddof=1)
        assert_allclose(found.upperbound[0, -1], bound)
        assert found.alarm[0, -1]
        assert not found.alarm[0, :-1].any()


def test_a_slow_rise_that_no_date_shows_alone_is_seen_by_c3() -> None:
    series = [*QUIET, 4.7, 4.9, 4.9]
    assert not ears_c2(series).alarm.any()
    assert ears_c3(series).alarm[0, -1]


def test_c3_counts_today() -> None:
    """R's bound would leave today's 20 out and say nothing."""
    found = ears_c3([*QUIET, 20.0])
    assert found.alarm[0, -1]
    assert_allclose(found.statistic[0, -1], ears_c2([*QUIET, 20.0]).statistic[0, -1] - 1)


def test_the_bound_of_c3_is_the_greatest_figure_without_alarm() -> None:
    bound = ears_c3([*QUIET, 0.0]).upperbound[0, -1]
    for figure, alarm in ((bound - 1e-6, False), (bound + 1e-6, True)):
        assert ears_c3([*QUIET, figure]).alarm[0, -1] == alarm


@pytest.mark.parametrize("method", METHODS)
def test_a_missing_figure_is_left_out_and_never_zero(method) -> None:  # type: ignore[no-untyped-def]
    gap, zero = np.array(QUIET), np.array(QUIET)
    gap[5], zero[5] = np.nan, 0
    found = method(gap)
    assert np.isnan(found.statistic[0, 5])
    assert not found.alarm[0, 5]
    assert np.isfinite(found.upperbound[0, -1])
    window = np.delete(QUIET[2:9], 3)
    assert_allclose(ears_c1(gap).mean[0, 9], window.mean())
    assert ears_c1(zero).mean[0, 9] < ears_c1(gap).mean[0, 9]


def test_a_baseline_with_too_few_figures_says_nothing() -> None:
    series = np.array([*QUIET, 50.0])
    series[7:11] = np.nan
    found = ears_c1(series)
    assert np.isnan(found.statistic[0, -1])
    assert not found.alarm[0, -1]


def test_the_least_deviation_keeps_one_case_after_none_from_alarming() -> None:
    series = [0.0] * 9 + [1.0]
    assert ears_c1(series).alarm[0, -1]
    assert not ears_c1(series, min_sigma=0.5).alarm[0, -1]
    assert not ears_c1([0.0] * 10).alarm.any()


@pytest.mark.parametrize("method", METHODS)
def test_many_series_are_each_alone(method) -> None:  # type: ignore[no-untyped-def]
    rng = np.random.default_rng(3)
    series = rng.poisson(4, (5, 60)).astype(float)
    series[rng.random(series.shape) < 0.1] = np.nan
    together = method(series)
    for row in range(5):
        alone = method(series[row])
        assert_array_equal(together.statistic[row], alone.statistic[0])
        assert_array_equal(together.alarm[row], alone.alarm[0])


@pytest.mark.parametrize(("method", "needed"), [(ears_c1, 8), (ears_c2, 10), (ears_c3, 12)])
def test_a_short_series_is_told_how_long_it_should_be(method, needed) -> None:  # type: ignore[no-untyped-def]
    method(range(needed))
    with pytest.raises(SeriesRefused, match=f"at least {needed} dates|au moins {needed} dates"):
        method(range(needed - 1))
