"""Occupied beds: exact small cases, and bands that hold on simulated hospitals."""

import numpy as np
import pytest
from scipy.special import ndtri

from argos.epidemiology.capacity.admissions import by_day, scores, week_totals
from argos.epidemiology.capacity.occupancy import (
    Chance,
    Present,
    chance,
    expected,
    lengths,
    none_of,
    paths,
    quantiles,
)
from argos.epidemiology.capacity.stays import Stays, of_late, remaining
from argos.epidemiology.forecasts import HUB_LEVELS
from argos.epidemiology.series import Floats

STAYS = Stays(8.0, 6.0, "made for the test")
EVEN = np.full(7, 1 / 7)


def test_constant_admissions_keep_their_number_times_the_mean_length() -> None:
    present = Present(5 * 8.0, np.full(100, 5.0))
    told = expected(present, np.full((1, 60), 5.0), STAYS)
    np.testing.assert_allclose(told.mean, 40, atol=1e-6)


def test_from_nobody_constant_admissions_come_to_it() -> None:
    told = expected(Present(0, np.zeros(100)), np.full((1, 90), 5.0), STAYS)
    assert told.mean[0, 0] == pytest.approx(5 * STAYS.survival(1)[0])
    assert told.mean[0, -1] == pytest.approx(40, abs=0.01)
    assert told.mean[0, 20] == pytest.approx(5 * STAYS.survival(21).sum())


def test_without_admissions_those_present_leave_as_they_stay() -> None:
    history = 10 * np.exp(np.arange(40) / 30)
    told = expected(Present(300, history), np.zeros((1, 28)), STAYS)
    np.testing.assert_allclose(told.mean[0], 300 * remaining(STAYS, history, 28)[0])
    drawn = paths(Present(300, history), np.zeros((15, 28)), STAYS, [1.0], none_of(15, 28))
    np.testing.assert_array_equal(drawn[0], np.rint(told.mean[0]))


def test_chance_is_that_of_people_who_leave_one_by_one() -> None:
    random, history = np.random.default_rng(3), np.full(80, 5.0)
    left = remaining(STAYS, history, 10)[0]
    alive = STAYS.survival(10)
    came = np.full((1, 10), 6.0)
    told = expected(Present(40, history), came, STAYS)
    simulated = random.binomial(40, left[-1], 20_000).astype(float)
    for day in range(10):
        simulated += random.binomial(6, alive[9 - day], 20_000)
    assert told.mean[0, -1] == pytest.approx(simulated.mean(), rel=0.01)
    assert told.variance[0, -1] == pytest.approx(simulated.var(), rel=0.04)


def test_more_admissions_or_longer_stays_fill_more_beds() -> None:
    present, noise = Present(40, np.full(60, 5.0)), none_of(15, 28)
    few, many = (paths(present, np.full((15, 28), x), STAYS, [1.0], noise) for x in (4.0, 6.0))
    longer = paths(present, np.full((15, 28), 4.0), STAYS, [1.3], noise)
    assert (many >= few).all()
    assert many[0, -1] > few[0, -1]
    assert (longer >= few).all()
    assert longer[0, -1] > few[0, -1]


def test_an_unknown_stock_stays_unknown() -> None:
    drawn = paths(Present(np.nan, np.ones(9)), np.ones((15, 7)), STAYS, [1.0], none_of(15, 7))
    assert np.isnan(quantiles(drawn, [0.1, 0.5, 0.9])).all()


def hospital(seed: int, days: int) -> tuple[Floats, Floats]:
    """Return stock and admissions of a hospital whose stays are longer than said."""
    random = np.random.default_rng(seed)
    walk = np.cumsum(random.normal(0, 0.15, days // 7 + 1))
    weekly = 70 * np.exp(walk - walk.mean())
    admissions = random.poisson(np.repeat(weekly / 7, 7)[:days]).astype(float)
    law = STAYS.scaled(1.2)
    came = np.repeat(np.arange(days), admissions.astype(int))
    length = random.gamma((law.mean / law.sd) ** 2, law.sd**2 / law.mean, came.size)
    gone = np.minimum((came + random.random(came.size) + length).astype(int), days)
    change = np.bincount(came, minlength=days + 1) - np.bincount(gone, minlength=days + 1)
    return np.cumsum(change[:days]).astype(float), admissions


def held(spread: Floats, seeds: int = 80) -> Floats:
    """Return the share of stocks in the bands of 90 % one, two and three weeks ahead."""
    days, origin, ahead = 154, 132, np.array([6, 13, 20])
    levels = [0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99]
    stocks, came = np.stack([hospital(seed, days) for seed in range(seeds)], axis=1)
    known, random, within = came[:, : origin + 1], np.random.default_rng(4), []
    late = of_late(STAYS, stocks[:, : origin + 1], known)
    for stock, past, mean, sd in zip(stocks, known, late.mean, late.sd, strict=True):
        last = past[-7:].sum()
        told = last * np.exp(spread[:, None] * ndtri(levels))
        admissions = by_day(week_totals(told, levels, scores(150, 3, random)), last, EVEN)
        present, factors = Present(stock[origin], past), lengths(mean, sd)
        drawn = paths(present, admissions, STAYS, factors, chance(150, 21, random))
        low, high = quantiles(drawn, [0.05, 0.95])[ahead].T
        then = stock[origin + 1 + ahead]
        within.append((low <= then) & (then <= high))
    return np.asarray(np.mean(within, axis=0))


def test_bands_hold_as_they_say() -> None:
    # A walk of 0.15 a week, and the chance of 70 admissions a week known and to come.
    shares = held(np.sqrt(0.15**2 * np.arange(1, 4) + 2 / 70))
    assert (shares > 0.84).all(), shares
    assert 0.88 <= shares.mean() <= 0.985, shares


def test_they_do_not_hold_where_admissions_are_taken_for_certain() -> None:
    assert held(np.full(3, 1e-6)).mean() < 0.75


def test_what_is_not_explained_adds_up_over_weeks() -> None:
    random, history = np.random.default_rng(6), np.full(90, 500.0)
    present, came = Present(4000, history), np.full((3000, 28), 500.0)
    drawn = chance(3000, 28, random)
    walk = Chance(np.zeros_like(drawn.leaving), drawn.walk)
    found = np.log(paths(present, came, STAYS, [1.0], walk, unexplained=0.05) / 4000)
    np.testing.assert_allclose(found[:, [6, 27]].std(0), [0.05, 0.1], rtol=0.05)
    still = paths(present, came, STAYS, [1.0], drawn, unexplained=0)
    assert 0 < np.log(still / 4000).std(0).max() < 0.02


def test_levels_are_those_of_the_forecast_hub_too() -> None:
    drawn = np.arange(101.0)[:, None]
    np.testing.assert_allclose(quantiles(drawn, list(HUB_LEVELS))[0], 100 * HUB_LEVELS)
