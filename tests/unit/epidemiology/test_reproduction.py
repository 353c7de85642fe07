"""The reproduction number: by hand, with figures missing, and many series at once."""

import numpy as np
import pytest
from scipy.stats import gamma

from argos.epidemiology.reproduction import (
    Prior,
    case_reproduction,
    instantaneous_reproduction,
    overall_infectivity,
)
from argos.epidemiology.serial_interval import SerialInterval, discretised_gamma
from argos.epidemiology.series import SeriesRefused

NEXT_DAY = SerialInterval(np.array([0.0, 1.0]), "by hand")
TWO_DAYS = SerialInterval(np.array([0.0, 0.5, 0.5]), "by hand")
WEEK = discretised_gamma(7.0, 5.2, 60, "by hand")
MANY = np.random.default_rng(1).poisson(30, (4, 80)).astype(float)


def test_the_weights_have_the_mean_that_was_asked_for() -> None:
    interval = discretised_gamma(8.4, 3.8, 80, "SARS, Lipsitch 2003")
    assert interval.weights[0] == 0
    assert interval.weights.sum() == pytest.approx(1)
    assert interval.mean == pytest.approx(8.4)
    assert interval.source == "SARS, Lipsitch 2003"


def test_the_weights_of_long_delays_keep_their_digits() -> None:
    weights = discretised_gamma(2.6, 1.5, 60, "by hand").weights
    ratio = weights[50:] / weights[49:-1]  # a gamma variable of scale b ends as exp(-x / b)
    np.testing.assert_allclose(ratio, np.exp(-1.6 / 1.5**2), rtol=0.02)


@pytest.mark.parametrize("weights", [[0.5, 0.5], [0, 0.9], [0, 1.5, -0.5], [1.0], [[0, 1]]])
def test_what_is_no_serial_interval_is_refused(weights: list[float]) -> None:
    with pytest.raises(SeriesRefused, match=r"weights of sum 1|poids de somme 1"):
        SerialInterval(np.array(weights), "by hand")


def test_a_serial_interval_without_source_is_refused() -> None:
    with pytest.raises(SeriesRefused, match="source"):
        SerialInterval(np.array([0.0, 1.0]), " ")


@pytest.mark.parametrize(("mean", "sd", "length"), [(1.0, 1.0, 30), (5.0, 0.0, 30), (7.0, 5.2, 8)])
def test_a_discretised_interval_out_of_range_is_refused(
    mean: float, sd: float, length: int
) -> None:
    with pytest.raises(SeriesRefused):
        discretised_gamma(mean, sd, length, "by hand")


def test_infectivity_by_hand() -> None:
    found = overall_infectivity([10, 20, 40, 0], TWO_DAYS)
    np.testing.assert_array_equal(found, [[np.nan, 5, 15, 30]])


def test_a_missing_figure_is_not_zero_infectivity() -> None:
    found = overall_infectivity([10, np.nan, 40, 0, 8], TWO_DAYS)
    np.testing.assert_array_equal(found, [[np.nan, 5, np.nan, np.nan, 20]])


def test_the_others_stand_for_a_missing_figure_of_little_weight() -> None:
    full = np.full(40, 12.0)
    holed = full.copy()
    holed[5] = np.nan
    strict = overall_infectivity(holed, WEEK, tolerance=0)[0]
    lenient = overall_infectivity(holed, WEEK, tolerance=0.9)[0]
    assert np.isnan(strict[6:]).all()
    np.testing.assert_allclose(lenient[2:], overall_infectivity(full, WEEK)[0, 2:])


def test_reproduction_by_hand() -> None:
    found = instantaneous_reproduction(
        [10, 20, 40], NEXT_DAY, window=2, prior=Prior(1, 1), probabilities=[0.5]
    )
    assert np.isnan(found.mean[0, :2]).all()
    shape, scale = 1 + 60, 1 / (1 + 30)
    assert found.mean[0, 2] == pytest.approx(shape * scale)
    assert found.sd[0, 2] == pytest.approx(np.sqrt(shape) * scale)
    assert found.quantiles[0, 0, 2] == pytest.approx(gamma.ppf(0.5, shape, scale=scale))
    assert found.source == "by hand"


def test_imported_cases_infect_but_were_not_infected_here() -> None:
    found = instantaneous_reproduction(
        [10, 20, 40], NEXT_DAY, window=2, prior=Prior(1, 1), imported=[0, 5, 5]
    )
    assert found.mean[0, 2] == pytest.approx((1 + 50) / (1 + 30))


