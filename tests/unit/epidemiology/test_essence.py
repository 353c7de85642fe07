"""ESSENCE: the regression speaks of series with a week, the EWMA of others, holidays are out."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from argos.epidemiology.detection.essence import (
    Detector,
    Level,
    essence_ewma,
    essence_regression,
    essence_switch,
)
from argos.epidemiology.series import Floats, SeriesRefused

DAYS = 60
WEEKDAY = np.arange(DAYS) % 7


def with_a_week(seed: int = 1) -> Floats:
    """Daily counts, low on two days of seven, and a little noise."""
    return np.where(WEEKDAY >= 5, 20.0, 60.0) + np.random.default_rng(seed).integers(-3, 4, DAYS)


def test_a_series_with_a_week_is_forecast_by_regression() -> None:
    found = essence_switch(with_a_week(), WEEKDAY)
    assert (found.detector[0, 31:] == Detector.REGRESSION).all()
    assert_allclose(found.expected[0, 31:], np.where(WEEKDAY[31:] >= 5, 20, 60), atol=6)


def test_a_series_without_one_goes_to_the_moving_average() -> None:
    flat = np.random.default_rng(2).poisson(3, DAYS)
    found, smoothed = essence_switch(flat, WEEKDAY), essence_ewma(flat)
    spoken = found.detector[0] == Detector.EWMA
    assert spoken[31:].mean() > 0.8
    assert_array_equal(found.statistic[0, spoken], smoothed.statistic[0, spoken])


def test_the_regression_is_least_squares() -> None:
    series = with_a_week()
    design = np.column_stack([WEEKDAY[:, None] == np.arange(7), np.arange(DAYS)]).astype(float)
    beta = np.linalg.lstsq(design[20:48], series[20:48], rcond=None)[0]
    assert_allclose(essence_regression(series, WEEKDAY).expected[0, 50], design[50] @ beta)


def test_a_jump_is_red_and_a_day_without_baseline_grey() -> None:
    series = with_a_week()
    series[50] += 60
    for found in (essence_switch(series, WEEKDAY), essence_ewma(series)):
        assert found.level[0, 50] == Level.RED
        assert (found.level[0, :9] == Level.GREY).all()
        assert np.isnan(found.p_value[0, :9]).all()


def test_an_alert_below_the_week_before_is_cancelled() -> None:
    fall = np.maximum(0.0, 300.0 - 6.0 * np.arange(DAYS))
    fall[40] = 75.0
    found = essence_regression(fall, WEEKDAY)
    assert found.p_value[0, 40] < 0.01
    assert found.level[0, 40] == Level.BLUE


def test_a_holiday_is_not_tested_and_does_not_widen_what_follows() -> None:
    plain, series = with_a_week(), with_a_week()
    series[40] = 400.0
    holiday = np.arange(DAYS) == 40
    found = essence_switch(series, WEEKDAY, holiday=holiday)
    assert found.level[0, 40] == Level.GREY
    assert found.detector[0, 40] == Detector.NONE
    series[50] += 60
    assert essence_switch(series, WEEKDAY, holiday=holiday).level[0, 50] == Level.RED
    assert essence_switch(series, WEEKDAY).level[0, 50] != Level.RED
    plain[40] = np.nan
    assert_array_equal(found.statistic, essence_switch(plain, WEEKDAY).statistic)


def test_what_is_given_is_not_changed() -> None:
    series = with_a_week()
    essence_switch(series, WEEKDAY, holiday=np.ones(DAYS, dtype=bool))
    assert np.isfinite(series).all()


def test_a_missing_day_is_never_zero() -> None:
    series = with_a_week()
    series[45] = np.nan
    found = essence_switch(series, WEEKDAY)
    assert found.level[0, 45] == Level.GREY
    assert found.expected[0, 50] > 40
    assert essence_ewma(series).statistic[0, 46] > -3


def test_a_weekday_that_the_baseline_lacks_is_not_assessed_by_the_regression() -> None:
    series = with_a_week()
    series[(WEEKDAY == 1) & (np.arange(DAYS) < 50)] = np.nan
    found = essence_regression(series, WEEKDAY)
    assert found.level[0, 50] == Level.GREY
    assert found.level[0, 51] != Level.GREY
    assert essence_switch(series, WEEKDAY).detector[0, 50] == Detector.EWMA


def test_a_series_that_never_moves_says_nothing_is_wrong() -> None:
    found = essence_switch(np.full(DAYS, 5.0), WEEKDAY)
    assert (found.level[0, 9:] == Level.BLUE).all()


def test_many_series_are_each_alone() -> None:
    rng = np.random.default_rng(4)
    series = np.vstack([with_a_week(7), rng.poisson(2, DAYS), rng.poisson(30, DAYS)])
    series[rng.random(series.shape) < 0.15] = np.nan
    together = essence_switch(series, WEEKDAY)
    for row in range(3):
        alone = essence_switch(series[row], WEEKDAY)
        assert_allclose(together.statistic[row], alone.statistic[0], atol=1e-10)
        assert_array_equal(together.level[row], alone.level[0])
        assert_array_equal(together.detector[row], alone.detector[0])


def test_a_short_series_is_told_how_long_it_should_be() -> None:
    assert essence_switch(np.arange(10), WEEKDAY[:10]).detector[0, -1] == Detector.EWMA
    with pytest.raises(SeriesRefused, match=r"at least 10 dates|au moins 10 dates"):
        essence_switch(np.arange(9), WEEKDAY[:9])
    with pytest.raises(SeriesRefused, match=r"at least 14 dates|au moins 14 dates"):
        essence_regression(np.arange(13), WEEKDAY[:13])


def test_weekdays_and_holidays_are_as_many_as_days() -> None:
    for given in ({"weekday": WEEKDAY[:-1]}, {"weekday": WEEKDAY, "holiday": [True]}):
        with pytest.raises(SeriesRefused) as refused:
            essence_switch(with_a_week(), **given)
        assert refused.value.code == "DAYS_DIFFER"
