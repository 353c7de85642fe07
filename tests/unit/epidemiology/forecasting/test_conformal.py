"""Intervals: they cover as they say, from the past alone, for large and small places."""

import numpy as np
import pytest

from argos.epidemiology.forecasting.conformal import adaptive_quantiles
from argos.epidemiology.forecasts import HUB_LEVELS, QuantileForecast
from argos.epidemiology.scores import interval_coverage
from argos.epidemiology.series import Floats, SeriesRefused

ORIGINS = list(range(0, 600, 3))
GROUPS = np.repeat([0, 1], [40, 1])


def made(growth: float = 0.15, seed: int = 1) -> tuple[Floats, Floats]:
    """Return medians and what came, of forty small and middling places and of a large one."""
    random = np.random.default_rng(seed)
    size = np.append(np.geomspace(3, 300, 40), 10_000)[:, None]
    medians = np.repeat(size, len(ORIGINS), axis=1)
    came = random.poisson(medians * np.exp(random.normal(0, growth, medians.shape)))
    return medians, came.astype(float)


def covered(came: Floats, quantiles: Floats, rows: slice, share: float) -> float:
    forecast = QuantileForecast(quantiles[rows, 30:], HUB_LEVELS)
    return float(np.nanmean(interval_coverage(came[rows, 30:], forecast, share)))


@pytest.mark.parametrize("share", [0.5, 0.9])
def test_they_cover_at_every_size(share: float) -> None:
    medians, came = made()
    found = adaptive_quantiles(medians, came, ORIGINS, 7, GROUPS)
    assert found.shape == (41, 200, 23)
    for rows in (slice(13), slice(13, 40), slice(40, None)):
        assert covered(came, found, rows, share) == pytest.approx(share, abs=0.06)


def test_they_widen_when_errors_grow() -> None:
    medians, came = made()
    came[:, 100:] = made(0.45)[1][:, 100:]
    found = adaptive_quantiles(medians, came, ORIGINS, 7, GROUPS)
    later = QuantileForecast(found[20:40, 140:], HUB_LEVELS)
    assert interval_coverage(came[20:40, 140:], later).mean() > 0.84


def test_errors_that_lean_to_one_side_widen_both_and_leave_the_median() -> None:
    medians, came = made()
    found = adaptive_quantiles(medians, 1.5 * came, ORIGINS, 7, GROUPS)
    np.testing.assert_allclose(found[..., 11][:, 6:], medians[:, 6:])
    below, above = (np.log(found[30, -1, n] / medians[30, -1]) for n in (2, -3))
    assert above == pytest.approx(-below, rel=0.15)
    assert above > 0.4


def test_errors_of_forecasts_that_overlap_count_as_one() -> None:
    medians, came = made()
    soon = adaptive_quantiles(medians, came, ORIGINS, 3, GROUPS)[:, 4]  # both know the same four
    late = adaptive_quantiles(medians, came, ORIGINS, 30, GROUPS)[:, 13]
    wide, wider = (np.log(each[:, 16] / each[:, 6]) for each in (soon, late))
    assert wider[40] > 1.3 * wide[40]  # one place: its four errors are hardly one
    assert (wider[20:40] < 1.15 * wide[20:40]).all()  # forty places: there are enough


def test_an_error_teaches_nothing_before_it_is_known() -> None:
    medians, came = made()
    changed = came.copy()
    changed[:, 50:] = 1e6
    first, second = (adaptive_quantiles(medians, x, ORIGINS, 7, GROUPS) for x in (came, changed))
    np.testing.assert_array_equal(first[:, :53], second[:, :53])  # 50 is known at 53: nine columns
    assert (first[:, 53] != second[:, 53]).any()


def test_a_figure_that_is_missing_is_no_error() -> None:
    medians, came = made()
    holed = came.copy()
    holed[::3, ::2] = np.nan
    found = adaptive_quantiles(medians, holed, ORIGINS, 7, GROUPS)
    assert covered(came, found, slice(40), 0.9) == pytest.approx(0.9, abs=0.04)
    medians[2, 100] = np.nan
    found = adaptive_quantiles(medians, came, ORIGINS, 7, GROUPS)
    assert np.isnan(found[2, 100]).all()
    assert not np.isnan(found[3, 6:]).any()


def test_too_few_errors_give_no_interval_and_none_is_under_zero() -> None:
    medians, came = made()
    found = adaptive_quantiles(medians, came, ORIGINS, 7, GROUPS)
    assert np.isnan(found[:, :6]).all()  # the fourth figure comes at 9 + 7, so at the origin 18
    assert (found[:, 6:] >= 0).all()
    assert found[0, -1, 0] < 0.5


def test_what_was_told_is_kept_and_the_next_is_as_if_all_were_made_again() -> None:
    medians, came = made()
    whole = adaptive_quantiles(medians, came, ORIGINS, 7, GROUPS)
    told = whole.copy()
    told[:, -1] = np.nan
    again = adaptive_quantiles(medians, came, ORIGINS, 7, GROUPS, told=told)
    np.testing.assert_array_equal(again, whole)
    told[:, :-1] *= 0.01  # other quantiles had been told, and missed: the next are wider
    wider = adaptive_quantiles(medians, came, ORIGINS, 7, GROUPS, told=told)
    np.testing.assert_array_equal(wider[:, :-1], told[:, :-1])
    assert wider[20, -1, -2] > whole[20, -1, -2]


def test_what_does_not_fit_is_refused() -> None:
    medians, came = made()
    with pytest.raises(SeriesRefused):
        adaptive_quantiles(medians, came[:3], ORIGINS, 7, GROUPS)
    with pytest.raises(SeriesRefused):
        adaptive_quantiles(medians, came, ORIGINS[::-1], 7, GROUPS)
    with pytest.raises(SeriesRefused):
        adaptive_quantiles(medians, came, ORIGINS[:3], 7, GROUPS)
    with pytest.raises(SeriesRefused):
        adaptive_quantiles(medians, came, ORIGINS, 7, GROUPS, told=np.ones((41, 200, 3)))
