"""Differentially private invented people: what is told of anyone is bounded by epsilon."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import polars as pl

from argos.avatar.constraints import Constraint, closed
from argos.avatar.draws import Generator
from argos.avatar.errors import bad_setting, no_columns, unknown_column
from argos.avatar.kinds import Column
from argos.avatar.method import Method
from argos.avatar.prepared import Prepared, restore
from argos.avatar.private.budget import Ledger
from argos.avatar.private.declared import as_declared, complete, in_range, with_gaps_declared
from argos.avatar.private.generator import generated
from argos.avatar.private.graph import Clique
from argos.avatar.tables import to_polars

DELTA = 1e-6  # the square of one in a thousand people
EPSILONS = 0.001, 100.0  # below, all is noise; above, exp(epsilon) bounds nothing
RICH = 3.0  # epsilon from which pairs beyond a tree pay
MOST_TOGETHER = 4  # columns


class Private(Method):
    """Makes invented people from noisy counts: (epsilon, delta)-differentially private.

    Two tables are neighbours when one has a row more: whether a person takes part is protected, and
    so is how many do, so the number of invented people is noisy too unless `rows` says it. A person
    with several rows is protected less, epsilon times as many. Public: the schema, the constraints,
    the settings, names and order of columns, the library of the table, time zones.

    Args:
        epsilon: how much may be told of a person: the odds of any guess about someone's taking
            part change by a factor of exp(epsilon) at most, but for delta. From 0.001 to 100.
        delta: None for 1e-6, or for 1/rows² where `rows` is said and this is less. It must not be
            computed from the table.
        seed: of the draws made after the noise. It does not fix the noise, which OpenDP draws from
            the system's cryptographic source: a noise that someone can draw again protects nobody.
            So the same seed does not give the same table.
        schema: of every column, its levels or its range, and what `Column` says beside. Not to be
            read off the table: what it says is published.
        constraints: see `Method`. A row that breaks one is read all the same: to refuse it would
            tell of it.
        together: sets of columns, four at most, whose joint table matters to who receives the
            table: it is counted whatever it holds.
        extra: pairs of columns counted beside those that join all columns; None to choose by
            epsilon.
        rows: how many people to invent, public.

    Example:
        >>> schema = {"age": Column(kind=Kind.INTEGER, lower=0, upper=110, missing=False)}
        >>> invented = Private(epsilon=1.0, schema=schema).fit_transform(table.select("age"))

    """

    def __init__(
        self,
        epsilon: float = 1.0,
        delta: float | None = None,
        seed: int | None = None,
        *,
        schema: Mapping[str, Column] | None = None,
        constraints: Sequence[Constraint] = (),
        together: Sequence[Sequence[str]] = (),
        extra: int | None = None,
        rows: int | None = None,
    ) -> None:
        super().__init__(seed, schema=schema, constraints=constraints)
        self.epsilon = epsilon
        self.delta = delta
        self.together = together
        self.extra = extra
        self.rows = rows

    def check_settings(self) -> None:
        """Refuse settings of any table that are out of range."""
        super().check_settings()
        low, high = EPSILONS
        if not low <= self.epsilon <= high:
            raise bad_setting("epsilon", f"{low:g} … {high:g}", self.epsilon)
        if not 0 < self._delta < 1:
            raise bad_setting("delta", "0 < delta < 1", self._delta)
        for name in ("extra", "rows"):
            if (getattr(self, name) or 0) < 0:
                raise bad_setting(name, "≥ 0", getattr(self, name))

    @property
    def fewest(self) -> int:
        """Return how many people a table needs: none, to refuse a small one would tell of it."""
        return 0

    @property
    def settings(self) -> Mapping[str, float]:
        """Return the two parameters of the guarantee."""
        return {"epsilon": self.epsilon, "delta": self._delta}

    def read(self, table: Any) -> Prepared:
        """Return a table as its schema declares it.

        Raises:
            AvatarRefused: columns that are not declared in full, or not there.

        """
        given = to_polars(table)
        if not given.columns:
            raise no_columns()
        for constraint in self.constraints:
            for name in constraint.names:
                if name not in given.columns:
                    raise unknown_column(name, type(constraint).__name__)
        plain = as_declared(given, self._complete(given.columns))
        opened = restore(plain)
        for constraint in self.constraints:
            opened = constraint.open(opened)
        return as_declared(opened, self._complete(opened.columns))

    def written(self, invented: Prepared) -> pl.DataFrame:
        """Return invented people as a table that keeps the constraints and the declared ranges."""
        opened = restore(invented)
        schema = self._complete(opened.columns)
        return closed(in_range(opened, schema, self.constraints), self.constraints)

    def invented(self, people: Prepared, random: Generator) -> Prepared:
        """Return invented people, about as many as there are people, in no order.

        Raises:
            AvatarRefused: settings out of range, OpenDP not installed.

        """
        names = [column.name for column in people.columns]
        self.check_settings()
        formed = as_declared(restore(people), self._complete(names))
        form = formed.take(np.empty(0, dtype=np.intp))
        ledger = Ledger(formed, self.epsilon, self._delta)
        together = [self._places(columns, names) for columns in self.together]
        drawn = generated(ledger, form, together, self._extra(len(names)), self.rows, random)
        return drawn.take(random.permutation(drawn.rows))

    @property
    def _delta(self) -> float:
        if self.delta is not None:
            return self.delta
        return min(DELTA, 1 / self.rows**2) if self.rows else DELTA

    def _complete(self, names: Sequence[str]) -> dict[str, Column]:
        schema = self.schema or {}
        return complete(names, with_gaps_declared(schema, self.constraints, names))

    def _extra(self, columns: int) -> int:
        if self.extra is not None:
            return self.extra
        return columns if self.epsilon >= RICH else columns // 4

    def _places(self, together: Sequence[str], names: Sequence[str]) -> Clique:
        for name in together:
            if name not in names:
                raise unknown_column(name, "together")
        places = sorted({names.index(name) for name in together})
        if not 2 <= len(places) <= MOST_TOGETHER:
            raise bad_setting("together", f"2 … {MOST_TOGETHER}", len(places))
        return tuple(places)
