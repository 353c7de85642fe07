"""The attack has to succeed on what is not protected, or it proves nothing."""

import numpy as np
import pytest

from argos.avatar import Avatarizer
from argos.avatar.attacks import balanced_accuracy, membership_by_shadows
from argos.avatar.attacks.shadow import most_isolated
from argos.avatar.errors import AvatarRefused


def attack(method, everyone):
    few = everyone.take(np.arange(300))
    return membership_by_shadows(method, few, np.random.default_rng(1), learnt=80, tried=40)


def test_it_is_certain_of_the_table_itself_and_sure_of_few_neighbours(everyone):
    assert balanced_accuracy(attack(lambda people, _: people, everyone)) > 0.95
    found = attack(Avatarizer(2, 5).paired, everyone)
    assert balanced_accuracy(found) > 0.55
    assert found.stronger_than_chance


def test_it_guesses_of_a_method_that_does_not_look_at_the_people(everyone):
    others = everyone.take(np.arange(300, 450))
    found = attack(lambda _, random: others.take(random.integers(0, 150, 150)), everyone)
    assert 0.45 < balanced_accuracy(found) < 0.55


def test_the_most_isolated_is_the_one_far_from_all(everyone):
    shifted = everyone.take(np.arange(200))
    shifted.columns[0].values[7] += 1000
    assert most_isolated(shifted, 1, np.random.default_rng(0)).tolist() == [7]


def test_too_few_people_are_refused(everyone):
    with pytest.raises(AvatarRefused, match="AVATAR_ROWS"):
        membership_by_shadows(
            lambda people, _: people, everyone.take(np.arange(30)), np.random.default_rng(0)
        )
