"""From people behind a ledger to a law of them, and from the law to invented people.

After McKenna, Miklau and Sheldon, "Winning the NIST contest" (2021, arXiv 2108.04978):

1. every column is counted in the cells that its declaration gives;
2. cells are put together until a pair of columns can be counted over the noise;
3. pairs that stand farthest from chance are chosen, a tree of them first, and counted;
4. the law that fits all counts best is drawn from.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from argos.avatar.draws import Generator
from argos.avatar.prepared import Floats, Prepared
from argos.avatar.private.budget import Ledger
from argos.avatar.private.cells import Axis, axis, filled
from argos.avatar.private.fit import Law, Measurement, fitted
from argos.avatar.private.graph import Clique, drawn
from argos.avatar.private.grid import Grid, paired
from argos.avatar.private.margins import grouped, groups, law
from argos.avatar.private.selection import Forest, candidates, chosen, within_reach

MARGINS = 0.3  # of the budget, for the columns one by one
CHOOSING = 0.1  # of what a pair costs, for choosing it
PER_CELL = 1.0  # of the noise: people that a cell of a pair should have
MOST_GROUPS = 16
SAMPLE = 20_000  # rows drawn from the law to know the pairs that it says nothing of
BATCH = 5  # pairs chosen before the law is fitted again


@dataclass(frozen=True, slots=True)
class Margins:
    """What is known of columns one by one.

    Attributes:
        axes: their cells.
        counts: noisy, of each.
        shares: estimated from them.
        noise: standard deviation of the counts.
        total: people, about.

    """

    axes: Sequence[Axis]
    counts: Sequence[Floats]
    shares: Sequence[Floats]
    noise: float
    total: float


def margins(ledger: Ledger, form: Prepared, rho: float) -> Margins:
    """Return noisy counts of each column's cells, all in one answer."""
    axes = [axis(column) for column in form.columns]

    def asked(people: Prepared) -> np.ndarray:
        return np.concatenate([
            np.bincount(one.codes(column), minlength=one.size)
            for one, column in zip(axes, people.columns, strict=True)
        ])  # fmt: skip

    noisy, noise = ledger.counts(asked, len(axes), rho)
    counts = np.split(noisy, np.cumsum([one.size for one in axes])[:-1])
    return Margins(axes, counts, [law(each) for each in counts], noise, _total(counts))


def _total(counts: Sequence[Floats]) -> float:
    """Return how many people there are: the mean of the columns' sums, by their noise."""
    weights = np.array([1 / len(each) for each in counts])
    return max(1.0, float(np.average([each.sum() for each in counts], weights=weights)))


class Survey:
    """Tables counted so far, and the law that fits them."""

    def __init__(self, ledger: Ledger, known: Margins, grid: Grid, noise: float) -> None:
        self.ledger, self.known, self.grid, self.noise = ledger, known, grid, noise
        self.measured = [
            Measurement((n,), grouped(counts, of), known.noise * np.sqrt(np.bincount(of)))
            for n, (counts, of) in enumerate(zip(known.counts, grid.groups, strict=True))
        ]
        self.pairs = candidates(grid)

    def count(self, columns: Clique, rho: float) -> None:
        """Count the people in the table of some columns."""
        counts, noise = self.ledger.counts(lambda p: self.grid.counts(p, columns), 1, rho)
        table = counts.reshape([self.grid.sizes[n] for n in columns])
        self.measured.append(Measurement(columns, table, np.full(table.shape, noise)))

    def fitted(self, start: Law | None = None) -> Law:
        """Return the law that fits what was counted."""
        factors = None if start is None else start.factors
        return fitted(self.grid.sizes, self.measured, self.known.total, factors)

    def tree(self, together: Sequence[Clique], rho: float) -> None:
        """Choose pairs that join all columns, as far from independence as can be; count them."""
        forest, found = Forest(len(self.grid.sizes), together), []
        alone = [law(each.counts) for each in self.measured[: len(self.grid.sizes)]]
        while places := forest.apart(self.pairs):
            among = [self.pairs[k] for k in places]
            expected = [self.known.total * np.outer(alone[i], alone[j]) for i, j in among]
            found.append(among[self._choice(among, expected, rho)])
            forest.join(found[-1])
        for pair in found:
            self.count(pair, rho * (1 - CHOOSING))

    def more(self, start: Law, number: int, rho: float, random: Generator) -> Law:
        """Choose and count pairs that the law is farthest from; return the law with them."""
        best = start
        for first in range(0, number, BATCH):
            rows = drawn(best.tree, best.margins, SAMPLE, random)
            tables = paired(rows, self.grid.sizes, self.pairs)
            for _ in range(min(BATCH, number - first)):
                places = within_reach(self.grid.sizes, [m.columns for m in self.measured],
                                      self.pairs)  # fmt: skip
                if not places:
                    return self.fitted(best)
                among = [self.pairs[k] for k in places]
                expected = [tables[k] * self.known.total / SAMPLE for k in places]
                pair = among[self._choice(among, expected, rho)]
                self.count(pair, rho * (1 - CHOOSING))
            best = self.fitted(best)
        return best

    def _choice(self, among: Sequence[Clique], expected: Sequence[Floats], rho: float) -> int:
        return chosen(self.ledger, self.grid, among, expected, self.noise, rho * CHOOSING)


def generated(
    ledger: Ledger, form: Prepared, together: Sequence[Clique], extra: int, rows: int | None,
    random: Generator,
) -> Prepared:  # fmt: skip
    """Return invented people.

    Args:
        ledger: where the people and the budget are.
        form: a table without rows, of the form of the people.
        together: columns whose joint table is counted whatever it holds.
        extra: pairs counted beside a tree of them.
        rows: how many to invent; None: as many as there are people, about.
        random: of the draws after the noise, which protect nobody.

    """
    known = margins(ledger, form, ledger.rho * MARGINS)
    left = ledger.rho * (1 - MARGINS)
    noise = float(np.sqrt((len(form.columns) + extra + len(together)) / (2 * left)))
    grid = _grid(known, noise)
    survey = Survey(ledger, known, grid, noise)
    joins = Forest(len(grid.sizes), together).missing(survey.pairs)
    each = left / max(1, joins + extra + len(together))
    for columns in together:
        survey.count(columns, each)
    survey.tree(together, each)
    best = survey.more(survey.fitted(), extra, each, random)
    number = round(known.total) if rows is None else rows
    codes = grid.inside(drawn(best.tree, best.margins, number, random), known.shares, random)
    return filled(replace(form, rows=number), known.axes, codes, random)


def _grid(known: Margins, noise: float) -> Grid:
    wanted = int(np.clip(np.sqrt(known.total / (PER_CELL * noise)), 2, MOST_GROUPS))
    least = noise / known.total
    return Grid(known.axes, [
        groups(one, shares, wanted, least)
        for one, shares in zip(known.axes, known.shares, strict=True)
    ])  # fmt: skip
