"""The short cut is exact: held to the long way, dummies, full inverse projection and all."""

import numpy as np
import pytest

from argos.avatar.draws import donors, means
from argos.avatar.prepared import Prepared, prepare, with_gaps
from argos.avatar.projection import axes, moments, project

from .people import people


def laid_out(table: Prepared) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the standardised numbers beside scaled dummies, with their centres and scales."""
    numbers = np.column_stack([c.values for c in table.measured])
    dummies = np.hstack([np.eye(len(c.levels))[c.codes] for c in table.coded])
    share = dummies.mean(axis=0)
    spread = numbers.std(axis=0)
    full = np.hstack([numbers, dummies])
    scale = np.concatenate([np.where(spread > 0, spread, 1), np.sqrt(share)])
    return (full - full.mean(axis=0)) / scale, full.mean(axis=0), scale


@pytest.fixture
def table() -> Prepared:
    return with_gaps(prepare(people(400)))


def test_scores_are_those_of_a_full_decomposition(table):
    standard, _, _ = laid_out(table)
    u, s, _ = np.linalg.svd(standard, full_matrices=False)
    found = project(table, 6)
    assert np.allclose(found.eigenvalues[:6], s[:6] ** 2 / table.rows)
    assert np.allclose(np.abs(found.scores(table)), np.abs(u[:, :6] * s[:6]), atol=1e-8)


def test_the_inverse_of_a_barycentre_is_the_mean_of_the_neighbours_values(table):
    standard, centre, scale = laid_out(table)
    _, _, axes = np.linalg.svd(standard, full_matrices=False)
    random = np.random.default_rng(0)
    rows = np.array([random.choice(table.rows, 20, replace=False) for _ in range(50)])
    weights = random.dirichlet(np.ones(20), size=50)
    barycentre = np.einsum("ij,ijc->ic", weights, (standard @ axes.T)[rows])
    long_way = barycentre @ axes * scale + centre
    for i, column in enumerate(table.measured):
        assert np.allclose(long_way[:, i], means(column.values, rows, weights))
    proportions = long_way[:, len(table.measured) :]
    laid = [np.eye(len(c.levels))[c.codes[rows]] for c in table.coded]
    short = np.hstack([np.einsum("ij,ijl->il", weights, levels) for levels in laid])
    assert np.allclose(proportions, short)


def test_a_donor_is_drawn_with_its_weight():
    weights = np.array([[0.5, 0.3, 0.15, 0.05]])
    rows = np.tile(np.array([[7, 3, 9, 1]]), (40_000, 1))
    drawn = donors(np.tile(np.cumsum(weights), (40_000, 1)), rows, np.random.default_rng(1))
    shares = [(drawn == person).mean() for person in rows[0]]
    assert np.allclose(shares, weights[0], atol=0.01)


def test_moments_of_the_parts_of_a_table_add_up_to_its_axes(table):
    centre = np.array([c.values[0] for c in table.measured])
    parts = [table.take(np.arange(0, 90)), table.take(np.arange(90, table.rows))]
    first, last = (moments(part, centre, block=32) for part in parts)
    added, whole = axes(first + last, parts[0], 6), project(table, 6)
    assert np.allclose(added.eigenvalues, whole.eigenvalues)
    assert np.allclose(np.abs(added.scores(table)), np.abs(whole.scores(table)))
