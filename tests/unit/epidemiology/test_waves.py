"""Waves are dated by a plain rule: above a fifth of the highest level, long enough, apart."""

from datetime import date, timedelta

import polars as pl

from argos.epidemiology.waves import Wave, waves

FIRST = date(2020, 3, 1)


def of(levels: list[float | None]) -> list[Wave]:
    """The waves of levels on consecutive days."""
    days = [FIRST + timedelta(days=n) for n in range(len(levels))]
    frame = pl.DataFrame({"date": days, "level": levels}, schema_overrides={"level": pl.Float64})
    return waves(frame)


def on(number: int) -> date:
    """The day of a number."""
    return FIRST + timedelta(days=number)


def test_two_waves_with_a_quiet_time_between() -> None:
    first, last = of([0.0] * 10 + [50.0] * 20 + [5.0] * 40 + [60.0] * 10 + [100.0] * 6 + [0.0] * 3)
    assert (first.start, first.end, first.peak, first.height) == (on(10), on(29), on(10), 50.0)
    assert (last.start, last.end, last.peak, last.height) == (on(70), on(85), on(80), 100.0)


def test_a_dip_does_not_end_a_wave_nor_does_a_gap() -> None:
    dip = [100.0] * 10 + [5.0] * 20 + [90.0] * 10
    assert [(w.start, w.end) for w in of(dip)] == [(on(0), on(39))]
    gap = [100.0] * 10 + [None] * 20 + [90.0] * 10
    assert [(w.start, w.end) for w in of(gap)] == [(on(0), on(39))]
    assert len(of([100.0] * 15 + [5.0] * 21 + [90.0] * 15)) == 2


def test_a_short_rise_is_no_wave() -> None:
    assert of([1.0] * 30 + [100.0] * 13 + [1.0] * 30) == []
    assert len(of([1.0] * 30 + [100.0] * 14 + [1.0] * 30)) == 1


def test_nothing_makes_no_wave() -> None:
    assert of([]) == of([None] * 30) == of([0.0] * 30) == []
