"""Hidden days are taken for what the released figures say of them, and for no more."""

import numpy as np
import pytest
from scipy.stats import poisson

from argos.epidemiology.series import Floats
from argos.publish.modelled.known.hidden import (
    HIDDEN,
    MIDDLE,
    TAKEN,
    estimated,
    estimated_stock,
    under_11,
)

GONE = np.nan
MONDAY, THURSDAY = 0, 3


def days(*weeks: tuple[float, ...]) -> Floats:
    return np.array([sum(weeks, ())])


def sundays(figures: Floats, *values: float, weekday: int = MONDAY) -> Floats:
    """Return the figures of weeks, each on its Sunday."""
    found = np.full(figures.shape, GONE)
    found[0, 6 - weekday :: 7][: len(values)] = values
    return found


def test_hidden_days_share_what_the_shown_ones_leave_of_the_week() -> None:
    figures = days((20, HIDDEN, 15, HIDDEN, HIDDEN, HIDDEN, HIDDEN))
    found = estimated(figures, sundays(figures, 60), MONDAY)[0]
    assert found[[0, 2]].tolist() == [20, 15]
    assert found.sum() == 60
    assert found[[1, 3, 4, 5, 6]].tolist() == [5] * 5


def test_they_are_whole_numbers_spread_evenly() -> None:
    figures = days((HIDDEN,) * 7)
    found = estimated(figures, sundays(figures, 45), MONDAY)[0]
    assert sorted(found.tolist()) == [6, 6, 6, 6, 7, 7, 7]
    assert np.abs(np.diff(found)).max() == 1


def test_none_is_over_10_nor_under_0_however_figures_are_rounded() -> None:
    high, low = days((HIDDEN,) + (15.0,) * 6), days((HIDDEN,) * 2 + (20.0,) * 5)
    assert estimated(high, sundays(high, 110), MONDAY)[0, 0] == 10
    assert estimated(low, sundays(low, 95), MONDAY)[0, :2].tolist() == [0, 0]


def test_of_a_hidden_week_five_are_told() -> None:
    figures = days((HIDDEN,) * 7)
    found = estimated(figures, sundays(figures, HIDDEN), MONDAY)[0]
    assert found.sum() == MIDDLE
    assert found.max() == 1


def test_in_a_week_that_goes_on_hidden_days_are_as_the_weeks_before_unless_over_10() -> None:
    figures = days((HIDDEN,) * 7, (HIDDEN,) * 7, (HIDDEN, HIDDEN, 20))
    found = estimated(figures, sundays(figures, 30, 40), MONDAY)[0, 14:]
    assert found.tolist() == [5, 5, 20]  # 35 a week, and the rare days over 10 were shown
    many = days((15.0,) * 7, (15.0,) * 7, (HIDDEN,) * 3)
    assert estimated(many, sundays(many, 105, 105), MONDAY)[0, 14:].mean() == pytest.approx(
        under_11(np.array(15.0)), abs=0.5
    )


def test_a_day_missing_stays_missing_and_its_week_says_nothing_of_the_others() -> None:
    figures = days((HIDDEN,) * 7, (GONE, HIDDEN, HIDDEN, HIDDEN, HIDDEN, HIDDEN, HIDDEN))
    found = estimated(figures, sundays(figures, 70, 12), MONDAY)[0]
    assert np.isnan(found[7])
    assert found[8:].min() >= 7  # and not a share of 12


def test_a_week_that_began_before_the_first_day_is_not_spread_over_the_rest() -> None:
    figures = days((HIDDEN,) * 4)
    found = estimated(figures, sundays(figures, 70, weekday=THURSDAY), THURSDAY)
    assert found.tolist() == [[MIDDLE] * 4]


@pytest.mark.parametrize("mean", [0.0, 0.3, 4.0, 11.0, 40.0])
def test_a_poisson_law_of_which_more_than_10_are_shown(mean: float) -> None:
    hidden = np.arange(11)
    chance = poisson.pmf(hidden, mean)
    assert under_11(np.array(mean)) == pytest.approx((hidden * chance).sum() / chance.sum())


def test_of_a_very_high_level_a_hidden_day_is_10_and_of_an_unknown_one_the_middle() -> None:
    assert under_11(np.array([5000.0, np.nan])).tolist() == [10, MIDDLE]


def test_a_day_taken_away_has_its_share_of_the_week_and_may_be_over_10() -> None:
    figures = days((20.0,) * 7, (20.0,) * 7, (20, TAKEN, 20, 20, TAKEN, 20, 20), (20, TAKEN))
    found = estimated(figures, sundays(figures, 140, 140, 150), MONDAY)[0]
    assert found[14:21].tolist() == [20, 25, 20, 20, 25, 20, 20]
    assert found[21:].tolist() == [20, 21]  # 20.7 a day in the two weeks before
    gone = sundays(figures, 140, 140, TAKEN)
    assert estimated(figures, gone, MONDAY)[0, 14:21].tolist() == [20] * 7


def test_nothing_is_known_of_a_day_taken_away_from_the_first_week() -> None:
    figures = days((TAKEN,) * 3)
    assert np.isnan(estimated(figures, sundays(figures), MONDAY)).all()
    assert np.isnan(estimated_stock(figures)).all()


def test_who_is_present_and_hidden_is_the_middle() -> None:
    assert estimated_stock(np.array([[HIDDEN, 20, GONE]]))[0, :2].tolist() == [MIDDLE, 20]


def test_estimates_are_right_in_the_mean() -> None:
    """Of many weeks at a level where days are hidden and shown, nothing is added or lost."""
    exact = np.random.default_rng(1).poisson(9.0, (400, 28)).astype(float)
    shown = np.where(exact > 10, (exact + 2) // 5 * 5, HIDDEN)
    weeks = np.full(exact.shape, GONE)
    totals = exact.reshape(400, 4, 7).sum(axis=2)
    weeks[:, 6:21:7] = ((totals + 2) // 5 * 5)[:, :3]  # the last one goes on
    found = estimated(shown, weeks, MONDAY)
    assert found[:, :21].sum() == pytest.approx(exact[:, :21].sum(), rel=0.01)
    assert found[:, 21:].sum() == pytest.approx(exact[:, 21:].sum(), rel=0.02)
