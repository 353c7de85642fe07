"""The k nearest people of each, by the distance between their scores."""

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from argos.avatar.prepared import Floats


def nearest_others(
    tree: cKDTree, scores: Floats, first: int, k: int
) -> tuple[Floats, NDArray[np.intp]]:
    """Return distances and rows of the k nearest others of consecutive people of the tree.

    Args:
        tree: of everybody's scores.
        scores: (people, components) of the people asked for, consecutive rows of the tree.
        first: the row of the first of them.
        k: neighbours, themselves left out.

    Returns:
        Two (people, k) arrays, nearest first.

    """
    distances, rows = tree.query(scores, k=k + 1, workers=-1)
    own = rows == np.arange(first, first + len(scores))[:, None]
    own[~own.any(axis=1), -1] = True  # more than k twins: it is not in its own list
    kept = ~own
    shape = (len(scores), k)
    return distances[kept].reshape(shape), rows[kept].reshape(shape)
