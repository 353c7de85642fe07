"""The past replayed: what each origin may know, what is scored, and who is left out."""

from collections.abc import Sequence
from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from argos.epidemiology.baseline import baseline_forecast
from argos.epidemiology.forecasting.ensemble import BASELINE, combined
from argos.epidemiology.forecasting.evaluation import Worth, bootstrap, worth
from argos.epidemiology.forecasting.known import Known, Model, depths
from argos.epidemiology.forecasting.leading import leading_growth
from argos.epidemiology.forecasting.rolling import (
    Replay,
    outcomes,
    replay,
    weekly_baseline,
    with_intervals,
)
from argos.epidemiology.forecasting.trend import pooled_trend
from argos.epidemiology.series import Floats, SeriesRefused

from .places import known_at, simulated

ORIGINS = list(range(70, 300, 3))
AHEAD = [7, 14]


def stale(known: Known, horizons: Sequence[int]) -> Floats:
    """Foretell the week of six weeks ago: it loses, however wide its intervals become."""
    return np.repeat(known.target[:, -49:-42].sum(1)[:, None], len(horizons), axis=1)


MODELS: dict[str, Model] = {"trend": pooled_trend, "leading": leading_growth, "bad": stale}


@cache
def past() -> Replay:
    return replay(known_at, ORIGINS, AHEAD, MODELS)


@cache
def scored() -> dict[tuple[str, str, str, int], Worth]:
    final = simulated()[0]
    groups = {"all": depths(past().parents) == 0, "places": depths(past().parents) == 1}
    late = np.array(ORIGINS) >= 120
    found = worth(
        outcomes(final, ORIGINS, AHEAD),
        with_intervals(past()),
        ORIGINS,
        AHEAD,
        groups,
        {"late": late, "last": np.array(ORIGINS) >= 250},
    )
    return {(w.model, w.group, w.period, w.horizon): w for w in found}


def test_every_model_is_scored_at_every_scale_and_horizon() -> None:
    assert len(scored()) == 5 * 2 * 2 * 2  # with the baseline and the ensemble
    baseline = scored()[BASELINE, "places", "late", 7]
    assert (baseline.relative, baseline.low, baseline.high) == (1, 1, 1)
    assert baseline.figures == 30 * sum(o >= 120 for o in ORIGINS)


def test_those_who_look_further_do_better_and_cover() -> None:
    leading, trend, bad = (scored()[m, "places", "late", 7] for m in ("leading", "trend", "bad"))
    assert leading.low <= leading.relative <= leading.high < 1
    assert leading.relative < trend.relative < 1 < bad.relative
    assert leading.cover_90 == pytest.approx(0.9, abs=0.04)
    assert leading.cover_50 == pytest.approx(0.5, abs=0.06)


def test_the_ensemble_leaves_out_who_loses_to_the_baseline() -> None:
    groups = depths(past().parents)
    came = past().came[:, :, 0]
    medians = {name: each[:, :, 0] for name, each in past().medians.items()}
    quantiles = {
        name: each.predicted.reshape(31, len(ORIGINS), 2, 23)[:, :, 0]
        for name, each in with_intervals(past()).items()
    }
    middle, weights = combined(medians, quantiles, came, ORIGINS, 7, groups)
    told = weights[:, :30].sum(0)
    assert ((told[:, 30:] > 0.5) & (told[:, 30:] < 1)).all()  # the rest is the baseline's
    np.testing.assert_allclose(weights[:, 0, 0], 1 / 3)  # nothing is known of anyone yet
    assert (weights[2, :30, 30:] == 0).all()
    assert (weights[1, :30, -1] > weights[0, :30, -1]).all()
    middle, _ = combined({"trend": medians["trend"]}, quantiles, came, ORIGINS, 7, groups)
    ends = np.sort([medians["trend"][:30, -1], quantiles[BASELINE][:30, -1, 11]], axis=0)
    assert ((middle[:30, -1] > ends[0] - 1e-9) & (middle[:30, -1] < ends[1] + 1e-9)).all()
    assert (np.abs(middle[:30, -1] - medians["trend"][:30, -1]) > 1e-6).any()
    only = {"bad": medians["bad"]}
    middle, weights = combined(only, quantiles, came, ORIGINS, 7, groups)
    assert (weights[:, 0, -1] == 0).all()
    np.testing.assert_allclose(middle[0, -1], quantiles[BASELINE][0, -1, 11])
    assert scored()["ensemble", "places", "late", 7].relative < 0.9


