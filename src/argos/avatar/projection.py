"""Component scores of a mixed table, exactly, without laying the dummies out.

The factor analysis of mixed data (Pagès 2004) is the principal component analysis of standardised
numbers beside dummies d scaled as (d − p)/√p, p being the share of people in the level. With
numbers only it is PCA, with categories only MCA up to a factor. Its cross-product needs but sums,
sums by level and contingency tables, and a person's score is the part of the numbers plus one
looked-up score a category.
"""

from dataclasses import dataclass

import numpy as np

from argos.avatar.prepared import Coded, Codes, Floats, Measured, Prepared


@dataclass(frozen=True, slots=True)
class Projection:
    """The axes of a table: aggregates only, nothing of a row.

    Attributes:
        eigenvalues: of all components, largest first.
        means, scales: of the numbers; the scale of a constant is 1.
        numbers: (number of numeric columns, components).
        levels: one table a category: (levels, components), to be summed over categories.

    """

    eigenvalues: Floats
    means: Floats
    scales: Floats
    numbers: Floats
    levels: tuple[Floats, ...]

    def scores(self, table: Prepared, block: int = 200_000) -> Floats:
        """Return the (people, components) scores of a table with the same columns."""
        out = np.empty((table.rows, self.numbers.shape[1]))
        for start in range(0, table.rows, block):
            rows = slice(start, start + block)
            part = np.zeros_like(out[rows])
            if table.measured:
                part += _standard(table.measured, self.means, self.scales, rows) @ self.numbers
            for column, lookup in zip(table.coded, self.levels, strict=True):
                part += lookup[column.codes[rows]]
            out[rows] = part
        return out


def _standard(columns: list[Measured], means: Floats, scales: Floats, rows: slice) -> Floats:
    standard: Floats = (np.column_stack([c.values[rows] for c in columns]) - means) / scales
    return standard


def project(table: Prepared, n_components: int) -> Projection:
    """Return the first components of a table by an exact eigendecomposition.

    Args:
        table: at least two rows; a gap of a number counts as its mean.
        n_components: at most that many; fewer if the table has fewer dimensions.

    """
    numbers, coded = table.measured, table.coded
    columns: list[Measured | Coded] = [*numbers, *coded]
    means = np.array([c.values.mean() for c in numbers])
    spread = np.array([c.values.std() for c in numbers])
    scales = np.where(spread > 1e-12 * np.maximum(1, np.abs(means)), spread, 1.0)
    shares = [np.bincount(c.codes, minlength=len(c.levels)) / table.rows for c in coded]
    cross = _cross_product(table, means, scales, shares)
    root = np.sqrt(np.repeat([c.weight for c in columns],
                             [1] * len(numbers) + [len(c.levels) for c in coded]))  # fmt: skip
    values, vectors = np.linalg.eigh(cross * root[:, None] * root[None, :])
    kept = min(n_components, len(values))
    axes = vectors[:, ::-1][:, :kept] * root[:, None]
    levels = _lookups(axes[len(numbers) :], shares)
    return Projection(values[::-1].copy(), means, scales, axes[: len(numbers)], tuple(levels))


def beyond_noise(eigenvalues: Floats, rows: int) -> int:
    """Return how many components stand out of what independent columns would give.

    Of so many rows of p independent columns of variance 1 the eigenvalues end at (1 + √(p/rows))²
    (Marchenko and Pastur 1967). p is the whole variance here: a category of L levels counts for
    L − 1 or less.
    """
    edge = (1 + np.sqrt(eigenvalues.sum() / rows)) ** 2
    return int((eigenvalues > edge).sum())


def _lookups(axes: Floats, shares: list[Floats]) -> list[Floats]:
    """Return for each category the (level, component) part of a score: (d − p)/√p on the axes."""
    tables, start = [], 0
    for share in shares:
        part = axes[start : start + len(share)]
        root = np.sqrt(share)[:, None]
        tables.append(np.divide(part, root, out=np.zeros_like(part), where=root > 0)
                      - (part * root).sum(axis=0))  # fmt: skip
        start += len(share)
    return tables


def _cross_product(table: Prepared, means: Floats, scales: Floats, shares: list[Floats]) -> Floats:
    """Return the covariance of the standardised numbers and scaled dummies."""
    numbers, rows, codes = len(means), table.rows, [c.codes for c in table.coded]
    starts = np.cumsum([numbers, *(len(s) for s in shares)])
    cross = np.zeros((starts[-1], starts[-1]))
    standard = [(c.values - m) / s for c, m, s in zip(table.measured, means, scales, strict=True)]
    for i, left in enumerate(standard):
        for j in range(i, numbers):
            cross[i, j] = cross[j, i] = left @ standard[j] / rows
    for b, code in enumerate(codes):
        here = slice(starts[b], starts[b + 1])
        for i, left in enumerate(standard):
            sums = np.bincount(code, weights=left, minlength=len(shares[b])) / rows
            cross[i, here] = cross[here, i] = _over_root(sums, shares[b])
        for a in range(b + 1):
            there = slice(starts[a], starts[a + 1])
            joint = _contingency(codes[a], code, len(shares[a]), len(shares[b])) / rows
            excess = joint - np.outer(shares[a], shares[b])
            scaled = _over_root(_over_root(excess, shares[a][:, None]), shares[b])
            cross[there, here], cross[here, there] = scaled, scaled.T
    return cross


def _over_root(values: Floats, share: Floats) -> Floats:
    root = np.broadcast_to(np.sqrt(share), values.shape)
    scaled: Floats = np.divide(values, root, out=np.zeros_like(values), where=root > 0)
    return scaled


def _contingency(left: Codes, right: Codes, rows: int, columns: int) -> Floats:
    both = left.astype(np.intp) * columns + right
    counts: Floats = np.bincount(both, minlength=rows * columns).astype(np.float64)
    return counts.reshape(rows, columns)
