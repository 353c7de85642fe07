"""The attack has to succeed on what is not protected, or it proves nothing."""

import numpy as np
import pytest

from argos.avatar import Avatarizer
from argos.avatar.attacks import seed_linkage
from argos.avatar.errors import AvatarRefused


def attack(paired, people):
    return seed_linkage(paired, people, np.random.default_rng(2), again=60, attacks=300)


def test_it_finds_the_seeds_of_few_neighbours_and_fewer_of_many(split):
    found = {k: attack(Avatarizer(k, 5).paired, split[0]) for k in (2, 20)}
    assert found[2].attack.estimate > 0.2
    assert found[2].attack.estimate > found[20].attack.estimate > 10 * found[20].chance
    assert found[2].low > 0.2


def test_rows_without_a_seed_are_not_linked(split):
    def unseeded(people, random):
        return Avatarizer(20, 5).paired(people, random).take(random.permutation(people.rows))

    found = attack(unseeded, split[0])
    assert found.attack.estimate < 0.02


def test_too_few_people_are_refused(split):
    with pytest.raises(AvatarRefused, match="AVATAR_ROWS"):
        attack(Avatarizer(2, 5).paired, split[0].take(np.arange(10)))
