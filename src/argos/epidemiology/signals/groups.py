"""One signal for one cause: stretches of one pathology, overlapping, in places of one region."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

Kind = Literal["rise", "fall", "ratio", "data-quality"]
Measure = Literal["events", "present", "week"]
NATION = "fra"
FEWEST_REGIONS = 3  # with the nation's own signal, from which one cause is nationwide


@dataclass(frozen=True, slots=True)
class Seen:
    """One stretch, and what and where it is.

    Attributes:
        indicator: its indicator.
        place: its place.
        region: the region that holds the place, itself of a region, the nation of the nation.
        pathology: what the indicator tells of.
        weight: how much one case weighs.
        first, last: columns of its first and last evidence.
        certainty: 0 to 1.
        excess: cases above what was expected.
        week: the last week's total; of a stock, who is present.
        week_mean: what was expected of it; of a stock, who was a week before.
        measure: whether it is of events by day, of persons present, or of figures by week.

    """

    indicator: str
    place: str
    region: str
    pathology: str
    weight: float
    first: int
    last: int
    certainty: float
    excess: float
    week: float
    week_mean: float
    measure: Measure = "events"

    @property
    def consequence(self) -> float:
        """Excess cases by what one weighs."""
        return self.weight * self.excess


@dataclass(frozen=True, slots=True)
class Signal:
    """What one cause explains.

    Attributes:
        kind: rise, fall, ratio or data-quality.
        members: its stretches, the one that weighs most first.

    """

    kind: Kind
    members: tuple[Seen, ...]

    @property
    def head(self) -> Seen:
        """The stretch that weighs most."""
        return self.members[0]

    @property
    def first(self) -> int:
        """The first column of all."""
        return min(each.first for each in self.members)

    @property
    def last(self) -> int:
        """The last column of all."""
        return max(each.last for each in self.members)

    @property
    def indicators(self) -> tuple[str, ...]:
        """The indicators that agree, the one that weighs most first."""
        return tuple(dict.fromkeys(each.indicator for each in self.members))

    @property
    def places(self) -> tuple[str, ...]:
        """The places that agree, that of the heaviest stretch first."""
        return tuple(dict.fromkeys(each.place for each in self.members))

    @property
    def place(self) -> str:
        """The narrowest place that holds all of it."""
        if len(self.places) == 1:
            return self.places[0]
        regions = {each.region for each in self.members}
        return regions.pop() if len(regions) == 1 else NATION

    @property
    def certainty(self) -> float:
        """The largest of its stretches'."""
        return max(each.certainty for each in self.members)

    @property
    def consequence(self) -> float:
        """Summed over indicators, of each that of the place that counts most.

        A region holds its départements, so that their excess is not added to its own.
        """
        most: dict[str, float] = defaultdict(float)
        for each in self.members:
            most[each.indicator] = max(most[each.indicator], each.consequence)
        return sum(most.values())


def grouped(seen: Iterable[Seen], kind: Kind = "rise") -> list[Signal]:
    """Return one signal for each cause, ranked by consequence times certainty.

    Two stretches have one cause where they are of one pathology, overlap in time, and lie in the
    same region. Where the nation itself is one of them and ``FEWEST_REGIONS`` regions agree, all of
    that time are one.
    """
    by_pathology: dict[str, list[Seen]] = defaultdict(list)
    for each in seen:
        by_pathology[each.pathology].append(each)
    groups = [group for own in by_pathology.values() for group in _nationwide(_by_region(own))]
    signals = [Signal(kind, tuple(sorted(group, key=_heaviest_first))) for group in groups]
    return ranked(signals)


def ranked(signals: Iterable[Signal]) -> list[Signal]:
    """Return signals by consequence times certainty, the greatest first, and falls after all."""
    return sorted(signals, key=in_rank)


def in_rank(signal: Signal) -> tuple[bool, float]:
    """Return what signals are sorted by: a fall asks for nothing tonight, so that it comes last."""
    return signal.kind == "fall", -signal.consequence * signal.certainty


def _heaviest_first(each: Seen) -> tuple[float, str, str]:
    return (-each.consequence, each.indicator, each.place)


def _by_region(seen: Sequence[Seen]) -> list[list[Seen]]:
    """Return the chains of overlapping stretches of each region."""
    regions: dict[str, list[Seen]] = defaultdict(list)
    for each in sorted(seen, key=lambda each: each.first):
        regions[each.region].append(each)
    return [chain for own in regions.values() for chain in _chains(own)]


def _chains(in_order: Sequence[Seen]) -> list[list[Seen]]:
    chains: list[list[Seen]] = []
    end = -1
    for each in in_order:
        if not chains or each.first > end:
            chains.append([])
        chains[-1].append(each)
        end = max(end, each.last) if len(chains[-1]) > 1 else each.last
    return chains


def _nationwide(groups: list[list[Seen]]) -> list[list[Seen]]:
    """Join the regions' groups that a national one overlaps, where they are many enough."""
    left = list(groups)
    for national in [group for group in groups if group[0].region == NATION]:
        joined = [group for group in left if group is not national and _overlap(group, national)]
        if len({group[0].region for group in joined}) >= FEWEST_REGIONS:
            left = [group for group in left if group is not national and group not in joined]
            left.append([*national, *(each for group in joined for each in group)])
    return left


def _overlap(one: Sequence[Seen], other: Sequence[Seen]) -> bool:
    first, last = min(each.first for each in other), max(each.last for each in other)
    return any(each.first <= last and first <= each.last for each in one)
