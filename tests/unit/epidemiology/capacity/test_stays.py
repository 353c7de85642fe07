"""Lengths of stay: what they add up to, who remains, and what stocks say of them."""

import numpy as np
import pytest
from scipy.stats import gamma

from argos.epidemiology.capacity.stays import BELIEF, LEAST, NOISE, Stays, of_late, remaining
from argos.epidemiology.series import Floats, SeriesRefused

STAYS = Stays(8.0, 6.0, "made for the test")


def test_survival_adds_up_to_the_mean_and_follows_the_gamma_law() -> None:
    alive = STAYS.survival(400)
    assert alive.sum() == pytest.approx(8.0, abs=1e-9)
    law = gamma((8 / 6) ** 2, scale=36 / 8)
    within = np.linspace(3, 4, 1001)
    assert alive[3] == pytest.approx(np.trapezoid(law.sf(within), within), abs=1e-6)
    assert (np.diff(alive[:100]) < 0).all()
    np.testing.assert_allclose(STAYS.gone_on(5, 2), [alive[5:].sum(), alive[6:].sum()], atol=1e-9)


def test_without_a_history_the_residual_life_is_the_stationary_one() -> None:
    alive = STAYS.survival(400)
    unknown = remaining(STAYS, [np.nan], 10)[0]
    constant = remaining(STAYS, np.full(50, 3.0), 10)[0]
    exact = [alive[day:].sum() / alive.sum() for day in range(1, 11)]
    np.testing.assert_allclose(unknown, exact, atol=1e-9)
    np.testing.assert_allclose(constant, exact, atol=1e-9)


def test_who_came_today_stays_longer_than_who_came_long_ago() -> None:
    lately, before = np.zeros((2, 60))
    lately[-1], before[-20] = 5, 5
    both = remaining(STAYS, [lately, before], 6)
    alive = STAYS.survival(60)
    np.testing.assert_allclose(both[0], alive[1:7] / alive[0])
    np.testing.assert_allclose(both[1], alive[20:26] / alive[19])
    assert (both[0] > both[1]).all()


def test_a_missing_day_is_as_those_around_it_not_without_admissions() -> None:
    history = np.repeat([2.0, 6.0], 30)
    holed = history.copy()
    holed[[-1, -4, -5, 3]] = np.nan
    told = remaining(STAYS, [history, holed, np.nan_to_num(holed)], 5)[:, -1]
    assert told[1] == pytest.approx(told[0])
    assert told[2] < told[0] - 0.01


def stocks(stays: Stays, admissions: Floats) -> Floats:
    alive = stays.survival(admissions.size)
    return np.convolve(admissions, alive)[: admissions.size]


@pytest.mark.parametrize("factor", [0.7, 1.0, 1.4])
def test_stocks_tell_how_long_people_stay_of_late(factor: float) -> None:
    admissions = 400 * np.exp(np.sin(np.arange(200) / 20))
    stock = stocks(STAYS.scaled(factor), admissions)
    late = of_late(STAYS, stock, admissions)
    assert np.exp(late.mean[0]) == pytest.approx(factor, rel=0.08)
    assert late.sd[0] < 0.12
    assert late.unexplained[0] < NOISE  # all of it is explained


def test_what_nothing_explains_is_measured() -> None:
    random, admissions = np.random.default_rng(5), np.full((200, 200), 400.0)
    walk = 0.05 / np.sqrt(7) * random.standard_normal((200, 200)).cumsum(1)
    late = of_late(STAYS, stocks(STAYS, admissions[0]) * np.exp(walk), admissions)
    assert 0.05 < np.sqrt(np.mean(late.unexplained**2)) < 0.09  # of a walk, part returns as well
    alone = of_late(STAYS, stocks(STAYS, admissions[0]), admissions[0])
    assert LEAST <= alone.unexplained[0] < late.unexplained.mean() - 0.01


def test_where_no_stock_is_known_the_setting_stands_alone() -> None:
    for days in (60, 3):
        late = of_late(STAYS, np.full(days, np.nan), np.full(days, 3.0))
        assert abs(late.mean[0]) < 1e-9
        assert late.sd[0] == pytest.approx(BELIEF, rel=0.05)
        assert late.unexplained[0] == pytest.approx(NOISE)


def test_few_beds_teach_little() -> None:
    admissions = np.full(120, 0.3)
    stock = np.rint(stocks(STAYS.scaled(1.4), admissions))
    late = of_late(STAYS, stock, admissions)
    assert 0 < late.mean[0] < np.log(1.4)
    assert late.sd[0] > 0.1


def test_a_small_place_leans_on_the_one_that_contains_it() -> None:
    large, small = np.full(150, 300.0), np.full(150, 0.3)
    stock = np.stack([stocks(STAYS.scaled(1.4), large), np.rint(stocks(STAYS, small))])
    alone = of_late(STAYS, stock, [large, small]).mean
    leaning = of_late(STAYS, stock, [large, small], [0, 0]).mean
    assert leaning[0] == pytest.approx(alone[0])
    assert np.exp(leaning[0]) == pytest.approx(1.4, rel=0.08)
    assert alone[1] < 0.1 < 0.2 < leaning[1] < leaning[0]


def test_a_length_without_source_is_refused() -> None:
    with pytest.raises(SeriesRefused):
        Stays(8, 6, " ")
    with pytest.raises(SeriesRefused):
        Stays(8, 0, "a study")
