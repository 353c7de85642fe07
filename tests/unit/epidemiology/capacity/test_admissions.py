"""Paths of admissions: they have the forecast's distribution, and the week's sum and rhythm."""

import numpy as np
import pytest

from argos.epidemiology.capacity.admissions import by_day, passed_on, scores, week_totals
from argos.epidemiology.forecasts import HUB_LEVELS
from argos.epidemiology.series import SeriesRefused

EVEN = np.full(7, 1 / 7)


def test_scores_are_normal_each_week_and_remember() -> None:
    drawn = scores(4000, 4, np.random.default_rng(1), memory=0.8)
    np.testing.assert_allclose(drawn.mean(0), 0, atol=0.05)
    np.testing.assert_allclose(drawn.std(0), 1, atol=0.03)
    assert np.corrcoef(drawn[:, 0], drawn[:, 1])[0, 1] == pytest.approx(0.8, abs=0.03)
    assert np.corrcoef(drawn[:, 0], drawn[:, 2])[0, 1] == pytest.approx(0.64, abs=0.04)
    np.testing.assert_array_equal(drawn, scores(4000, 4, np.random.default_rng(1), memory=0.8))


def test_totals_have_the_quantiles_that_were_forecast() -> None:
    told = np.stack([np.geomspace(50, 200, 23), np.geomspace(20, 800, 23)])
    drawn = week_totals(told, HUB_LEVELS, scores(6000, 2, np.random.default_rng(2)))
    for week in range(2):
        found = np.quantile(drawn[:, week], HUB_LEVELS[2:-2])
        np.testing.assert_allclose(found, told[week, 2:-2], rtol=0.05)
    missing = told.copy()
    missing[1] = np.nan
    assert np.isnan(week_totals(missing, HUB_LEVELS, np.zeros((2, 2)))[:, 1]).all()


def test_days_keep_the_sum_of_their_week() -> None:
    weeks = np.array([[70.0, 140, 20], [0, 0, 35]])
    days = by_day(weeks, 35.0, EVEN)
    np.testing.assert_allclose(days.reshape(2, 3, 7).sum(2), weeks)
    assert (days >= 0).all()
    steps = np.abs(np.diff(days[0, :14]))
    assert steps.max() < 9  # even weeks would jump by 17


def test_a_constant_week_is_spread_by_its_rhythm() -> None:
    shares = np.array([0.2, 0.2, 0.2, 0.2, 0.1, 0.05, 0.05])
    days = by_day(np.full((1, 2), 70.0), 70.0, shares)
    np.testing.assert_allclose(days[0], np.tile(70 * shares, 2))
    np.testing.assert_allclose(by_day(np.full((1, 2), 70.0), 70.0, EVEN), 10)
    with pytest.raises(SeriesRefused):
        by_day(np.full((1, 2), 70.0), 70.0, np.ones(7))


def test_a_share_goes_on_to_intensive_care_some_days_later() -> None:
    history, paths = np.array([10.0, 20, 30]), np.array([[40.0, 50, 60]])
    same_day = passed_on(history, paths, 0.2, [1.0])
    np.testing.assert_allclose(same_day, [[8, 10, 12]])
    later = passed_on(history, paths, 0.2, [0, 0.5, 0.5])
    np.testing.assert_allclose(later, [[5, 7, 9]])
    history[0] = np.nan  # as the mean of the others
    all_later = passed_on(history, paths, 1.0, [0, 0, 1.0])
    np.testing.assert_allclose(all_later, [[20, 30, 40]])
