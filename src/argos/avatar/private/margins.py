"""What noisy counts of one column say: a law over its cells, and cells put together."""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import brentq
from scipy.special import log_ndtr

from argos.avatar.prepared import Floats
from argos.avatar.private.cells import Axis, Cells

FEW = 12  # cells, up to which neighbours say nothing of each other
CUTS = (0.3, 0.4, 0.5, 0.6, 0.7)  # where cells are parted; the mean over them has no edges
SEEN = 1.0  # times the noise: people without whom a part is taken to be empty
ROOT = np.sqrt(2 * np.pi)
HIGHEST = 1e4  # rate times noise


@dataclass(frozen=True, slots=True)
class Margin:
    """Noisy counts of the cells of one column, with the variance of each."""

    axis: Axis
    counts: Floats
    variance: Floats

    def with_finer(self, axis: Axis, counts: Floats, noise: float) -> "Margin":
        """Return these counts and new ones, of cells cut finer, put together.

        What a cell has and what its parts add up to are averaged by their precision, and the parts
        moved by as much each (Hay et al., VLDB 2010).
        """
        old = self.axis.inside(axis)
        parts = np.bincount(old)
        added = np.bincount(old, weights=counts)
        precise = 1 / self.variance, 1 / (parts * noise**2)
        variance = 1 / (precise[0] + precise[1])
        known = variance * (precise[0] * self.counts + precise[1] * added)
        moved = counts + ((known - added) / parts)[old]
        left = noise**2 * (1 - 1 / parts) + variance / parts**2
        return Margin(axis, moved, left[old])

    def shares(self) -> Floats:
        """Return the law of the column."""
        axis = self.axis
        if not axis.ordered or axis.known <= FEW:
            return expected(self.counts, float(np.sqrt(self.variance.mean())))
        found = np.mean([self._smoothed(cut) for cut in CUTS], axis=0)
        if axis.missing:
            found = np.append(found, max(0.0, self.counts[-1]))
        whole = float(found.sum())
        return found / whole if whole > 0 else np.full(axis.size, 1 / axis.size)

    def _smoothed(self, cut: float) -> Floats:
        """Return counts in which neighbours differ no more than the noise lets them be seen to.

        Cells are parted in two, and again; what the parts differ by beyond their widths is shrunk
        as James and Stein do (positive part): to nothing where it is less than the noise.
        """
        cells = self.axis.known
        width = np.diff(self.axis.edges)
        made = np.zeros(cells)
        todo = [(0, cells, max(0.0, float(self.counts[:cells].sum())))]
        while todo:
            start, end, mass = todo.pop()
            if end - start == 1:
                made[start] = mass
                continue
            middle = min(end - 1, max(start + 1, round(start + (end - start) * cut)))
            low, high = slice(start, middle), slice(middle, end)
            part = width[low].sum() / width[start:end].sum()
            apart = self.counts[low].sum() * (1 - part) - self.counts[high].sum() * part
            spread = (1 - part) ** 2 * self.variance[low].sum() + part**2 * self.variance[
                high
            ].sum()
            apart *= max(0.0, 1 - spread / max(apart**2, 1e-9))
            left = float(np.clip(mass * part + apart, 0, mass))
            todo += [(start, middle, left), (middle, end, mass - left)]
        return made


def expected(counts: Floats, noise: float) -> Floats:
    """Return the shares to expect after noisy counts of people spread at random.

    Before the counts are seen each is exponential; after, it is normal above zero, shifted by the
    rate, which is the one that gives back their sum. None is zero: a level that nobody is seen in
    may have someone.
    """
    total = max(1.0, float(counts.sum()))

    def after(rate: float) -> Floats:
        shifted = (counts - noise**2 * rate) / noise
        found: Floats = noise * (shifted + np.exp(-(shifted**2) / 2 - log_ndtr(shifted)) / ROOT)
        return found

    rate = brentq(lambda r: float(after(r).sum()) - total, -HIGHEST / noise, HIGHEST / noise)
    found = after(rate)
    found /= found.sum()
    return found


def groups(axis: Axis, law: Floats, wanted: int, least: float) -> Cells:
    """Return the group of each cell: few groups, each with enough people to be counted again.

    Args:
        axis: of the column.
        law: of its cells, estimated.
        wanted: groups at most, of about equal shares where cells are ordered.
        least: share that a group should have.

    """
    if axis.ordered:
        return _in_order(axis, law, wanted, least)
    order = np.argsort(-law, kind="stable")
    alone = [cell for cell in order[: max(1, wanted)] if law[cell] >= least] or [order[0]]
    found = np.full(axis.size, len(alone), dtype=np.int64)
    found[alone] = np.arange(len(alone))
    rest = found == len(alone)
    if rest.any() and law[rest].sum() < least:
        found[rest] = len(alone) - 1
    return _numbered(found)


def _in_order(axis: Axis, law: Floats, wanted: int, least: float) -> Cells:
    known = law[: axis.known]
    middle = np.cumsum(known) - known / 2
    whole = max(float(known.sum()), 1e-12)
    found = np.minimum(np.floor(middle / whole * wanted), wanted - 1).astype(np.int64)
    if axis.missing:
        apart = law[-1] >= least
        found = np.append(found, wanted if apart else found[int(np.argmax(known))])
    return _numbered(found)


def _numbered(found: Cells) -> Cells:
    numbered: Cells = np.unique(found, return_inverse=True)[1].astype(np.int64)
    return numbered


def grouped(counts: Floats, groups_of: Cells) -> Floats:
    """Return the sums of counts over groups."""
    sums: Floats = np.bincount(groups_of, weights=counts).astype(np.float64)
    return sums
