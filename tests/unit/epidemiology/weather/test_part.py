"""Parts of larger places: their norm, growth and days ahead, as far as they are their own."""

from datetime import date

import numpy as np
import pytest

from argos.epidemiology.forecasts import HUB_LEVELS
from argos.epidemiology.series import Floats
from argos.epidemiology.weather.part import NOWHERE, Holders, OfParts, Parts, given_of
from argos.epidemiology.weather.weather import weather
from tests.unit.epidemiology.weather.made import RULES

SUNDAY = date(2026, 11, 22)
WEEKS = 40


def parts(*figures: list[float | None], holder: int = 0) -> Parts:
    """Return parts of one place; None is a hidden week."""
    shown = np.array([[np.nan if each is None else each for each in row] for row in figures])
    hidden = np.array([[each is None for each in row] for row in figures])
    return Parts(shown, hidden, 5.0, 10.0, np.full(len(figures), holder))


def holders(levels: Floats | None = None, **more: object) -> Holders:
    whole = np.full((1, WEEKS), 200.0) if levels is None else levels
    made = {"levels": whole, "norm": np.array([200.0]), "growth": np.zeros(1),
            "ahead": np.zeros(1), "holidays": np.zeros(1), "days": 0, **more}  # fmt: skip
    return Holders(**made)  # type: ignore[arg-type]


def found(of: Parts, above: Holders) -> OfParts:
    made = given_of(of, above, SUNDAY)
    assert made is not None
    return made


def ahead(of: OfParts, place: int = 0) -> float:
    return float(of.given.forecast.predicted[place, 0, HUB_LEVELS.size // 2])


def steady(value: float | None, weeks: int = WEEKS) -> list[float | None]:
    return [value] * weeks


def test_a_norm_is_the_own_past_with_hidden_weeks_as_few_and_never_as_none():
    made = found(parts(steady(40.0), [*steady(None, 39), 40.0], [*[40.0, None] * 20]), holders())
    assert made.given.norm.median.tolist() == [40, 5, 22.5]
    assert not made.shared.any()


def test_without_enough_past_the_norm_is_the_share_of_the_larger_place():
    short: list[float | None] = [*steady(np.nan, 34), *steady(30.0, 6)]
    above = holders(np.concatenate([np.full(34, 900.0), np.full(6, 200.0)])[None])
    made = found(parts(short, steady(40.0)), above)
    assert made.shared.tolist() == [True, False]
    assert made.given.norm.median[0] == pytest.approx(200 * 180 / 1_200)
    alone = found(parts(short, holder=NOWHERE), above)
    assert np.isnan(alone.given.norm.median[0])
    assert not alone.shared[0]


def test_too_few_weeks_in_common_make_no_share():
    short: list[float | None] = [*steady(np.nan, 37), *steady(30.0, 3)]
    made = found(parts(short), holders())
    assert np.isnan(made.given.norm.median[0])
    assert weather(made.given, RULES).why[0, 0] == 3  # "short": too little past to say


def test_growth_leans_on_the_larger_place_where_few_are_counted_and_is_all_its_where_hidden():
    whole = np.full((1, WEEKS), 4_000.0)
    whole[0, -1] = 6_000.0
    rng = np.random.default_rng(3)
    noise: list[list[float | None]] = [
        list(rng.poisson(mean, WEEKS).astype(float)) for mean in [20] * 6 + [900] * 6
    ]
    noise[0][-2:], noise[6][-2:] = [20.0, 20.0], [900.0, 900.0]
    noise[1][-2] = None
    made = found(parts(*noise), holders(whole, growth=np.log([1.5])))
    growth = np.expm1(made.given.growth.weekly)
    assert growth[0] > growth[6]  # both grew by nothing, the larger place by a half
    assert growth[1] == pytest.approx(0.5, abs=0.001)
    assert made.followed.tolist() == [False, True, *[False] * 10]
    assert made.given.growth.spread[0] > 3 * made.given.growth.spread[6]


def test_what_a_holiday_hides_at_the_larger_place_is_put_back():
    plain = found(parts(steady(50.0)), holders())
    made = found(parts(steady(50.0)), holders(holidays=np.array([0.2])))
    gained = made.given.growth.weekly[0] - plain.given.growth.weekly[0]
    assert gained == pytest.approx(0.2)


def test_a_week_before_that_is_not_known_leaves_the_growth_of_the_larger_place():
    week: list[float | None] = [*steady(50.0, 38), np.nan, 50.0]
    made = found(parts(week), holders(growth=np.log([1.3])))
    assert made.followed[0]
    assert np.expm1(made.given.growth.weekly[0]) == pytest.approx(0, abs=0.01)  # of its weeks
    unknown = np.full((1, WEEKS), np.nan)
    made = found(parts(week), holders(unknown, growth=np.log([1.3])))
    assert np.expm1(made.given.growth.weekly[0]) == pytest.approx(0.3)
    assert np.isfinite(made.given.growth.spread[0])


def test_the_days_since_the_week_and_those_ahead_go_as_the_larger_place_does():
    made = found(parts(steady(50.0)), holders(days=3, growth=np.log([2.0]), ahead=np.log([1.5])))
    now = made.given.levels[0, -1]
    assert now + 0.5 == pytest.approx(50.5 * 2 ** (3 / 7))
    assert ahead(made) + 0.5 == pytest.approx((now + 0.5) * 1.5)
    alone = found(parts(steady(50.0), holder=NOWHERE), holders(days=3, ahead=np.log([1.5])))
    assert alone.given.levels[0, -1] == pytest.approx(50)
    assert ahead(alone) == pytest.approx(50, rel=0.01)


def test_what_is_further_from_the_week_is_less_sure():
    def width(days: int) -> float:
        made = found(parts(steady(50.0)), holders(days=days)).given.forecast.predicted[0, 0]
        return float(np.log(made[-1] / made[0]))

    assert width(0) < width(3) < width(9)


def test_a_hidden_last_week_is_taken_for_the_most_it_may_be():
    made = found(parts([*steady(None, 40)]), holders())
    assert made.given.levels[0, -1] == pytest.approx(10)
    assert made.given.norm.median[0] == 5


def test_three_weeks_are_needed():
    assert given_of(parts([1.0, 2.0]), holders(np.ones((1, 2))), SUNDAY) is None
