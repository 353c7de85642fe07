"""Seasons: what is usual is foretold, what is beyond it wears off; a short history is refused."""

import numpy as np
import pytest

from argos.epidemiology.forecasting.known import Known
from argos.epidemiology.forecasting.seasonal import seasonal_growth
from argos.epidemiology.forecasting.trend import pooled_trend
from argos.epidemiology.series import Floats, SeriesRefused

ROOT = np.array([0])


def years(count: int, week: int = 1, late: int = 0) -> Floats:
    """Return figures with one wave a year of 52 weeks, the last wave so many weeks late."""
    at = np.arange(count * 52 * week) / week
    shift = np.where(at >= (count - 1) * 52, late, 0)
    return 1000 * np.exp(2 * np.sin(2 * np.pi * (at - shift) / 52))[None] / week


@pytest.mark.parametrize("week", [1, 7])
def test_the_turn_of_a_usual_season_is_foretold(week: int) -> None:
    whole = years(6, week)
    origin = (5 * 52 + 10) * week  # three weeks before the top
    known = Known(whole[:, : origin + 1], ROOT, week=week)
    ahead = [week, 6 * week]
    came = [whole[0, origin + h - week + 1 : origin + h + 1].sum() for h in ahead]
    np.testing.assert_allclose(seasonal_growth(known, ahead)[0], came, rtol=0.05)
    assert pooled_trend(known, ahead)[0, 1] > 1.15 * came[1]


def test_a_season_that_comes_late_is_followed() -> None:
    whole = years(6, late=4)
    origin = 5 * 52 + 10
    found = seasonal_growth(Known(whole[:, : origin + 1], ROOT, week=1), [1])
    assert found[0, 0] == pytest.approx(whole[0, origin + 1], rel=0.1)


def test_a_year_that_is_missing_is_no_year_without_cases() -> None:
    whole = years(6)
    origin = 5 * 52 + 10
    holed = whole.copy()
    holed[0, 100:180] = np.nan
    full, part = (
        seasonal_growth(Known(each[:, : origin + 1], ROOT, week=1), [4])[0, 0]
        for each in (whole, holed)
    )
    assert part == pytest.approx(full, rel=0.01)


def test_what_comes_after_the_origin_does_not_matter() -> None:
    whole = years(6)
    changed = whole.copy()
    changed[:, 271:] = 0
    first, second = (
        seasonal_growth(Known(each[:, :271], ROOT, week=1), [1, 4]) for each in (whole, changed)
    )
    np.testing.assert_array_equal(first, second)


def test_fewer_than_two_years_are_refused_with_the_length_needed() -> None:
    with pytest.raises(SeriesRefused, match="111"):
        seasonal_growth(Known(years(2), ROOT, week=1), [1])
