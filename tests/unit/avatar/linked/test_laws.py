"""A law is made of many people, or it is not made."""

import numpy as np
import pytest

from argos.avatar.linked.classes import classes_of
from argos.avatar.linked.laws import NOTHING, Crowd, learnt


def law(features, outcomes, person=None, k=40, rare=11):
    person = np.arange(len(outcomes)) if person is None else person
    return learnt(features, outcomes, person, Crowd(k, rare), np.random.default_rng(0))


def drawn(of, features, number=20_000):
    return of.drawn(features, number, np.random.default_rng(1))


def test_shares_under_a_condition_are_kept():
    random = np.random.default_rng(2)
    old = random.integers(0, 2, 4000)
    ill = (random.random(4000) < np.where(old == 1, 0.7, 0.1)).astype(np.int64)
    found = law({"old": old, "noise": random.integers(0, 3, 4000)}, ill)
    assert found.features == ("old",)
    for value, share in ((0, 0.1), (1, 0.7)):
        assert abs(drawn(found, {"old": np.full(20_000, value)}).mean() - share) < 0.03


def test_an_outcome_of_few_people_is_never_drawn_and_one_of_many_always_may_be():
    outcomes = np.repeat([0, 1, 2], [960, 10, 30])
    found = drawn(law({}, outcomes), {})
    assert set(np.unique(found)) == {0, 2}
    assert abs((found == 2).mean() - 30 / 990) < 0.01


def test_many_events_of_one_person_are_one_person():
    outcomes, person = np.repeat([0, 1], [900, 100]), np.append(np.arange(900), np.zeros(100, int))
    assert set(drawn(law({}, outcomes, person), {})) == {0}


def test_a_condition_of_fewer_than_k_people_is_forgotten():
    here = np.repeat([0, 1], [1000, 39])
    found = law({"here": here}, here.copy(), rare=1)
    assert abs(drawn(found, {"here": np.ones(20_000, int)}).mean() - 39 / 1039) < 0.01
    enough = law({"here": np.repeat([0, 1], [1000, 40])}, np.repeat([0, 1], [1000, 40]), rare=1)
    assert drawn(enough, {"here": np.ones(20_000, int)}).mean() == 1


def test_what_is_rare_under_each_condition_keeps_its_share_over_all():
    random = np.random.default_rng(3)
    week, sex = random.integers(0, 30, 6000), random.integers(0, 2, 6000)
    outcome = np.where(random.random(6000) < 0.04, 2, sex)
    found = law({"week": week, "sex": sex}, outcome)
    again = found.drawn({"week": week, "sex": sex}, 6000, np.random.default_rng(4))
    assert abs((again == 2).mean() - (outcome == 2).mean()) < 0.012


def test_a_value_never_seen_falls_back():
    here = np.repeat([0, 1], [500, 500])
    found = law({"here": here}, here.copy())
    assert set(drawn(found, {"here": np.full(20_000, 7)})) == {0, 1}


def test_of_too_few_people_nothing_is_drawn():
    assert set(drawn(law({}, np.zeros(39, int)), {})) == {NOTHING}


@pytest.mark.parametrize("rare", [1, 11])
def test_classes_hold_enough_people_and_hide_extremes(rare):
    random = np.random.default_rng(5)
    values = np.round(random.gamma(2, 3, 3000))
    classes = classes_of(values, np.arange(3000), rare)
    people = np.bincount(classes.codes(values))
    assert people.min() >= 2 * rare
    again = classes.drawn(classes.codes(values), 0, random)
    assert abs(again.mean() - values.mean()) < 0.2
    if rare == 11:
        assert again.max() < values.max()
