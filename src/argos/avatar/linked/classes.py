"""Numbers as classes of many people each, and back: what laws are learnt of."""

from dataclasses import dataclass

import numpy as np

from argos.avatar.draws import Generator
from argos.avatar.linked.laws import Ints
from argos.avatar.prepared import Floats

MOST = 60  # classes


@dataclass(frozen=True, slots=True)
class Classes:
    """Neighbouring values put together.

    Attributes:
        lows, highs: the ends of each class, upwards. Those of the first and the last are means of
            the outer half of the class, so that no one's extreme is an end.

    """

    lows: Floats
    highs: Floats

    def codes(self, values: Floats) -> Ints:
        """Return the class of each value."""
        found: Ints = np.searchsorted(self.lows[1:], values, side="right").astype(np.int64)
        return found

    def drawn(self, codes: Ints, decimals: int, random: Generator) -> Floats:
        """Return a value for each class, evenly within it."""
        step = 10.0**-decimals
        low, high = self.lows[codes], self.highs[codes]
        even = low + (high - low + step) * random.random(len(codes)) - step / 2
        values: Floats = np.clip(np.round(even, decimals), low, high)
        return np.round(values, decimals)


def classes_of(values: Floats, person: Ints, rare: int) -> Classes:
    """Return classes of neighbouring values, each of twice `rare` people at least, or one class.

    Args:
        values: known ones.
        person: whose each is.
        rare: half of the people of a class, so that a law may always draw it (`Crowd`).

    """
    once = np.unique(np.column_stack([values, person]), axis=0)[:, 0]
    if not len(once):
        return Classes(np.zeros(1), np.zeros(1))
    least = max(2 * rare, len(once) // MOST)
    _, people = np.unique(once, return_counts=True)
    starts = _starts(people, least)
    parts = np.split(once, np.cumsum(people)[starts[1:] - 1])
    lows = np.array([part[0] for part in parts])
    highs = np.array([part[-1] for part in parts])
    lows[0] = parts[0][: len(parts[0]) // 2 + 1].mean()
    highs[-1] = parts[-1][len(parts[-1]) // 2 :].mean()
    return Classes(lows, highs)


def _starts(people: Ints, least: int) -> Ints:
    """Return where classes start so that each holds enough people."""
    starts, held = [0], 0
    for place, number in enumerate(people.tolist()):
        if held >= least:
            starts.append(place)
            held = 0
        held += number
    if held < least and len(starts) > 1:
        starts.pop()
    return np.array(starts)
