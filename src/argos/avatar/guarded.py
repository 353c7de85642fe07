"""Guarded avatars: the method's neighbourhoods, without a person behind any row.

What is ours, and which of the published attacks each part answers:

- Points are drawn from laws of cells of many people, not taken from people: no row has a seed.
- Some columns of a row come from neighbours in one random half of the people, the others from the
  other half, and neighbours weigh the same (`neighbourhoods`): nobody gives a row all he is.
- The most isolated people take part by chance only, one in ten. What an attack gains by knowing
  that such a person took part is divided by as much, whatever the attack: who tells every time
  whether one of them took part is still right of his being in the table 55 times in 100 only.
- Margins are brought back by aggregates (`calibration`). Many times too many rows are drawn, and
  those are kept (`balance`) that together have the relations of their law, moved towards the
  people's where these differ beyond chance (`moments`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from math import sqrt

import numpy as np

from argos.avatar.balance import balanced, worthwhile
from argos.avatar.calibration import at_quantiles
from argos.avatar.cells import sampled
from argos.avatar.constraints import Constraint
from argos.avatar.draws import Generator
from argos.avatar.errors import bad_setting
from argos.avatar.kinds import Column
from argos.avatar.likeness import isolation
from argos.avatar.method import NeighbourMethod
from argos.avatar.moments import aims, yard
from argos.avatar.neighbourhoods import Neighbourhoods, around, stacked
from argos.avatar.prepared import Floats, Measured, Prepared, with_gaps
from argos.avatar.projection import beyond_noise, project

CANDIDATES = 16_000  # rows at a time among which some are chosen
OVER = (2, 24)  # candidates for a row: the fewest, and the most, of small tables
PER_ROOT = 2.5  # neighbours, where they are not given, for each root of the number of people
NEIGHBOURS = (60, 100)  # the fewest and the most, where people are enough
FEWEST = 80  # people, where neighbours are not given
COMPONENTS = (3, 8)  # the fewest and the most, where they are not given
SAMPLE = 2000  # people among whom the nearest others of the isolated are looked for


class Guarded(NeighbourMethod):
    """Makes invented people that stand for nobody, from the neighbourhoods of a table.

    Args:
        k: neighbours of whom a row is made, and people of whom a cell is made, at least. None: two
            and a half times the root of the number of people, but sixty at least, a hundred at
            most, and a quarter of the people at most.
        n_components: of the factor analysis. More keep finer relations, and tell more. None: as
            many as stand out of noise (`projection.beyond_noise`), three at least, eight at most.
        seed: see `Method`.
        isolated: share of the people who take part by chance only, the most isolated ones.
        taking_part: the share of these who do.
        schema, constraints, most_levels, rare: see `Method`. Declare levels and ranges: those
            of a table are a person's.

    Attributes:
        used_: k and components of the last table; None before any.

    Example:
        >>> invented = Guarded(seed=1).fit_transform(table)

    """

    def __init__(
        self,
        k: int | None = None,
        n_components: int | None = None,
        seed: int | None = None,
        *,
        isolated: float = 0.05,
        taking_part: float = 0.1,
        schema: Mapping[str, Column] | None = None,
        constraints: Sequence[Constraint] = (),
        most_levels: int = 50,
        rare: int = 1,
    ) -> None:
        super().__init__(
            NEIGHBOURS[1] if k is None else k,
            COMPONENTS[1] if n_components is None else n_components,
            seed,
            schema=schema,
            constraints=constraints,
            most_levels=most_levels,
            rare=rare,
        )
        self.by_size = k is None
        self.as_many_as_stand_out = n_components is None
        self.isolated = isolated
        self.taking_part = taking_part
        self.used_: Mapping[str, float] | None = None

    def invented(self, people: Prepared, random: Generator) -> Prepared:
        """Return as many invented people as there are people, in no order."""
        self.check(people.rows)
        used = self._taking_part(people, random)
        batches = _batches(people.rows, over=_over(people))
        scores = self._scores(with_gaps(used))
        k = self._neighbours(people.rows)
        self.used_ = {"k": k, "components": scores.shape[1]}
        points = sampled(scores, sum(drawn for drawn, _ in batches), k, random)
        crowd = around(used, scores, points, k, random)
        made = _at_quantiles(_chosen(crowd, points, batches, random), used)
        return made.take(random.permutation(made.rows))

    def _scores(self, seen: Prepared) -> Floats:
        axes = project(seen, self.n_components)
        scores = axes.scores(seen)
        if self.as_many_as_stand_out:
            found = beyond_noise(axes.eigenvalues, seen.rows)
            scores = scores[:, : int(np.clip(found, *COMPONENTS))]
        return scores

    @property
    def settings(self) -> Mapping[str, float]:
        """Return neighbours and components, where they were given."""
        chosen = {"k": self.by_size, "components": self.as_many_as_stand_out}
        return {name: value for name, value in super().settings.items() if not chosen[name]}

    @property
    def used(self) -> Mapping[str, float]:
        """Return neighbours and components of the last table that was made."""
        return self.settings if self.used_ is None else self.used_

    @property
    def fewest(self) -> int:
        """Return how many people are needed: a random half of them has two cells."""
        return FEWEST if self.by_size else 4 * self.k

    def _neighbours(self, rows: int) -> int:
        if not self.by_size:
            return self.k
        return min(rows // 4, int(np.clip(PER_ROOT * sqrt(rows), *NEIGHBOURS)))

    def check_settings(self) -> None:
        """Refuse settings of any table that are out of range."""
        super().check_settings()
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


def _over(people: Prepared) -> int:
    """Return how many candidates are drawn for each row."""
    if not worthwhile(people):
        return 1
    return int(np.clip(CANDIDATES // people.rows, *OVER))


def _batches(rows: int, over: int) -> list[tuple[int, int]]:
    """Return, for each batch, how many candidates are drawn and how many rows are chosen."""
    parts = -(-rows * over // CANDIDATES)
    sizes = [len(part) for part in np.array_split(np.arange(rows), parts)]
    return [(over * size, size) for size in sizes]


def _chosen(
    crowd: Neighbourhoods, points: Floats, batches: list[tuple[int, int]], random: Generator
) -> Prepared:
    """Return the rows of each batch that together have the moments that they should."""
    made, measure, aim, start = [], None, None, 0
    for drawn, size in batches:
        candidates = crowd.drawn(points[start : start + drawn], random)
        start += drawn
        if drawn > size:
            seen = with_gaps(candidates)
            measure = measure or yard(seen)
            standard = measure.standard(seen)
            if aim is None:
                aim = aims(standard, measure.standard(with_gaps(crowd.people)), measure.columns)
            candidates = candidates.take(balanced(standard, aim, size, random))
        made.append(candidates)
    return stacked(made)


def _at_quantiles(invented: Prepared, people: Prepared) -> Prepared:
    columns = [
        replace(new, values=at_quantiles(new, old))
        if isinstance(new, Measured) and isinstance(old, Measured)
        else new
        for new, old in zip(invented.columns, people.columns, strict=True)
    ]
    return replace(invented, columns=tuple(columns))
