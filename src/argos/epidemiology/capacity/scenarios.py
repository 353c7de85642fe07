"""What could be otherwise: growth that halves, a ward that closes, staff that is missing."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike

from argos.core.language import Text, same
from argos.epidemiology.series import Floats, require


@dataclass(frozen=True, slots=True)
class Scenario:
    """One way in which things could go; as it is made, everything goes on as it goes.

    Attributes:
        name: an identifier.
        growth: share of the growth of admissions that is left; 0.5 where it halves.
        closed: beds that close, by resource.
        closed_from: the first day without them, 1 being the day after the origin.
        unstaffed: share of the beds, by resource, that nobody is there to run.

    """

    name: str
    growth: float = 1.0
    closed: Mapping[str, float] = field(default_factory=dict)
    closed_from: int = 1
    unstaffed: Mapping[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        sound = 0 <= self.growth <= 1 and self.closed_from >= 0
        sound = sound and all(beds >= 0 for beds in self.closed.values())
        sound = sound and all(0 <= share <= 1 for share in self.unstaffed.values())
        wanted = Text("parts de 0 à 1, lits et jours ≥ 0", "shares from 0 to 1, beds and days ≥ 0")
        require(sound, wanted, same(self.name))

    def admitted(self, weeks: Floats, last: float) -> Floats:
        """Return the weeks of admissions as they would be, (draw, week).

        Where admissions grow from the last week known, A_0, the log growth is multiplied by the
        share that is left: A_0 (A / A_0)^growth. Where they fall they are left as they are. Without
        admissions last week there is no growth to speak of.
        """
        if self.growth == 1 or last <= 0:
            return weeks
        grown = last * (np.maximum(weeks, last) / last) ** self.growth
        return np.asarray(np.where(weeks > last, grown, weeks))

    def available(self, beds: ArrayLike, resource: str, days: int) -> Floats:
        """Return the beds there are from the origin on, (day + 1): (beds - closed) x staffed."""
        open_ = np.full(days + 1, np.asarray(beds, np.float64))
        open_[self.closed_from :] -= self.closed.get(resource, 0.0)
        return np.asarray(np.maximum(open_, 0) * (1 - self.unstaffed.get(resource, 0.0)))


AS_IT_GOES = Scenario("as_it_goes")
