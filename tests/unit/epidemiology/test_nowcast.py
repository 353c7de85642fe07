"""Nowcasts: hand-made triangles, corrections, what is missing, many series, short ones."""

import numpy as np
import pytest

from argos.epidemiology import lawless
from argos.epidemiology.nowcast import allocate, draw, fit_size, nowcast, past_errors, quantiles
from argos.epidemiology.reporting import (
    absorb_corrections,
    as_of,
    complete,
    delay_pmf,
    from_snapshots,
    triangle,
    wait,
)
from argos.epidemiology.series import Floats, SeriesRefused

NAN = np.nan
SHARES = np.array([0.5, 0.3, 0.15, 0.05])


def _simulated(series: int = 3, times: int = 60, seed: int = 1) -> Floats:
    generator = np.random.default_rng(seed)
    level = 80 * np.exp(0.5 * np.sin(np.arange(times) / 9.0))
    return generator.poisson(level[:, None] * SHARES, (series, times, 4)).astype(np.float64)


def test_chain_ladder_by_hand() -> None:
    given = triangle([[40.0, 10.0], [60.0, 20.0], [50.0, NAN]])
    pmf = delay_pmf(given)  # ratio 30 / 100, so that 15 are to come
    np.testing.assert_allclose(pmf, [[150 / 195, 45 / 195]])
    first = 150 / 195
    last = complete(given, pmf)[0, 2, 1]
    np.testing.assert_allclose(last, (50 + 1 - first) / first * 45 / 195)
    np.testing.assert_array_equal(delay_pmf(given, history=2), delay_pmf(given[:, 1:]))


def test_lawless_by_hand() -> None:
    given = triangle([[40.0, 10.0], [60.0, 20.0], [50.0, NAN]])
    got = lawless.nowcast(given)  # 30 of 130 come at delay 1
    np.testing.assert_allclose(got.delay_cdf, [[100 / 130, 1.0]])
    np.testing.assert_allclose(got.point, [[50, 80, 65]])


def test_a_correction_is_taken_off_the_shorter_delays() -> None:
    given = np.array([[[5.0, 3.0, -4.0, 2.0], [1.0, -3.0, NAN, NAN], [4.0, 0.0, -1.0, NAN]]])
    want = [[[4.0, 0.0, 0.0, 2.0], [0.0, 0.0, NAN, NAN], [3.0, 0.0, 0.0, NAN]]]
    np.testing.assert_array_equal(absorb_corrections(given), want)


def test_a_correction_lowers_the_figure_but_never_the_shares_nor_what_is_to_come() -> None:
    given = _simulated(1)
    given[0, 20, 2:], given[0, 57, 1] = (-12.0, -5.0), -300.0
    given = as_of(given, 0)
    got = nowcast(given)
    assert got.observed[0, 57] == given[0, 57, :3].sum()
    assert (got.delay_pmf >= 0).all()
    assert (got.to_come >= 0).all()
    assert np.isfinite(got.size).all()


def test_a_correction_of_today_is_not_known_to_the_past_nowcasts() -> None:
    given = as_of(_simulated(2), 0)
    corrected, used = given.copy(), allocate(60, 4)
    for delay in range(1, 4):
        corrected[:, 59 - delay, delay] -= 40
    before, after = past_errors(given, used), past_errors(corrected, used)
    np.testing.assert_array_equal(after[1], before[1])
    assert (after[0][:, :, 0] < before[0][:, :, 0]).all()


def test_many_series_are_each_alone() -> None:
    given = as_of(_simulated(4), 0)
    given[1, 30] = NAN
    together = nowcast(given)
    for row in range(4):
        alone = nowcast(given[row : row + 1])
        for name in ("observed", "to_come", "size", "delay_pmf"):
            np.testing.assert_allclose(getattr(together, name)[row], getattr(alone, name)[0])


def test_missing_is_never_zero() -> None:
    given = as_of(_simulated(1), 0)
    given[0, 40] = NAN
    given[0, -1] = NAN
    got = nowcast(given)
    assert np.isnan(got.observed[0, [40, -1]]).all()
    assert np.isnan(got.point[0, [40, -1]]).all()
    assert np.isnan(quantiles(got, (0.5,))[0, [40, -1]]).all()
    assert np.isnan(draw(got, 5, np.random.default_rng(1))[:, 0, [40, -1]]).all()
    np.testing.assert_allclose(got.delay_pmf[0], SHARES, atol=0.05)
    assert np.isnan(lawless.nowcast(given).point[0, [40, -1]]).all()


