"""Farrington's thresholds: what a baseline is, what is missing, what is unusual."""

import dataclasses

import numpy as np
import pytest

from argos.epidemiology.detection import baseline, farrington, quasipoisson
from argos.epidemiology.detection.farrington import Settings
from argos.epidemiology.detection.points import Design, Figures
from argos.epidemiology.series import SeriesRefused

SHORT = Settings(frequency=12, years=3, half_window=1, left_out=1)
NOUFAILY = Settings(levels=10, left_out=26, trend_p=1.0, threshold="nbPlugin", alpha=0.005)


def counts(series=4, weeks=330, mean=12.0, seed=3):
    return np.random.default_rng(seed).poisson(mean, (series, weeks)).astype(float)


def same(one, other, **of):
    for field in dataclasses.fields(one):
        left, right = getattr(one, field.name), getattr(other, field.name)
        np.testing.assert_allclose(left, right, rtol=1e-9, atol=1e-12, err_msg=field.name, **of)


@pytest.mark.parametrize("settings", [Settings(), NOUFAILY, Settings(reweight=False, trend=False)])
def test_many_series_are_each_alone(settings):
    series = counts()
    series[1] *= np.linspace(1, 4, 330)
    series[2] = 0
    series[3, 60:75] = np.nan
    together = farrington.detect(series, settings)
    for row in range(4):
        alone = farrington.detect(series[row], settings)
        picked = {
            f.name: getattr(together, f.name)[row : row + 1] for f in dataclasses.fields(together)
        }
        same(alone, dataclasses.replace(alone, **picked))


def test_an_outbreak_is_seen_and_a_constant_expected():
    series = np.full(280, 9.0)
    series[-1] = 40
    found = farrington.detect(series)
    assert found.expected[0, -1] == pytest.approx(9)
    assert found.alarm[0, -1]
    assert not found.alarm[0, :-1].any()
    assert found.score[0, -1] > 1
    assert found.p_value[0, -1] < 1e-6


def test_a_past_outbreak_is_weighted_down():
    series = counts(1)
    series[0, 329 - 104] = 100
    plain = farrington.detect(series, Settings(reweight=False, trend=False)).upper[0, -1]
    assert farrington.detect(series, Settings(trend=False)).upper[0, -1] < 0.8 * plain


def test_a_trend_is_followed():
    series = np.round(5 * np.exp(np.arange(320) / 200))
    found = farrington.detect(series[::-1])
    assert found.trend[0, -1] == pytest.approx(-1 / 200, rel=0.05)
    assert np.isnan(farrington.detect(series[::-1], Settings(trend=False)).trend).all()
    assert np.isnan(farrington.detect(series).trend[0, -1])  # would foretell more than was seen


def test_missing_weeks_of_the_baseline_are_left_out():
    series = np.full(280, 9.0)
    series[279 - 52] = np.nan
    assert farrington.detect(series).expected[0, -1] == pytest.approx(9)
    series[:] = np.nan
    assert np.isnan(farrington.detect(series).expected).all()


def test_a_missing_week_has_a_bound_but_no_verdict():
    series = np.full(280, 9.0)
    series[-1] = np.nan
    found = farrington.detect(series)
    assert found.upper[0, -1] > 9
    assert np.isnan(found.score[0, -1])
    assert np.isnan(found.p_value[0, -1])
    assert not found.alarm[0, -1]
    discrete = farrington.detect(series, dataclasses.replace(NOUFAILY, levels=1))
    assert np.isnan(discrete.p_value[0, -1])


def test_missing_weeks_do_not_make_enough_cases():
    series = np.zeros(280)
    series[-1] = 4
    assert not farrington.detect(series).alarm[0, -1]
    assert farrington.detect(series, Settings(fewest_cases=4)).alarm[0, -1]
    series[-4:-1] = np.nan
    assert not farrington.detect(series).enough[0, -1]


def test_short_series_are_refused_with_the_length_needed():
    with pytest.raises(SeriesRefused, match="264"):
        farrington.detect(np.ones(263))
    one = farrington.detect(np.ones(264))
    assert np.isfinite(one.upper).sum() == 1
    assert np.isfinite(farrington.detect(np.ones(38), SHORT).upper).sum() == 1


def test_negative_counts_are_refused():
    with pytest.raises(SeriesRefused, match="NEGATIVE_COUNT"):
        farrington.detect(np.full(300, -1.0))


def test_the_baseline_has_its_windows_and_seasons():
    offsets, level = baseline.seasons((0, 12, 24), 1, 1, 1)
    assert offsets.tolist() == [-25, -24, -23, -13, -12, -11]
    assert set(level) == {1}
    offsets, level = baseline.seasons((0, 12, 24), 1, 3, 4)
    assert offsets.tolist() == list(range(-25, -4))
    assert level.tolist()[:12] == [3, 3, 3, 1, 1, 1, 1, 1, 2, 2, 2, 2]


def test_dates_follow_years_of_53_weeks():
    days = np.datetime64("2004-01-05") + 7 * np.arange(320)
    groups = baseline.by_references(320, 5, 52, 3, days)
    week = 300
    (ago,) = [references for references, weeks in groups.items() if week in weeks]
    for year, weeks in enumerate(ago):
        then, now = (days[week - weeks] - np.datetime64("1970-01-01"), days[week])
        same_date = now.astype("datetime64[Y]") - year
        wanted = same_date.astype("datetime64[D]") + (now - now.astype("datetime64[Y]"))
        assert abs((days[week - weeks] - wanted).astype(int)) <= 3, then
    with pytest.raises(SeriesRefused, match="DATES_NOT_WEEKLY"):
        baseline.by_references(320, 5, 52, 3, np.delete(days, 7))


def test_regressions_agree_with_their_score_equations():
    rng = np.random.default_rng(1)
    time = np.linspace(-1, 1, 30)
    design = Design(np.array([12, 18]), time)
    season = np.repeat([[1.0, 0.0], [0.0, 1.0]], [12, 18], axis=0)
    columns = np.column_stack([season, time])
    y, w = rng.poisson(5, (6, 30)).astype(float), rng.uniform(0.2, 2, (6, 30))
    fitted = quasipoisson.fit(Figures.of(y), w, design)
    assert fitted.converged.all()
    np.testing.assert_allclose((w * (y - fitted.fitted)) @ columns, 0, atol=1e-5)
    np.testing.assert_allclose(quasipoisson.leverage(fitted, design).sum(axis=1), 3, rtol=1e-9)
    gram = np.einsum("rp,pc,pd->rcd", fitted.working, columns, columns)
    diagonal = np.einsum("rcc->rc", np.linalg.inv(gram))
    np.testing.assert_allclose(fitted.variance, diagonal, rtol=1e-9)
    np.testing.assert_allclose(np.log(fitted.fitted), fitted.coefficients @ columns.T, rtol=1e-9)
