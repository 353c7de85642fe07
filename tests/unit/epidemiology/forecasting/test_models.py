"""Models: shapes, what is missing, what they may see, and that each part earns its place."""

from dataclasses import replace

import numpy as np
import pytest

from argos.epidemiology.forecasting.known import Known, Model, depths
from argos.epidemiology.forecasting.leading import _usual, leading_growth
from argos.epidemiology.forecasting.trend import lone_trend, mended, pooled_trend
from argos.epidemiology.forecasting.weekdays import daily, weekday_shares
from argos.epidemiology.series import SeriesRefused

from .places import WEEKDAYS, known_at, missed, simulated

MODELS = [lone_trend, pooled_trend, leading_growth]
AHEAD = list(range(1, 29))
COLUMNS = range(200, 290, 13)


@pytest.mark.parametrize("model", MODELS)
def test_every_place_and_horizon_has_its_median(model: Model) -> None:
    known = known_at(250)
    for made in (model(known, AHEAD), daily(model)(known, AHEAD)):
        assert made.shape == (31, 28)
        assert (made >= 0).all()
    np.testing.assert_allclose(model(known, [7, 14]), model(known, AHEAD)[:, [6, 13]])


@pytest.mark.parametrize("model", MODELS)
def test_a_week_is_the_sum_of_its_days_even_when_it_has_begun(model: Model) -> None:
    known = known_at(250)
    weeks, days = model(known, AHEAD), daily(model)(known, AHEAD)
    begun = known.target[:, -4:].sum(1) + days[:, :3].sum(1)
    np.testing.assert_allclose(weeks[:, 2], begun)
    np.testing.assert_allclose(days[:, 7:14].sum(1) / weeks[:, 13], 1, atol=0.1)
    rhythm = (days / weeks)[-1, 6:20] * 7  # days 251 and on, Saturday and Sunday 5 and 6 of a week
    weekend = np.isin((251 + np.arange(6, 20)) % 7, [5, 6])
    assert rhythm[weekend].max() < 0.9 < rhythm[~weekend].min()


@pytest.mark.parametrize("model", MODELS)
def test_weeks_are_taken_like_days(model: Model) -> None:
    days = known_at(244)
    weekly = days.target.reshape(31, -1, 7).sum(2)
    tests = days.leading["tests"].reshape(31, -1, 7).sum(2)
    found = model(Known(weekly, days.parents, {"tests": tests}, week=1), [1, 2])
    assert found.shape == (31, 2)
    ratio = found / model(days, [7, 14])  # three days tell a growth, or a whole week
    np.testing.assert_allclose(np.median(ratio, axis=0), 1, atol=0.2)


@pytest.mark.parametrize("model", MODELS)
def test_what_comes_after_the_origin_does_not_matter(model: Model) -> None:
    admissions, tests, parents = simulated()
    changed = admissions.copy()
    changed[:, 251:] = 10**6
    for made in (model, daily(model)):
        first, second = (
            made(Known(each[:, :251], parents.astype(np.intp), {"tests": tests[:, :251]}), AHEAD)
            for each in (admissions, changed)
        )
        np.testing.assert_array_equal(first, second)


@pytest.mark.parametrize("model", MODELS)
def test_missing_is_not_zero(model: Model) -> None:
    known = known_at(250)
    holed = known.target.copy()
    holed[3, 240] = np.nan  # out of the last week, as if closed for a day
    holed[4, -2] = np.nan
    found = model(replace(known, target=holed), [7])
    whole = model(known, [7])
    assert np.isnan(found[4]).all()
    assert not np.isnan(np.delete(found, 4, axis=0)).any()
    np.testing.assert_allclose(found[3], whole[3], rtol=0.5)
    np.testing.assert_allclose(np.delete(found, [3, 4], 0), np.delete(whole, [3, 4], 0), rtol=0.05)


def test_a_source_that_is_missing_somewhere_leans_on_the_others() -> None:
    known = known_at(250)
    tests = known.leading["tests"].copy()
    tests[:10] = np.nan
    found = leading_growth(replace(known, leading={"tests": tests}), [7])
    assert not np.isnan(found).any()
    tests[:] = np.nan
    nothing = leading_growth(replace(known, leading={"tests": tests}), [7])
    np.testing.assert_array_equal(nothing, leading_growth(replace(known, leading={}), [7]))


def test_a_source_that_ended_says_nothing() -> None:
    known = known_at(250)
    tests = known.leading["tests"].copy()
    tests[:, -15:] = np.nan
    ended = leading_growth(replace(known, leading={"tests": tests}), [7])
    np.testing.assert_array_equal(ended, leading_growth(replace(known, leading={}), [7]))


def test_the_usual_ratio_bears_days_that_are_missing_but_not_too_many() -> None:
    ratio = np.array([[1.0, np.nan, 3.0, np.nan, np.nan, np.nan, 7.0]])
    expected = [[np.nan, np.nan, 2.0, 2.0, np.nan, np.nan, np.nan]]
    np.testing.assert_array_equal(_usual(ratio, 4), expected)


def test_a_source_that_has_just_begun_is_not_leant_on() -> None:
    known = known_at(250)
    tests = known.leading["tests"].copy()
    without = leading_growth(replace(known, leading={}), [7])
    for begun in range(200, 240, 3):  # its ratio to admissions is known for few days or none
        tests[:, :begun] = np.nan
        found = leading_growth(replace(known, leading={"tests": tests}), [7])
        late = np.isnan(found)
        np.testing.assert_allclose(np.log(found / without)[~late], 0, atol=1.0)


def test_pooled_is_better_than_alone_and_leading_better_than_pooled() -> None:
    errors = [missed(model, 7, COLUMNS) for model in MODELS]
    assert errors[1] < 0.97 * errors[0]
    assert errors[2] < 0.97 * errors[1]


def test_a_catch_up_is_no_growth_in_its_place_nor_above() -> None:
    known = known_at(250)
    target = known.target.copy()
    target[[5, 30], -2] += 5000
    np.testing.assert_allclose(
        mended(replace(known, target=target))[[5, 30], -2], known.target[[5, 30], -2], atol=60
    )
    found = pooled_trend(replace(known, target=target), [7])
    np.testing.assert_allclose(found / pooled_trend(known, [7]), 1, atol=0.2)


def test_weekdays_are_found_and_small_places_have_those_around() -> None:
    known = known_at(250)
    target = known.target.copy()
    target[0] = 0
    target[0, -1] = 1
    target[1] = np.nan
    shares = weekday_shares(replace(known, target=target))
    expected = (WEEKDAYS / WEEKDAYS.sum())[(251 + np.arange(7)) % 7]
    np.testing.assert_allclose(shares[-1], expected, atol=0.02)
    np.testing.assert_allclose(shares[:2], np.tile(shares[-1], (2, 1)), atol=0.01)
    np.testing.assert_allclose(shares.sum(1), 1)


@pytest.mark.parametrize("model", MODELS)
def test_a_short_series_is_refused_with_the_length_needed(model: Model) -> None:
    known = known_at(250)
    short = Known(known.target[:, -34:], known.parents)
    with pytest.raises(SeriesRefused, match="35"):
        model(short, [7])


def test_places_that_go_in_a_circle_are_refused() -> None:
    assert depths([2, 2, 3, 3]).tolist() == [2, 2, 1, 0]
    with pytest.raises(SeriesRefused):
        depths([1, 0, 2])
    with pytest.raises(SeriesRefused):
        Known(np.ones((2, 9)), np.array([0, 0]), {"tests": np.ones((2, 8))})
