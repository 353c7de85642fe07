"""A search over neighbours and components, and what the search itself may give away.

A search looks at the people as often as it tries. Of m settings, the one that looks safest is
partly the one that was lucky: so the one chosen is judged anew, on random halves that the search
has not seen, and its intervals are widened to a confidence of 1 − 5 %/m (Bonferroni). What the
choice itself tells of the people is at most log2(m) bits.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import log2

from argos.avatar.draws import Generator
from argos.avatar.errors import too_few_rows
from argos.avatar.method import NeighbourMethod
from argos.avatar.prepared import Prepared
from argos.avatar.review.kept import Kept, kept
from argos.avatar.review.limits import Limits
from argos.avatar.review.outcome import CONFIDENCE
from argos.avatar.review.trial import Step, fewest, quick_trial
from argos.avatar.review.verdict import Verdict, judge

Made = Callable[[int, int], NeighbourMethod]
KS = (25, 50, 100)
COMPONENTS = (3, 5, 8)
SPLITS = 4  # a setting: enough to rank them; the chosen one is judged again
BOOTSTRAPS = 2


@dataclass(frozen=True, slots=True)
class Try:
    """One setting, what it stands and what it keeps.

    Attributes:
        k, n_components: the setting.
        verdict: on the attacks that make one table; those by shadows come with the chosen one.
        kept: what a table made with it keeps.

    """

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

    Attributes:
        tries: those under the limits first, then those that keep most.
        tables: made of the people for it: none of them is given.

    """

    tries: tuple[Try, ...]
    tables: int

    @property
    def best(self) -> Try:
        """Return the one that is chosen."""
        return self.tries[0]

    @property
    def bits(self) -> float:
        """Return the most that the choice can tell of the people: log2 of the settings tried."""
        return log2(len(self.tries))


def confidence_after(search: Search | None) -> float:
    """Return the confidence at which a setting is judged that was chosen among several."""
    return CONFIDENCE if search is None else 1 - (1 - CONFIDENCE) / len(search.tries)


def settings(
    people: Prepared,
    make: Made,
    ks: Sequence[int] = KS,
    components: Sequence[int] = COMPONENTS,
    held_out: float | None = None,
) -> list[tuple[int, int]]:
    """Return the settings that there are people enough to try, and to judge.

    Raises:
        AvatarRefused: too few people for any setting.

    """
    needed = {(k, n): fewest(make(k, n), held_out) for k in ks for n in components}
    found = [setting for setting, rows in needed.items() if rows <= people.rows]
    if not found:
        raise too_few_rows(people.rows, min(needed.values()))
    return found


def search(
    people: Prepared,
    make: Made,
    limits: Limits,
    random: Generator,
    tried: Sequence[tuple[int, int]],
    step: Step,
) -> Search:
    """Return every setting tried: those under the limits first, then those that keep most.

    Args:
        people: as the method reads them.
        make: the method with k and components.
        limits: by which the settings are ranked.
        random: of halves, method and attacks.
        tried: settings, as `settings` returns them.
        step: called with a word after each.

    """
    found = []
    for k, components in tried:
        found.append(_tried(people, make(k, components), limits, random))
        step(f"k {k}, {components}")
    best_first = sorted(found, key=lambda each: (round(each.over, 1), each.lost))
    return Search(tuple(best_first), len(found) * (SPLITS + 1))


def _tried(people: Prepared, method: NeighbourMethod, limits: Limits, random: Generator) -> Try:
    outcomes = quick_trial(method, people, random, SPLITS)
    left = kept(people, method.invented(people, random), random, BOOTSTRAPS)
    return Try(method.k, method.n_components, judge(outcomes, (), limits), left)
