"""Guarded avatars: the method's neighbourhoods, without a person behind any row.

What is ours, and which of the published attacks each part answers:

- Points are drawn from laws of cells of many people, not taken from people: no row has a seed.
- Each lot of points finds its neighbours in a random half of the people: nobody is sure to be used.
- Neighbours weigh the same: nobody carries most of a row. Numbers are drawn from their normal law,
  which keeps the spread that a mean would lose.
- The most isolated people take part by chance only, one in five. What an attack gains by knowing
  that such a person took part is divided by as much, whatever the attack.
- Margins are brought back by aggregates (`calibration`), the draw's own noise is reduced
  (`balance`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from scipy.spatial import cKDTree

from argos.avatar.avatarizer import joined
from argos.avatar.balance import balanced, worthwhile
from argos.avatar.calibration import at_quantiles, factors, level_weights
from argos.avatar.cells import sampled
from argos.avatar.constraints import Constraint
from argos.avatar.draws import Generator, Rows, drawn_codes
from argos.avatar.errors import bad_setting
from argos.avatar.kinds import Column
from argos.avatar.likeness import isolation
from argos.avatar.method import NeighbourMethod
from argos.avatar.prepared import Coded, Codes, Floats, Measured, Prepared, with_gaps
from argos.avatar.projection import project

LOTS = 8  # of points, at least, each with its own half of the people
BLOCK = 50_000  # points of a lot, at most: what bounds the memory
OVER = 8  # candidates for a row, where some are chosen
SAMPLE = 2000  # people among whom the nearest others of the isolated are looked for


class Guarded(NeighbourMethod):
    """Makes invented people that stand for nobody, from the neighbourhoods of a table.

    Args:
        k: neighbours of whom a row is made, and people of whom a cell is made, at least.
        n_components: of the factor analysis. More keep finer relations, and tell more.
        seed: see `Method`.
        isolated: share of the people who take part by chance only, the most isolated ones.
        taking_part: the share of these who do.
        schema, constraints, most_levels, rare: see `Method`. Declare levels and ranges: those
            of a table are a person's.

    Example:
        >>> invented = Guarded(k=40, n_components=5, seed=1).fit_transform(table)

    """

    def __init__(
        self,
        k: int = 40,
        n_components: int = 5,
        seed: int | None = None,
        *,
        isolated: float = 0.05,
        taking_part: float = 0.2,
        schema: Mapping[str, Column] | None = None,
        constraints: Sequence[Constraint] = (),
        most_levels: int = 50,
        rare: int = 1,
    ) -> None:
        super().__init__(
            k,
            n_components,
            seed,
            schema=schema,
            constraints=constraints,
            most_levels=most_levels,
            rare=rare,
        )
        self.isolated = isolated
        self.taking_part = taking_part

    def invented(self, people: Prepared, random: Generator) -> Prepared:
        """Return as many invented people as there are people, in no order."""
        self._check(people.rows)
        used = self._taking_part(people, random)
        chosen = worthwhile(people)
        drawn = self._drawn(used, people.rows * (OVER if chosen else 1), random)
        if chosen:
            drawn = drawn.take(balanced(drawn, people.rows, random))
        columns = [
            replace(new, values=at_quantiles(new, old))
            if isinstance(new, Measured) and isinstance(old, Measured)
            else new
            for new, old in zip(drawn.columns, used.columns, strict=True)
        ]
        return replace(drawn, columns=tuple(columns))

    @property
    def fewest(self) -> int:
        """Return how many people are needed: a random half of them has two cells."""
        return 4 * self.k

    def _check(self, rows: int) -> None:
        self.check(rows)
        for name in ("isolated", "taking_part"):
            if not 0 <= getattr(self, name) <= 1:
                raise bad_setting(name, "0 … 1", getattr(self, name))

    def _taking_part(self, people: Prepared, random: Generator) -> Prepared:
        """Return the people without most of the isolated ones, drawn anew for each table."""
        sample = people.take(random.permutation(people.rows)[:SAMPLE])
        alone = isolation(people, sample)
        number = int(self.isolated * people.rows)
        apart = np.zeros(people.rows, dtype=bool)
        apart[np.argsort(-alone, kind="stable")[:number]] = True
        return people.take(np.flatnonzero(~apart | (random.random(people.rows) < self.taking_part)))

    def _drawn(self, people: Prepared, number: int, random: Generator) -> Prepared:
        seen = with_gaps(people)
        scores = project(seen, self.n_components).scores(seen)
        points = sampled(scores, number, self.k, random)
        lots = max(LOTS, -(-number // BLOCK))
        laws: list[Floats] | None = None
        made = []
        for lot in np.array_split(points, lots):
            rows = _neighbours(scores, lot, self.k, random)
            laws = laws or _factors(people, rows)
            made.append(_lot(people, rows, laws, random))
        return joined(people, made)


def _neighbours(scores: Floats, points: Floats, k: int, random: Generator) -> Rows:
    """Return the k people nearest to each point, of a random half of them."""
    half = random.permutation(len(scores))[: max(k, len(scores) // 2)]
    _, found = cKDTree(scores[half]).query(points, k=k, workers=-1)
    rows: Rows = half[found]
    return rows


@dataclass(frozen=True, slots=True)
class _Codes:
    """Codes to be drawn: of a category, or of the gaps of a number."""

    codes: Codes
    levels: int


def _coded(column: Measured | Coded) -> _Codes | None:
    if isinstance(column, Coded):
        return _Codes(column.codes, len(column.levels))
    return None if column.missing is None else _Codes(column.missing.astype(np.int32), 2)


def _factors(people: Prepared, rows: Rows) -> list[Floats]:
    """Return the factors of the levels of each column, none where nothing is coded."""
    found = []
    for column in people.columns:
        coded = _coded(column)
        if coded is None:
            found.append(np.empty(0))
            continue
        shares = np.bincount(coded.codes, minlength=coded.levels) / people.rows
        found.append(factors(coded.codes[rows], shares))
    return found


def _lot(
    people: Prepared, rows: Rows, laws: Sequence[Floats], random: Generator
) -> list[tuple[Any, Any]]:
    """Return the columns of a lot of points, each as values or codes, and gaps or None."""
    noise = random.normal(size=rows.shape) / np.sqrt(rows.shape[1])
    made: list[tuple[Any, Any]] = []
    for column, law in zip(people.columns, laws, strict=True):
        coded = _coded(column)
        drawn = None if coded is None else _levels(coded.codes, rows, law, random)
        if isinstance(column, Measured):
            gaps = None if drawn is None else drawn.astype(bool)
            made.append((_numbers(column.values[rows], noise), gaps))
        else:
            made.append((drawn, None))
    return made


def _numbers(near: Floats, noise: Floats) -> Floats:
    """Return draws from the normal law of neighbours' values: their mean and covariance.

    A sum of deviations from the mean, each times a normal draw of variance 1/k, has their
    covariance; the draws are the same for all columns.
    """
    centre = near.mean(axis=1)
    drawn: Floats = centre + ((near - centre[:, None]) * noise).sum(axis=1)
    return drawn


def _levels(codes: Codes, rows: Rows, law: Floats, random: Generator) -> Codes:
    """Return a level for each point, drawn among its neighbours'."""
    cumulated = np.cumsum(level_weights(codes[rows], law), axis=1)
    return drawn_codes(codes, cumulated, rows, random)
