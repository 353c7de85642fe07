"""Invented columns brought back to the margins of the people's, by aggregates of many of them.

Means of neighbours shrink spreads, and points at the edge of the crowd have the same neighbours:
both shift margins. Numbers are moved to the quantiles of the people, categories drawn with factors
that bring their shares back.
"""

import numpy as np

from argos.avatar.likeness import gaps
from argos.avatar.prepared import Codes, Floats, Measured

BINS = 20  # quantiles; each is a mean over half of a bin, so that no person's value is one
STEPS = 6  # of the iteration on factors, which settles in three or four
MOST = 1e6  # how much more often than in its neighbourhood a level may be drawn, at most


def at_quantiles(invented: Measured, people: Measured) -> Floats:
    """Return invented numbers moved, by rank, to the smoothed quantiles of the people's.

    Between the 21 quantiles the law is taken as uniform; the ends are means over the outermost
    fortieth of the people.
    """
    known, here = np.sort(people.values[~gaps(people)]), ~gaps(invented)
    moved: Floats = invented.values.copy()
    if not len(known) or not here.any():
        return moved
    steps = np.linspace(0, 1, BINS + 1)
    ranks = np.argsort(np.argsort(invented.values[here], kind="stable")) / max(1, here.sum() - 1)
    moved[here] = np.interp(ranks, steps, _quantiles(known, steps))
    return moved


def _quantiles(known: Floats, steps: Floats) -> Floats:
    half = max(1, len(known) // (4 * BINS))
    place = np.round(steps * (len(known) - 1)).astype(int)
    low, high = np.maximum(place - half, 0), np.minimum(place + half + 1, len(known))
    sums = np.concatenate([[0.0], np.cumsum(known)])
    quantiles: Floats = (sums[high] - sums[low]) / (high - low)
    return quantiles


def factors(near: Codes, shares: Floats) -> Floats:
    """Return how much more each level must weigh among neighbours for its share to be kept.

    Args:
        near: (points, neighbours) codes.
        shares: of each level among the people, summing to 1.

    """
    found = np.ones(len(shares))
    for _ in range(STEPS):
        weights = level_weights(near, found)
        drawn = np.bincount(near.ravel(), weights.ravel(), len(shares)) / len(near)
        found *= np.divide(shares, drawn, out=np.ones(len(shares)), where=drawn > 0)
        found = np.maximum(found / found.max(), 1 / MOST)
    return found


def level_weights(near: Codes, factor: Floats) -> Floats:
    """Return the weights of neighbours by their levels, each row summing to 1."""
    weights = factor[near]
    weights /= weights.sum(axis=1, keepdims=True)
    return weights
