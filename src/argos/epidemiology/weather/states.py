"""The words of the health weather, and how one is told from probabilities without flickering."""

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from argos.core.language import Text, same
from argos.epidemiology.series import Floats, require

States = NDArray[np.int8]
UNKNOWN = -1


class Sky(IntEnum):
    """From the finest to the worst."""

    SUN = 0
    VEIL = 1
    CLOUD = 2
    RAIN = 3
    STORM = 4


class Vigilance(IntEnum):
    """The four levels, as Météo-France's."""

    GREEN = 0
    YELLOW = 1
    ORANGE = 2
    RED = 3


@dataclass(frozen=True, slots=True)
class Settling:
    """How much must speak against the state told before, until another is told.

    Attributes:
        up: probability that the state is worse, from which a worse one is told.
        down: probability that it is better, from which a better one is told; higher than ``up``,
            since a fine sky told too early costs more.

    """

    up: float
    down: float

    def __post_init__(self) -> None:
        expected = Text("deux seuils de 0,5 à 1", "two bounds from 0.5 to 1")
        found = same(f"{self.up}, {self.down}")
        require(0.5 <= self.up < 1 and 0.5 <= self.down < 1, expected, found)


@dataclass(frozen=True, slots=True)
class Told:
    """States with what speaks for them, all of one shape.

    Attributes:
        state: ``UNKNOWN`` where nothing can be told.
        probability: that the state is this one; NaN where unknown.
        worse: that it is worse; NaN where unknown.

    """

    state: States
    probability: Floats
    worse: Floats


def told(exceeds: Floats, settling: Settling, before: States | None = None) -> Told:
    """Return the state to tell: the median one, or that of before while little speaks against it.

    With E_k the probability of at least state k, the median state is the last k with E_k ≥ 0.5.
    Where the state told before of the same day is known, it is raised to the last k with
    E_k ≥ up and lowered to the last k with E_k > 1 - down, and kept in between: a level that
    trembles around a bound leaves the sky as it is (a Schmitt trigger).

    Args:
        exceeds: (…, k), probabilities of at least state 1, 2, …, falling; NaN where unknown.
        settling: how much must speak against the state of before.
        before: (…), ``UNKNOWN`` where none was told.

    """
    state = (exceeds >= 0.5).sum(-1)
    if before is not None:
        least = (exceeds >= settling.up).sum(-1)
        most = (exceeds > 1 - settling.down).sum(-1)
        state = np.where(before == UNKNOWN, state, np.clip(before, least, most))
    unknown = np.isnan(exceeds).any(-1)
    edge = np.ones((*exceeds.shape[:-1], 1))
    ladder = np.concatenate([edge, exceeds, edge * 0], axis=-1)
    reached, worse = (
        np.take_along_axis(ladder, (state + step)[..., None], -1)[..., 0] for step in (0, 1)
    )
    return Told(
        state=np.where(unknown, UNKNOWN, state).astype(np.int8),
        probability=np.where(unknown, np.nan, reached - worse),
        worse=np.where(unknown, np.nan, worse),
    )
