"""The Avatar method as published. Not for release: its weaknesses are known and measured."""

import os
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import numpy as np

from argos.avatar.constraints import Constraint
from argos.avatar.draws import Generator, Rows, drawn_codes, faithful_weights, means
from argos.avatar.kinds import Column
from argos.avatar.method import NeighbourMethod
from argos.avatar.neighbours import in_space_order, indexed, nearest_others
from argos.avatar.prepared import Coded, Floats, Measured, Prepared, with_gaps
from argos.avatar.projection import project

BLOCK = 8_000  # people at a time: what bounds the memory, and stays in the caches
Drawn = list[tuple[Any, Any]]  # a column each: values or codes, gaps or None


class Avatarizer(NeighbourMethod):
    """Makes for each person of a table an avatar from its k nearest neighbours.

    Keeps its settings only: what needs the people does not outlive the call.

    Args:
        k, n_components, seed: see `NeighbourMethod`; the published tables used k 20.
        exact: whether neighbours are looked for exactly; None: up to 200,000 people,
            on more than eight components up to 30,000.
        schema, constraints, most_levels, rare: see `Method`.

    Attributes:
        recall_: the share of the true neighbours that were found for the last table, measured on
            people drawn at random; 1 where they were looked for exactly, and before any table.

    Example:
        >>> avatars = Avatarizer(k=20, n_components=5, seed=1).fit_transform(table)

    """

    def __init__(
        self,
        k: int = 20,
        n_components: int = 5,
        seed: int | None = None,
        *,
        exact: bool | None = None,
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
        self.exact = exact
        self.recall_ = 1.0

    def invented(self, people: Prepared, random: Generator) -> Prepared:
        """Return one avatar a person, shuffled."""
        avatars, _ = self._made(people, random)
        return avatars.take(random.permutation(people.rows))

    def paired(self, people: Prepared, random: Generator) -> Prepared:
        """Return the avatars in the order of their people: for measures only, never to be given."""
        avatars, order = self._made(people, random)
        return avatars.take(np.argsort(order))

    def _made(self, people: Prepared, random: Generator) -> tuple[Prepared, Rows]:
        """Return avatars in an order of the space, and the rows of their people in that order."""
        self.check(people.rows)
        seen = with_gaps(people)
        scores = project(seen, self.n_components).scores(seen)
        order = in_space_order(scores)
        made, self.recall_ = avatars_of(people.take(order), scores[order], self, random)
        return made, order


def avatars_of(
    people: Prepared,
    scores: Floats,
    method: Avatarizer,
    random: Generator,
    asked: int | None = None,
) -> tuple[Prepared, float]:
    """Return avatars of the first people of some, in their order, and the recall of neighbours.

    Args:
        people: in an order of the space, which makes the search quick.
        scores: (people, components).
        method: its settings are used.
        random: each block of people draws from a generator of its own, whatever thread it is in.
        asked: how many of them are made into avatars; the others are neighbours only.

    """
    index = indexed(scores, method.k, random, method.exact)
    starts = range(0, people.rows if asked is None else asked, BLOCK)

    def block(start: int, own: Generator) -> Drawn:
        end = start + BLOCK if asked is None else min(start + BLOCK, asked)
        return _block(people, nearest_others(index.search, scores[start:end], start, method.k), own)

    with ThreadPoolExecutor(os.cpu_count()) as threads:
        blocks = list(threads.map(block, starts, random.spawn(len(starts))))
    return joined(people, blocks), index.recall


def _block(people: Prepared, found: tuple[Floats, Rows], random: Generator) -> Drawn:
    distances, rows = found
    weights = faithful_weights(distances, random)
    cumulated = np.cumsum(weights, axis=1)
    drawn: Drawn = []
    for column in people.columns:
        if isinstance(column, Coded):
            drawn.append((drawn_codes(column.codes, cumulated, rows, random), None))
            continue
        gaps = None
        if column.missing is not None:
            gaps = drawn_codes(column.missing, cumulated, rows, random)
        drawn.append((means(column.values, rows, weights), gaps))
    return drawn


def joined(like: Prepared, blocks: Sequence[Drawn]) -> Prepared:
    """Return blocks of drawn columns, each (values or codes, gaps or None), as one table."""
    columns: list[Measured | Coded] = []
    for column, parts in zip(like.columns, zip(*blocks, strict=True), strict=True):
        drawn = np.concatenate([values for values, _ in parts])
        if isinstance(column, Coded):
            columns.append(replace(column, codes=drawn))
        else:
            gaps = None if column.missing is None else np.concatenate([gap for _, gap in parts])
            columns.append(replace(column, values=drawn, missing=gaps))
    return Prepared(sum(len(block[0][0]) for block in blocks), tuple(columns), like.grouped)
