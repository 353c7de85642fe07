"""Scores: by hand, from their definitions, and with figures or forecasts missing."""

import numpy as np
import pytest
from scipy.stats import norm

from argos.epidemiology.forecasts import HUB_LEVELS, QuantileForecast
from argos.epidemiology.scores import (
    absolute_error,
    continuous_ranked_probability_score,
    interval_coverage,
    log_score,
    pairwise_skill,
    quantile_bias,
    relative_score,
    sample_bias,
    weighted_interval_score,
)
from argos.epidemiology.series import Floats, SeriesRefused

RNG = np.random.default_rng(1)
TRUTH = RNG.normal(50, 20, (4, 30))
PREDICTED = np.sort(RNG.normal(50, 10, (4, 30, 23)), axis=-1)
FORECAST = QuantileForecast(PREDICTED, HUB_LEVELS)
SAMPLES = RNG.normal(50, 10, (4, 30, 40))
THREE = np.array([0.25, 0.5, 0.75])


def one(quantiles: list[float]) -> QuantileForecast:
    return QuantileForecast(np.array([[quantiles]]), THREE)


def test_the_score_by_hand() -> None:
    found = weighted_interval_score([[10.0]], one([1, 4, 8]))
    assert found.dispersion[0, 0] == pytest.approx(0.25 * 7 / 1.5)
    assert found.underprediction[0, 0] == pytest.approx((2 + 0.5 * 6) / 1.5)
    assert found.overprediction[0, 0] == 0


def test_the_score_is_the_mean_quantile_loss() -> None:
    truth = TRUTH[..., None]
    loss = 2 * ((truth <= PREDICTED) - HUB_LEVELS) * (PREDICTED - truth)
    found = weighted_interval_score(TRUTH, FORECAST)
    np.testing.assert_allclose(found.total, loss.mean(-1))
    parts = found.dispersion + found.overprediction + found.underprediction
    np.testing.assert_allclose(parts, found.total)


def test_mirrored_forecasts_swap_over_and_under() -> None:
    mirrored = QuantileForecast(-PREDICTED[..., ::-1], HUB_LEVELS)
    found = weighted_interval_score(TRUTH, FORECAST)
    swapped = weighted_interval_score(-TRUTH, mirrored)
    np.testing.assert_allclose(swapped.overprediction, found.underprediction)
    np.testing.assert_allclose(quantile_bias(-TRUTH, mirrored), -quantile_bias(TRUTH, FORECAST))


def test_a_median_alone_scores_its_absolute_error() -> None:
    median = QuantileForecast(PREDICTED[..., 11:12], np.array([0.5]))
    found = weighted_interval_score(TRUTH, median).total
    np.testing.assert_allclose(found, absolute_error(TRUTH, median.median))


@pytest.mark.parametrize(
    ("observed", "bias"),
    [(0, 1), (1, 0.5), (3, 0.5), (4, 0), (5, -0.5), (8, -0.5), (8.1, -1)],
)
def test_quantile_bias_by_hand(observed: float, bias: float) -> None:
    assert quantile_bias([[observed]], one([1, 4, 8]))[0, 0] == bias


@pytest.mark.parametrize(("observed", "held"), [(0.9, 0), (1, 1), (5, 1), (8, 1), (8.1, 0)])
def test_coverage_holds_its_ends(observed: float, held: float) -> None:
    assert interval_coverage([[observed]], one([1, 4, 8]), 0.5)[0, 0] == held


def test_coverage_of_an_interval_that_was_not_forecast_is_refused() -> None:
    with pytest.raises(SeriesRefused, match="NOT_A_FORECAST"):
        interval_coverage([[1.0]], one([1, 4, 8]), 0.9)


@pytest.mark.parametrize(("observed", "bias"), [(0, 1), (1, 0.5), (2, -0.25), (4, -1)])
def test_sample_bias_counts_ties_by_half(observed: float, bias: float) -> None:
    assert sample_bias([[observed]], [[[1.0, 1.0, 2.0, 3.0]]])[0, 0] == bias


def test_the_ranked_probability_score_is_its_energy_form() -> None:
    error = np.abs(SAMPLES - TRUTH[..., None]).mean(-1)
    spread = np.abs(SAMPLES[..., :, None] - SAMPLES[..., None, :]).mean((-1, -2))
    found = continuous_ranked_probability_score(TRUTH, SAMPLES)
    np.testing.assert_allclose(found, error - spread / 2)


def test_the_log_score_nears_that_of_the_distribution_sampled() -> None:
    draws = norm.ppf((np.arange(4000) + 0.5) / 4000, 50, 10)[None, None]
    found = log_score([[55.0]], draws)[0, 0]
    assert found == pytest.approx(-norm.logpdf(55, 50, 10), abs=0.02)


