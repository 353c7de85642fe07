"""A ratio that has moved is told before anything is deduced from it."""

import numpy as np
import pytest

from argos.epidemiology.series import SeriesRefused
from argos.epidemiology.signals.ratio import ratio_drift

DAYS, LEAD = 200, 6


def followed(ratio: float, moved_to: float, seed: int = 1) -> tuple[np.ndarray, np.ndarray]:  # type: ignore[type-arg]
    rng = np.random.default_rng(seed)
    leading = rng.poisson(20 + 10 * np.sin(np.arange(DAYS) / 20)).astype(float)
    share = np.where(np.arange(DAYS) < DAYS - 28, ratio, moved_to)
    following = np.full(DAYS, np.nan)
    following[LEAD:] = rng.poisson(share[LEAD:] * leading[:-LEAD])
    return leading, following


def test_the_drift_of_september_2020_is_seen() -> None:
    drift = ratio_drift(*followed(0.76, 0.16), lead=LEAD)
    assert drift.drifted[0, -1]
    assert drift.latest[0, -1] == pytest.approx(0.16, abs=0.05)
    assert drift.earlier[0, -1] == pytest.approx(0.76, abs=0.05)
    assert drift.low[0, -1] < 0.16 < drift.high[0, -1]


def test_a_ratio_that_stays_is_not_said_to_drift() -> None:
    said = [ratio_drift(*followed(0.5, 0.5, seed), lead=LEAD).drifted[0, -1] for seed in range(40)]
    assert sum(said) <= 1


def test_the_lead_is_accounted_for() -> None:
    t = np.arange(DAYS)
    leading = np.round(20 * np.exp(0.03 * t))
    following = np.concatenate([np.full(LEAD, np.nan), 0.5 * leading[:-LEAD]])
    assert ratio_drift(leading, following, lead=LEAD).latest[0, -1] == pytest.approx(0.5)
    assert ratio_drift(leading, following, lead=0).latest[0, -1] < 0.45


def test_too_few_cases_say_nothing() -> None:
    leading, following = followed(0.5, 0.5)
    few = ratio_drift(leading / 80, following, lead=LEAD)
    assert np.isnan(few.latest[0, -1])
    assert not few.drifted.any()


def test_other_shapes_and_short_series_are_refused() -> None:
    with pytest.raises(SeriesRefused):
        ratio_drift(np.ones(100), np.ones(99), lead=3)
    with pytest.raises(SeriesRefused, match="90"):
        ratio_drift(np.ones(50), np.ones(50), lead=6)