def test_a_hole_in_a_row_is_expected_from_what_comes_before_it() -> None:
    whole = as_of(_simulated(1), 0)
    given = whole.copy()
    given[0, 30, 1] = NAN
    final = whole[0, 30].sum()
    assert abs(nowcast(given).point[0, 30] / final - 1) < 0.15
    got = lawless.nowcast(given)
    np.testing.assert_allclose(got.point[0, 30], whole[0, 30, 0] / got.delay_cdf[0, 0])
    assert abs(got.point[0, 30] / final - 1) < 0.3


def test_nothing_reported_gives_no_delay() -> None:
    got = nowcast(as_of(np.zeros((1, 12, 3)), 0))
    assert np.isnan(got.delay_pmf).all()
    assert np.isnan(got.point[0, -2:]).all()
    np.testing.assert_array_equal(got.point[0, :-2], 0)
    assert np.isnan(lawless.delay_cdf(np.zeros((1, 12, 3)))[0, 0])


def test_quantiles_cover_as_they_claim() -> None:
    whole = _simulated(300, seed=4)
    got = nowcast(as_of(whole, 0))
    ends = quantiles(got, (0.05, 0.95))[:, -3:]
    final = whole.sum(axis=2)[:, -3:]
    cover = ((ends[..., 0] <= final) & (final <= ends[..., 1])).mean()
    assert 0.86 <= cover <= 0.97
    error = got.point[:, -3:] / final - 1
    assert abs(error.mean()) < 0.02


def test_draws_follow_the_quantiles_and_their_generator() -> None:
    got = nowcast(as_of(_simulated(1), 0))
    drawn = draw(got, 4000, np.random.default_rng(3))
    np.testing.assert_array_equal(drawn, draw(got, 4000, np.random.default_rng(3)))
    want = quantiles(got, (0.1, 0.5, 0.9))[0, -1]
    np.testing.assert_allclose(np.quantile(drawn[:, 0, -1], (0.1, 0.5, 0.9)), want, rtol=0.03)
    np.testing.assert_array_equal(drawn[:, 0, :57], np.tile(got.observed[0, :57], (4000, 1)))


def test_size_is_the_likeliest() -> None:
    generator = np.random.default_rng(8)
    mean = np.full((2, 4000), 30.0)
    size = np.array([[2.0], [20.0]])
    reported = generator.negative_binomial(size, size / (size + mean)).astype(np.float64)
    reported[0, :100] = NAN
    np.testing.assert_allclose(fit_size(reported, mean), [2.0, 20.0], rtol=0.1)
    assert fit_size(np.full((1, 50), 30.0), mean[:1, :50])[0] == pytest.approx(1000, rel=0.01)


def test_dates_are_shared_between_delay_and_past_as_upstream() -> None:
    assert allocate(120, 41) == allocate(300, 41)
    assert (allocate(120, 41).history, allocate(120, 41).past) == (60, 60)
    assert (allocate(60, 41).history, allocate(60, 41).past) == (50, 10)
    assert (allocate(43, 41).history, allocate(43, 41).past) == (41, 2)


def test_a_series_shorter_than_its_delay_is_refused() -> None:
    with pytest.raises(SeriesRefused) as refused:
        triangle(np.zeros((3, 5)))
    assert "5" in str(refused.value)
    with pytest.raises(SeriesRefused):
        nowcast(triangle(np.zeros((6, 5))))
    with pytest.raises(SeriesRefused):
        delay_pmf(np.zeros((1, 9, 5)), history=4)
    with pytest.raises(SeriesRefused):
        triangle([[np.inf, 1.0]] * 4)


def test_snapshots_become_increments() -> None:
    got = from_snapshots([[5.0, 8.0, 7.0], [4.0, NAN, 9.0], [6.0, NAN, NAN]])
    want = [[[5, 3, -1], [4, NAN, NAN], [6, NAN, NAN]]]
    np.testing.assert_array_equal(got, want)


def test_wait_until_reported() -> None:
    pmf = np.array([SHARES, [0.95, 0.05, 0, 0], [NAN] * 4])
    np.testing.assert_array_equal(wait(pmf, 0.9), [2, 0, NAN])
    np.testing.assert_array_equal(wait(np.array([[0.25, 0.5, 0.25]]), 0.75), [1])
