"""The sky: each is reached, edges, what is missing, and that it does not flicker."""

import numpy as np
import pytest

from argos.epidemiology.forecasts import QuantileForecast
from argos.epidemiology.series import SeriesRefused
from argos.epidemiology.weather.norm import norm_of
from argos.epidemiology.weather.skies import SkyRules, sky
from argos.epidemiology.weather.states import UNKNOWN, Settling, Sky, told
from argos.epidemiology.weather.trend import growth_of
from argos.epidemiology.weather.weather import REASONS, Before, Given, weather, worst_ahead
from tests.unit.epidemiology.weather.made import (
    CLOUD,
    LAST,
    RAIN,
    RULES,
    SETTLING,
    STORM,
    SUN,
    USUAL,
    VEIL,
    forecast,
    given,
    levels,
)  # fmt: skip


@pytest.mark.parametrize(
    ("times", "growth", "expected"),
    [
        (1.0, 0.0, SUN), (1.0, 0.3, VEIL), (0.5, -0.3, SUN),
        (1.6, -0.3, VEIL), (1.6, 0.0, CLOUD), (1.6, 0.3, CLOUD),
        (3.0, -0.3, CLOUD), (3.0, 0.0, RAIN), (3.0, 0.3, RAIN),
        (6.0, -0.3, RAIN), (6.0, 0.0, STORM), (6.0, 0.3, STORM),
    ],
)  # fmt: skip
def test_each_sky_is_that_of_its_level_and_trend(times: float, growth: float, expected: Sky):
    found = weather(given([times * USUAL], [growth]), RULES)
    assert found.sky.state[0, 0] == expected
    assert found.sky.probability[0, 0] > 0.85


def test_the_days_ahead_follow_the_forecast_and_grow_less_sure():
    found = weather(given([1_500], [0.3], to=[5_000], forecast=forecast([5_000], 0.4)), RULES)
    assert found.sky.state[0, 0] == CLOUD
    assert found.sky.state[0, 7] == STORM
    assert (np.diff(found.sky.state[0]) >= 0).all()
    assert worst_ahead(found.sky.state)[0] == STORM
    assert found.sky.probability[0, 7] < 0.9
    middle = found.levels.median[0]
    assert middle[0] == pytest.approx(1_500)
    assert middle[7] == pytest.approx(5_000)
    assert (np.diff(found.levels.quantiles[0, :, -1] / middle) > 0).all()  # wider each day


def test_a_probability_is_that_of_the_sky_told_and_of_a_worse_one():
    found = weather(given([2 * USUAL, 1.9 * USUAL], [0.0, 0.0]), RULES)
    edge, under = found.sky.probability[:, 0]
    assert found.sky.state[0, 0] in (CLOUD, RAIN)
    assert 0.4 < edge < 0.8  # just at the bound
    assert under > 0.9
    assert (found.sky.probability + found.sky.worse <= 1 + 1e-9).all()


def test_what_is_missing_is_unknown_with_its_reason_and_never_a_sun():
    shown = levels([USUAL] * 4, [0.0] * 4)
    shown[0] = np.nan
    shown[1, -1] = np.nan
    shown[2, :-30] = np.nan
    base = given([USUAL] * 4, [0.0] * 4)
    ahead = base.forecast.predicted.copy()
    ahead[3] = np.nan
    known = Given(shown, norm_of(shown, LAST), growth_of(shown),
                  QuantileForecast(ahead, base.forecast.levels), (7,), ())  # fmt: skip
    found = weather(known, RULES)
    assert [REASONS[n] for n in found.why[:, 0]] == ["no_data", "missing", "short", ""]
    assert (found.sky.state[:3] == UNKNOWN).all()
    assert np.isnan(found.sky.probability[:3]).all()
    assert found.sky.state[3, 0] == SUN
    assert (found.sky.state[3, 1:] == UNKNOWN).all()
    assert REASONS[found.why[3, 1]] == "no_forecast"
    assert (found.vigilance.told.state == UNKNOWN).all()  # no measure: not green


def test_too_few_coded_records_give_no_verdict():
    found = weather(given([USUAL] * 2, [0.0] * 2, uncoded=np.array([True, False])), RULES)
    assert found.sky.state[:, 0].tolist() == [UNKNOWN, SUN]


def test_a_sky_is_kept_while_little_speaks_against_it():
    exceeds = np.array([[0.55, 0.1], [0.66, 0.1], [0.25, 0.1], [0.19, 0.1]])
    none, low, high = (np.full(4, state, np.int8) for state in (UNKNOWN, 0, 1))
    assert told(exceeds, SETTLING, none).state.tolist() == [1, 1, 0, 0]
    assert told(exceeds, SETTLING, low).state.tolist() == [0, 1, 0, 0]
    assert told(exceeds, SETTLING, high).state.tolist() == [1, 1, 1, 0]
    kept = told(exceeds, SETTLING, high)
    assert kept.probability[2] == pytest.approx(0.15)  # it is told how little speaks for it
    assert kept.worse[2] == pytest.approx(0.1)


def test_a_level_that_trembles_around_a_bound_does_not_flicker():
    rng = np.random.default_rng(1)
    around = 2 * USUAL * (1 + rng.normal(0, 0.008, 40))
    free, settled, before = [], [], None
    for level in around:
        free.append(weather(given([level], [0.0]), RULES).sky.state[0, 0])
        found = weather(given([level], [0.0]), RULES, before)
        settled.append(found.sky.state[0, 0])
        kept = np.where(np.arange(8) < 7, np.roll(found.sky.state, -1), UNKNOWN).astype(np.int8)
        kept[0, 0] = found.sky.state[0, 0]
        before = Before(kept, np.full((1, 8), UNKNOWN, np.int8))
    assert np.abs(np.diff(free)).sum() > 8
    assert np.abs(np.diff(settled)).sum() <= 1


def test_a_leap_is_told_at_once_whatever_was_told_before():
    sunny = Before(np.zeros((1, 8), np.int8), np.full((1, 8), UNKNOWN, np.int8))
    assert weather(given([6 * USUAL], [0.5]), RULES, sunny).sky.state[0, 0] == STORM


def test_rules_that_make_no_sense_are_refused():
    with pytest.raises(SeriesRefused, match="OUT_OF_RANGE"):
        SkyRules(RULES.table[::-1], RULES.ratios, 10, 0.1, SETTLING)
    with pytest.raises(SeriesRefused, match="OUT_OF_RANGE"):
        SkyRules(RULES.table, (2, 1.25, 4), 10, 0.1, SETTLING)
    with pytest.raises(SeriesRefused, match="OUT_OF_RANGE"):
        Settling(0.4, 0.7)


def test_all_probabilities_together_make_one():
    bands = np.array([[[0.9, 0.5, 0.2]]])
    trends = np.array([[0.2, 0.5, 0.3]])
    found = sky(bands, trends, RULES)
    # rain: high and not falling 0.3 × 0.8, very high and falling 0.2 × 0.2
    assert found.state[0, 0] == CLOUD
    assert found.worse[0, 0] == pytest.approx(0.3 * 0.8 + 0.2)
    # cloud: above and not falling 0.4 × 0.8, high and falling 0.3 × 0.2
    assert found.probability[0, 0] == pytest.approx(0.4 * 0.8 + 0.3 * 0.2)
    assert {SUN, VEIL, RAIN} == set(Sky) - {CLOUD, STORM}