def test_the_log_score_by_hand() -> None:
    draws = np.array([1.0, 2.0, 4.0, 7.0])
    width = 1.06 * min(draws.std(ddof=1), (4.75 - 1.75) / 1.34) * 4**-0.2
    expected = -np.log(norm.pdf(3.0, draws, width).mean())
    assert log_score([3.0], draws[None])[0] == pytest.approx(expected)
    assert np.isnan(log_score([3.0], [[2.0, 2.0]])[0])


def scores_of(truth: Floats, predicted: Floats, samples: Floats) -> list[Floats]:
    forecast = QuantileForecast(predicted, HUB_LEVELS)
    interval = weighted_interval_score(truth, forecast)
    return [
        *(interval.total, interval.dispersion, interval.overprediction, interval.underprediction),
        interval_coverage(truth, forecast, 0.5),
        quantile_bias(truth, forecast),
        absolute_error(truth, forecast.median),
        sample_bias(truth, samples),
        continuous_ranked_probability_score(truth, samples),
        log_score(truth, samples),
    ]


def test_what_is_missing_has_no_score() -> None:
    truth, predicted, samples = TRUTH.copy(), PREDICTED.copy(), SAMPLES.copy()
    truth[0, 1], predicted[1, 2], samples[1, 2] = np.nan, np.nan, np.nan
    for score in scores_of(truth, predicted, samples):
        assert np.argwhere(np.isnan(score)).tolist() == [[0, 1], [1, 2]]


def test_one_missing_quantile_or_draw_is_a_missing_forecast() -> None:
    predicted, samples = PREDICTED.copy(), SAMPLES.copy()
    predicted[1, 2, 22], samples[1, 2, 3] = np.nan, np.nan
    total, *_, coverage, bias, _, tie, ranked, log = scores_of(TRUTH, predicted, samples)
    assert np.isnan([total[1, 2], bias[1, 2], tie[1, 2], ranked[1, 2], log[1, 2]]).all()
    assert not np.isnan(coverage).any()


def test_each_of_many_series_is_as_it_would_be_alone() -> None:
    together = scores_of(TRUTH, PREDICTED, SAMPLES)
    for row in range(len(TRUTH)):
        alone = scores_of(TRUTH[[row]], PREDICTED[[row]], SAMPLES[[row]])
        for one_score, all_scores in zip(alone, together, strict=True):
            np.testing.assert_allclose(one_score[0], all_scores[row], rtol=1e-12)


@pytest.mark.parametrize(
    ("quantiles", "levels"),
    [
        ([1, 2, 3], [0.25, 0.5, 0.8]),
        ([1, 2, 3], [0.75, 0.5, 0.25]),
        ([1, 2], [0.25, 0.75]),
        ([1, 2, 3], [0.0, 0.5, 1.0]),
        ([1, 3, 2], [0.25, 0.5, 0.75]),
        ([1, 2], [0.25, 0.5, 0.75]),
        ([], []),
        ([1, 2, np.inf], [0.25, 0.5, 0.75]),
    ],
)
def test_what_is_no_forecast_is_refused(quantiles: list[float], levels: list[float]) -> None:
    with pytest.raises(SeriesRefused, match="NOT_A_FORECAST"):
        QuantileForecast(np.array([[quantiles]]), np.array(levels))


def test_figures_of_another_shape_are_refused() -> None:
    with pytest.raises(SeriesRefused, match="NOT_A_FORECAST"):
        weighted_interval_score(TRUTH[:, 1:], FORECAST)
    with pytest.raises(SeriesRefused, match="NOT_A_FORECAST"):
        sample_bias(TRUTH[:, 1:], SAMPLES)
    with pytest.raises(SeriesRefused, match="NOT_A_FORECAST"):
        log_score(TRUTH, SAMPLES[..., :1])


def test_models_are_compared_on_what_both_foretold() -> None:
    assert relative_score([1, 100, np.nan, 3], [2, np.nan, 100, 6]) == pytest.approx(0.5)
    assert np.isnan(relative_score([1, np.nan], [np.nan, 1]))


def test_pairwise_skill_by_hand() -> None:
    found = pairwise_skill([[1, 2, np.nan], [2, 4, 8], [4, np.nan, 4]], baseline=1)
    np.testing.assert_allclose(found.ratios, [[1, 0.5, 0.25], [2, 1, 1.25], [4, 0.8, 1]])
    np.testing.assert_allclose(found.skill, np.cbrt([0.125, 2.5, 3.2]))
    np.testing.assert_allclose(found.against_baseline, found.skill / np.cbrt(2.5))


def test_a_model_that_foretold_nothing_has_no_skill_and_harms_none() -> None:
    found = pairwise_skill([[1, 2], [2, 4], [np.nan, np.nan]], baseline=1)
    np.testing.assert_allclose(found.skill, [np.sqrt(0.5), np.sqrt(2), np.nan])
