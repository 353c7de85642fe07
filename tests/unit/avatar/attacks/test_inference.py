"""The attack has to succeed on what is not protected, or it proves nothing."""

import numpy as np
import polars as pl

from argos.avatar import Avatarizer
from argos.avatar.attacks import inference, mean_risk
from argos.avatar.prepared import prepare


def attack(released, split):
    return inference(released, *split, np.random.default_rng(3), attacks=600)


def test_it_succeeds_on_the_table_itself(split):
    found = attack(split[0], split)
    assert mean_risk(found) > 0.9
    assert all(risk.stronger_than_chance for risk in found.values())


def test_it_succeeds_on_few_neighbours_and_less_on_many(split):
    made = {k: Avatarizer(k, 5).paired(split[0], np.random.default_rng(4)) for k in (2, 50)}
    found = {k: attack(avatars, split) for k, avatars in made.items()}
    assert found[2]["kind"].attack.estimate > found[50]["kind"].control.estimate
    assert mean_risk(found[2]) > max(0.05, mean_risk(found[50]))


def test_what_the_population_tells_of_anyone_is_no_risk(everyone, split):
    found = attack(everyone.take(np.arange(1200, 1800)), split)
    assert found["kind"].attack.estimate > 0.8  # well guessed, of strangers too
    assert abs(mean_risk(found)) < 0.03


def test_a_negative_guess_is_right_only_when_it_is_near():
    truth = prepare(pl.DataFrame({"x": np.arange(1.0, 41), "y": np.arange(40) % 15 + 20.0}))
    wrong = prepare(pl.DataFrame({"x": np.arange(1.0, 41), "y": -(np.arange(40) % 15 + 20.0)}))
    found = inference(wrong, truth, truth, np.random.default_rng(0))
    assert found["y"].attack.estimate < 0.1


def test_a_column_that_does_not_vary_is_left_out(split):
    table = pl.DataFrame({"x": np.arange(50.0), "same": ["a"] * 50})
    people = prepare(table)
    assert set(inference(people, people, people, np.random.default_rng(0))) == {"x"}
