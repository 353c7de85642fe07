"""Catch-ups are found, and nothing else that rises."""

import numpy as np
import pytest

from argos.epidemiology.forecasting.catch_ups import catch_ups, without_catch_ups
from argos.epidemiology.series import SeriesRefused

ESSONNE = [6, 9, 5, 7, 4, 3, 8, 5, 7, 4, 3, 0, 14, 4, 28, 6, 267, 30, 0, 21]  # to 21 Sept. 2020


@pytest.mark.parametrize("days", [17, 18, 20])
def test_a_backlog_is_found_on_its_day_and_later(days: int) -> None:
    assert np.flatnonzero(catch_ups(ESSONNE[:days])[0]).tolist() == [16]


def test_it_is_replaced_by_what_is_usual_around() -> None:
    mended = without_catch_ups(ESSONNE)[0]
    assert mended[16] == np.median(np.delete(ESSONNE[2:], 14))
    np.testing.assert_array_equal(np.delete(mended, 16), np.delete(ESSONNE, 16))


def test_growth_and_weekly_batches_are_no_catch_ups() -> None:
    growth = np.round(5 * np.exp(np.arange(60) / 10))
    batches = np.where(np.arange(60) % 7 == 0, 90.0, 2.0)
    assert not catch_ups(np.stack([growth, batches])).any()


def test_a_step_is_taken_back_once_the_next_days_are_known() -> None:
    step = np.where(np.arange(40) < 30, 4.0, 20.0)
    assert catch_ups(step[:31])[0, 30]
    assert not catch_ups(step).any()


def test_the_first_fortnight_is_not_judged() -> None:
    assert not catch_ups(np.where(np.arange(30) == 3, 300.0, 4.0)).any()


def test_missing_days_are_neither_zero_nor_filled() -> None:
    holed = np.array(ESSONNE, float)
    holed[3:15] = np.nan
    mended = without_catch_ups(holed)
    assert np.isnan(mended[0, 3:15]).all()
    assert not np.isnan(mended[0, 15:]).any()
    assert not catch_ups(np.full((1, 30), np.nan)).any()


def test_a_short_series_is_refused_with_the_length_needed() -> None:
    with pytest.raises(SeriesRefused, match="15"):
        catch_ups(np.ones(14))
