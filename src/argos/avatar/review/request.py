"""What is to be made of a table, as a person asked for it."""

from dataclasses import dataclass, field, replace
from datetime import date

import polars as pl

from argos.avatar.method import Method, NeighbourMethod
from argos.avatar.prepared import Prepared
from argos.avatar.review.limits import Limits
from argos.avatar.review.methods import Asked
from argos.avatar.review.search import COMPONENTS, KS, settings
from argos.avatar.schema_file import Declared

SPLITS = 20


@dataclass(frozen=True, slots=True)
class Request:
    """What is to be made of a table.

    Attributes:
        asked: the method and its settings.
        limits: in force.
        day: of the verdict.
        declared: what is declared of the table.
        release: whether the table is to leave.
        splits: halves of the people over which attacks are averaged.
        search: whether neighbours and components are looked for among several; those that are
            asked for stay.

    """

    asked: Asked
    limits: Limits
    day: date
    declared: Declared = field(default_factory=Declared)
    release: bool = False
    splits: int = SPLITS
    search: bool = False

    @property
    def held_out(self) -> float | None:
        """Return the share of the people who make no part of the table, None where all do."""
        return self.limits.held_out if self.release else None

    def about(self, table: pl.DataFrame) -> "Request":
        """Return the same of a table, whose columns decide what declared bounds are.

        Raises:
            AvatarRefused: a bound that is not of its column's kind.

        """
        return replace(self, declared=self.declared.of(table))

    def method(self) -> Method:
        """Return the method that was asked for.

        Raises:
            UsageError: a search was asked for, and the method has nothing to look for.

        """
        make = self.asked.of_neighbours if self.search else self.asked.method
        return make(self.declared.schema_of_columns, self.declared.constraints, self.limits.rare)

    def at(self, k: int, components: int) -> NeighbourMethod:
        """Return the method with other neighbours and components."""
        return self.asked.at(k, components).of_neighbours(
            self.declared.schema_of_columns, self.declared.constraints, self.limits.rare
        )

    def tried(self, people: Prepared) -> list[tuple[int, int]]:
        """Return the settings that a search tries; none without one.

        Raises:
            AvatarRefused: too few people for any.

        """
        if not self.search:
            return []
        ks = KS if self.asked.k is None else (self.asked.k,)
        components = COMPONENTS if self.asked.components is None else (self.asked.components,)
        return settings(people, self.at, ks, components, self.held_out)
