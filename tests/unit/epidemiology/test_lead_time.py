"""Lead times: planted truths are found within a day, intervals cover, short series are refused."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import norm

from argos.epidemiology.lead_time import (
    Search,
    _tail,
    growth,
    lead,
    levels,
    rolling_lead,
    usable,
)
from argos.epidemiology.series import Floats, SeriesRefused

SEARCH = Search(first=-7, last=21, replicates=200)


def _planted(
    series: int, truth: int, *, times: int = 200, size: float = 150.0, seed: int = 2
) -> tuple[Floats, Floats]:
    """Return counts whose leading series shows the same epidemic ``truth`` dates earlier."""
    generator = np.random.default_rng(seed)
    steps = generator.normal(0, 1, (series, times + truth + 60))
    kernel = np.hanning(31) / np.hanning(31).sum()
    rate = np.stack([np.convolve(row, kernel, mode="valid") for row in steps])
    level = np.cumsum(0.3 * rate, axis=1)[:, : times + truth]
    level -= level.mean(axis=1, keepdims=True)
    week = 1 + 0.2 * np.sin(2 * np.pi * np.arange(times) / 7)
    mean = size * np.exp(np.clip(level, -3, 3))
    leading = generator.poisson(mean[:, truth:] * week)
    target = generator.poisson(0.3 * mean[:, :times] * week)
    return leading.astype(np.float64), target.astype(np.float64)


@pytest.mark.parametrize("measure", [levels, growth])
@pytest.mark.parametrize("truth", [-4, 0, 5, 12])
def test_a_planted_lead_is_found_within_a_day(
    measure: Callable[[Floats], Floats], truth: int
) -> None:
    leading, target = _planted(40, max(truth, 0), size=300)
    if truth < 0:
        target, leading = _planted(40, -truth, size=300)
    found = lead(measure(leading), measure(target), SEARCH, np.random.default_rng(1))
    assert (np.abs(found.best - truth) <= 1).mean() >= 0.95
    assert ((found.low <= truth) & (truth <= found.high)).mean() >= 0.95
    assert not found.at_edge.any()


@pytest.mark.parametrize("measure", [levels, growth])
def test_intervals_cover_about_as_they_claim(measure: Callable[[Floats], Floats]) -> None:
    """With few cases the lead is uncertain by days: 90 % should hold the truth, give or take."""
    leading, target = _planted(120, 5, size=20)
    found = lead(measure(leading), measure(target), SEARCH, np.random.default_rng(1))
    wide = ((found.low <= 5) & (found.high >= 5)).mean()
    assert 0.84 <= wide <= 0.99
    narrow = lead(
        measure(leading), measure(target), replace(SEARCH, level=0.5), np.random.default_rng(1)
    )
    assert ((narrow.low <= 5) & (narrow.high >= 5)).mean() < wide - 0.1
    assert (found.high - found.low > 0).mean() > 0.9


@pytest.mark.parametrize("measure", [levels, growth])
def test_intervals_of_a_short_season_cover_too(measure: Callable[[Floats], Floats]) -> None:
    """Few blocks of dates: the plain percentiles hold the truth in 79 and 89 % of these."""
    leading, target = _planted(150, 5, times=110, size=25)
    found = lead(measure(leading), measure(target), SEARCH, np.random.default_rng(1))
    assert ((found.low <= 5) & (found.high >= 5)).mean() >= 0.92


def test_percentiles_are_drawn_apart_for_few_blocks() -> None:
    many, ten, one = _tail(0.9, np.array([1e6, 10.0, 0.5]))
    assert many == pytest.approx(0.05, rel=1e-3)
    assert ten == pytest.approx(norm.cdf(-1.8331 * np.sqrt(10 / 9)), rel=1e-3)
    assert 0 < one < 1e-6


def test_a_copy_is_found_exactly() -> None:
    values = np.random.default_rng(5).normal(size=(1, 120))
    found = lead(values[:, 9:], values[:, :-9], SEARCH, np.random.default_rng(1))
    assert found.best[0] == found.low[0] == found.high[0] == 9
    np.testing.assert_allclose(found.correlation[0, found.shifts == 9], 1.0)
    assert found.correlation[0, found.shifts != 9].max() < 0.5


def test_correlations_are_pearson_s_over_the_dates_every_shift_has() -> None:
    values = np.random.default_rng(5).normal(size=(2, 90))
    found = lead(values[:1], values[1:], SEARCH, np.random.default_rng(1))
    want = [np.corrcoef(values[0, 7:69], values[1, 7 + k : 69 + k])[0, 1] for k in range(-7, 22)]
    np.testing.assert_allclose(found.correlation[0], want)


def test_many_series_are_each_alone() -> None:
    leading, target = (levels(each) for each in _planted(3, 4))
    together = lead(leading, target, SEARCH, np.random.default_rng(7))
    for row in range(3):
        one = slice(row, row + 1)
        alone = lead(leading[one], target[one], SEARCH, np.random.default_rng(7))
        for name in ("best", "low", "high"):
            assert getattr(together, name)[row] == getattr(alone, name)[0]


def test_missing_figures_are_left_out_and_never_zero() -> None:
    leading, target = _planted(10, 6, size=500)
    leading[:, 60:64], target[:, 120] = np.nan, np.nan
    assert np.isnan(levels(leading)[:, 60:70]).all()
    found = lead(levels(leading), levels(target), SEARCH, np.random.default_rng(1))
    assert (np.abs(found.best - 6) <= 1).all()


def test_too_little_is_known_so_nothing_is_told() -> None:
    leading, target = _planted(3, 5)
    leading[0, 25:], target[1] = np.nan, 8.0
    target[2] = np.nan
    found = lead(levels(leading), levels(target), SEARCH, np.random.default_rng(1))
    for told in (found.best, found.low, found.high):
        assert np.isnan(told).all()


def test_a_lead_beyond_the_shifts_tried_is_told() -> None:
    leading, target = _planted(5, 12, size=500)
    search = replace(SEARCH, last=6)
    assert lead(levels(leading), levels(target), search, np.random.default_rng(1)).at_edge.all()


def test_weekly_series() -> None:
    values = np.exp(np.cumsum(np.random.default_rng(3).normal(0, 0.3, (4, 120)), axis=1)) * 500
    leading, target = np.round(values[:, 3:]), np.round(values[:, :-3])
    search = Search(first=-4, last=8, block=8, replicates=100)
    for measure in (levels, growth):
        found = lead(measure(leading, 1), measure(target, 1), search, np.random.default_rng(1))
        np.testing.assert_array_equal(found.best, 3)


def test_growth_of_a_doubling() -> None:
    weekly = np.array([[100.0, 200.0, 400.0, np.nan, 800.0]])
    rates = growth(weekly, 1)[0]
    assert np.isnan(rates[[0, 3, 4]]).all()
    np.testing.assert_allclose(rates[[1, 2]], np.log([200.5 / 100.5, 400.5 / 200.5]))


def test_what_is_usable_counts_both_delays() -> None:
    found = usable(np.array([12.0, 2.0]), np.array([3.0, 3.0]), np.array([5.0, 0.0]))
    np.testing.assert_array_equal(found.before_event, [9, -1])
    np.testing.assert_array_equal(found.before_report, [14, -1])


def test_a_lead_that_drifts_is_followed() -> None:
    early, late = _planted(5, 12, size=1000), _planted(5, 3, size=1000, seed=9)
    leading, target = (np.concatenate(pair, axis=1) for pair in zip(early, late, strict=True))
    found = rolling_lead(
        levels(leading), levels(target), SEARCH, np.random.default_rng(1), window=120, step=40
    )
    np.testing.assert_array_equal(found.ends, np.arange(119, 400, 40))
    assert (np.abs(found.best[:, :2] - 12) <= 1).all()
    assert (np.abs(found.best[:, -2:] - 3) <= 1).all()
    assert ((found.low <= found.best) & (found.best <= found.high)).mean() > 0.9
    assert (found.correlation[:, [0, -1]] > 0.9).all()


def test_short_and_different_series_are_refused() -> None:
    generator = np.random.default_rng(1)
    with pytest.raises(SeriesRefused) as refused:
        lead(np.zeros((1, 50)), np.zeros((1, 50)), SEARCH, generator)
    assert "56" in str(refused.value)
    with pytest.raises(SeriesRefused):
        lead(np.zeros((1, 90)), np.zeros((2, 90)), SEARCH, generator)
    with pytest.raises(SeriesRefused):
        growth(np.zeros((1, 13)))
    with pytest.raises(SeriesRefused):
        rolling_lead(np.zeros((1, 90)), np.zeros((1, 90)), SEARCH, generator, window=100, step=7)
