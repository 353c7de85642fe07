"""What noisy counts of one column say: a law over its cells, and cells put together."""

import numpy as np

from argos.avatar.prepared import Floats
from argos.avatar.private.cells import Axis, Cells


def law(counts: Floats) -> Floats:
    """Return the shares nearest to noisy counts: none below zero, their sum one.

    The projection on the simplex (Duchi et al., ICML 2008), of counts over their sum.
    """
    total = max(1.0, float(counts.sum()))
    falling = np.sort(counts / total)[::-1]
    over = (np.cumsum(falling) - 1) / np.arange(1, len(falling) + 1)
    last = np.flatnonzero(falling > over)[-1]
    shares: Floats = np.maximum(counts / total - over[last], 0.0)
    shares /= shares.sum()
    return shares


def groups(axis: Axis, shares: Floats, wanted: int, least: float) -> Cells:
    """Return the group of each cell: few groups, each with enough people to be counted again.

    Args:
        axis: of the column.
        shares: of its cells, estimated.
        wanted: groups at most, of about equal shares where cells are ordered.
        least: share that a group should have.

    """
    if axis.ordered:
        return _in_order(axis, shares, wanted, least)
    order = np.argsort(-shares, kind="stable")
    alone = [cell for cell in order[: max(1, wanted)] if shares[cell] >= least] or [order[0]]
    found = np.full(axis.size, len(alone), dtype=np.int64)
    found[alone] = np.arange(len(alone))
    rest = found == len(alone)
    if rest.any() and shares[rest].sum() < least:
        found[rest] = len(alone) - 1
    return _numbered(found)


def _in_order(axis: Axis, shares: Floats, wanted: int, least: float) -> Cells:
    known = shares[: axis.known]
    middle = np.cumsum(known) - known / 2
    whole = max(float(known.sum()), 1e-12)
    found = np.minimum(np.floor(middle / whole * wanted), wanted - 1).astype(np.int64)
    if axis.missing:
        apart = shares[-1] >= least
        found = np.append(found, wanted if apart else found[int(np.argmax(known))])
    return _numbered(found)


def _numbered(found: Cells) -> Cells:
    numbered: Cells = np.unique(found, return_inverse=True)[1].astype(np.int64)
    return numbered


def grouped(counts: Floats, groups_of: Cells) -> Floats:
    """Return the sums of counts over groups."""
    sums: Floats = np.bincount(groups_of, weights=counts).astype(np.float64)
    return sums
