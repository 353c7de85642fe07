"""Faults of feeds are told, each by its kind, and silence the epidemic's evidence."""

import numpy as np
import pytest

from argos.epidemiology.series import Flags, Floats
from argos.epidemiology.signals.faults import (
    Fault,
    break_of,
    coding_faults,
    reversal_faults,
    revision_faults,
    shift_faults,
    silenced,
    volume_faults,
)
from tests.unit.epidemiology.signals.made import DAYS, days, no_holiday, quiet

START = 100


def volumes(activity: Floats, holiday: Flags | None = None, lag: int = 0) -> list[Fault]:
    off = no_holiday() if holiday is None else holiday
    return volume_faults(activity, days(), off, start=START, lag=lag)


def told(found: list[Fault]) -> list[tuple[str, int, int]]:
    return [(each.kind, each.first, each.last) for each in found]


def test_ordinary_days_are_no_fault() -> None:
    assert not volumes(quiet(80, 20))
    assert not reversal_faults(quiet(80, 20), days(), no_holiday(), start=START)
    assert not shift_faults(quiet(80, 20), no_holiday(), start=START)


@pytest.mark.parametrize(("times", "kind"), [(0.2, "collapse"), (2.0, "doubling"), (0.0, None)])
def test_a_day_of_another_volume_is_told(times: float, kind: str | None) -> None:
    activity = quiet(80)
    activity[0, 150] *= times
    found = volumes(activity)
    assert told(found) == ([(kind, 150, 150)] if kind else [])  # one empty day is not silence yet
    if kind:
        assert found[0].size == pytest.approx(times, rel=0.3)


def test_a_source_without_figures_is_silent_after_more_than_two_days() -> None:
    activity = quiet(80)
    activity[0, 195:] = np.nan
    assert told(volumes(activity)) == [("silent", 195, 199)]
    assert not volumes(activity, lag=4)
    ended = quiet(80)
    ended[0, 50:] = np.nan
    assert not volumes(ended)  # it was told then


def test_an_epidemic_that_grows_is_no_doubling() -> None:
    activity = quiet(80)
    activity[0, 150:180] *= np.exp(0.1 * np.arange(30))
    assert not volumes(activity)


def test_a_holiday_is_no_collapse() -> None:
    activity, off = quiet(80), no_holiday()
    activity[0, 150], off[150] = 5, True
    assert not volumes(activity, off)


def test_a_lasting_half_is_a_shift_of_level() -> None:
    activity = quiet(80)
    activity[0, 150:] = np.round(activity[0, 150:] * 0.5)
    [found] = shift_faults(activity, no_holiday(), start=START)
    assert (found.kind, found.first) == ("level-shift", 150)
    assert found.size == pytest.approx(0.5, abs=0.1)


def test_a_jump_and_its_mirror_are_one_fault() -> None:
    deaths = quiet(20)
    deaths[0, 150] += 400
    deaths[0, 153] -= 380
    [found] = reversal_faults(deaths, days(), no_holiday(), start=START)
    assert (found.kind, found.first, found.last) == ("reversal", 150, 153)
    off = no_holiday()
    off[153] = True  # it was taken back on Ascension Day
    assert reversal_faults(deaths, days(), off, start=START) == [found]
    deaths[0, 153] = 20
    assert not reversal_faults(deaths, days(), off, start=START)


def test_a_day_below_zero_is_a_revision() -> None:
    cases = quiet(80)
    assert not revision_faults(cases, start=START)
    cases[0, 150], cases[0, 151] = -766, np.nan
    [found] = revision_faults(cases, start=START)
    assert (found.kind, found.first, found.last, found.size) == ("revision", 150, 150, -766)
    assert not revision_faults(cases, start=151)


def test_visits_that_are_no_longer_coded_are_told() -> None:
    total = quiet(100)
    coded = np.round(total * 0.9)
    assert not coding_faults(coded, total, start=START)
    coded[0, 180:] = np.round(total[0, 180:] * 0.5)
    [found] = coding_faults(coded, total, start=START)
    assert 180 <= found.first <= 184
    assert found.last == DAYS - 1
    assert found.usual == pytest.approx(0.9, abs=0.02)
    assert coding_faults(np.round(total * 0.6), total, start=START, least=0.75)


def test_what_a_fault_touches_says_nothing_while_sums_hold_it() -> None:
    p = np.full((3, 30), 0.001)
    fault = Fault("doubling", 0, 110, 111, 2.0, 80.0)
    left = silenced(p, START, [fault], [np.array([0, 2])])
    assert np.isnan(left[[0, 2], 10:18]).all()
    assert not np.isnan(left[[0, 2], 18:]).any()
    assert not np.isnan(left[1]).any()
    assert not np.isnan(p).any()


def test_a_volume_that_stays_low_is_one_fault_while_it_lasts() -> None:
    activity = quiet(90)
    activity[0, 150:162] = np.round(activity[0, 150:162] * 0.4)
    [fault] = volumes(activity)
    assert (fault.kind, fault.first) == ("collapse", 150)
    assert fault.last >= 159


def test_a_break_is_told_from_a_wave_that_recedes() -> None:
    series = quiet(20)[0]
    broken, recedes = series.copy(), series.copy()
    broken[150:] = np.round(broken[150:] * 0.3)
    recedes[150:170] = np.round(recedes[150:170] * np.linspace(1, 0.1, 20))
    found = break_of(broken, days(), no_holiday(), 146, 156)
    assert found is not None
    assert 148 <= found.first <= 151
    assert break_of(recedes, days(), no_holiday(), 146, 170) is None
    assert break_of(series, days(), no_holiday(), 100, 190) is None
