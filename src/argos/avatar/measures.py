"""How far avatars stand from their people, and how much of the table they keep.

Distances between scores of one projection, fitted on the originals. None of these certifies a
release (arXiv 2505.01524): that is for the attacks. They are for whoever reviews a table, not for
who receives it (arXiv 2312.05114). Definitions: Guillaudeux et al. 2023.
"""

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from argos.avatar.prepared import Coded, Codes, Floats, Measured, Prepared

TIED = 1e-9  # two distances closer than this, relative to one standard score, are equal
BINS = 20


@dataclass(frozen=True, slots=True)
class Hiding:
    """How well people hide among avatars that are not their own.

    Attributes:
        strict: % of people with an avatar strictly nearer than their own (a tie does not hide).
        expected: the same, the nearest being taken at random among ties.
        generous: the same, any tie hiding.
        cloaking_strict, cloaking_generous: median number of avatars nearer than their own, ties
            left out and counted.
        exposed: people whom no avatar hides, ties included: as a number, to be looked at apart.

    """

    strict: float
    expected: float
    generous: float
    cloaking_strict: float
    cloaking_generous: float
    exposed: int


def hiding(people: Floats, avatars: Floats) -> Hiding:
    """Return hidden rates and local cloaking of people and avatars in the same order.

    Args:
        people: (rows, components) scores.
        avatars: as many scores of the same projection, row i being that of person i.

    """
    own = np.linalg.norm(people - avatars, axis=1)
    tree = cKDTree(avatars)
    nearer = _within(tree, people, own - TIED)
    tied = _within(tree, people, own + TIED) - nearer
    first = nearer == 0
    found = float((first / np.maximum(tied, 1)).mean())
    alone = first & (tied <= 1)
    return Hiding(
        100 * float((~first).mean()), 100 * (1 - found), 100 * float((~alone).mean()),
        float(np.median(nearer)), float(np.median(nearer + tied - 1)), int(alone.sum()),
    )  # fmt: skip


def _within(tree: cKDTree, points: Floats, radius: Floats) -> NDArray[np.intp]:
    counts: NDArray[np.intp] = tree.query_ball_point(
        points, np.maximum(radius, 0), return_length=True, workers=-1
    )
    return np.where(radius < 0, 0, counts)


@dataclass(frozen=True, slots=True)
class Closeness:
    """From each avatar to the nearest person (DCR), and its ratio to the second nearest (NNDR)."""

    distance: Floats
    ratio: Floats


def closeness(people: Floats, avatars: Floats) -> Closeness:
    """Return distances to the closest record and closest distances ratios, an avatar a row.

    The ratio is 1 where both of the nearest stand at distance 0.
    """
    distances, _ = cKDTree(people).query(avatars, k=2, workers=-1)
    first, second = distances[:, 0], distances[:, 1]
    return Closeness(first, np.divide(first, second, out=np.ones_like(first), where=second > 0))


@dataclass(frozen=True, slots=True)
class Matches:
    """What avatars share, cell by cell, with the table, % of rows.

    Attributes:
        rows: originals that occur as they are among the avatars.
        protection: 100 less that: the row direct match protection.
        unique: distinct rows of the avatars, a number.
        columns: % of people whose value of a column is also their own avatar's, mean of columns.

    """

    rows: float
    protection: float
    unique: int
    columns: float


def matches(people: pl.DataFrame, avatars: pl.DataFrame) -> Matches:
    """Return direct matches of two tables in the same order, with the same columns."""
    plain = people.select(avatars.columns)
    found = plain.join(avatars.unique(), on=avatars.columns, how="semi", nulls_equal=True).height
    equal = [plain[c].eq_missing(avatars[c]).to_numpy().mean() for c in avatars.columns]
    rows = 100 * found / people.height
    return Matches(rows, 100 - rows, avatars.unique().height, 100 * float(np.mean(equal)))


def hellinger(people: Prepared, other: Prepared) -> dict[str, float]:
    """Return each column's Hellinger distance, 0 (same shares) to 1 (nothing in common).

    Numbers are cut at the 20 quantiles of the people, a gap being a class of its own.
    """
    distances = {}
    for left, right in zip(people.columns, other.columns, strict=True):
        p, q = _shares(left, left), _shares(right, left)
        distances[left.name] = float(np.sqrt(max(0.0, 1 - np.sqrt(p * q).sum())))
    return distances


def _shares(column: Measured | Coded, like: Measured | Coded) -> Floats:
    if isinstance(column, Measured) and isinstance(like, Measured):
        codes, classes = _binned(column, like)
    elif isinstance(column, Coded) and isinstance(like, Coded):
        codes, classes = column.codes, len(like.levels)
    shares: Floats = np.bincount(codes, minlength=classes) / max(1, len(codes))
    return shares


def _binned(column: Measured, like: Measured) -> tuple[Codes, int]:
    known = like.values if like.missing is None else like.values[~like.missing]
    cuts = np.linspace(0, 1, BINS + 1)[1:-1]
    edges = np.unique(np.quantile(known, cuts)) if len(known) else np.empty(0)
    codes = np.searchsorted(edges, np.round(column.values, column.decimals), side="right")
    if column.missing is not None:
        codes = np.where(column.missing, len(edges) + 1, codes)
    return codes.astype(np.int32), len(edges) + 2


def correlation_change(people: Prepared, other: Prepared) -> float:
    """Return the mean absolute change of correlations between columns, in points (0 to 200).

    Pearson's for numbers, a dummy a level for categories, constants left out.
    """
    left, right = laid_out(people), laid_out(other)
    varying = (left.std(axis=0) > 0) & (right.std(axis=0) > 0)
    if varying.sum() < 2:
        return 0.0
    before, after = np.corrcoef(left[:, varying].T), np.corrcoef(right[:, varying].T)
    apart: Floats = np.asarray(before - after)
    return 100 * float(np.abs(apart[np.triu_indices(len(apart), 1)]).mean())


def laid_out(table: Prepared) -> Floats:
    """Return a table as numbers and dummies, the first level of a category left out."""
    parts = [c.values[:, None] for c in table.measured]
    parts += [np.eye(len(c.levels))[c.codes][:, 1:] for c in table.coded]
    return np.hstack(parts) if parts else np.empty((table.rows, 0))
