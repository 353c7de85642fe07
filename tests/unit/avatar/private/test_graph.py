"""The junction tree held to the whole table, laid out."""

import numpy as np
import pytest

from argos.avatar.private.fit import Measurement, fitted
from argos.avatar.private.graph import drawn, junction, margins, summed, widest

SIZES = (2, 3, 4, 2, 3)
PAIRS = [(0, 1), (1, 2), (2, 3), (0, 3), (3, 4)]  # with a ring, which the tree must fill


@pytest.fixture
def factors():
    random = np.random.default_rng(0)
    return {pair: random.normal(size=[SIZES[c] for c in pair]) for pair in PAIRS}


@pytest.fixture
def whole(factors):
    cells = np.indices(SIZES)
    table = np.exp(sum(f[cells[i], cells[j]] for (i, j), f in factors.items()))
    return table / table.sum()


def test_margins_are_those_of_the_whole_table(factors, whole):
    tree = junction(SIZES, PAIRS)
    for clique, law in zip(tree.cliques, margins(tree, factors), strict=True):
        np.testing.assert_allclose(law, summed(whole, tuple(range(5)), clique), atol=1e-12)
    assert widest(SIZES, PAIRS) == max(tree.cells(clique) for clique in tree.cliques)


def test_rows_are_drawn_by_the_law(factors, whole):
    tree = junction(SIZES, PAIRS)
    rows = drawn(tree, margins(tree, factors), 200_000, np.random.default_rng(1))
    found = np.bincount(np.ravel_multi_index(rows.T, SIZES), minlength=whole.size) / len(rows)
    assert np.abs(found - whole.ravel()).max() < 0.002


def test_the_law_that_fits_exact_tables_has_their_margins(whole):
    tables = [summed(whole, tuple(range(5)), pair) for pair in PAIRS]
    measured = [
        Measurement(pair, 1000 * table, np.ones(table.shape))
        for pair, table in zip(PAIRS, tables, strict=True)
    ]
    law = fitted(SIZES, measured, 1000)
    for pair, table in zip(PAIRS, tables, strict=True):
        np.testing.assert_allclose(law.of(pair), table, atol=0.004)