def test_the_future_changes_no_forecast() -> None:
    def changed(column: int) -> Known:
        known = known_at(column)
        if column <= 200:
            return known
        target = known.target.copy()
        target[:, 201:] = 10**5
        return replace(known, target=target)

    other = replay(changed, ORIGINS, AHEAD, MODELS)
    before = sum(o <= 200 for o in ORIGINS)
    first, second = with_intervals(past()), with_intervals(other)
    for name, each in first.items():
        ours = each.predicted.reshape(31, len(ORIGINS), -1)[:, :before]
        theirs = second[name].predicted.reshape(31, len(ORIGINS), -1)[:, :before]
        np.testing.assert_array_equal(ours, theirs)


def test_who_is_shown_the_future_is_refused() -> None:
    with pytest.raises(SeriesRefused):
        replay(lambda column: known_at(column + 1), ORIGINS, AHEAD, MODELS)
    with pytest.raises(SeriesRefused):
        replay(known_at, ORIGINS[::-1], AHEAD, MODELS)


def test_what_came_is_kept_as_it_was_first_known() -> None:
    def revised(column: int) -> Known:
        known = known_at(column)
        return replace(known, target=known.target + (column - 70))

    found = replay(revised, [70, 73, 79, 82], [7], {}).came[0, :, 0]
    final = simulated()[0][0]
    assert found[0] == final[71:78].sum() + 7 * 9  # first known at 79
    assert found[1] == final[74:81].sum() + 7 * 12  # at 82
    assert np.isnan(found[2:]).all()


def test_days_are_foretold_and_scored_as_days() -> None:
    found = replay(known_at, ORIGINS, [3, 10], {"leading": leading_growth}, days=True)
    final = simulated()[0]
    observed = outcomes(final, ORIGINS, [3, 10], width=1)
    known = np.array(ORIGINS) + 10 <= ORIGINS[-1]
    np.testing.assert_array_equal(found.came[:, known, 1], observed[:, 1::2][:, known])
    told = {
        w.model: w
        for w in worth(
            observed,
            with_intervals(found),
            ORIGINS,
            [3, 10],
            {"places": depths(found.parents) == 1},
            {"late": np.array(ORIGINS) >= 120},
        )
        if w.horizon == 10
    }
    assert told["leading"].relative < 0.9
    assert told["leading"].cover_90 == pytest.approx(0.9, abs=0.06)  # few turns, shared by all


def test_outcomes_are_sums_that_have_come() -> None:
    final = np.arange(20.0)[None]
    final[0, 10] = np.nan
    found = outcomes(final, [2, 4, 12, 17], [7], 7)
    np.testing.assert_array_equal(
        found, [[np.arange(3, 10).sum(), np.nan, np.arange(13, 20).sum(), np.nan]]
    )
    np.testing.assert_array_equal(outcomes(final, [2, 3], [7], 1), [[9, np.nan]])


def test_the_baseline_goes_by_whole_weeks() -> None:
    known = known_at(100)
    found = weekly_baseline(known, [1, 7, 10, 11, 14])
    weeks = known.target[:, -98:].reshape(31, 14, 7).sum(2)
    expected = baseline_forecast(weeks, 2, seed=0, draws=1000).predicted
    np.testing.assert_allclose(found, expected[:, [0, 0, 0, 1, 1]])


def test_the_bootstrap_is_wider_for_fewer_origins_and_silent_for_too_few() -> None:
    random = np.random.default_rng(1)
    theirs = random.gamma(2, 1, (1, 400))
    ours = theirs * random.gamma(2, 0.25, (1, 400))
    origins = 3 * np.arange(400)
    low, high = bootstrap(ours, theirs, origins, 1)
    fewer = bootstrap(ours[:, :60], theirs[:, :60], origins[:60], 1)
    assert low < ours.sum() / theirs.sum() < high
    assert fewer[1] - fewer[0] > high - low
    assert np.isnan(bootstrap(ours[:, :10], theirs[:, :10], origins[:10], 1)).all()
