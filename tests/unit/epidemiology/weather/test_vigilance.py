"""The vigilance: each level at its very threshold, several measures, days ahead."""

import numpy as np
import pytest

from argos.epidemiology.weather.measures import BySeasons, Figure, ToNorm
from argos.epidemiology.weather.states import UNKNOWN, Vigilance
from argos.epidemiology.weather.weather import weather
from tests.unit.epidemiology.weather.made import RULES, USUAL, forecast, given

GREEN, YELLOW, ORANGE, RED = Vigilance
NAN = float("nan")


def told(value: list[float], thresholds: tuple[float, float, float], **more: object):
    measure = Figure(np.array(value), thresholds, **more)  # type: ignore[arg-type]
    return weather(given([USUAL] * len(value), [0.0] * len(value), measures=[measure]), RULES)


@pytest.mark.parametrize(
    ("value", "expected"),
    [(0, GREEN), (49.99, GREEN), (50, YELLOW), (149.9, YELLOW), (150, ORANGE), (249, ORANGE),
     (250, RED), (9_999, RED), (NAN, UNKNOWN)],
)  # fmt: skip
def test_a_level_is_reached_at_its_very_threshold(value: float, expected: int):
    found = told([value], (50, 150, 250))
    assert found.vigilance.told.state[0, 0] == expected


def test_a_text_without_yellow_goes_from_green_to_orange():
    found = told([59.9, 60.0, 80.0], (NAN, 60, 80))
    assert found.vigilance.told.state[:, 0].tolist() == [GREEN, ORANGE, RED]


def test_days_ahead_without_a_forecast_are_unknown_not_green():
    found = told([70.0], (NAN, 60, 80))
    assert (found.vigilance.told.state[0, 1:] == UNKNOWN).all()


def test_a_measure_that_goes_with_the_level_rises_with_its_forecast():
    measure = Figure(np.array([40.0]), (50, 150, 250), with_level=True)
    found = weather(given([USUAL], [0.2], to=[2 * USUAL], measures=[measure]), RULES)
    assert found.judged[0].value[0, 7] == pytest.approx(80, rel=0.01)
    assert found.vigilance.told.state[0, 0] == GREEN
    assert found.vigilance.told.state[0, 7] == YELLOW
    assert found.vigilance.told.probability[0, 7] > 0.95


def test_a_measure_with_forecasts_of_its_own_follows_them():
    measure = Figure(np.array([55.0]), (NAN, 60, 80), forecast=forecast([70.0], 0.1))
    found = weather(given([USUAL], [0.0], measures=[measure]), RULES)
    assert found.vigilance.told.state[0, [0, 7]].tolist() == [GREEN, ORANGE]
    assert 0.7 < found.vigilance.told.probability[0, 7] < 1
    assert found.vigilance.told.worse[0, 7] < 0.15


def test_the_worst_of_several_measures_decides_and_is_named():
    low = Figure(np.array([1.0, 7.0, NAN]), (NAN, 6, 10))
    high = Figure(np.array([85.0, NAN, NAN]), (NAN, 60, 80))
    found = weather(given([USUAL] * 3, [0.0] * 3, measures=[low, high]), RULES)
    assert found.vigilance.told.state[:, 0].tolist() == [RED, ORANGE, UNKNOWN]
    assert found.vigilance.by[:, 0].tolist() == [1, 0, -1]
    calm = Figure(np.array([NAN, NAN, 1.0]), (NAN, 6, 10))
    low = Figure(np.array([1.0, NAN, NAN]), (NAN, 60, 80))
    green = weather(given([USUAL] * 3, [0.0] * 3, measures=[calm, low]), RULES).vigilance
    assert green.told.state[:, 0].tolist() == [GREEN, UNKNOWN, GREEN]
    assert green.by[:, 0].tolist() == [1, -1, 0]  # what is unknown is never named


def test_the_level_beside_its_norm_has_levels_where_no_text_speaks():
    measure = ToNorm((2, 4, NAN))
    found = weather(given([USUAL, 3 * USUAL, 6 * USUAL], [0.0] * 3, measures=[measure]), RULES)
    assert found.vigilance.told.state[:, 0].tolist() == [GREEN, YELLOW, ORANGE]
    assert found.judged[0].value[1, 0] == pytest.approx(3, rel=0.02)


def test_past_seasons_give_levels_only_where_they_are_known():
    known = given([USUAL], [0.0], measures=[BySeasons()])
    assert weather(known, RULES).vigilance.told.state[0, 0] == UNKNOWN
    known.norm.seasons[0] = [500, 900, 1_500, 2_500]
    assert weather(known, RULES).vigilance.told.state[0, 0] == YELLOW
    known.norm.seasons[0] = [100, 200, 500, 2_500]
    assert weather(known, RULES).vigilance.told.state[0, 0] == ORANGE
    known.norm.seasons[0] = [100, 200, 500, 900]
    assert weather(known, RULES).vigilance.told.state[0, 0] == RED
    known.norm.seasons[0] = [1_500, 2_000, 2_500, 3_000]
    assert weather(known, RULES).vigilance.told.state[0, 0] == GREEN
