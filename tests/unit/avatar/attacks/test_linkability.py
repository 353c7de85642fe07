"""The attack has to succeed on what is not protected, or it proves nothing."""

import numpy as np
import polars as pl
import pytest

from argos.avatar import Avatarizer
from argos.avatar.attacks import linkability
from argos.avatar.errors import AvatarRefused
from argos.avatar.prepared import Prepared, prepare


def linked(rows: int, seed: int) -> pl.DataFrame:
    """Return people whose columns follow three hidden traits."""
    random = np.random.default_rng(seed)
    traits = random.normal(size=(rows, 3))
    mixed = traits @ random.normal(size=(3, 8)) + 0.5 * random.normal(size=(rows, 8))
    table = pl.DataFrame(mixed.round(2), schema=[f"x{i}" for i in range(8)])
    return table.with_columns(pl.Series("kind", np.where(traits[:, 0] > 0, "a", "b")))


@pytest.fixture(scope="module")
def everyone() -> Prepared:
    return prepare(linked(1800, 1))


@pytest.fixture(scope="module")
def split(everyone) -> tuple[Prepared, Prepared]:
    return everyone.take(np.arange(600)), everyone.take(np.arange(600, 1200))


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
    one = prepare(linked(100, 1).select("x0"))
    with pytest.raises(AvatarRefused, match="AVATAR_SETTING"):
        attack(one, (one, one))
