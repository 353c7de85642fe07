"""Steadied nowcasts: by hand, nearer the truth where counts are small, and what is missing."""

import numpy as np
import pytest

from argos.epidemiology.nowcast import Nowcast, nowcast
from argos.epidemiology.reporting import triangle
from argos.epidemiology.series import Floats, SeriesRefused
from argos.epidemiology.steadied import steadied

SHARES = np.array([0.5, 0.3, 0.15, 0.05])


def simulated(level: float, series: int = 300, times: int = 60) -> tuple[Floats, Floats]:
    """Return triangles as known on the last date, and final figures."""
    cells = np.random.default_rng(2).poisson(level * SHARES, (series, times, 4)).astype(np.float64)
    final = cells.sum(2)
    cells[:, np.arange(4) > np.arange(times)[::-1, None]] = np.nan
    return triangle(cells), final


def test_by_hand() -> None:
    pmf = np.array([[0.5, 0.5]])
    given = Nowcast(np.array([[8.0, 2.0]]), np.array([[0.0, 2.0]]), np.ones((1, 1)), pmf)
    rate = (3 * 8 + 2) / (3 + 0.5)
    np.testing.assert_allclose(steadied(given), [[8, 2 + 0.5 * rate]])
    np.testing.assert_allclose(steadied(given, worth=0), given.point)


@pytest.mark.parametrize(("level", "better"), [(6.0, 0.75), (60.0, 0.8)])
def test_it_is_nearer_to_what_comes_where_the_level_is_steady(level: float, better: float) -> None:
    triangles, final = simulated(level)
    result = nowcast(triangles)
    errors = [np.abs(each - final)[:, -1].mean() for each in (result.point, steadied(result))]
    assert errors[1] < better * errors[0]


def test_full_dates_stay_as_they_are() -> None:
    triangles, final = simulated(20.0, series=5)
    np.testing.assert_allclose(steadied(nowcast(triangles))[:, :-3], final[:, :-3])


def test_a_date_that_is_missing_is_not_a_level_of_zero() -> None:
    triangles, _ = simulated(20.0, series=5)
    result = nowcast(triangles)
    holed = Nowcast(result.observed.copy(), result.to_come.copy(), result.size, result.delay_pmf)
    holed.observed[:, -3] = np.nan
    found = steadied(holed)
    assert np.isnan(found[:, -3]).all()
    np.testing.assert_allclose(found[:, -1], steadied(result)[:, -1], rtol=0.3)


def test_weights_out_of_bounds_are_refused() -> None:
    result = nowcast(simulated(20.0, series=1)[0])
    with pytest.raises(SeriesRefused):
        steadied(result, half=0)
    with pytest.raises(SeriesRefused):
        steadied(result, worth=-1)
