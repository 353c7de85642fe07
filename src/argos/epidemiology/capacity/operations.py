"""The planned operations that would have to move, so that those who come find a bed."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from argos.core.language import Text, same
from argos.epidemiology.capacity.stays import Stays
from argos.epidemiology.series import Floats, require

WEEK = 7
RANGE = (0.1, 0.5, 0.9)


@dataclass(frozen=True, slots=True)
class Planned:
    """Planned operations that need one resource.

    Attributes:
        a_day: operations a day, on the mean of the week.
        share: of them that need the resource afterwards.
        stays: how long these stay in it.

    """

    a_day: float
    share: float
    stays: Stays

    def __post_init__(self) -> None:
        wanted = Text("opérations ≥ 0, part de 0 à 1", "operations ≥ 0, share from 0 to 1")
        found = same(f"{self.a_day}, {self.share}")
        require(self.a_day >= 0 and 0 <= self.share <= 1, wanted, found)

    @property
    def beds(self) -> float:
        """The beds that they fill on the mean (Little's law)."""
        return self.a_day * self.share * self.stays.mean


@dataclass(frozen=True, slots=True)
class Moved:
    """What has to move.

    Attributes:
        operations: (draw, day), operations that need the resource and are put off that day.
        lacking: (draw, day), beds that are lacking all the same.

    """

    operations: Floats
    lacking: Floats


def moved(needed: Floats, available: Floats, planned: Planned) -> Moved:
    """Return the fewest operations to put off, each as late as can be.

    On day d the beds needed, planned operations among them, exceed those available by x_d. An
    operation that is put off on day t frees the share S_(d-t) of a bed on day d. What earlier ones
    have freed is taken off x_d; the rest is freed by putting off operations of that day, no more
    than there are. Operations that need no such bed are left as they are: they would free none.

    Args:
        needed: (draw, day), beds, those of planned operations included.
        available: (day), beds.
        planned: operations and their stays.

    """
    days = needed.shape[1]
    alive = planned.stays.survival(days)
    most = planned.a_day * planned.share
    excess = np.maximum(needed - available, 0)
    put_off, lacking = np.zeros_like(excess), np.zeros_like(excess)
    for day in range(days):
        freed = put_off[:, :day] @ alive[1 : day + 1][::-1]
        still = np.maximum(excess[:, day] - freed, 0)
        put_off[:, day] = np.minimum(still / alive[0], most)
        lacking[:, day] = still - put_off[:, day] * alive[0]
    return Moved(put_off, lacking)


def by_week(daily: Floats, levels: Sequence[float] = RANGE) -> Floats:
    """Return quantiles of the totals of whole weeks from the origin, (week, level)."""
    weeks = daily.shape[1] // WEEK
    summed = daily[:, : weeks * WEEK].reshape(len(daily), weeks, WEEK).sum(2)
    return np.asarray(np.quantile(summed, levels, axis=0).T)
