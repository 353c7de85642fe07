"""Invented values from weighted neighbours: means for numbers, one donor a column for categories.

The component space is a linear image of the standardised columns. So the inverse projection of the
neighbours' weighted mean in the full space is the weighted mean of their own values, and a category
drawn with the reconstructed proportions is that of a neighbour drawn with its weight. No inverse
projection is needed; a test holds this to the long way.
"""

from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from argos.avatar.prepared import Floats

Generator = np.random.Generator
Rows = NDArray[np.intp]
Drawn = TypeVar("Drawn", bound=np.generic)

CLOSEST = 1e-9  # of a distance: twins at distance 0 share what remains by chance and rank


def faithful_weights(distances: Floats, random: Generator) -> Floats:
    """Return the published weights D·R·C of neighbours, (people, k), each row summing to 1.

    D is 1/distance, R exponential of mean 1, C is 1/2^rank with the ranks 1..k shuffled for each
    person.
    """
    people, k = distances.shape
    near = 1 / np.maximum(distances, CLOSEST)
    rank = random.integers(2**32, size=(people, k), dtype=np.uint32).argsort(axis=1)
    weights: Floats = near * random.standard_exponential((people, k))
    weights *= (0.5 ** np.arange(1, k + 1))[rank]
    weights /= weights.sum(axis=1, keepdims=True)
    return weights


def means(values: Floats, rows: Rows, weights: Floats) -> Floats:
    """Return the weighted mean of a column over each one's neighbours: one value a person.

    Deviations from the nearest are what is weighed, so that twins give their own value exactly.
    """
    near = values[rows]
    nearest = near[:, 0].copy()
    near -= nearest[:, None]
    barycentres: Floats = nearest + np.einsum("ij,ij->i", near, weights)
    return barycentres


def donors(cumulated: Floats, rows: Rows, random: Generator) -> Rows:
    """Return one neighbour for each person, drawn with its weight.

    Args:
        cumulated: (people, k) weights summed from the left, the last being 1.
        rows: (people, k) the neighbours.
        random: where the draw comes from.

    """
    drawn = random.random((len(rows), 1))
    position = np.minimum((cumulated < drawn).sum(axis=1), rows.shape[1] - 1)
    picked: Rows = np.take_along_axis(rows, position[:, None], axis=1)[:, 0]
    return picked


def drawn_codes(
    codes: NDArray[Drawn], cumulated: Floats, rows: Rows, random: Generator
) -> NDArray[Drawn]:
    """Return a category, or a gap, for each person: that of a donor of its own."""
    return codes[donors(cumulated, rows, random)]
