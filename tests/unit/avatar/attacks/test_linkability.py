"""The attack has to succeed on what is not protected, or it proves nothing."""

import numpy as np
import polars as pl
import pytest

from argos.avatar import Avatarizer
from argos.avatar.attacks import linkability
from argos.avatar.errors import AvatarRefused
from argos.avatar.prepared import Prepared, prepare


def attack(released: Prepared, split, seed: int = 3):
    return linkability(released, *split, np.random.default_rng(seed), attacks=600)


def test_it_succeeds_on_the_table_itself(split):
    found = attack(split[0], split)
    assert found.low > 0.9
    assert found.stronger_than_chance


def test_it_succeeds_on_few_neighbours_and_less_on_many(split):
    made = {k: Avatarizer(k, 5).paired(split[0], np.random.default_rng(4)) for k in (2, 20)}
    found = {k: attack(avatars, split) for k, avatars in made.items()}
    assert found[2].low > 0.2
    assert found[20].estimate < found[2].estimate


def test_it_finds_nothing_where_the_people_had_no_part(everyone, split):
    found = attack(everyone.take(np.arange(1200, 1800)), split)
    assert found.low < 0 < found.high


def test_the_seed_decides(split):
    assert attack(split[0], split) == attack(split[0], split)


def test_too_few_people_or_columns_are_refused(split):
    few = split[0].take(np.arange(10))
    with pytest.raises(AvatarRefused, match="AVATAR_ROWS"):
        attack(few, (few, few))
    one = prepare(pl.DataFrame({"x0": np.arange(100.0)}))
    with pytest.raises(AvatarRefused, match="AVATAR_SETTING"):
        attack(one, (one, one))
