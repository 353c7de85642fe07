import numpy as np
import polars as pl
import pytest

from argos.avatar.balance import balanced, worthwhile
from argos.avatar.moments import aims, yard
from argos.avatar.prepared import prepare


def normal(rows, correlation, seed):
    random = np.random.default_rng(seed)
    law = np.array([[1.0, correlation], [correlation, 1.0]])
    return random.multivariate_normal([0, 0], law, size=rows)


COLUMNS = (slice(0, 1), slice(1, 2))


def test_a_relation_that_the_law_lacks_is_aimed_at():
    law, people = normal(40_000, 0.0, 1), normal(1000, 0.5, 2)
    aim = aims(law, people, COLUMNS)
    truth = (people[:, 0] * people[:, 1]).mean()
    assert truth - 0.08 < aim[0, 1] < truth  # less what chance may give


def test_what_chance_may_give_is_left_alone():
    """Of people of the same law, six products in ten or more are not moved at all."""
    law = normal(40_000, 0.3, 1)
    there = law.T @ law / len(law)
    still = [
        aims(law, normal(300, 0.3, seed), COLUMNS)[0, 1] == pytest.approx(there[0, 1], abs=1e-9)
        for seed in range(100)
    ]
    assert 0.5 < np.mean(still) < 0.85


def test_products_are_fewer_than_the_people():
    """Of sixteen people, four directions: what is moved has a rank of four at most."""
    random = np.random.default_rng(0)
    law, people = random.normal(size=(5000, 12)), 3 * random.normal(size=(16, 12))
    moved = aims(law, people, tuple(slice(i, i + 1) for i in range(12))) - law.T @ law / len(law)
    assert np.linalg.matrix_rank(moved, tol=1e-6) <= 4


def test_a_category_is_compared_along_what_its_levels_say_of_the_others():
    random = np.random.default_rng(3)
    levels = random.integers(0, 6, 30_000)
    table = prepare(
        pl.DataFrame({"x": levels + random.normal(size=30_000), "level": [f"l{i}" for i in levels]})
    )
    measure = yard(table)
    standard = measure.standard(table)
    assert measure.columns == (slice(0, 1), slice(1, 6))
    people = standard[:1000].copy()
    people[:, 0] = random.permutation(people[:, 0])  # of whom x says nothing of the level
    aim = aims(standard, people, measure.columns)
    before = standard.T @ standard / len(standard)
    assert np.abs(before[0, 1:]).max() > 0.3
    assert np.abs(aim[0, 1:]).max() < 0.1


def test_chosen_rows_have_the_aim_and_the_means():
    random = np.random.default_rng(4)
    law = normal(4000, 0.0, 5)
    aim = np.array([[1.0, 0.4], [0.4, 1.0]])
    rows = balanced(law, aim, 500, random)
    assert len(set(rows.tolist())) == 500
    chosen = law[rows]
    assert np.abs(chosen.T @ chosen / 500 - aim).max() < 0.02
    assert np.abs(chosen.mean(axis=0)).max() < 0.02
    by_chance = law[:500].T @ law[:500] / 500
    assert np.abs(by_chance - aim).max() > 0.3


def test_a_choice_is_made_of_tables_that_bear_it():
    wide = {f"c{i}": ["a", "b"] * 30 for i in range(300)}
    assert not worthwhile(prepare(pl.DataFrame(wide)))
    assert not worthwhile(prepare(pl.DataFrame({"one": ["a", "b"] * 30})))
    assert worthwhile(prepare(pl.DataFrame({"one": ["a", "b"] * 30, "two": ["a", "b"] * 30})))
