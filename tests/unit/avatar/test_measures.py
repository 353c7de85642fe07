import numpy as np
import polars as pl
import pytest

from argos.avatar.measures import closeness, correlation_change, hellinger, hiding, matches
from argos.avatar.prepared import prepare

from .people import people


def test_hiding_in_three_conventions():
    persons = np.array([[0.0], [10.0], [20.0]])
    avatars = np.array([[0.0], [20.0], [20.0]])  # own; behind nobody; a tie
    found = hiding(persons, avatars)
    assert found.strict == pytest.approx(0)
    assert found.generous == pytest.approx(100 * 2 / 3)
    assert found.exposed == 1
    assert found.expected == pytest.approx(100 * (0 + 2 / 3 + 1 / 2) / 3)


def test_an_avatar_nearer_than_ones_own_hides():
    found = hiding(np.array([[0.0], [1.0]]), np.array([[1.0], [0.0]]))
    assert (found.strict, found.cloaking_strict) == (100, 1)


def test_a_copy_hides_nobody_and_stands_at_distance_zero():
    persons = np.random.default_rng(0).normal(size=(500, 4))
    assert hiding(persons, persons).generous == 0
    near = closeness(persons, persons)
    assert near.distance.max() == 0
    assert near.ratio.max() == 0


def test_the_ratio_is_one_where_two_people_stand_at_the_avatar():
    near = closeness(np.array([[0.0], [0.0], [5.0]]), np.array([[0.0]]))
    assert near.ratio.tolist() == [1]


def test_matches_are_counted():
    persons = pl.DataFrame({"a": [1, 2, None, 4], "b": ["x", "y", "z", "t"]})
    avatars = pl.DataFrame({"a": [1, 9, None, 2], "b": ["x", "y", "z", "y"]})
    found = matches(persons, avatars)
    assert (found.rows, found.protection, found.unique) == (75, 25, 4)
    assert found.columns == pytest.approx(100 * (2 + 3) / 8)


def test_utility_is_perfect_on_a_copy_and_lost_on_noise():
    table = people(800)
    here = prepare(table)
    assert max(hellinger(here, here).values()) == 0
    assert correlation_change(here, here) == 0
    shuffled = prepare(table.with_columns(pl.col("twin").shuffle(seed=1)))
    assert correlation_change(here, shuffled) > 0.5
    young = prepare(table.with_columns(pl.col("twin") // 4))
    assert hellinger(here, young)["twin"] > 0.5


def test_many_people_are_measured_without_a_table_of_all_distances():
    random = np.random.default_rng(0)
    persons = random.normal(size=(100_000, 2))
    found = hiding(persons, persons + random.normal(size=persons.shape) / 50)
    assert 50 < found.strict < 100
