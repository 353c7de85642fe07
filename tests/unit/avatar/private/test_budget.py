"""What is spent, and that the noise is as large as it must be: counts of a table of one column."""

import numpy as np
import polars as pl
import pytest

from argos.avatar import Column, Private
from argos.avatar.attacks import wilson
from argos.avatar.private import generator
from argos.avatar.private.declared import as_declared, complete

pytest.importorskip("opendp", reason="the extra `private` is not installed")

from argos.avatar.private.budget import Ledger, affordable, stated

SCHEMA = complete(["sexe"], {"sexe": Column(levels=["F", "M"], missing=False)})
DELTA = 1e-6


def women(number: int):
    table = pl.DataFrame({"sexe": ["F"] * number}, schema={"sexe": pl.String})
    return as_declared(table, SCHEMA)


def in_cells(people):
    return np.bincount(people.columns[0].codes, minlength=2)


@pytest.mark.parametrize("delta", [1e-9, 1e-6, 1e-3])
@pytest.mark.parametrize("epsilon", [0.01, 0.5, 1.0, 3.0, 10.0])
def test_the_budget_is_what_opendp_states_for_epsilon_and_no_less(epsilon, delta):
    rho = affordable(epsilon, delta)
    assert 0.9999 * epsilon < stated(rho, delta) <= epsilon


@pytest.mark.parametrize("epsilon", [0.3, 1.0, 10.0])
def test_all_that_a_table_asks_is_within_the_budget_and_uses_it(epsilon, monkeypatch):
    ledgers = []

    class Kept(Ledger):
        def __init__(self, *given):
            super().__init__(*given)
            ledgers.append(self)

    monkeypatch.setattr("argos.avatar.private.method.Ledger", Kept)
    levels = {name: Column(levels=[0, 1, 2], missing=False) for name in "abcd"}
    table = pl.DataFrame(np.random.default_rng(0).integers(0, 3, (200, 4)), schema=list("abcd"))
    Private(epsilon, DELTA, schema=levels, together=[("a", "b", "c")]).fit_transform(table)
    (ledger,) = ledgers
    assert 0.99 * ledger.rho < ledger.spent <= ledger.rho
    assert stated(ledger.spent, DELTA) <= epsilon


def test_opendp_refuses_what_would_overrun_the_budget():
    ledger = Ledger(women(10), 1.0, DELTA)
    ledger.counts(in_cells, 1, 0.9 * ledger.rho)
    with pytest.raises(Exception, match="exhausted"):
        ledger.counts(in_cells, 1, 0.2 * ledger.rho)
    with pytest.raises(Exception, match="exhausted"):
        ledger.choice(lambda people: np.array([0.0, float(people.rows)]), 1.0, 0.2 * ledger.rho)


def test_the_noise_of_counts_is_as_large_as_its_cost_asks():
    """The standard deviation √(tables/2ρ), within four of its own standard errors."""
    ledger = Ledger(women(1000), 100.0, DELTA)
    cells = 4000
    noisy, scale = ledger.counts(lambda people: np.full(cells, people.rows), 3, rho=0.01)
    assert scale == pytest.approx(np.sqrt(3 / (2 * 0.01)))
    apart = noisy - 1000
    assert abs(apart.std() / scale - 1) < 4 / np.sqrt(2 * cells)
    assert abs(apart.mean()) < 4 * scale / np.sqrt(cells)


def test_a_choice_is_as_random_as_its_cost_asks():
    """Two scores a sensitivity apart: the better one wins e^ε/(1 + e^ε) of the time, ε = √(2ρ)."""
    rho, tries, wins = 0.6, 240, 0
    for _ in range(tries // 12):  # OpenDP counts all earlier answers again at each
        ledger = Ledger(women(10), 100.0, DELTA)
        wins += sum(ledger.choice(lambda _: np.array([1.0, 0.0]), 1.0, rho) == 0 for _ in range(12))
    law = 1 / (1 + np.exp(-np.sqrt(2 * rho)))
    assert abs(wins / tries - law) < 4 * np.sqrt(law * (1 - law) / tries)


def test_a_person_more_cannot_be_told_from_the_counts_better_than_epsilon_allows():
    """An attacker guesses from the women counted whether there are 50 or 51, 20,000 times.

    With what differential privacy allows, the share of his hits is at most e^ε that of his
    mistakes, plus delta. A tenth of the noise would put him over.
    """
    epsilon, tries = 1.0, 20_000
    rho = affordable(epsilon, DELTA)

    def named(number):
        ledger = Ledger(women(number), epsilon, DELTA)
        noisy, _ = ledger.counts(lambda people: np.full(tries, people.rows), 1, rho)
        return wilson(int((noisy > 50).sum()), tries)  # each cell alone is one release

    hits, mistakes = named(51), named(50)
    most = np.exp(epsilon) * (mistakes.estimate + mistakes.error) + DELTA
    assert hits.estimate - hits.error <= most


def test_a_pairs_score_moves_by_one_at_most_for_a_person_more():
    random = np.random.default_rng(3)
    levels = {name: Column(levels=[0, 1, 2], missing=False) for name in "abc"}
    schema = complete("abc", levels)
    table = pl.DataFrame(random.integers(0, 3, (40, 3)), schema=list("abc"))
    seen = []

    class Open:
        """A ledger that shows the scores of people and of the people but one."""

        def choice(self, asked, sensitivity, rho):
            both = (as_declared(each, schema) for each in (table, table[1:]))
            scores = [asked(people) for people in both]
            seen.append(np.abs(scores[0] - scores[1]).max() / sensitivity)
            return 0

    people = as_declared(table, schema)
    axes = [generator.axis(column) for column in people.columns]
    grid = generator.Grid(axes, [np.arange(3)] * 3)
    pairs = generator.candidates(grid)
    known = [random.random((3, 3)) * 20 for _ in pairs]
    generator.chosen(Open(), grid, pairs, known, 5.0, 0.1)
    assert seen[0] == pytest.approx(1.0)
