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
from argos.avatar.private.cells import Axis, Cells, axis, filled
from argos.avatar.private.fit import Law, Measurement, fitted
from argos.avatar.private.graph import Clique, drawn
from argos.avatar.private.grid import Grid, paired
from argos.avatar.private.margins import Margin, expected, grouped, groups
from argos.avatar.private.selection import Forest, candidates, chosen, within_reach

MARGINS = 0.3  # of the budget, for the columns one by one
TURNS = (0.5, 0.5)  # of that, for wide cells and for those cut finer
CUT_ABOVE = 3.0  # times the noise: people that a part of a cell should have
PARTS = 8  # of a cell, at most
CHOOSING = 0.1  # of what a pair costs, for choosing it
PER_CELL = 2.0  # of the noise: people that a cell of a pair should have
MOST_GROUPS = 16
SAMPLE = 20_000  # rows drawn from the law to know the pairs that it says nothing of
BATCH = 7  # pairs chosen before the law is fitted again


@dataclass(frozen=True, slots=True)
class Margins:
    """What is known of columns one by one.

    Attributes:
        columns: the noisy counts of each.
        shares: estimated from them.
        total: people, about.

    """

    columns: Sequence[Margin]
    shares: Sequence[Floats]
    total: float

    @property
    def axes(self) -> list[Axis]:
        """Return the cells of each column."""
        return [each.axis for each in self.columns]


def margins(ledger: Ledger, form: Prepared, rho: float) -> Margins:
    """Return noisy counts of each column's cells: wide ones first, then the full ones cut finer."""
    axes = [axis(column) for column in form.columns]
    known = _counted(ledger, axes, rho * TURNS[0])
    for share in TURNS[1:]:
        before, known = known, _counted(ledger, [_finer(each) for each in known], rho * share)
        known = [
            old.with_finer(new.axis, new.counts, float(np.sqrt(new.variance[0])))
            for old, new in zip(before, known, strict=True)
        ]
    return Margins(known, [each.shares() for each in known], _total(known))


def _counted(ledger: Ledger, axes: Sequence[Axis], rho: float) -> list[Margin]:
    """Return noisy counts of the cells of every column, all in one answer."""

    def asked(people: Prepared) -> Cells:
        return np.concatenate([
            np.bincount(one.codes(column), minlength=one.size)
            for one, column in zip(axes, people.columns, strict=True)
        ])  # fmt: skip

    noisy, noise = ledger.counts(asked, len(axes), rho)
    counts = np.split(noisy, np.cumsum([one.size for one in axes])[:-1])
    return [
        Margin(one, each, np.full(one.size, noise**2))
        for one, each in zip(axes, counts, strict=True)
    ]


def _finer(margin: Margin) -> Axis:
    """Return the cells of a number cut into parts that still have people over the noise."""
    if not margin.axis.ordered:
        return margin.axis
    people = margin.counts[: margin.axis.known] / (CUT_ABOVE * np.sqrt(margin.variance.mean()))
    return margin.axis.cut(np.clip(people, 1, PARTS).astype(np.int64))


def _total(known: Sequence[Margin]) -> float:
    """Return how many people there are: the mean of the columns' sums, by their noise."""
    precise = [1 / float(each.variance.sum()) for each in known]
    return max(1.0, float(np.average([each.counts.sum() for each in known], weights=precise)))


class Survey:
    """Tables counted so far, and the law that fits them."""

    def __init__(self, ledger: Ledger, known: Margins, grid: Grid, noise: float) -> None:
        self.ledger, self.known, self.grid, self.noise = ledger, known, grid, noise
        self.measured = [
            Measurement((n,), grouped(each.counts, of), np.sqrt(grouped(each.variance, of)))
            for n, (each, of) in enumerate(zip(known.columns, grid.groups, strict=True))
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
        alone = [
            expected(each.counts, float(each.scale.mean()))
            for each in self.measured[: len(self.grid.sizes)]
        ]
        while places := forest.apart(self.pairs):
            among = [self.pairs[k] for k in places]
            known = [self.known.total * np.outer(alone[i], alone[j]) for i, j in among]
            found.append(among[self._choice(among, known, rho)])
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
