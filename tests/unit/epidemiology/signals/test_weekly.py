"""Weekly figures in whatever unit: what is said of them does not hang on it."""

import numpy as np
import pytest

from argos.epidemiology.series import Floats, SeriesRefused
from argos.epidemiology.signals.weekly import unit_of, weekly_evidence

WEEKS, START = 104, 60


def estimates(scale: float, series: int = 40) -> Floats:
    """Return estimates that are so many times counts of mean 30."""
    counts = np.random.default_rng(2).poisson(30.0, (series, WEEKS)).astype(float)
    return counts * scale


@pytest.mark.parametrize("scale", [0.02, 1.0, 900.0])
def test_the_unit_is_found_and_quiet_weeks_are_as_rare_as_they_say(scale: float) -> None:
    series = estimates(scale)
    assert np.median(unit_of(series)) == pytest.approx(scale, rel=0.3)
    up, down = weekly_evidence(series, start=START)
    for found in (up, down):
        assert (found.p_value < 0.01).mean() < 0.025
    np.testing.assert_allclose(up.week, series[:, START:])


@pytest.mark.parametrize(("times", "which"), [(2.0, 0), (0.4, 1)])
def test_a_change_is_seen_whatever_the_unit(times: float, which: int) -> None:
    for scale in (0.02, 900.0):
        series = estimates(scale, 1)
        series[0, 90:94] *= times
        found = weekly_evidence(series, start=START)
        assert np.nanmin(found[which].p_value[0, 30:34]) < 0.002
        assert np.nanmin(found[1 - which].p_value[0, 30:34]) > 0.2
        assert found[which].week_mean[0, 31] == pytest.approx(30 * scale, rel=0.2)


def test_a_constant_series_is_no_certainty_and_a_short_one_is_refused() -> None:
    flat = np.full((1, WEEKS), 50.0)
    flat[0, 90] = 51
    up, _ = weekly_evidence(flat, start=START)
    assert np.nanmin(up.p_value) > 0.01
    with pytest.raises(SeriesRefused, match="26"):
        weekly_evidence(flat, start=20)
