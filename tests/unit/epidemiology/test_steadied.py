"""Steadied nowcasts: by hand, nearer the truth, intervals that hold, and what is missing."""

from dataclasses import replace

import numpy as np
import pytest

from argos.epidemiology.nowcast import nowcast, quantiles
from argos.epidemiology.reporting import from_snapshots
from argos.epidemiology.series import Floats, SeriesRefused
from argos.epidemiology.steadied import Leaning, steadied, steadied_point

SHARES = np.array([0.5, 0.3, 0.15, 0.05])
NAN = np.nan
ALONE = Leaning(half=1.0, worth=10.0, recent=1e9, pooled=0.0, usual=0.0)


def seen(figures: Floats) -> Floats:
    """Return snapshots as far as they are known on the last date."""
    times, delays = figures.shape[1:]
    return np.where(np.arange(delays) > np.arange(times)[::-1, None], NAN, figures)


def simulated(
    level: float, series: int = 300, times: int = 60, batches: float = 0.0
) -> tuple[Floats, Floats]:
    """Return snapshots, and final figures; on some days nothing is sent before the day after."""
    generator = np.random.default_rng(2)
    cells = generator.poisson(level * SHARES, (series, times, 4)).astype(np.float64)
    late = generator.random((series, times)) < batches
    cells[late, 1] += cells[late, 0]
    cells[late, 0] = 0
    return seen(cells.cumsum(axis=2)), cells.sum(axis=2)


def errors(told: Floats, final: Floats) -> float:
    return float(np.nanmean(np.abs(told - final)[:, -1]))


def test_by_hand() -> None:
    known = np.array([[[4.0, 8.0], [4.0, 8.0], [4.0, 8.0], [2.0, NAN]]])
    level = (8 * (0.5 + 0.25 + 0.125) + 0.5) / (0.5 + 0.25 + 0.125)
    share = 0.5  # 12 of 24
    rate = (10 + 2) / (10 / level + 1 - share)
    found = steadied(known, ALONE)
    np.testing.assert_allclose(found.point, [[8, 8, 8, 2 + share * rate]])
    np.testing.assert_allclose(found.delay_pmf, [[0.5, 0.5]])


def test_without_worth_it_is_what_is_reported_over_its_share() -> None:
    known = np.array([[[4.0, 8.0], [4.0, 8.0], [4.0, 8.0], [2.0, NAN]]])
    found = steadied(known, replace(ALONE, worth=0.0))
    np.testing.assert_allclose(found.point[:, -1], 4.0)


@pytest.mark.parametrize(
    ("level", "batches", "better"), [(6.0, 0.0, 0.75), (6.0, 0.3, 0.55), (60.0, 0.0, 0.9)]
)
def test_it_is_nearer_than_the_ladder(level: float, batches: float, better: float) -> None:
    known, final = simulated(level, batches=batches)
    ladder = nowcast(from_snapshots(known)).point
    assert errors(steadied_point(known), final) < better * errors(ladder, final)


def test_where_many_come_it_follows_what_is_reported() -> None:
    known, final = simulated(3000.0, series=20)
    grown = np.concatenate([known[:, :-1], 1.5 * known[:, -1:]], axis=1)
    told = steadied_point(grown)[:, -1]
    np.testing.assert_allclose(told, 1.5 * final[:, -1], rtol=0.08)


@pytest.mark.parametrize("batches", [0.0, 0.3])
def test_intervals_hold_what_they_say(batches: float) -> None:
    known, final = simulated(12.0, batches=batches)
    low, high = np.moveaxis(quantiles(steadied(known), (0.05, 0.95))[:, -1], -1, 0)
    assert 0.86 < np.mean((low <= final[:, -1]) & (final[:, -1] <= high)) < 0.98


def test_full_dates_stay_as_they_are() -> None:
    known, final = simulated(20.0, series=5)
    np.testing.assert_allclose(steadied_point(known)[:, :-3], final[:, :-3])


def test_a_missing_date_is_not_a_level_of_zero_and_is_not_told() -> None:
    known, _ = simulated(20.0, series=5)
    whole = steadied_point(known)
    known[:, -3] = NAN
    found = steadied_point(known)
    assert np.isnan(found[:, -3]).all()
    np.testing.assert_allclose(found[:, -1], whole[:, -1], rtol=0.1)


def test_a_missing_snapshot_is_not_a_delay() -> None:
    known, _ = simulated(20.0, series=5)
    whole = steadied(known)
    known[:, 10:40, 0] = NAN
    found = steadied(known)
    np.testing.assert_allclose(found.point[:, :-3], whole.point[:, :-3])
    np.testing.assert_allclose(found.delay_pmf, whole.delay_pmf, atol=0.05)


def test_a_place_that_never_had_one_may_have_one() -> None:
    known, _ = simulated(6.0, series=2)
    known[1] = seen(np.zeros((1, 60, 4)))[0]
    found = steadied(known)
    assert 0 < found.to_come[1, -1] < 0.3
    assert quantiles(found, (0.999,))[1, -1, 0] >= 1


def test_a_series_with_few_cases_takes_the_delay_of_all() -> None:
    known, _ = simulated(50.0, series=4)
    known[0] = seen(np.full((1, 60, 4), [0.0, 0.0, 0.0, 0.05]))[0]
    found = steadied(known)
    np.testing.assert_allclose(found.delay_pmf[0], found.delay_pmf[1:].mean(0), atol=0.1)


def test_where_many_come_a_delay_that_grows_is_followed() -> None:
    generator = np.random.default_rng(3)
    slower = np.where(np.arange(60)[:, None] >= 45, [0.3, 0.5, 0.15, 0.05], SHARES)
    cells = generator.poisson(300 * slower, (40, 60, 4)).astype(np.float64)
    known, final = seen(cells.cumsum(axis=2)), cells.sum(axis=2)
    stays = steadied_point(known, Leaning(usual=1e9))
    assert errors(steadied_point(known), final) < 0.5 * errors(stays, final)


def test_what_cannot_be_is_refused() -> None:
    known, _ = simulated(20.0, series=1)
    refused = ({"half": 0}, {"worth": -1}, {"memory": 0}, {"pooled": -1}, {"recent": 0})
    for each in (*refused, {"usual": -1}):
        with pytest.raises(SeriesRefused):
            steadied(known, replace(ALONE, **each))
    with pytest.raises(SeriesRefused, match="6"):
        steadied_point(known[:, -5:])
