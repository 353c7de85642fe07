"""Public holidays: seen as ordinary days, foretold as half Sundays, and no growth in between."""

from dataclasses import replace

import numpy as np
import pytest

from argos.epidemiology.forecasting.known import Known, Model
from argos.epidemiology.forecasting.leading import leading_growth
from argos.epidemiology.forecasting.trend import lone_trend, mended, pooled_trend
from argos.epidemiology.forecasting.weekdays import (
    HOLIDAY,
    daily,
    days_ahead,
    holidays,
    weekday_shares,
    without_holidays,
)
from argos.epidemiology.series import Flags, Floats, SeriesRefused

SUNDAY, WEDNESDAY = 6, 2
RHYTHM = np.array([1.3, 1.2, 1.1, 1.1, 1.0, 0.7, 0.6])
DAYS = 140
LOW = 1 - HOLIDAY * (1 - RHYTHM[SUNDAY] / RHYTHM[WEDNESDAY])
MODELS = [lone_trend, pooled_trend, leading_growth]


def steady(days: int = DAYS) -> Floats:
    """Return two places and their sum, as many each week."""
    one = 1000 * np.tile(RHYTHM, days // 7)
    return np.stack([one, 3 * one, 4 * one])


def closed(*holidays: int, ahead: int = 28) -> Flags:
    """Return Sundays, and these columns."""
    shut = np.arange(DAYS + ahead) % 7 == SUNDAY
    shut[list(holidays)] = True
    return shut


def known(*feasts: int, ahead: int = 28) -> Known:
    """Return what is known of a steady place whose past holidays are as the model has them."""
    target = steady()
    for day in feasts:
        if day < DAYS:
            assert day % 7 == WEDNESDAY
            target[:, day] *= LOW
    return Known(target, np.array([2, 2, 2]), closed=closed(*feasts, ahead=ahead))


def test_holidays_are_closed_days_that_are_no_sundays() -> None:
    feasts = (DAYS - 7 + WEDNESDAY, DAYS + WEDNESDAY)
    assert np.flatnonzero(holidays(known(*feasts), 14)).tolist() == list(feasts)
    assert np.flatnonzero(holidays(known(*feasts))).tolist() == [feasts[0]]
    assert not holidays(replace(known(*feasts), closed=None), 14).any()


def test_a_holiday_is_seen_as_the_day_it_would_have_been() -> None:
    past = known(DAYS - 7 + WEDNESDAY, DAYS - 42 + WEDNESDAY)
    np.testing.assert_allclose(without_holidays(past), steady(), rtol=2e-3)
    np.testing.assert_allclose(mended(past), steady(), rtol=2e-3)
    np.testing.assert_allclose(weekday_shares(past)[2], RHYTHM / RHYTHM.sum(), atol=1e-4)


@pytest.mark.parametrize("model", MODELS)
def test_a_holiday_makes_no_growth(model: Model) -> None:
    past = known(DAYS - 7 + WEDNESDAY)
    week = 1000 * RHYTHM.sum() * np.array([[1, 1], [3, 3], [4, 4]])
    np.testing.assert_allclose(model(past, [7, 14]), week, rtol=1e-3)
    blind = model(replace(past, closed=None), [7, 14])
    assert (blind[:, 0] < 0.97 * week[:, 0]).all()


@pytest.mark.parametrize("model", MODELS)
def test_a_holiday_to_come_lowers_its_week_and_its_day(model: Model) -> None:
    coming = known(DAYS + 7 + WEDNESDAY)
    week, less = RHYTHM.sum(), RHYTHM[WEDNESDAY] * (1 - LOW)
    found = model(coming, [7, 14, 21])[2] / 4000
    np.testing.assert_allclose(found, [week, week - less, week], rtol=1e-3)
    days = daily(model)(coming, range(8, 15))[2] / 4000
    expected = RHYTHM - less * (np.arange(7) == WEDNESDAY)
    np.testing.assert_allclose(days, expected, rtol=2e-3)


def test_a_week_that_has_begun_has_its_holiday_too() -> None:
    coming = known(DAYS + WEDNESDAY)
    found = pooled_trend(coming, [4, 7])[2] / 4000
    less = RHYTHM[WEDNESDAY] * (1 - LOW)
    np.testing.assert_allclose(found, [RHYTHM.sum() - less] * 2, rtol=2e-3)


def test_leading_series_have_holidays_by_their_own_rhythm() -> None:
    """Calls go up on a Sunday, so a holiday raises them; it must not be read as growth."""
    rhythm = np.array([1.0, 1.0, 1.0, 1.0, 1.0, 1.2, 1.6])
    feast = DAYS - 7 + WEDNESDAY
    calls = np.outer([1.0, 3.0, 4.0], 1000 * np.tile(rhythm, DAYS // 7))
    calls[:, feast] *= 1 + HOLIDAY * (rhythm[SUNDAY] / rhythm[WEDNESDAY] - 1)
    past = replace(known(feast), leading={"calls": calls})
    week = 1000 * RHYTHM.sum() * np.array([[1], [3], [4]])
    np.testing.assert_allclose(leading_growth(past, [7]), week, rtol=2e-3)


def test_days_ahead_are_a_week_in_all() -> None:
    weights = days_ahead(known(), 14)
    np.testing.assert_allclose(weights[:, :7].sum(1), 1)
    np.testing.assert_allclose(weights[:, 7:].sum(1), 1)


def test_closed_days_that_end_before_the_origin_are_refused() -> None:
    with pytest.raises(SeriesRefused, match="closed"):
        Known(steady(), np.array([2, 2, 2]), closed=closed()[: DAYS - 1])
