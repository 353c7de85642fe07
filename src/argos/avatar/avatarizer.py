"""The Avatar method as published. Not for release: its weaknesses are known and measured."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from scipy.spatial import cKDTree

from argos.avatar.draws import Generator, drawn_codes, faithful_weights, means
from argos.avatar.method import NeighbourMethod
from argos.avatar.neighbours import nearest_others
from argos.avatar.prepared import Coded, Floats, Measured, Prepared, with_gaps
from argos.avatar.projection import project

BLOCK = 50_000  # people at a time: what bounds the memory


class Avatarizer(NeighbourMethod):
    """Makes for each person of a table an avatar from its k nearest neighbours.

    Keeps its settings only: what needs the people does not outlive the call.

    Its settings are those of `NeighbourMethod`; the published tables used k 20.

    Example:
        >>> avatars = Avatarizer(k=20, n_components=5, seed=1).fit_transform(table)

    """

    def invented(self, people: Prepared, random: Generator) -> Prepared:
        """Return one avatar a person, shuffled."""
        avatars = self.paired(people, random)
        return avatars.take(random.permutation(people.rows))

    def paired(self, people: Prepared, random: Generator) -> Prepared:
        """Return the avatars in the order of their people: for measures only, never to be given."""
        self.check(people.rows)
        seen = with_gaps(people)
        scores = project(seen, self.n_components).scores(seen)
        tree = cKDTree(scores)
        blocks = [
            self._block(people, scores, tree, start, random)
            for start in range(0, people.rows, BLOCK)
        ]
        return joined(people, blocks)

    def _block(
        self, people: Prepared, scores: Floats, tree: cKDTree, start: int, random: Generator
    ) -> list[tuple[Any, Any]]:
        distances, rows = nearest_others(tree, scores[start : start + BLOCK], start, self.k)
        weights = faithful_weights(distances, random)
        cumulated = np.cumsum(weights, axis=1)
        drawn: list[tuple[Any, Any]] = []
        for column in people.columns:
            if isinstance(column, Coded):
                drawn.append((drawn_codes(column.codes, cumulated, rows, random), None))
                continue
            gaps = None
            if column.missing is not None:
                gaps = drawn_codes(column.missing, cumulated, rows, random)
            drawn.append((means(column.values, rows, weights), gaps))
        return drawn


def joined(like: Prepared, blocks: Sequence[Sequence[tuple[Any, Any]]]) -> Prepared:
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
