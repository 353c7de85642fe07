"""The attack has to succeed on what is not protected, or it proves nothing."""

import numpy as np
import pytest

from argos.avatar import Avatarizer
from argos.avatar.attacks import balanced_accuracy, membership_by_density, membership_by_distance
from argos.avatar.errors import AvatarRefused
from argos.avatar.prepared import Prepared


def attack(released: Prepared, split):
    return membership_by_distance(released, *split, np.random.default_rng(3), attacks=600)


def test_it_is_certain_of_the_table_itself(split):
    found = attack(split[0], split)
    assert balanced_accuracy(found) > 0.98
    assert found.stronger_than_chance


def test_it_succeeds_on_few_neighbours_and_less_on_many(split):
    made = {k: Avatarizer(k, 5).paired(split[0], np.random.default_rng(4)) for k in (2, 50)}
    found = {k: balanced_accuracy(attack(avatars, split)) for k, avatars in made.items()}
    assert found[2] > 0.6
    assert found[50] < found[2]


def test_it_guesses_where_the_people_had_no_part(everyone, split):
    found = attack(everyone.take(np.arange(1200, 1800)), split)
    assert 0.45 < balanced_accuracy(found) < 0.55
    assert found.low < 0 < found.high


def test_a_table_on_which_all_tie_tells_nothing(split):
    same = split[0].take(np.zeros(600, dtype=np.intp))
    found = membership_by_distance(split[0], (same), (same), np.random.default_rng(1))
    assert 0.45 < balanced_accuracy(found) < 0.55


def test_too_few_people_are_refused(split):
    few = split[0].take(np.arange(10))
    with pytest.raises(AvatarRefused, match="AVATAR_ROWS"):
        attack(few, (few, few))


def by_density(released: Prepared, split):
    return membership_by_density(released, *split, np.random.default_rng(3), attacks=600)


def test_density_finds_members_of_the_table_itself_and_of_few_neighbours(split):
    assert balanced_accuracy(by_density(split[0], split)) > 0.6
    few = Avatarizer(2, 5).paired(split[0], np.random.default_rng(4))
    assert by_density(few, split).low > 0


def test_density_guesses_where_the_people_had_no_part(everyone, split):
    found = by_density(everyone.take(np.arange(1200, 1800)), split)
    assert found.low < 0 < found.high
