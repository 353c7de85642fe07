"""A stretch opens by persistence, goes on through holes, and is over after a week."""

from types import MappingProxyType

import numpy as np
import pytest

from argos.epidemiology.signals.combine import Evidence
from argos.epidemiology.signals.events import Rules, Stretch, false_share, stretches

NONE = 0.5


def given(*rows: list[float]) -> Evidence:
    p = np.array(rows)
    ones = np.ones_like(p)
    return Evidence(0, p, MappingProxyType({}), 3 * ones, ones, ones, 21 * ones, 7 * ones)


def found(*rows: list[float]) -> list[Stretch]:
    evidence = given(*rows)
    return stretches(evidence, false_share(evidence.p_value, np.arange(len(rows))))


def test_one_unlikely_day_is_chance_and_two_of_three_are_not() -> None:
    assert not found([NONE, 0.004, NONE, NONE, NONE, NONE])
    [told] = found([NONE, 0.004, NONE, 0.004, NONE, NONE])
    assert (told.first, told.opened, told.last) == (1, 3, 3)
    assert told.excess == 6  # three days, two above what was expected on each


def test_one_very_unlikely_day_is_enough() -> None:
    [told] = found([NONE, 0.0001, NONE, NONE])
    assert (told.first, told.last, told.over) == (1, 1, False)


def test_a_holiday_is_passed_over() -> None:
    [told] = found([0.004, np.nan, 0.004, NONE])
    assert (told.first, told.opened) == (0, 2)


def test_a_stretch_is_over_after_a_week_without_evidence() -> None:
    quiet = [NONE] * 8
    [told] = found([0.0001, *quiet])
    assert told.over
    first, second = found([0.0001, *quiet, 0.0001])
    assert (first.last, second.first) == (0, 9)
    [one] = found([0.0001, *quiet[:6], 0.03, NONE])
    assert (one.last, one.over) == (7, False)


def test_a_day_missing_at_the_end_leaves_the_last_whole_week() -> None:
    evidence = given([0.0001] * 9)
    evidence.week[0, 7:] = np.nan
    evidence.week[0, 6] = 20
    [told] = stretches(evidence, evidence.p_value)
    assert (told.last, told.week, told.week_mean) == (8, 20, 7)
    evidence.week[:] = np.nan
    evidence.counts[0, 5] = np.nan
    [told] = stretches(evidence, evidence.p_value)
    assert (told.week, told.week_mean) == (18, 6)  # six days of seven, three where one was expected


def test_weak_evidence_long_before_is_no_beginning() -> None:
    [told] = found([0.04, NONE, NONE, NONE, NONE, NONE, 0.03, 0.0001])
    assert told.first == 6


def test_among_many_places_more_is_asked() -> None:
    p = np.full((100, 3), NONE)
    p[0] = [NONE, 0.004, 0.004]
    alone, among = false_share(p, np.arange(100)), false_share(p, np.zeros(100, dtype=int))
    evidence = given(*p.tolist())
    assert len(stretches(evidence, alone)) == 1
    assert not stretches(evidence, among)


def test_the_share_of_false_alarms_is_benjamini_and_hochbergs() -> None:
    p = np.array([[0.01], [0.04], [0.03], [np.nan], [0.5]])
    share = false_share(p, np.zeros(5, dtype=int))[:, 0]
    np.testing.assert_allclose(share[[0, 1, 2, 4]], [0.04, 0.16 / 3, 0.16 / 3, 0.5])
    assert np.isnan(share[3])


@pytest.mark.parametrize(("at_once", "count"), [(0.001, 1), (0.00001, 0)])
def test_rules_are_settings(at_once: float, count: int) -> None:
    evidence = given([0.0001, NONE])
    share = false_share(evidence.p_value, np.array([0]))
    assert len(stretches(evidence, share, Rules(at_once=at_once))) == count
