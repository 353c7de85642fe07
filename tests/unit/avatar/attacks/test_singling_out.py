"""The attack has to succeed on what is not protected, or it proves nothing."""

import numpy as np
import polars as pl
import pytest

from argos.avatar import Avatarizer
from argos.avatar.attacks import singling_out_by_profile, singling_out_by_value
from argos.avatar.prepared import prepare

BOTH = pytest.mark.parametrize("attack", [singling_out_by_value, singling_out_by_profile])


@BOTH
def test_it_succeeds_on_the_table_itself(attack, split):
    found = attack(split[0], *split, np.random.default_rng(3))
    assert found.low > 0.5
    assert found.stronger_than_chance


@BOTH
def test_it_finds_nothing_where_the_people_had_no_part(attack, everyone, split):
    found = attack(everyone.take(np.arange(1200, 1800)), *split, np.random.default_rng(3))
    assert found.low < 0 < found.high


def test_few_neighbours_give_categories_away_and_many_less():
    random = np.random.default_rng(2)
    traits = random.normal(size=(800, 2)) @ random.normal(size=(2, 9))
    cut = np.digitize(traits + 0.3 * random.normal(size=(800, 9)), [-2, -1, 0, 1, 2])
    table = prepare(pl.DataFrame(cut.astype(str), schema=[f"c{i}" for i in range(9)]))
    sides = table.take(np.arange(400)), table.take(np.arange(400, 800))
    made = {k: Avatarizer(k, 2).paired(sides[0], np.random.default_rng(4)) for k in (2, 50)}
    found = {k: singling_out_by_profile(avatars, *sides, np.random.default_rng(3))
             for k, avatars in made.items()}  # fmt: skip
    assert found[2].low > 0.1
    assert found[50].estimate < found[2].estimate


def test_a_condition_names_a_person_only_if_it_is_met_once():
    twins = prepare(pl.DataFrame({"x": np.repeat(np.arange(30.0), 2)}))
    alone = prepare(pl.DataFrame({"x": np.arange(100.0, 160.0)}))
    found = singling_out_by_value(twins, twins, alone, np.random.default_rng(0))
    assert found.attack.estimate - found.attack.error <= 0


def test_a_gap_that_occurs_once_is_a_condition_too():
    values = [None, *np.repeat(np.arange(20.0), 3).tolist()]
    table = prepare(pl.DataFrame({"x": values, "y": np.repeat(["a"], 61)}))
    others = prepare(pl.DataFrame({"x": np.repeat(np.arange(61.0) % 13, 1), "y": ["a"] * 61}))
    found = singling_out_by_value(table, table, others, np.random.default_rng(0), attacks=1)
    assert found.attack.estimate > found.control.estimate
