"""Component scores of a mixed table, exactly, without laying the dummies out.

The factor analysis of mixed data (Pagès 2004) is the principal component analysis of standardised
numbers beside dummies d scaled as (d − p)/√p, p being the share of people in the level. With
numbers only it is PCA, with categories only MCA up to a factor. Its cross-product needs but sums,
sums by level and contingency tables, and a person's score is the part of the numbers plus one
looked-up score a category.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array

from argos.avatar.prepared import Codes, Floats, Prepared


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

    def scores(self, table: Prepared, block: int = 20_000) -> Floats:
        """Return the (people, components) scores of a table with the same columns."""
        out = np.empty((table.rows, self.numbers.shape[1]))
        for start in range(0, table.rows, block):
            rows = slice(start, start + block)
            part = _standard(table, self.means, self.scales, rows) @ self.numbers
            for column, lookup in zip(table.coded, self.levels, strict=True):
                part += np.take(lookup, column.codes[rows], axis=0)  # quicker than lookup[…]
            out[rows] = part
        return out


def _standard(table: Prepared, means: Floats, scales: Floats, rows: slice) -> Floats:
    standard = np.empty((len(range(*rows.indices(table.rows))), len(means)))
    for i, column in enumerate(table.measured):
        standard[:, i] = (column.values[rows] - means[i]) / scales[i]
    return standard


@dataclass(frozen=True, slots=True)
class Moments:
    """Sums over people, of which axes are made. Those of two parts of a table add up.

    Attributes:
        rows: people.
        centre: taken from the numbers before all sums, so that these lose no digits.
        sums: of numbers less their centre, then of dummies.
        products: of all pairs of these.

    """

    rows: int
    centre: Floats
    sums: Floats
    products: Floats

    def __add__(self, other: "Moments") -> "Moments":
        """Return the sums over both."""
        return Moments(
            self.rows + other.rows,
            self.centre,
            self.sums + other.sums,
            self.products + other.products,
        )


def project(table: Prepared, n_components: int) -> Projection:
    """Return the first components of a table by an exact eigendecomposition.

    Args:
        table: at least two rows; a gap of a number counts as its mean.
        n_components: at most that many; fewer if the table has fewer dimensions.

    """
    centre = np.array([c.values.mean() for c in table.measured])
    return axes(moments(table, centre), table, n_components)


def axes(of: Moments, like: Prepared, n_components: int) -> Projection:
    """Return the first components of people by their moments; see `project`.

    Args:
        of: the sums over the people.
        like: a table with their columns, levels and weights; its rows are not looked at.
        n_components: at most that many.

    """
    numbers = len(like.measured)
    means, scales = of.sums / of.rows, _scales(of, numbers)
    covariance = of.products / of.rows - np.outer(means, means)
    weights = [c.weight for c in like.measured]
    weights += [c.weight for c in like.coded for _ in c.levels]
    root = np.divide(np.sqrt(weights), scales, out=np.zeros_like(scales), where=scales > 0)
    values, vectors = np.linalg.eigh(covariance * root[:, None] * root)
    kept = min(n_components, len(values))
    turned = vectors[:, ::-1][:, :kept] * np.sqrt(weights)[:, None]
    return Projection(
        values[::-1].copy(),
        of.centre + means[:numbers],
        scales[:numbers],
        turned[:numbers],
        tuple(_lookups(turned[numbers:], means[numbers:], like)),
    )


def beyond_noise(eigenvalues: Floats, rows: int) -> int:
    """Return how many components stand out of what independent columns would give.

    Of so many rows of p independent columns of variance 1 the eigenvalues end at (1 + √(p/rows))²
    (Marchenko and Pastur 1967). p is the whole variance here: a category of L levels counts for
    L − 1 or less.
    """
    edge = (1 + np.sqrt(eigenvalues.sum() / rows)) ** 2
    return int((eigenvalues > edge).sum())


def _scales(of: Moments, numbers: int) -> Floats:
    """Return the spread of each number, 1 for a constant, and the root of each level's share."""
    means = of.sums[:numbers] / of.rows
    spread = np.sqrt(np.maximum(of.products.diagonal()[:numbers] / of.rows - means**2, 0))
    least = 1e-12 * np.maximum(1, np.abs(of.centre))
    return np.concatenate(
        [np.where(spread > least, spread, 1), np.sqrt(of.sums[numbers:] / of.rows)]
    )


def _lookups(turned: Floats, shares: Floats, like: Prepared) -> Iterator[Floats]:
    """Yield for each category the (level, component) part of a score: (d − p)/√p on the axes."""
    start = 0
    for column in like.coded:
        here = slice(start, start := start + len(column.levels))
        part, root = turned[here], np.sqrt(shares[here])[:, None]
        yield (np.divide(part, root, out=np.zeros_like(part), where=root > 0)
               - (part * root).sum(axis=0))  # fmt: skip


def moments(table: Prepared, centre: Floats, block: int = 20_000) -> Moments:
    """Return the sums of a table of numbers and dummies, without laying the dummies out.

    Args:
        table: its columns.
        centre: of its numbers, about their means.
        block: people at a time, so that columns stay in the caches.

    """
    numbers = len(centre)
    starts = np.cumsum([numbers, *(len(c.levels) for c in table.coded)])
    sums, products = np.zeros(starts[-1]), np.zeros((starts[-1], starts[-1]))
    for start in range(0, table.rows, block):
        rows = slice(start, start + block)
        plain = _standard(table, centre, np.ones(numbers), rows)
        codes = [c.codes[rows] for c in table.coded]
        sums[:numbers] += plain.sum(axis=0)
        products[:numbers, :numbers] += plain.T @ plain
        _add_dummies(products, starts, plain, codes)
    sums[numbers:] = products.diagonal()[numbers:]
    products = np.triu(products) + np.triu(products, 1).T
    return Moments(table.rows, centre, sums, products)


def _add_dummies(products: Floats, starts: Codes, plain: Floats, codes: list[Codes]) -> None:
    """Add sums by level and contingency tables, above the diagonal."""
    if not codes:
        return
    numbers, levels = plain.shape[1], int(starts[-1] - starts[0])
    places = np.column_stack(codes) + (starts[:-1] - numbers)
    ends = np.arange(0, places.size + 1, len(codes))
    dummies = csr_array((np.ones(places.size), places.ravel(), ends), (len(plain), levels))
    products[:numbers, numbers:] += (dummies.T @ plain).T
    for b, right in enumerate(codes):
        here, wide = slice(starts[b], starts[b + 1]), int(starts[b + 1] - starts[b])
        for a, left in enumerate(codes[: b + 1]):
            high = int(starts[a + 1] - starts[a])
            joint = np.bincount(left * np.intp(wide) + right, minlength=high * wide)
            products[starts[a] : starts[a + 1], here] += joint.reshape(high, wide)
