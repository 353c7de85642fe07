"""A change of method is told from an epidemic, and an error from its correction."""

import numpy as np
import pytest

from argos.epidemiology.detection.shifts import level_shift, mirrored_reversal
from argos.epidemiology.series import SeriesRefused

WEEK = np.array([1.2, 1.0, 1.0, 1.0, 1.1, 0.8, 0.6])
DAYS = 120


def counted(level: float, growth: float = 0.0, seed: int = 1) -> np.ndarray:  # type: ignore[type-arg]
    t = np.arange(DAYS)
    mean = level * np.exp(growth * t) * WEEK[t % 7]
    return np.random.default_rng(seed).poisson(mean).astype(float)


def test_a_lasting_change_is_found_on_its_day_with_its_size() -> None:
    series = counted(2000)
    series[70:] = np.round(series[70:] * 0.86)
    found = level_shift(series)
    assert np.flatnonzero(found.shifted[0]).tolist() == [70]
    assert found.change[0, 70] == pytest.approx(-0.14, abs=0.03)


def test_growth_and_a_peak_are_no_shift() -> None:
    t = np.arange(DAYS)
    peak = np.random.default_rng(2).poisson(2000 * np.exp(-(((t - 60) / 25) ** 2)) * WEEK[t % 7])
    both = np.stack([counted(500, growth=0.03), peak.astype(float)])
    assert not level_shift(both).shifted.any()


def test_few_cases_make_no_shift() -> None:
    quiet = np.random.default_rng(3).poisson(3.0, (50, DAYS)).astype(float)
    assert level_shift(quiet).shifted.sum() <= 1


def test_a_shift_survives_missing_days_which_are_not_zero() -> None:
    series = counted(2000)
    series[70:] = np.round(series[70:] * 0.7)
    series[[64, 75, 78]] = np.nan
    found = level_shift(series)
    assert found.shifted[0, 70]
    assert found.change[0, 70] == pytest.approx(-0.3, abs=0.04)


def test_a_jump_and_its_mirror_are_one_error() -> None:
    deaths = np.full(60, 20.0)
    deaths[40], deaths[43] = 449, -322
    found = mirrored_reversal(deaths)
    assert np.flatnonzero(found.part[0]).tolist() == [40, 43]
    assert found.departure[0, 40] == 429


@pytest.mark.parametrize("second", [20.0, 449.0, -60.0])
def test_a_jump_without_its_mirror_is_none(second: float) -> None:
    deaths = np.full(60, 20.0)
    deaths[40], deaths[43] = 449, second
    assert not mirrored_reversal(deaths).part.any()


def test_a_mirror_that_comes_too_late_is_another_matter() -> None:
    deaths = np.full(60, 20.0)
    deaths[40], deaths[48] = 449, -409
    assert not mirrored_reversal(deaths).part.any()


def test_too_short_a_series_is_refused_with_the_length_needed() -> None:
    for method, needed in ((level_shift, 35), (mirrored_reversal, 29)):
        with pytest.raises(SeriesRefused, match=str(needed)):
            method(np.ones(20))
