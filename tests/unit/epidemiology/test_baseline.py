"""The baseline forecast: its median, its spread by hand, and series with figures missing."""

import numpy as np
import pytest

from argos.epidemiology.baseline import baseline_forecast
from argos.epidemiology.forecasts import HUB_LEVELS
from argos.epidemiology.scores import interval_coverage
from argos.epidemiology.series import SeriesRefused

WALKS = 500 + np.random.default_rng(1).normal(0, 10, (5, 60)).cumsum(axis=1)


def test_the_median_is_the_last_figure_at_every_horizon() -> None:
    found = baseline_forecast(WALKS, 14, seed=1)
    assert found.predicted.shape == (5, 14, 23)
    np.testing.assert_array_equal(found.levels, HUB_LEVELS)
    np.testing.assert_allclose(found.median, np.repeat(WALKS[:, -1:], 14, axis=1))


def test_one_step_ahead_by_hand() -> None:
    # Changes 1, 2, 5 and their negatives, whose quantiles are interpolated as R does.
    found = baseline_forecast([100, 101, 103, 98], 1, seed=1, levels=[0.1, 0.4, 0.5, 0.6, 0.9])
    expected = 98 + np.quantile([-5, -2, -1, 1, 2, 5], [0.1, 0.4, 0.5, 0.6, 0.9])
    np.testing.assert_allclose(found.predicted[0, 0], expected, atol=2e-3)


def test_two_steps_ahead_are_two_independent_changes() -> None:
    changes = np.array([-5, -2, -1, 1, 2, 5])
    grid = np.interp(np.linspace(0, 5, 601), range(6), changes)
    sums = np.add.outer(grid, grid).ravel()
    levels = [0.05, 0.25, 0.5, 0.75, 0.95]
    found = baseline_forecast([100, 101, 103, 98], 2, seed=3, levels=levels, draws=200_000)
    np.testing.assert_allclose(found.predicted[0, 1], 98 + np.quantile(sums, levels), atol=0.06)


def test_spread_grows_with_the_horizon_and_covers_what_comes() -> None:
    walks = 5000 + np.random.default_rng(2).normal(0, 10, (400, 208)).cumsum(axis=1)
    found = baseline_forecast(walks[:, :200], 8, seed=1, draws=2000)
    width = found.predicted[..., -1] - found.predicted[..., 0]
    assert (np.diff(width.mean(axis=0)) > 0).all()
    coverage = interval_coverage(walks[:, 200:], found, 0.9).mean(axis=0)
    np.testing.assert_allclose(coverage, 0.9, atol=0.05)


def test_the_same_seed_gives_the_same_forecast() -> None:
    first, again, other = (baseline_forecast(WALKS, 4, seed=s).predicted for s in (1, 1, 2))
    np.testing.assert_array_equal(first, again)
    assert (first[:, 1:] != other[:, 1:]).any()


def test_each_of_many_series_is_as_it_would_be_alone() -> None:
    holed = WALKS.copy()
    holed[1, 10:14] = np.nan
    together = baseline_forecast(holed, 3, seed=1).predicted
    for row in range(len(holed)):
        alone = baseline_forecast(holed[row], 3, seed=1).predicted[0]
        np.testing.assert_allclose(alone, together[row], rtol=1e-12)


def test_nothing_is_forecast_under_zero() -> None:
    found = baseline_forecast([9, 0, 8, 1], 3, seed=1).predicted
    assert found.min() == 0
    assert found.max() > 8


def test_a_missing_figure_is_no_fall_to_zero() -> None:
    found = baseline_forecast([100, 101, np.nan, 99, 100], 1, seed=1)
    np.testing.assert_allclose(found.predicted[0, 0, [0, -1]], [99, 101])


@pytest.mark.parametrize("series", [[100, 101, np.nan], [np.nan, np.nan, 5], [np.nan, np.nan]])
def test_nothing_known_is_nothing_forecast(series: list[float]) -> None:
    assert np.isnan(baseline_forecast(series, 2, seed=1).predicted).all()


@pytest.mark.parametrize(
    ("series", "horizon", "draws"), [([5], 1, 100), ([5, 6], 0, 100), ([5, 6], 1, 1)]
)
def test_what_cannot_be_forecast_is_refused(series: list[float], horizon: int, draws: int) -> None:
    with pytest.raises(SeriesRefused):
        baseline_forecast(series, horizon, seed=1, draws=draws)
