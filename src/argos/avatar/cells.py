"""Points drawn among the people's, none of them from a person: a normal law for each of some cells.

The space of components is cut in two along its longest direction, at a place drawn at random, until
a cell holds fewer than twice as many people as it must. What is left of a cell is a mean and a
covariance of at least that many people.
"""

import numpy as np
from numpy.typing import NDArray

from argos.avatar.draws import Generator
from argos.avatar.prepared import Floats

Rows = NDArray[np.intp]


def cells(scores: Floats, fewest: int, random: Generator) -> list[Rows]:
    """Return the people of each cell, `fewest` at least, fewer than twice as many at most."""
    found, waiting = [], [np.arange(len(scores))]
    while waiting:
        rows = waiting.pop()
        if len(rows) < 2 * fewest:
            found.append(rows)
        else:
            waiting += _halved(scores, rows, fewest, random)
    return found


def _halved(scores: Floats, rows: Rows, fewest: int, random: Generator) -> list[Rows]:
    here = scores[rows]
    _, axes = np.linalg.eigh(np.atleast_2d(np.cov(here.T)))
    order = np.argsort(here @ axes[:, -1], kind="stable")
    cut = int(np.clip(len(rows) * random.uniform(0.35, 0.65), fewest, len(rows) - fewest))
    return [rows[order[:cut]], rows[order[cut:]]]


def sampled(scores: Floats, number: int, fewest: int, random: Generator) -> Floats:
    """Return points drawn from a mixture of normal laws, one a cell, (number, components).

    Args:
        scores: (people, components).
        number: points to draw.
        fewest: people of whom a law is made, at least.
        random: where the cells and the points come from.

    """
    parts = cells(scores, fewest, random)
    sizes = np.array([len(part) for part in parts])
    each = random.multinomial(number, sizes / sizes.sum())
    points = np.empty((number, scores.shape[1]))
    for part, start, stop in zip(parts, np.cumsum(each) - each, np.cumsum(each), strict=True):
        centre = scores[part].mean(axis=0)
        root = _root(scores[part] - centre)
        points[start:stop] = centre + random.normal(size=(stop - start, len(root))) @ root
    return random.permutation(points)


def _root(apart: Floats) -> Floats:
    """Return a square root of the covariance of centred points."""
    values, axes = np.linalg.eigh(apart.T @ apart / len(apart))
    root: Floats = np.sqrt(np.maximum(values, 0))[:, None] * axes.T
    return root
