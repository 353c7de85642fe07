"""Laws learnt of many people: no condition of fewer than k, no outcome of few.

A law of an outcome is conditioned on the feature that tells most of it, then on the next, and so
on. Where fewer than k people share the whole condition, the least telling feature is forgotten, and
so on back to no condition at all. Outcomes of few people under a condition are not told apart
there: they share what is left as they do under the next coarser one, as in prediction by partial
matching (Cleary and Witten, IEEE Trans. Commun. 1984). Each person counts once for an outcome under
a condition, so nobody weighs more than another.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from argos.avatar.draws import Generator
from argos.avatar.prepared import Floats

Ints = NDArray[np.int64]
Features = Mapping[str, Ints]

DEPTH = 4  # features of a condition, at most
SAMPLE = 40_000  # events on which the order of features is found
LARGEST = 2**40  # combinations of features, so that their codes stay exact
NOTHING = -1  # in place of an outcome, where no law has one


@dataclass(frozen=True, slots=True)
class Crowd:
    """How many people stand behind what is kept.

    Attributes:
        k: of a condition, at least.
        rare: an outcome of fewer people is never drawn, one of twice as many always may be; in
            between chance decides, so that nobody knows on which side of a line a person stood.

    """

    k: int
    rare: int


@dataclass(frozen=True, slots=True)
class Table:
    """The law of outcomes under each condition of one depth.

    Attributes:
        contexts: codes of the conditions, sorted.
        shares: (contexts, outcomes), each row summing to 1; no row where there is no law.
        cumulated: the shares summed from the left, plus the row's place, one after the other.

    """

    contexts: Ints
    shares: Floats
    cumulated: Floats

    @classmethod
    def of(cls, contexts: Ints, shares: Floats) -> "Table":
        """Return the table of some shares."""
        summed = np.minimum(np.cumsum(shares, axis=1), 1.0)
        summed[:, -1:] = 1.0
        flat: Floats = (summed + np.arange(len(summed), dtype=np.float64)[:, None]).ravel()
        return cls(contexts, shares, flat)

    def rows(self, codes: Ints) -> Ints:
        """Return the row of each condition, `NOTHING` where it has none."""
        if not len(self.contexts):
            return np.full(len(codes), NOTHING)
        place = np.minimum(np.searchsorted(self.contexts, codes), len(self.contexts) - 1)
        return np.where(self.contexts[place] == codes, place, NOTHING)

    def drawn(self, rows: Ints, random: Generator) -> Ints:
        """Return an outcome for each row of a condition."""
        at = np.searchsorted(self.cumulated, rows + random.random(len(rows)), side="right")
        outcomes: Ints = at - rows * self.shares.shape[1]
        return outcomes


@dataclass(frozen=True, slots=True)
class Law:
    """What is drawn under which conditions.

    Attributes:
        features: from the most telling.
        sizes: how many codes each has.
        tables: from that without a condition to the finest.

    """

    features: tuple[str, ...]
    sizes: tuple[int, ...]
    tables: tuple[Table, ...]

    def drawn(self, features: Features, number: int, random: Generator) -> Ints:
        """Return outcomes, (number,), `NOTHING` where there is no law at all."""
        known = [features[name] for name in self.features]
        contexts = list(_contexts(known, self.sizes, number))
        found = np.full(number, NOTHING)
        for table, codes in zip(self.tables[::-1], contexts[::-1], strict=True):
            open_ = np.flatnonzero(found == NOTHING)
            rows = table.rows(codes[open_])
            here = rows != NOTHING
            found[open_[here]] = table.drawn(rows[here], random)
        return found

    def may(self, outcomes: Ints) -> NDArray[np.bool_]:
        """Return whether each outcome is ever drawn."""
        if not len(self.tables[0].contexts):
            return np.zeros(len(outcomes), dtype=bool)
        shares = self.tables[0].shares[0]
        inside = (outcomes >= 0) & (outcomes < len(shares))
        return np.asarray(inside & (shares[np.where(inside, outcomes, 0)] > 0))


def learnt(
    features: Features, outcomes: Ints, person: Ints, crowd: Crowd, random: Generator
) -> Law:
    """Return the law of outcomes given features, all (events,) codes from 0.

    Args:
        features: by name; a code of the draws that was not seen falls back to fewer features.
        outcomes: codes.
        person: whose each event is.
        crowd: how many people must stand behind what is kept.
        random: where the doubt about rare outcomes comes from.

    """
    names = _most_telling_first(features, outcomes, crowd, random) if _varies(outcomes) else ()
    sizes = tuple(_size(features[name]) for name in names)
    width = int(outcomes.max(initial=0)) + 1
    tables: list[Table] = []
    for codes in _contexts([features[name] for name in names], sizes, len(outcomes)):
        pairs = _pairs(codes, outcomes, person, crowd, random)
        size = sizes[len(tables) - 1] if tables else 1
        tables.append(_finer(tables[-1], pairs, size) if tables else _whole(pairs, width))
    return Law(names, sizes, tuple(tables))


def _contexts(known: list[Ints], sizes: tuple[int, ...], number: int) -> Iterator[Ints]:
    """Yield the codes of the conditions, from none to all features; −1 for what was never seen."""
    codes = np.zeros(number, np.int64)
    yield codes
    for feature, size in zip(known, sizes, strict=True):
        seen = (codes >= 0) & (feature >= 0) & (feature < size)
        codes = np.where(seen, codes * size + feature, -1)
        yield codes


@dataclass(frozen=True, slots=True)
class Pairs:
    """The outcomes that enough people have under a condition that enough people share."""

    contexts: Ints
    outcomes: Ints
    shares: Floats


def _pairs(codes: Ints, outcomes: Ints, person: Ints, crowd: Crowd, random: Generator) -> Pairs:
    order = np.lexsort((person, outcomes, codes))
    code, outcome, who = codes[order], outcomes[order], person[order]
    pair = _changes(code, outcome)
    starts = np.flatnonzero(pair)
    if not len(starts):
        return Pairs(code, outcome, np.empty(0))
    people = np.add.reduceat((pair | _changes(who)).astype(np.int64), starts)
    context, what = code[starts], outcome[starts]
    doubt = random.integers(0, crowd.rare, len(people)) if crowd.rare > 1 else 0
    kept = np.isin(context, _crowded(codes, person, crowd.k)) & (people >= crowd.rare + doubt)
    return Pairs(context[kept], what[kept], (people / _sum_by(context, people))[kept])


def _whole(pairs: Pairs, width: int) -> Table:
    """Return the table without a condition, what was left out shared among what is kept."""
    shares = np.zeros((min(1, len(pairs.outcomes)), width))
    if len(shares):
        shares[0, pairs.outcomes] = pairs.shares / pairs.shares.sum()
    return Table.of(np.arange(len(shares)), shares)


def _finer(coarser: Table, pairs: Pairs, size: int) -> Table:
    """Return a table with one feature more; what it leaves out is as in the coarser one.

    The share of the outcomes that too few people have is given to those of the coarser condition
    that are not kept already.
    """
    contexts, row = np.unique(pairs.contexts, return_inverse=True)
    shares = np.zeros((len(contexts), coarser.shares.shape[1]))
    if not len(contexts):
        return Table.of(contexts, shares)
    shares[row, pairs.outcomes] = pairs.shares
    rest = np.where(shares > 0, 0.0, coarser.shares[coarser.rows(contexts // size)])
    total, left = rest.sum(axis=1, keepdims=True), 1 - shares.sum(axis=1, keepdims=True)
    shares += np.divide(rest, total, out=np.zeros_like(rest), where=total > 0) * left
    return Table.of(contexts, shares / shares.sum(axis=1, keepdims=True))


def _changes(*sorted_codes: Ints) -> NDArray[np.bool_]:
    """Return where any of some arrays differs from the element before; the first does."""
    changed = np.ones(len(sorted_codes[0]), dtype=bool)
    changed[1:] = np.logical_or.reduce([codes[1:] != codes[:-1] for codes in sorted_codes])
    return changed


def _crowded(codes: Ints, person: Ints, k: int) -> Ints:
    """Return the codes of at least k people."""
    pairs = np.unique(np.column_stack([codes, person]), axis=0)
    found, people = np.unique(pairs[:, 0], return_counts=True)
    crowded: Ints = found[(people >= k) & (found >= 0)]
    return crowded


def _sum_by(codes: Ints, values: Ints) -> Ints:
    """Return for each element the sum of the values with its code."""
    _, inverse = np.unique(codes, return_inverse=True)
    sums: Ints = np.bincount(inverse, values)[inverse]
    return sums


def _most_telling_first(
    features: Features, outcomes: Ints, crowd: Crowd, random: Generator
) -> tuple[str, ...]:
    """Return features in the order in which each adds most to the likelihood of the outcomes.

    A condition counts where k people's worth of events share it; each parameter more costs one, as
    in Akaike's criterion.
    """
    rows = random.permutation(len(outcomes))[:SAMPLE]
    fewest = max(5, round(crowd.k * len(rows) / max(1, len(outcomes))))
    outcome = outcomes[rows]
    left = {name: codes[rows] for name, codes in features.items() if _varies(codes)}
    codes, size, chosen = np.zeros(len(rows), np.int64), 1, list[str]()
    known, _ = _likelihood(codes, outcome, fewest, np.zeros(len(rows)))
    while left and len(chosen) < DEPTH:
        gains = {name: _gain(codes, feature, size, outcome, fewest, known)
                 for name, feature in left.items()}  # fmt: skip
        best = max(gains, key=gains.__getitem__)
        if gains[best] <= 0:
            break
        feature = left.pop(best)
        codes, size = codes * _size(feature) + feature, size * _size(feature)
        known, _ = _likelihood(codes, outcome, fewest, known)
        chosen.append(best)
    return tuple(chosen)


def _varies(codes: Ints) -> bool:
    return len(codes) > 0 and bool((codes != codes[0]).any())


def _size(feature: Ints) -> int:
    return int(feature.max(initial=0)) + 1


def _gain(
    codes: Ints, feature: Ints, size: int, outcomes: Ints, fewest: int, known: Floats
) -> float:
    """Return what a feature adds to the likelihood, less its parameters; 0 if it cannot be used."""
    if size * _size(feature) >= LARGEST:
        return 0.0
    new, cost = _likelihood(codes * _size(feature) + feature, outcomes, fewest, known)
    return float(new.sum() - known.sum()) - cost


def _likelihood(codes: Ints, outcomes: Ints, fewest: int, coarser: Floats) -> tuple[Floats, float]:
    """Return each event's log-likelihood, that of a coarser law where few share its condition."""
    _, code, events = np.unique(codes, return_inverse=True, return_counts=True)
    width = int(outcomes.max(initial=0)) + 1
    pairs, pair, together = np.unique(
        code * width + outcomes, return_inverse=True, return_counts=True
    )
    crowded = events[code] >= fewest
    own = np.log(together[pair] / events[code])
    cost = float((events[pairs // width] >= fewest).sum() - (events >= fewest).sum())
    return np.where(crowded, own, coarser), cost
