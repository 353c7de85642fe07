"""How much of a table the avatars keep: the shares of each column, the correlations of pairs."""

import numpy as np

from argos.avatar.draws import Generator
from argos.avatar.measures.found import GROUPS, Interval, left_out
from argos.avatar.prepared import Coded, Codes, Floats, Measured, Prepared

BINS = 20
BLOCK = 50_000  # rows laid out at a time: what bounds the memory


def hellinger(people: Prepared, other: Prepared) -> dict[str, float]:
    """Return each column's Hellinger distance, 0 (same shares) to 1 (nothing in common).

    √(1 − Σ√(pq)) over classes. Numbers are cut at the 20 quantiles of the people, a gap being a
    class of its own.
    """
    one = np.zeros(people.rows, dtype=np.int32), np.zeros(other.rows, dtype=np.int32)
    return {
        name: float(_apart(left.sum(axis=0), right.sum(axis=0)))
        for name, (left, right) in _counts(people, other, *one).items()
    }


def hellinger_mean(people: Prepared, other: Prepared, random: Generator) -> Interval:
    """Return the mean Hellinger distance of columns, each group of rows left out in turn."""
    groups = _groups(people, other, random)
    whole, without = [], []
    for left, right in _counts(people, other, *groups).values():
        whole.append(_apart(left.sum(axis=0), right.sum(axis=0)))
        without.append(_apart(left.sum(axis=0) - left, right.sum(axis=0) - right))
    return left_out(float(np.mean(whole)), np.mean(without, axis=0))


def _apart(left: Floats, right: Floats) -> Floats:
    """Return the Hellinger distance of counts of classes, along the last axis."""
    p, q = (counts / counts.sum(axis=-1, keepdims=True) for counts in (left, right))
    return np.asarray(np.sqrt(np.maximum(0.0, 1 - np.sqrt(p * q).sum(axis=-1))))


def _counts(
    people: Prepared, other: Prepared, here: Codes, there: Codes
) -> dict[str, tuple[Floats, Floats]]:
    """Return each column's counts, (groups, classes), in both tables."""
    counted = {}
    for left, right in zip(people.columns, other.columns, strict=True):
        codes, classes = _classes(left, left)
        again, _ = _classes(right, left)
        counted[left.name] = _by_group(codes, classes, here), _by_group(again, classes, there)
    return counted


def _by_group(codes: Codes, classes: int, group: Codes) -> Floats:
    groups = int(group.max(initial=0)) + 1
    found = np.bincount(group * classes + codes, minlength=groups * classes)
    return found.reshape(groups, classes).astype(np.float64)


def _classes(column: Measured | Coded, like: Measured | Coded) -> tuple[Codes, int]:
    if isinstance(column, Measured) and isinstance(like, Measured):
        return _binned(column, like)
    if isinstance(column, Coded) and isinstance(like, Coded):
        return column.codes, len(like.levels)
    raise TypeError(f"column {column.name}: expected the same kind in both tables")


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
    one = np.zeros(people.rows, dtype=np.int32), np.zeros(other.rows, dtype=np.int32)
    left, right = _moments(people, one[0], people), _moments(other, one[1], people)
    return _change(left[0], right[0])


def correlation_difference(people: Prepared, other: Prepared, random: Generator) -> Interval:
    """Return the mean absolute change of correlations, each group of rows left out in turn."""
    here, there = _groups(people, other, random)
    left, right = _moments(people, here, people), _moments(other, there, people)
    before, after = left.sum(axis=0), right.sum(axis=0)
    without = [_change(before - x, after - y) for x, y in zip(left, right, strict=True)]
    return left_out(_change(before, after), np.array(without))


def _moments(table: Prepared, group: Codes, like: Prepared) -> Floats:
    """Return (groups, 1 + width, 1 + width) sums of products of a table laid out beside ones.

    Numbers are first standardised as those of `like`: squares of dates would lose every digit.
    """
    groups, numbers = int(group.max(initial=0)) + 1, len(like.measured)
    means = np.array([c.values.mean() for c in like.measured])
    scales = np.array([c.values.std() or 1.0 for c in like.measured])
    width = 1 + numbers + sum(len(c.levels) - 1 for c in like.coded)
    sums = np.zeros((groups, width, width))
    for start in range(0, table.rows, BLOCK):
        rows = np.arange(start, min(start + BLOCK, table.rows))
        laid = laid_out(table.take(rows))
        laid[:, :numbers] = (laid[:, :numbers] - means) / scales
        laid = np.hstack([np.ones((len(laid), 1)), laid])
        for number in range(groups):
            part = laid[group[rows] == number]
            sums[number] += part.T @ part
    return sums


def _change(before: Floats, after: Floats) -> float:
    left, right = (_correlations(moments) for moments in (before, after))
    varying = np.isfinite(np.diag(left)) & np.isfinite(np.diag(right))
    apart = (left - right)[np.ix_(varying, varying)]
    pairs = np.abs(apart[np.triu_indices(len(apart), 1)])
    return 100 * float(pairs.mean()) if len(pairs) else 0.0


def _correlations(moments: Floats) -> Floats:
    """Return correlations from sums of products beside ones; a constant has none (NaN)."""
    means = moments[0, 1:] / moments[0, 0]
    covariance = moments[1:, 1:] / moments[0, 0] - np.outer(means, means)
    spread = np.sqrt(np.maximum(np.diag(covariance), 0))
    spread = np.where(spread > 1e-9 * np.maximum(1, np.abs(means)), spread, np.nan)
    found: Floats = covariance / np.outer(spread, spread)
    return found


def _groups(people: Prepared, other: Prepared, random: Generator) -> tuple[Codes, Codes]:
    """Return a group for each row; a person and the avatar in its row go together."""
    most = max(people.rows, other.rows)
    drawn = random.permutation(np.arange(most, dtype=np.int32) % GROUPS)
    return drawn[: people.rows], drawn[: other.rows]


def laid_out(table: Prepared) -> Floats:
    """Return a table as numbers and dummies, the first level of a category left out."""
    parts = [c.values[:, None] for c in table.measured]
    parts += [np.eye(len(c.levels))[c.codes][:, 1:] for c in table.coded]
    return np.hstack(parts) if parts else np.empty((table.rows, 0))
