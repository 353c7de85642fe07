"""The attack has to succeed on what is not protected, or it proves nothing."""

import numpy as np

from argos.avatar import Avatarizer
from argos.avatar.attacks import reconstruction


def attack(released, split):
    return reconstruction(released, *split, np.random.default_rng(3))


def test_every_claim_is_right_on_the_table_itself(split):
    assert attack(split[0], split).low > 0.9


def test_it_succeeds_on_few_neighbours_and_less_on_many(split):
    made = {k: Avatarizer(k, 5).paired(split[0], np.random.default_rng(4)) for k in (2, 50)}
    found = {k: attack(avatars, split) for k, avatars in made.items()}
    assert found[2].low > 0.1
    assert found[50].estimate < found[2].estimate


def test_it_finds_nothing_where_the_people_had_no_part(everyone, split):
    found = attack(everyone.take(np.arange(1200, 1800)), split)
    assert found.low < 0.02 < 0.1 > found.high
