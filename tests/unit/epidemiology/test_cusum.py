"""CUSUM: small excesses add up, the bound is where an alarm begins, gaps change nothing."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from argos.epidemiology.detection.cusum import cusum, seasonal_mean
from argos.epidemiology.series import SeriesRefused

TRANSFORMS = ["standard", "rossi", "anscombe"]


def test_the_sum_is_that_of_the_formula() -> None:
    found = cusum([4, 4, 4, 8, 8, 2], start=3)
    assert_allclose(found.statistic[0, 3:], [0.96, 1.92, 0.0])
    assert np.isnan(found.statistic[0, :3]).all()
    assert not found.alarm.any()


@pytest.mark.parametrize("transform", TRANSFORMS)
def test_the_bound_is_where_an_alarm_begins(transform) -> None:  # type: ignore[no-untyped-def]
    history = [9, 7, 8, 10, 9, 11]
    bound = cusum([*history, 12, 0], start=6, transform=transform).upperbound[0, -1]
    for count, alarm in ((bound + 1e-6, True), (bound - 1.0, False)):
        assert cusum([*history, 12, count], start=6, transform=transform).alarm[0, -1] == alarm


def test_a_bound_that_every_count_reaches_is_zero() -> None:
    found = cusum([4, 4, 4, 40, 0], start=3, transform="rossi")
    assert found.upperbound[0, -1] == 0
    assert found.alarm[0, -1]


def test_an_alarm_ends_the_sum_when_asked() -> None:
    series = [4, 4, 4, 40, 4, 4]
    assert_array_equal(cusum(series, start=3).alarm[0, 3:], [True, True, True])
    assert_array_equal(cusum(series, start=3, reset=True).alarm[0, 3:], [True, False, False])


def test_a_missing_figure_leaves_the_sum_as_it_was() -> None:
    found = cusum([4, np.nan, 4, 8, np.nan, 8], start=3)
    assert_allclose(found.statistic[0, [3, 5]], [0.96, 1.92])
    assert np.isnan(found.statistic[0, 4])
    assert not found.alarm[0, 4]


def test_nothing_is_said_of_a_history_without_cases() -> None:
    found = cusum([[0.0, 0, 0, 5], [np.nan, np.nan, np.nan, 5.0]], start=3)
    assert np.isnan(found.statistic).all()
    assert not found.alarm.any()


def test_many_series_are_each_alone() -> None:
    series = np.random.default_rng(5).poisson(6, (4, 160)).astype(float)
    series[1, 20:30] = np.nan
    mean = seasonal_mean(series, start=110)
    together = cusum(series, start=110, transform="anscombe", expected=mean, reset=True)
    for row in range(4):
        assert_allclose(seasonal_mean(series[row], start=110)[0], mean[row], rtol=1e-10)
        alone = cusum(series[row], start=110, transform="anscombe", expected=mean[row], reset=True)
        assert_allclose(together.statistic[row], alone.statistic[0])
        assert_array_equal(together.alarm[row], alone.alarm[0])


@pytest.mark.parametrize("period", [52.0, 365.25])
def test_a_wave_is_learnt_by_the_week_and_by_the_day(period: float) -> None:
    time = np.arange(int(3 * period))
    wave = np.exp(2 + 0.7 * np.cos(2 * np.pi * (time - 5) / period))
    found = seasonal_mean(wave, start=int(2 * period), period=period)
    assert_allclose(found[0], wave, rtol=1e-8)


def test_the_wave_of_a_series_without_cases_is_unknown() -> None:
    assert np.isnan(seasonal_mean(np.zeros(60), start=55)).all()


def test_a_short_series_is_told_how_long_it_should_be() -> None:
    with pytest.raises(SeriesRefused, match=r"at least 6 dates|au moins 6 dates"):
        cusum([1, 2, 3, 4, 5], start=5)
    with pytest.raises(SeriesRefused, match=r"at least 52 dates|au moins 52 dates"):
        seasonal_mean(np.ones(100), start=51)
