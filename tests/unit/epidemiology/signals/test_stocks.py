"""Who is present: the change over weeks against the series' own, and jumps that no ward makes."""

import numpy as np
import pytest

from argos.epidemiology.series import Floats, SeriesRefused
from argos.epidemiology.signals.events import stretches
from argos.epidemiology.signals.stocks import stock_evidence, stock_faults
from tests.unit.epidemiology.signals.made import no_holiday

LENGTH, START, STAY = 300, 200, 10


def present(coming: Floats, seed: int = 1) -> Floats:
    """Return who is there when each day's stay lasts ten days on average."""
    rng = np.random.default_rng(seed)
    here = np.zeros(coming.shape)
    stay = np.full(coming.shape[0], coming[:, 0].mean() * STAY)
    for day in range(coming.shape[1]):
        stay = rng.binomial(stay.astype(int), 1 - 1 / STAY) + rng.poisson(coming[:, day])
        here[:, day] = stay
    return here


def quiet(level: float, series: int = 1, seed: int = 1) -> Floats:
    return present(np.full((series, LENGTH), level), seed)


def wave(times: float) -> Floats:
    coming = np.full((1, LENGTH), 8.0)
    coming[:, 240:270] *= times
    return present(coming)


def test_a_stock_that_only_wanders_is_as_rarely_unlikely_as_it_says() -> None:
    for falls in (False, True):
        found = stock_evidence(quiet(8, 80), no_holiday(LENGTH), start=START, falls=falls)
        assert (found.p_value < 0.01).mean() < 0.02
        assert (found.p_value < 0.001).mean() < 0.003


@pytest.mark.parametrize(("times", "falls"), [(2.5, False), (0.3, True)])
def test_a_wave_is_seen_in_its_own_direction_and_in_no_other(times: float, falls: bool) -> None:
    found = stock_evidence(wave(times), no_holiday(LENGTH), start=START, falls=falls)
    assert np.nanmin(found.p_value[0, 45:60]) < 0.001
    other = stock_evidence(wave(times), no_holiday(LENGTH), start=START, falls=not falls)
    assert np.nanmin(other.p_value[0, 45:60]) > 0.2


def test_a_week_is_compared_with_the_one_before_and_its_growth_adds_up() -> None:
    series = wave(2.5)
    found = stock_evidence(series, no_holiday(LENGTH), start=START)
    np.testing.assert_array_equal(found.week[0], series[0, START:])
    np.testing.assert_array_equal(found.week_mean[0], series[0, START - 7 : -7])
    [told] = [each for each in stretches(found, found.p_value) if each.first >= 38]
    last, first = (series[0, START + at - 6 : START + at + 1].mean() for at in (
        told.last, told.first - 1,
    ))  # fmt: skip
    assert told.excess / 7 == pytest.approx(last - first)


def test_holidays_and_missing_days_are_not_judged() -> None:
    series, off = quiet(8), no_holiday(LENGTH)
    off[250] = True
    series[0, 270] = np.nan
    found = stock_evidence(series, off, start=START)
    missing = np.flatnonzero(np.isnan(found.p_value[0])) + START
    assert missing.tolist() == [250, 257, 270, 277]


def test_a_part_of_a_ward_that_is_missing_is_a_jump_and_no_fall() -> None:
    series = quiet(20, 2)
    series[0, 250:] = np.round(series[0, 250:] * 0.6)
    series[1, 260:263] = np.round(series[1, 260:263] * 0.5)
    found = stock_faults(series, no_holiday(LENGTH), start=START)
    told = [(each.kind, each.row, each.first, each.last) for each in found]
    assert told == [("level-shift", 0, 250, 250), ("reversal", 1, 260, 263)]
    assert found[0].size == pytest.approx(0.6, abs=0.08)
    assert not stock_faults(quiet(20, 20), no_holiday(LENGTH), start=START)


def test_a_wave_is_no_jump() -> None:
    growing = np.round(20 * 1.15 ** np.arange(40))[None]
    series = np.hstack([np.full((1, 160), 20.0), growing])
    assert not stock_faults(series, no_holiday(200), start=100)


def test_too_short_a_past_is_refused() -> None:
    with pytest.raises(SeriesRefused, match="77"):
        stock_evidence(quiet(8)[:, :60], no_holiday(60), start=50)
