"""The combined evidence: as rare as it says on quiet days, quick on others, silent on holidays."""

import numpy as np
import pytest

from argos.epidemiology.series import SeriesRefused
from argos.epidemiology.signals.combine import combined, evidence
from argos.epidemiology.signals.usual import WEEKLY, no_ordinary_day, weekday_factors
from tests.unit.epidemiology.signals.made import DAYS, WEEK, days, no_holiday, quiet


def test_on_quiet_days_a_p_value_is_as_rare_as_it_says() -> None:
    found = evidence(quiet(12, 60), days(), no_holiday(), start=100)
    assert 0.02 < (found.p_value < 0.05).mean() < 0.07
    assert (found.p_value < 0.001).mean() < 0.004


def test_the_rhythm_of_the_week_is_learnt_and_raises_nothing() -> None:
    factor = weekday_factors(quiet(50), days())
    np.testing.assert_allclose(factor[0, -7:], (WEEK / WEEK.mean())[days()[-7:]], atol=0.12)
    mondays = evidence(quiet(50, 40), days(), no_holiday(), start=100)
    on_mondays = mondays.p_value[:, days()[100:] == 0]
    assert (on_mondays < 0.01).mean() < 0.03


def test_an_outbreak_is_seen_and_what_was_expected_is_not_moved_by_it() -> None:
    series = quiet(12, 1)
    series[0, 180:188] += 10
    found = evidence(series, days(), no_holiday(), start=170)
    assert np.nanmin(found.p_value[0, 10:18]) < 1e-5
    assert found.week_mean[0, 17] == pytest.approx(12 * WEEK.sum(), rel=0.15)


def test_a_holiday_is_neither_judged_nor_compared_with() -> None:
    series, off = quiet(30, 1), no_holiday()
    off[[150, 157, 180]] = True
    series[0, [150, 157]] = 300
    series[0, 180] = 0
    with_them = evidence(series, days(), off, start=140)
    plain = series.copy()
    plain[0, [150, 157, 180]] = np.nan
    without = evidence(plain, days(), no_holiday(), start=140)
    np.testing.assert_array_equal(with_them.p_value, without.p_value)
    assert np.isnan(with_them.p_value[0, [10, 17, 40]]).all()
    assert np.nanmin(with_them.p_value) > 1e-4


def test_a_bridge_is_no_ordinary_day() -> None:
    off = no_holiday(14)
    off[1] = off[10] = True  # a Tuesday and a Thursday
    assert np.flatnonzero(no_ordinary_day(days(14), off)).tolist() == [0, 1, 10, 11]


def test_missing_days_are_no_zeros() -> None:
    series = quiet(20, 1)
    series[0, 170:174] = np.nan
    found = evidence(series, days(), no_holiday(), start=160)
    assert np.isnan(found.p_value[0, 10:14]).all()
    assert np.isnan(found.week[0, 15])  # three days of seven
    assert found.week[0, 17] == np.nansum(series[0, 171:178])
    due = 20 * WEEK[days()[174:178]].sum()
    assert found.week_mean[0, 17] == pytest.approx(due, rel=0.2)


def test_a_negative_figure_is_a_revision_and_left_out() -> None:
    series = quiet(20, 1)
    series[0, 150] = -300
    found = evidence(series, days(), no_holiday(), start=151)
    assert np.nanmin(found.p_value) > 1e-4


def test_series_are_each_alone() -> None:
    together = quiet(8, 3)
    found = evidence(together, days(), no_holiday(), start=150)
    alone = evidence(together[1], days(), no_holiday(), start=150)
    np.testing.assert_allclose(found.p_value[1], alone.p_value[0])


def test_a_season_of_past_years_is_expected_and_a_season_that_deceives_is_given_up() -> None:
    weeks = 6 * 52
    wave = 40 * np.exp(1.5 * np.cos(2 * np.pi * np.arange(weeks) / 52))
    seasonal = np.random.default_rng(1).poisson(wave).astype(float)[None]
    none = np.zeros(weeks, dtype=np.int64)
    found = evidence(seasonal, none, none.astype(bool), start=weeks - 40, grain=WEEKLY)
    assert (found.p_value < 0.01).mean() < 0.1
    moved = seasonal.copy()
    moved[0, -52:] = np.roll(wave[-52:], 26)
    other = evidence(moved, none, none.astype(bool), start=weeks - 10, grain=WEEKLY)
    np.testing.assert_allclose(other.mean[0, -1], moved[0, -10:-2].mean(), rtol=0.4)


def test_brown_knows_that_members_are_alike() -> None:
    p = np.full((3, 1), 0.01)
    weight = np.ones(3)
    alone, alike, apart = (
        combined(p[:1], weight[:1])[0], combined(p, weight, alike=0.999)[0],
        combined(p, weight, alike=0.0)[0],
    )  # fmt: skip
    assert alone == pytest.approx(0.01)
    assert alike == pytest.approx(0.01, rel=0.02)
    assert apart < 0.0005  # Fisher's: chi square of 27.6 with 6 degrees
    assert np.isnan(combined(np.full((2, 1), np.nan), weight[:2])[0])


def test_too_short_a_series_and_days_that_differ_are_refused() -> None:
    with pytest.raises(SeriesRefused, match="42"):
        evidence(quiet(5, 1, 30), days(30), no_holiday(30))
    with pytest.raises(SeriesRefused):
        evidence(quiet(5), days(DAYS - 1), no_holiday())
