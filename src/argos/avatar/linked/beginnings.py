"""How histories begin: the sequences of kinds that at least k people share, and no other."""

from dataclasses import dataclass

import numpy as np

from argos.avatar.linked.laws import Ints
from argos.avatar.prepared import Floats

UNKNOWN, ROOT = 0, 1
MOST = 50  # beginnings told apart


@dataclass(frozen=True, slots=True)
class Prefixes:
    """A tree of kinds in order, each node shared by k people.

    Attributes:
        kinds: how many there are.
        edges: sorted codes, node times kinds plus kind.
        nodes: to which each edge leads.

    """

    kinds: int
    edges: Ints
    nodes: Ints

    def after(self, node: Ints, kind: Ints) -> Ints:
        """Return the node after one more kind, `UNKNOWN` where too few people went there."""
        if not len(self.edges):
            return np.full(len(node), UNKNOWN)
        codes = node * self.kinds + kind
        place = np.minimum(np.searchsorted(self.edges, codes), len(self.edges) - 1)
        return np.where(self.edges[place] == codes, self.nodes[place], UNKNOWN)

    def path(self, node: int) -> list[int]:
        """Return the kinds that lead to a node."""
        back = {int(n): int(e) for e, n in zip(self.edges, self.nodes, strict=True)}
        kinds: list[int] = []
        while node != ROOT:
            node, kind = divmod(back[node], self.kinds)
            kinds.append(kind)
        return kinds[::-1]


def prefixes_of(kind: Ints, rank: Ints, person: Ints, kinds: int, k: int) -> Prefixes:
    """Return the tree of kinds of events sorted by person and rank (from 0)."""
    node = np.full(int(person.max(initial=0)) + 1, ROOT)
    edges: list[int] = []
    for step in range(int(rank.max(initial=-1)) + 1):
        here = rank == step
        who = person[here]
        codes = np.where(node[who] == UNKNOWN, -1, node[who] * kinds + kind[here])
        found, people = np.unique(codes, return_counts=True)
        kept = found[(people >= k) & (found >= 0)]
        first = ROOT + 1 + len(edges)
        edges += kept.tolist()
        place = np.searchsorted(kept, codes) if len(kept) else np.zeros(len(codes), int)
        known = np.isin(codes, kept)
        node[who] = np.where(known, first + np.minimum(place, max(0, len(kept) - 1)), UNKNOWN)
        if not len(kept):
            break
    order = np.argsort(edges)
    return Prefixes(kinds, np.array(edges, np.int64)[order], order.astype(np.int64) + ROOT + 1)


@dataclass(frozen=True, slots=True)
class Beginnings:
    """The beginnings that are told apart.

    Attributes:
        script: (beginnings, length) kinds, −1 after the last.
        over: share of those who begin so for whom nothing follows.

    """

    script: Ints
    over: Floats

    @property
    def lengths(self) -> Ints:
        """Return how many events each beginning has."""
        lengths: Ints = (self.script >= 0).sum(axis=1)
        return lengths


def beginnings_of(
    prefixes: Prefixes, kind: Ints, rank: Ints, person: Ints, people: int, k: int
) -> tuple[Beginnings, Ints]:
    """Return the beginnings, and that of each person, −1 where fewer than k share any.

    The deepest known node of each person, and whether the history ends there. One that fewer than
    k people have is cut by one kind, as are the least frequent beyond fifty.
    """
    node, over = _deepest(prefixes, kind, rank, person, people)
    parent = {int(n): int(e) // prefixes.kinds for e, n in
              zip(prefixes.edges, prefixes.nodes, strict=True)}  # fmt: skip
    codes = _shared(2 * node + over, parent, k)
    kept = np.unique(codes[codes >= 0])
    paths = [prefixes.path(int(code) // 2) for code in kept]
    script = np.full((len(kept), max((len(p) for p in paths), default=0)), -1)
    for row, path in enumerate(paths):
        script[row, : len(path)] = path
    own = np.where(codes >= 0, np.searchsorted(kept, np.maximum(codes, 0)), -1)
    whole = np.bincount(person, minlength=people)
    lengths = (script >= 0).sum(axis=1)
    known = own >= 0
    ended = np.bincount(own[known], whole[known] == lengths[own[known]], len(kept))
    return Beginnings(script, ended / np.bincount(own[known], minlength=len(kept))), own


def _deepest(
    prefixes: Prefixes, kind: Ints, rank: Ints, person: Ints, people: int
) -> tuple[Ints, Ints]:
    node, over = np.full(people, ROOT), np.ones(people, np.int64)
    for step in range(int(rank.max(initial=-1)) + 1):
        here = rank == step
        who = person[here]
        after = prefixes.after(node[who], kind[here])
        known = (after != UNKNOWN) & (over[who] == 1)
        node[who] = np.where(known, after, node[who])
        over[who] = known
    return node, over


def _shared(codes: Ints, parent: dict[int, int], k: int) -> Ints:
    """Return beginnings cut until each is shared by k people, the deepest first; −1 for none."""
    depth = {ROOT: 0}
    for node in sorted(parent):
        depth[node] = depth[parent[node]] + 1
    while True:
        found, counts = np.unique(codes, return_counts=True)
        frequent = np.argsort(np.argsort(-counts, kind="stable")) < MOST
        few = found[((counts < k) | ~frequent) & (found >= 0)].tolist()
        if not few:
            return codes
        deepest = max(few, key=lambda code: (depth[code // 2], code % 2))
        codes = np.where(codes == deepest, _shorter(deepest, parent), codes)


def _shorter(code: int, parent: dict[int, int]) -> int:
    """Return the beginning without its end, then without its last kind; −1 for nothing at all."""
    node, over = divmod(code, 2)
    if over:
        return 2 * node if node != ROOT else -1
    above = parent.get(node, ROOT)
    return 2 * above if above != ROOT else -1
