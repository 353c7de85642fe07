"""The moving epidemic method: timing by hand, missing weeks, refusals."""

import numpy as np
import pytest

from argos.epidemiology.detection import mem
from argos.epidemiology.series import SeriesRefused


def season(peak, seed=0, weeks=33, height=200.0):
    noise = np.random.default_rng(seed).uniform(0, 4, weeks)
    return height * np.exp(-0.5 * ((np.arange(weeks) - peak) / 2.5) ** 2) + noise


SEASONS = np.array([season(12 + i, i, height=150 + 20 * i) for i in range(6)])


def test_an_epidemic_is_found_around_its_peak_and_seasons_do_not_touch():
    together = mem.timing(SEASONS)
    for row in range(6):
        alone = mem.timing(SEASONS[row])
        assert alone.start[0] == together.start[row]
        assert alone.end[0] == together.end[row]
        assert together.start[row] < 12 + row < together.end[row]
    assert (together.length >= 7).all()
    assert (together.length <= 15).all()
    assert (together.share > 70).all()


def test_one_block_of_weeks_is_the_epidemic():
    rates = np.zeros(30)
    rates[10:16] = 100
    share, start = mem.accumulated(rates[None])
    assert share[0, [0, 3, 6, 30]].tolist() == [0, 50, 100, 100]
    assert start[0, 6] == 10


def test_thresholds_are_ordered_and_scale_with_the_rates():
    one, ten = mem.thresholds(SEASONS), mem.thresholds(SEASONS * 10)
    assert one.pre < one.intensity[0] < one.intensity[1] < one.intensity[2]
    assert ten.pre == pytest.approx(10 * one.pre)
    np.testing.assert_allclose(ten.intensity, 10 * one.intensity)
    assert mem.thresholds(SEASONS, student=True).pre > one.pre
    np.testing.assert_array_equal(
        mem.thresholds(SEASONS, most=4).timing.start, one.timing.start[2:]
    )


def test_a_missing_week_inside_is_not_zero():
    holed = SEASONS.copy()
    holed[0, 12] = np.nan
    assert mem.timing(holed).share[0] == pytest.approx(mem.timing(SEASONS).share[0], rel=0.05)
    zero = SEASONS.copy()
    zero[0, 12] = 0
    assert mem.timing(zero).share[0] < mem.timing(holed).share[0]


def test_weeks_that_were_not_watched_do_not_count_before_or_after():
    held = mem.thresholds(SEASONS)
    unwatched = np.column_stack([np.full((6, 3), np.nan), SEASONS, np.full((6, 2), np.nan)])
    found = mem.thresholds(unwatched)
    assert found.pre == pytest.approx(held.pre)
    assert found.post == pytest.approx(held.post)
    np.testing.assert_array_equal(found.timing.start, held.timing.start + 3)


def test_few_watched_weeks_before_an_epidemic_are_not_topped_up_with_zeros():
    start = mem.timing(SEASONS).start[0]
    holed, zero = SEASONS.copy(), SEASONS.copy()
    holed[0, : start - 2], zero[0, : start - 2] = np.nan, 0
    assert mem.thresholds(holed).pre != pytest.approx(mem.thresholds(zero).pre, rel=1e-3)


def test_a_season_without_cases_is_unknown_and_unused():
    empty = np.vstack([np.zeros(33), np.full(33, np.nan), SEASONS])
    found = mem.timing(empty)
    assert found.start[:2].tolist() == [-1, -1]
    assert found.length[:2].tolist() == [0, 0]
    assert np.isnan(found.share[:2]).all()
    assert mem.thresholds(empty).pre == mem.thresholds(SEASONS).pre


def test_what_cannot_be_said_is_refused():
    with pytest.raises(SeriesRefused, match="TOO_FEW_SEASONS"):
        mem.thresholds(SEASONS[:1])
    with pytest.raises(SeriesRefused, match="SERIES_TOO_SHORT"):
        mem.timing(np.ones((3, 4)))
    with pytest.raises(SeriesRefused, match="NEGATIVE_RATE"):
        mem.timing(-SEASONS)