def test_nothing_is_said_before_the_mean_serial_interval_has_gone_by() -> None:
    found = instantaneous_reproduction(MANY, WEEK, window=2)
    assert int(WEEK.mean) == 6  # the weights beyond 60 days are left out, so just under 7
    assert np.isnan(found.mean[:, :6]).all()
    assert np.isfinite(found.mean[:, 6:]).all()


def test_a_window_with_a_missing_figure_says_nothing() -> None:
    holed = MANY.copy()
    holed[0, 40] = np.nan
    found = instantaneous_reproduction(holed, WEEK, window=7, tolerance=1)
    assert np.isnan(found.mean[0, 40:47]).all()
    assert np.isnan(found.quantiles[:, 0, 40:47]).all()
    assert np.isfinite(found.mean[0, 47:]).all()
    assert np.isfinite(found.mean[1:, 40:47]).all()


def test_growth_is_over_one_and_decline_under_one() -> None:
    growth = 200 * 1.05 ** np.arange(60)
    found = instantaneous_reproduction([growth, growth[::-1]], WEEK).quantiles
    assert (found[0, 0, 20:] > 1).all()
    assert (found[-1, 1, 20:] < 1).all()


def test_each_of_many_series_is_as_it_would_be_alone() -> None:
    holed = MANY.copy()
    holed[1, 30:33] = np.nan
    together = instantaneous_reproduction(holed, WEEK)
    cohorts = case_reproduction(holed, WEEK)
    for row in range(len(holed)):
        alone = instantaneous_reproduction(holed[row], WEEK)
        np.testing.assert_array_equal(alone.mean[0], together.mean[row])
        np.testing.assert_array_equal(alone.quantiles[:, 0], together.quantiles[:, row])
        np.testing.assert_array_equal(
            case_reproduction(holed[row], WEEK).mean[0], cohorts.mean[row]
        )


def test_case_reproduction_by_hand() -> None:
    # Day 2's 40 cases come from days 0 and 1 in the shares 10 : 20, day 1's 20 from day 0.
    found = case_reproduction([10, 20, 40], TWO_DAYS, window=3)
    np.testing.assert_allclose(found.by_date, [[(20 + 40 / 3) / 10, 40 * 2 / 3 / 20, 0]])
    np.testing.assert_allclose(found.mean[0, 2], 60 / 70)
    np.testing.assert_allclose(found.seen, [1, 0.5, 0])


def test_every_case_but_the_first_was_infected_by_someone() -> None:
    found = case_reproduction(MANY, WEEK, window=MANY.shape[1])
    local = MANY[:, 1:].sum(axis=1)
    np.testing.assert_allclose(found.mean[:, -1] * MANY.sum(axis=1), local)


def test_a_missing_figure_is_nobody_infected_by_no_one() -> None:
    found = case_reproduction([10, 20, np.nan, 40, 80, 90], NEXT_DAY, window=2)
    np.testing.assert_array_equal(
        np.isnan(found.by_date[0]), [False, True, True, False, False, False]
    )
    np.testing.assert_array_equal(np.isnan(found.mean[0]), [True, True, True, True, False, False])


def test_a_date_without_cases_needs_no_followers() -> None:
    found = case_reproduction([4, 8, 0, np.nan], NEXT_DAY, window=2)
    np.testing.assert_array_equal(found.by_date, [[2, 0, np.nan, 0]])
    np.testing.assert_array_equal(found.mean, [[np.nan, 8 / 12, 0, np.nan]])


def test_a_missing_figure_after_none_is_not_zero() -> None:
    found = case_reproduction([0, np.nan, 5], NEXT_DAY, window=1)
    assert np.isnan(found.by_date[0, 0])


def test_a_window_without_cases_has_no_case_reproduction() -> None:
    found = case_reproduction([10, 0, 0, 0], NEXT_DAY, window=2)
    np.testing.assert_array_equal(found.mean, [[np.nan, 0, np.nan, np.nan]])


@pytest.mark.parametrize("window", [0, 80, 200])
def test_a_window_that_the_series_cannot_hold_is_refused(window: int) -> None:
    with pytest.raises(SeriesRefused):
        instantaneous_reproduction(MANY, WEEK, window=window)


def test_a_revision_is_no_count() -> None:
    with pytest.raises(SeriesRefused, match="OUT_OF_RANGE"):
        overall_infectivity([1, -3, 2], NEXT_DAY)


def test_more_imported_cases_than_cases_are_refused() -> None:
    with pytest.raises(SeriesRefused, match="OUT_OF_RANGE"):
        instantaneous_reproduction([1, 3, 2], NEXT_DAY, window=2, imported=[0, 4, 0])
