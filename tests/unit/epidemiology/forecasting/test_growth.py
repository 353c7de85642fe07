"""Pooled growth: what it is for large and small places, and where figures are missing."""

import numpy as np
import pytest

from argos.epidemiology.forecasting.growth import damped, pooled_growth
from argos.epidemiology.series import SeriesRefused

from .places import simulated

PARENTS = np.array([2, 2, 2])


def test_a_steady_rise_is_its_own_growth() -> None:
    series = np.tile(1e6 * np.exp(0.03 * np.arange(60)), (3, 1))
    np.testing.assert_allclose(pooled_growth(series, PARENTS, width=7)[:, -1], 0.21, atol=1e-4)


def test_small_places_lean_on_their_parent_and_large_ones_less() -> None:
    admissions, _, parents = simulated(size=30)
    admissions = admissions.copy()
    admissions[:5] = np.random.default_rng(1).poisson(0.6, admissions[:5].shape)
    pooled = pooled_growth(admissions, parents.astype(np.intp), width=7)
    raw = pooled_growth(admissions, np.arange(len(admissions)), width=7)
    apart, before = np.abs(pooled - pooled[-1]), np.abs(raw - raw[-1])
    kept = np.nanmean(apart, axis=1)[:-1] / np.nanmean(before, axis=1)[:-1]
    assert kept[:5].max() < kept[5:].min()
    assert kept[5:].max() < 1


def test_pooled_growth_is_nearer_the_truth_than_that_of_the_place_alone() -> None:
    quiet, noisy = simulated(size=20_000, seed=3), simulated(size=20, seed=3)
    truth = pooled_growth(quiet[0], np.arange(31), width=7)[:-1, 60:]
    alone = pooled_growth(noisy[0], np.arange(31), width=7)[:-1, 60:]
    together = pooled_growth(noisy[0], noisy[2].astype(np.intp), width=7)[:-1, 60:]
    assert np.abs(together - truth).mean() < 0.8 * np.abs(alone - truth).mean()


def test_a_missing_place_has_its_parents_growth_and_teaches_nothing() -> None:
    admissions, _, parents = simulated()
    holed = admissions.copy()
    holed[0, -50:] = np.nan
    found = pooled_growth(holed, parents.astype(np.intp), width=3)
    np.testing.assert_array_equal(found[0, -10:], found[-1, -10:])
    others = pooled_growth(holed[1:], parents[1:].astype(np.intp) - 1, width=3)
    np.testing.assert_allclose(found[1:, -1], others[:, -1], rtol=1e-9)


def test_nothing_known_anywhere_is_no_growth() -> None:
    assert np.isnan(pooled_growth(np.full((3, 30), np.nan), PARENTS, width=7)[:, -1]).all()


def test_damped_growth_adds_up_and_ends() -> None:
    np.testing.assert_allclose(damped([7, 14, 21], 7, 0.5), [0.5, 0.75, 0.875])
    np.testing.assert_allclose(damped([1, 2], 1, 0.5), [0.5, 0.75])
    assert damped([7000], 7, 0.75)[0] == pytest.approx(3)


def test_a_short_series_is_refused_with_the_length_needed() -> None:
    with pytest.raises(SeriesRefused, match="10"):
        pooled_growth(np.ones((3, 9)), PARENTS, width=3)
