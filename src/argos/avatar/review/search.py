"""A search over neighbours and components, and what the search itself may give away."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from math import log2

from argos.avatar.draws import Generator
from argos.avatar.method import NeighbourMethod
from argos.avatar.prepared import Prepared
from argos.avatar.review.limits import Limits
from argos.avatar.review.trial import Kept, Step, kept, quick_trial
from argos.avatar.review.verdict import Verdict, judge

Made = Callable[[int, int], NeighbourMethod]
KS = (20, 40, 80)
COMPONENTS = (3, 5, 8)
SPLITS = 4  # a setting: enough to rank them; the chosen one is judged again


@dataclass(frozen=True, slots=True)
class Try:
    """One setting, what it stands and what it keeps."""

    k: int
    n_components: int
    verdict: Verdict
    kept: tuple[Kept, ...]

    @property
    def over(self) -> float:
        """Return how far its worst attack is over its limit, as a part of it; 0 if none is."""
        return max(0.0, *(finding.used[1] - 1 for finding in self.verdict.findings))

    @property
    def lost(self) -> float:
        """Return what the table loses, as parts of the targets for what should be kept."""
        return sum(each.estimate / self.verdict.limits.kept[each.measure] for each in self.kept)


@dataclass(frozen=True, slots=True)
class Search:
    """All settings tried, the best first.

    A search looks at the people as often as it tries: the figures of the one it chooses flatter
    it, and its choice tells something of them.
    """

    tries: tuple[Try, ...]

    @property
    def bits(self) -> float:
        """Return the most that the choice can tell of the people: log2 of the settings tried."""
        return log2(len(self.tries))


def settings(people: Prepared, make: Made) -> Iterator[tuple[int, int]]:
    """Yield the settings that half of the people are enough for."""
    for k in KS:
        for components in COMPONENTS:
            if people.rows >= 2 * make(k, components).fewest:
                yield k, components


def search(people: Prepared, make: Made, limits: Limits, random: Generator, step: Step) -> Search:
    """Return every setting tried: those under the limits first, then those that keep most.

    Raises:
        AvatarRefused: too few people for any setting.

    """
    found = [
        _tried(k, n, people, make(k, n), limits, random, step)
        for k, n in list(settings(people, make)) or [(KS[0], COMPONENTS[0])]
    ]
    return Search(tuple(sorted(found, key=lambda each: (round(each.over, 1), each.lost))))


def _tried(
    k: int, components: int, people: Prepared, method: NeighbourMethod, limits: Limits,
    random: Generator, step: Step,
) -> Try:  # fmt: skip
    outcomes = quick_trial(method, people, random, SPLITS, lambda _: None)
    left = kept(people, method.invented(people, random), random)
    step(f"k {k}, {components}")
    return Try(k, components, judge(outcomes, (), limits), left)


def steps(people: Prepared, make: Made) -> int:
    """Return how often `search` calls its `step`."""
    return max(1, sum(1 for _ in settings(people, make)))


def chosen(found: Search) -> Sequence[int]:
    """Return k and components of the best setting."""
    best = found.tries[0]
    return best.k, best.n_components
