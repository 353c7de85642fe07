"""Dispersion: by its law, whatever the weekdays, and what it does to intervals of R."""

import numpy as np
import pytest

from argos.epidemiology.dispersion import overdispersion
from argos.epidemiology.reproduction import instantaneous_reproduction
from argos.epidemiology.serial_interval import discretised_gamma
from argos.epidemiology.series import Floats, SeriesRefused

INTERVAL = discretised_gamma(4.7, 2.9, 28, "chosen")
WEEK = np.array([1.5, 1.2, 1.15, 1.15, 1.2, 0.6, 0.2])
ENDS = (0.025, 0.975)


def _renewal(size: float, clusters: int = 1, series: int = 60, days: int = 120) -> Floats:
    """Return infections in clusters of one size, R a slow wave: their dispersion is that size."""
    generator = np.random.default_rng(3)
    weights = INTERVAL.weights[:0:-1]
    infections = np.full((series, 27 + days), size)
    for day in range(days):
        now = infections[:, day : 27 + day] @ weights * _ratio(days)[day]
        infections[:, 27 + day] = clusters * generator.poisson(now / clusters)
    return infections


def _ratio(days: int) -> Floats:
    return np.asarray(1 + 0.2 * np.sin(np.arange(days) / 10))


def _of_windows(infections: Floats) -> Floats:
    """Return what a window can know: the mean of R_t, weighted by Λ_t."""
    days = infections.shape[1] - 27
    infectivity = np.stack(
        [infections[:, day : 27 + day] @ INTERVAL.weights[:0:-1] for day in range(days)], axis=1
    )
    top, bottom = (
        np.lib.stride_tricks.sliding_window_view(each, 7, axis=1).sum(axis=2)
        for each in (infectivity * _ratio(days), infectivity)
    )
    return np.asarray(top / bottom)


def _coverage(infections: Floats, dispersion: Floats | None) -> float:
    found = instantaneous_reproduction(
        infections, INTERVAL, probabilities=ENDS, dispersion=dispersion
    ).quantiles[..., -60:]
    truth = _of_windows(infections)[:, -60:]
    return float(((found[0] <= truth) & (truth <= found[1])).mean())


def test_the_interval_of_r_holds_the_truth_as_often_as_it_claims() -> None:
    """The truth of a window; under 93 or over 97 % the interval says what it does not know."""
    for size in (20.0, 300.0):
        infections = _renewal(size)
        assert 0.93 <= _coverage(infections, None) <= 0.97


def test_with_clusters_it_does_so_with_their_dispersion_alone() -> None:
    infections = _renewal(300.0, clusters=6)
    assert _coverage(infections, None) < 0.65
    assert 0.93 <= _coverage(infections, overdispersion(infections, INTERVAL)) <= 0.97


@pytest.mark.parametrize("clusters", [1, 6])
def test_dispersion_is_the_size_of_clusters_whatever_the_weekdays(clusters: int) -> None:
    infections = _renewal(1000.0, clusters)
    even = overdispersion(infections, INTERVAL)[:, -1]
    assert even.mean() == pytest.approx(clusters, rel=0.15)
    seen = infections * WEEK[np.arange(infections.shape[1]) % 7]
    weekly = overdispersion(seen, INTERVAL)[:, -1]
    assert weekly.mean() == pytest.approx(clusters, rel=0.25)
    assert overdispersion(seen, INTERVAL, period=1)[:, -1].min() > 50


def test_the_mean_stays_and_the_variance_is_as_many_times_as_large() -> None:
    infections = _renewal(50.0, series=2)
    spread = np.full_like(infections, 4.0)
    exact = instantaneous_reproduction(infections, INTERVAL)
    wide = instantaneous_reproduction(infections, INTERVAL, dispersion=spread)
    np.testing.assert_allclose(wide.mean, exact.mean)
    np.testing.assert_allclose(wide.sd, 2 * exact.sd)
    same = instantaneous_reproduction(infections, INTERVAL, dispersion=spread / 4)
    np.testing.assert_array_equal(same.quantiles, exact.quantiles)


def test_counts_that_vary_less_than_chance_are_not_believed() -> None:
    level = np.full((1, 90), 100.0)
    np.testing.assert_array_equal(overdispersion(level, INTERVAL)[:, -30:], 1.0)


def test_nothing_is_said_without_enough_figures() -> None:
    infections = _renewal(50.0, series=1)
    found = overdispersion(infections, INTERVAL)
    assert np.isnan(found[:, :20]).all()
    assert np.isfinite(found[:, 40:]).all()
    silent = infections.copy()
    silent[:, 60:] = 0
    assert np.isfinite(overdispersion(silent, INTERVAL)).any()
    unknown = np.full_like(infections, np.nan)
    assert np.isnan(overdispersion(unknown, INTERVAL)).all()
    told = instantaneous_reproduction(infections, INTERVAL, dispersion=found)
    assert np.isnan(told.mean[:, :20]).all()


def test_a_missing_figure_is_left_out_and_never_zero() -> None:
    infections = _renewal(1000.0, series=8)
    holed = infections.copy()
    holed[:, 100] = np.nan
    # Infectivity is unknown for a while after it, and so are the residuals; the others stay.
    found = overdispersion(holed, INTERVAL)[:, -1]
    np.testing.assert_allclose(found, overdispersion(infections, INTERVAL)[:, -1], rtol=0.8)
    assert (found < 3).all()


def test_each_of_many_series_is_as_it_would_be_alone() -> None:
    infections = _renewal(50.0, clusters=3, series=3)
    together = overdispersion(infections, INTERVAL)
    for row in range(3):
        np.testing.assert_array_equal(overdispersion(infections[row], INTERVAL)[0], together[row])


def test_weekly_series() -> None:
    weekly = _renewal(400.0, clusters=3)
    found = overdispersion(weekly, INTERVAL, period=1, cycles=40)
    assert found[:, -1].mean() == pytest.approx(3, rel=0.2)


def test_short_series_and_what_is_no_dispersion_are_refused() -> None:
    with pytest.raises(SeriesRefused, match="31"):
        overdispersion(np.ones(30), INTERVAL)
    with pytest.raises(SeriesRefused):
        overdispersion(np.ones(60), INTERVAL, period=0)
    for wrong in (np.ones(60), np.full(50, 0.5)):
        with pytest.raises(SeriesRefused):
            instantaneous_reproduction(np.ones(50), INTERVAL, dispersion=wrong)
