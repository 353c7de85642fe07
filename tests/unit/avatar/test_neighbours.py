import numpy as np
import polars as pl
import pytest

from argos.avatar import Avatarizer, neighbours
from argos.avatar.neighbours import in_space_order, indexed, nearest_others, recall

from .people import people

MANY, K = 6000, 20


def by_hand(scores: np.ndarray, asked: slice, k: int) -> np.ndarray:
    """Return the k nearest others of some people by all distances."""
    apart = np.linalg.norm(scores[asked, None, :] - scores[None, :, :], axis=2)
    apart[np.arange(len(apart)), np.arange(len(scores))[asked]] = np.inf
    return np.argsort(apart, axis=1)[:, :k]


def cloud(components: int, rows: int = MANY) -> np.ndarray:
    random = np.random.default_rng(3)
    plain = random.normal(size=(rows, components)) / np.sqrt(np.arange(1, components + 1))
    return plain[in_space_order(plain)]


@pytest.mark.parametrize("components", [1, 5, 20])
def test_exact_neighbours_are_those_of_all_distances(components):
    scores = cloud(components)
    index = indexed(scores, K, np.random.default_rng(1), exact=None)
    distances, rows = nearest_others(index.search, scores[300:500], 300, K)
    assert index.recall == 1
    assert np.array_equal(rows, by_hand(scores, slice(300, 500), K))
    there = np.linalg.norm(scores[rows] - scores[300:500, None, :], axis=2)
    assert np.allclose(distances, there, rtol=1e-12)


@pytest.mark.parametrize("components", [5, 20])
def test_an_index_finds_nearly_all_and_says_how_many(components):
    scores = cloud(components)
    index = indexed(scores, K, np.random.default_rng(1), exact=False)
    _, rows = nearest_others(index.search, scores[:1000], 0, K)
    found = recall(rows, by_hand(scores, slice(0, 1000), K))
    assert 0.99 <= found < 1
    assert index.recall == pytest.approx(found, abs=0.005)


def test_recall_is_the_share_of_true_neighbours_of_each_person():
    true = np.array([[1, 2, 3, 4], [5, 6, 7, 8]])
    assert recall(np.array([[4, 3, 2, 9], [8, 7, 6, 5]]), true) == 7 / 8
    assert recall(true[::-1], true) == 0


def test_more_twins_than_neighbours_are_each_others_neighbours_and_never_their_own():
    scores = np.zeros((50, 2))
    index = indexed(scores, 10, np.random.default_rng(1), exact=None)
    distances, rows = nearest_others(index.search, scores, 0, 10)
    assert (distances == 0).all()
    assert (rows != np.arange(50)[:, None]).all()


def test_beyond_a_number_of_people_the_method_takes_an_index_and_tells_its_recall(monkeypatch):
    monkeypatch.setattr(neighbours, "EXACT_ROWS", 3000)
    table = people(4000)
    method = Avatarizer(k=K, n_components=5, seed=1)
    assert method.recall_ == 1
    made = method.fit_transform(table)
    assert 0.99 <= method.recall_ < 1
    assert made.schema == table.schema
    shuffled = table.sample(fraction=1, shuffle=True, seed=3)
    assert made.equals(method.fit_transform(shuffled))
    exact = Avatarizer(k=K, n_components=5, seed=1, exact=True)
    same = exact.fit_transform(table)
    assert exact.recall_ == 1
    assert isinstance(same, pl.DataFrame)
    assert same["âge révolu"].mean() == pytest.approx(made["âge révolu"].mean(), abs=0.5)
    method.fit_transform(people(1000))
    assert method.recall_ == 1
