"""What is usual, by the years, the own past or the seasons; growth and how sure it is."""

from datetime import date, timedelta

import numpy as np
import pytest

from argos.epidemiology.detection import mem
from argos.epidemiology.forecasts import HUB_LEVELS, QuantileForecast
from argos.epidemiology.series import SeriesRefused
from argos.epidemiology.weather.ahead import paths, reached
from argos.epidemiology.weather.norm import bounds, norm_of
from argos.epidemiology.weather.trend import growth_of, trend_chances

LAST = date(2026, 1, 15)
RATIOS = (1.25, 2, 4)


def winter(days: int, height: float = 1_000, last: date = LAST) -> np.ndarray:
    """Return levels with a peak each mid-January."""
    ends = [last - timedelta(days=days - 1 - n) for n in range(days)]
    apart = np.array([min(abs((day - date(year, 1, 15)).days)
                          for year in (day.year, day.year + 1)) for day in ends])  # fmt: skip
    return height * np.exp(-0.5 * (apart / 20) ** 2) + 5


def test_the_norm_is_that_of_the_same_weeks_where_two_years_are_known():
    peak = winter(365 * 4)
    quiet = np.full(365 * 4, 20.0)
    norm = norm_of([peak, quiet], LAST)
    assert norm.years.tolist() == [3, 3]
    assert 800 < norm.median[0] < 1_005
    assert norm.median[1] == 20
    assert (norm.low <= norm.median).all()
    assert (norm.median <= norm.high).all()


def test_one_year_is_not_enough_and_the_own_past_speaks():
    norm = norm_of([winter(500)], LAST)
    assert norm.years[0] == 0
    assert norm.median[0] < 100  # of the whole year, not of January


def test_a_wave_of_the_last_weeks_is_not_its_own_norm():
    shown = np.full((1, 100), 10.0)
    shown[0, -28:] = 900
    norm = norm_of(shown, LAST)
    assert norm.median[0] == 10
    assert norm.top[0] == 10


def test_too_short_a_past_gives_no_norm():
    norm = norm_of(np.full((1, 60), 10.0), LAST)
    assert np.isnan(norm.median[0])
    assert np.isnan(bounds(norm, RATIOS, 10)).any()


def test_years_that_are_missing_count_for_nothing_and_are_not_zeros():
    shown = np.full((1, 365 * 4), 20.0)
    shown[0, : 365 * 2] = np.nan
    norm = norm_of(shown, LAST)
    assert norm.years[0] == 0  # one year only
    assert norm.median[0] == 20


def test_weeks_give_the_norm_that_days_give():
    days = winter(365 * 4)
    norm = norm_of([days], LAST).median[0]
    weeks = norm_of([days[::-1][::7][::-1]], LAST, week=1).median[0]
    assert weeks == pytest.approx(norm, rel=0.1)


def test_a_handful_where_none_is_usual_is_no_storm_and_a_yearly_peak_is_no_sun():
    rare = norm_of(np.zeros((1, 365 * 4)), LAST)
    assert bounds(rare, RATIOS, 10)[0].tolist() == [2.5, 10, 30]
    yearly = norm_of([winter(365 * 4)], LAST)
    first = bounds(yearly, RATIOS, 10)[0, 0]
    assert first == yearly.top[0] < yearly.median[0]
    steady = norm_of(np.full((1, 365 * 4), 100.0), LAST)
    assert bounds(steady, RATIOS, 10)[0, 0] == 1.25 * 110 - 10  # it has no highs


def test_four_seasons_give_the_bounds_of_the_moving_epidemic_method():
    shown = np.array([winter(365 * 6, height=1_000)])
    shown *= 1 + 0.05 * np.sin(np.arange(shown.shape[1]) / 90)
    norm = norm_of(shown, LAST, seasonal=True)
    assert norm.by_seasons[0]
    assert bounds(norm, RATIOS, 10)[0].tolist() == pytest.approx(
        np.maximum.accumulate(norm.seasons[0, :3]).tolist()
    )
    assert not norm_of(shown, LAST).by_seasons[0]  # only if asked for
    assert not norm_of(shown[:, -365 * 4 :], LAST, seasonal=True).by_seasons[0]


def test_seasons_go_from_july_and_leave_the_running_one_out():
    shown = np.array([winter(365 * 6)])
    shown[0, -150:] *= 50  # this season
    norm = norm_of(shown, LAST, seasonal=True)
    weekly = shown[0, ::-1][::7]
    ends = [LAST - timedelta(weeks=n) for n in range(weekly.size)]
    seasons = np.full((5, 52), np.nan)
    for level, end in zip(weekly, ends, strict=True):
        year = end.year if end.month >= 7 else end.year - 1
        week = (end - date(year, 7, 1)).days // 7
        if 2020 <= year < 2025 and week < 52:
            seasons[year - 2020, week] = level
    expected = mem.thresholds(seasons)
    assert norm.seasons[0].tolist() == pytest.approx([expected.pre, *expected.intensity])


def test_growth_is_that_of_the_last_week_and_surer_the_more_there_are():
    few, many = (size * 1.2 ** (np.arange(100) / 7) for size in (1, 1_000))
    growth = growth_of([few, many])
    assert growth.percent()[1] == pytest.approx(20, abs=0.1)
    assert growth.spread[1] < growth.spread[0]
    falling, steady, rising = trend_chances(growth, np.log(1.1)).T
    assert (falling + steady + rising).tolist() == pytest.approx([1, 1])
    assert rising[1] > 0.99
    assert rising[0] < rising[1]


def test_growth_leans_on_what_is_given_and_is_unknown_without_a_week():
    shown = np.full((2, 40), 50.0)
    shown[1, -1] = np.nan
    growth = growth_of(shown, pooled=[0.3, 0.2])
    assert growth.weekly[0] == 0.3
    assert np.isnan(growth.weekly[1])
    with pytest.raises(SeriesRefused, match="15"):
        growth_of(shown[:, :14])


def test_a_path_starts_today_and_ends_at_the_forecast():
    end = QuantileForecast(np.linspace(50, 150, 23)[None, None], HUB_LEVELS)
    found = paths([80.0], [0.1], end, [7])
    assert found.shape == (1, 8, 23)
    assert found[0, 0, 11] == pytest.approx(80)
    assert found[0, 7].tolist() == pytest.approx(end.predicted[0, 0].tolist())
    assert (np.diff(found, axis=-1) >= 0).all()
    with pytest.raises(SeriesRefused, match="7"):
        paths([80.0], [0.1], end, [3])


def test_probabilities_are_never_surer_than_the_outermost_quantile():
    quantiles = np.linspace(50, 150, 23)[None]
    found = reached(quantiles, HUB_LEVELS, np.array([0.0, 100.0, 900.0, np.nan]))
    assert found[0].tolist() == pytest.approx([0.99, 0.5, 0.01, 0])
    assert np.isnan(reached(quantiles * np.nan, HUB_LEVELS, np.array([1.0, np.nan]))).all()
