"""Avatars of people with histories: linked tables in, linked tables of invented people out."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from argos.avatar.draws import Generator
from argos.avatar.errors import bad_setting, too_few_rows
from argos.avatar.guarded import Guarded
from argos.avatar.linked.counting import Targets
from argos.avatar.linked.declared import Links
from argos.avatar.linked.drawing import Drawing
from argos.avatar.linked.laws import Crowd
from argos.avatar.linked.model import Model, learn, usual
from argos.avatar.linked.people import Begun, invented, together
from argos.avatar.linked.placing import placed
from argos.avatar.linked.reading import Histories, read
from argos.avatar.linked.writing import Written, finished, moved, written
from argos.avatar.tables import as_given, to_polars


class HistoryAvatars:
    """Makes invented people with histories, none of which stands for a person.

    Args:
        k: people behind every cell, neighbourhood and condition of a law, at least.
        n_components: of the factor analysis of people.
        seed: of all draws; a secret.
        rare: people of whom an outcome must be to be drawn: a code, a next event, a gap.
        isolated, taking_part: see `Guarded`.

    Attributes:
        missed_: released figures that the last tables do not show, of those that they were brought
            to; 0 without any. A search does not always find a way.

    Example:
        >>> avatars = HistoryAvatars(seed=1).fit_transform({"events": events}, links)

    """

    def __init__(
        self,
        k: int = 40,
        n_components: int = 5,
        seed: int | None = None,
        *,
        rare: int = 11,
        isolated: float = 0.05,
        taking_part: float = 0.2,
    ) -> None:
        self.k = k
        self.n_components = n_components
        self.seed = seed
        self.rare = rare
        self.isolated = isolated
        self.taking_part = taking_part
        self.missed_ = 0

    def fit_transform(
        self, tables: Mapping[str, Any], links: Links, targets: Targets | None = None
    ) -> dict[str, Any]:
        """Return linked tables of invented people, each in the library of the one given.

        Args:
            tables: Polars, pandas or Arrow tables by name.
            links: how they hang together.
            targets: released figures to which daily counts are brought.

        Raises:
            AvatarRefused: settings out of range, too few people, tables that cannot be read.

        """
        self._check()
        random = np.random.default_rng(self.seed)
        histories, _ = usual(read(tables, links, self.rare), self._crowd)
        made = self._made(histories, targets, random)
        given = {name: to_polars(table) for name, table in tables.items()}
        plain = finished(made, given, histories, random)
        return {name: as_given(table, tables[name]) for name, table in plain.items()}

    @property
    def _crowd(self) -> Crowd:
        return Crowd(self.k, self.rare)

    def _check(self) -> None:
        if self.rare < 1:
            raise bad_setting("rare", "≥ 1", self.rare)

    def _made(self, histories: Histories, targets: Targets | None, random: Generator) -> Written:
        days = targets.days if targets else None
        model = learn(histories, self._crowd, random, days)
        people = _begun(histories, model, random)
        guarded = Guarded(self.k, self.n_components, isolated=self.isolated,
                          taking_part=self.taking_part)  # fmt: skip
        if people.traits.rows < guarded.fewest:
            raise too_few_rows(people.traits.rows, guarded.fewest)
        usual_ones, spare = invented(people, guarded, self._crowd, histories.links.inside, random)
        everyone = together([usual_ones, spare]) if targets else usual_ones
        drawn = Drawing(model, histories, everyone, random).drawn()
        whole = written(drawn, everyone.traits, histories, random)
        self.missed_ = 0
        if targets is None:
            return whole
        wanted = np.arange(everyone.traits.rows) < usual_ones.traits.rows
        shift, kept, self.missed_ = placed(
            whole, wanted, targets, (model.first, model.last), random
        )
        return moved(whole, shift, kept, model.last)


def _begun(histories: Histories, model: Model, random: Generator) -> Begun:
    """Return the people whose history begins as that of k others does.

    Who has no event gets the first day of another: it is not used.
    """
    first = np.concatenate([[True], histories.person[1:] != histories.person[:-1]])
    first = first[: len(histories.person)]
    day = np.full(histories.people, -1)
    day[histories.person[first]] = histories.day[first]
    known = day[day >= 0] if (day >= 0).any() else np.zeros(1, np.int64)
    day = np.where(day >= 0, day, random.choice(known, histories.people))
    usual_ones = np.flatnonzero(model.beginning >= 0)
    return Begun(histories.traits, model.beginning, day).take(usual_ones)
