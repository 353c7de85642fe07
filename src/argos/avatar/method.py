"""What every way of making invented people shares: a table in, a table of the same kind out."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from numbers import Integral
from typing import Any

import numpy as np

from argos.avatar.constraints import Constraint, closed, opened, ranges, unkept
from argos.avatar.draws import Generator
from argos.avatar.errors import bad_setting, too_few_rows
from argos.avatar.kinds import Column
from argos.avatar.prepared import Prepared, prepare, restore
from argos.avatar.tables import as_given, content_order, to_polars


class Method(ABC):
    """A way of making invented people. Keeps its settings only: the people do not outlive a call.

    Attributes:
        seed: of all draws; the same seed and people give the same table in any order of rows.
            A released table's seed is a secret: who has it can undo the draws.
        schema: column → what is declared of it.
        constraints: what rows keep.
        most_levels, rare: when levels of a category are grouped (`prepared.prepare`).

    """

    def __init__(
        self,
        seed: int | None = None,
        *,
        schema: Mapping[str, Column] | None = None,
        constraints: Sequence[Constraint] = (),
        most_levels: int = 50,
        rare: int = 1,
    ) -> None:
        self.seed = seed
        self.schema = schema
        self.constraints = constraints
        self.most_levels = most_levels
        self.rare = rare

    def fit_transform(self, table: Any) -> Any:
        """Return invented people for a Polars, pandas or Arrow table, in the same library.

        Raises:
            AvatarRefused: settings out of range, too few rows, columns that cannot be read.

        """
        self.check_settings()
        people = self.read(table)
        people = people.take(content_order(people))  # the same name: one copy less in memory
        invented = self.invented(people, np.random.default_rng(self.seed))
        return as_given(self.written(invented), table)

    def read(self, table: Any) -> Prepared:
        """Return a table as the method reads it."""
        given = opened(to_polars(table), self.constraints)
        return prepare(given, self.schema, most_levels=self.most_levels, rare=self.rare)

    def written(self, invented: Prepared) -> Any:
        """Return invented people as a Polars table that keeps the constraints and ranges.

        Raises:
            AvatarRefused: constraints and declared ranges that no row can keep together.

        """
        kept = (*self.constraints, *ranges(self.schema or {}))
        made = closed(restore(invented), kept)
        unkept(made, kept)
        return made

    def check_settings(self) -> None:
        """Refuse settings of any table that are out of range."""
        if self.seed is not None and not (isinstance(self.seed, Integral) and self.seed >= 0):
            raise bad_setting("seed", "≥ 0", self.seed)
        for name in ("most_levels", "rare"):
            whole(name, getattr(self, name), 1)

    @abstractmethod
    def invented(self, people: Prepared, random: Generator) -> Prepared:
        """Return as many invented people as there are people, in no order."""

    @property
    @abstractmethod
    def fewest(self) -> int:
        """Return how many people a table needs to be read by this method."""

    @property
    @abstractmethod
    def settings(self) -> Mapping[str, float]:
        """Return what was asked for, by the name of the command's option."""

    @property
    def used(self) -> Mapping[str, float]:
        """Return the settings of the last table that was made, those chosen for it among them."""
        return self.settings

    @property
    def chosen(self) -> tuple[str, ...]:
        """Return which settings are chosen by the method, from each table."""
        return tuple(name for name in self.used if name not in self.settings)


class NeighbourMethod(Method):
    """A way that makes each invented person from k neighbours in a space of components.

    Attributes:
        k: neighbours of whom an invented person is made, 2 at least.
        n_components: of the factor analysis, on which neighbours are looked for.

    """

    def __init__(
        self,
        k: int = 20,
        n_components: int = 5,
        seed: int | None = None,
        *,
        schema: Mapping[str, Column] | None = None,
        constraints: Sequence[Constraint] = (),
        most_levels: int = 50,
        rare: int = 1,
    ) -> None:
        super().__init__(
            seed, schema=schema, constraints=constraints, most_levels=most_levels, rare=rare
        )
        self.k = k
        self.n_components = n_components

    @property
    def fewest(self) -> int:
        """Return how many people a table needs to be read by this method."""
        return self.k + 1

    @property
    def settings(self) -> Mapping[str, float]:
        """Return neighbours and components."""
        return {"k": self.k, "components": self.n_components}

    def check_settings(self) -> None:
        """Refuse settings of any table that are out of range."""
        super().check_settings()
        whole("k", self.k, 2)
        whole("n_components", self.n_components, 1)

    def check(self, rows: int) -> None:
        """Refuse settings out of range and fewer rows than needed."""
        self.check_settings()
        if rows < self.fewest:
            raise too_few_rows(rows, self.fewest)


def whole(name: str, value: object, least: int) -> None:
    """Refuse a setting that is not a whole number, or is too small."""
    if not (isinstance(value, Integral) and int(value) >= least):
        raise bad_setting(name, f"≥ {least}", value)
