import numpy as np
import pytest
from scipy.spatial import cKDTree

from argos.avatar.overlap import Cells, cut, found, reaching

K = 10


@pytest.fixture
def cloud() -> np.ndarray:
    return np.random.default_rng(5).normal(size=(6000, 4)) * [3, 2, 1, 1]


@pytest.fixture
def cells(cloud) -> Cells:
    near = cloud[cKDTree(cloud).query(cloud[:600], k=K + 1)[1][:, 1:]]
    return reaching(cut(cloud[:2000], 8, K), cloud[:600], near)


def test_cells_hold_everybody_once_and_about_as_many_each(cloud, cells):
    own = cells.of(cloud)
    assert (cells.beyond(cloud, own) == 0).all()
    inside = [
        (cells.beyond(cloud, np.full(len(cloud), cell)) == 0) == (own == cell) for cell in range(8)
    ]
    assert np.all(inside)
    sizes = np.bincount(own, minlength=8)
    assert sizes.sum() == 6000
    assert sizes.min() > 600


def test_guests_are_those_within_reach_and_not_at_home(cloud, cells):
    rows, visited = cells.guests(cloud)
    assert (cells.of(cloud)[rows] != visited).all()
    assert (cells.beyond(cloud[rows], visited) <= cells.reach[visited]).all()
    assert len(set(zip(rows.tolist(), visited.tolist(), strict=True))) == len(rows)
    assert 0 < len(rows) < 3 * len(cloud)


def test_a_cell_and_its_guests_know_nearly_all_neighbours_and_the_share_is_told(cloud, cells):
    asked = np.arange(600, 1600)
    true = cKDTree(cloud).query(cloud[asked], k=K + 1)[1][:, 1:]
    known = np.zeros((8, len(cloud)), dtype=bool)
    known[cells.of(cloud), np.arange(len(cloud))] = True
    rows, visited = cells.guests(cloud)
    known[visited, rows] = True
    share = known[cells.of(cloud[asked])[:, None], true].mean()
    assert found(cells, cloud[asked], cloud[true]) == pytest.approx(share)
    assert 0.99 <= share < 1


def test_cells_without_reach_miss_the_neighbours_across_their_borders(cloud):
    alone = cut(cloud[:2000], 8, K)
    true = cKDTree(cloud).query(cloud[:600], k=K + 1)[1][:, 1:]
    assert found(alone, cloud[:600], cloud[true]) < 0.9


def test_one_cell_is_the_whole_space(cloud):
    one = cut(cloud[:500], 1, K)
    assert (one.of(cloud) == 0).all()
    assert not len(one.guests(cloud)[0])
