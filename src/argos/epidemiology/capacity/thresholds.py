"""When a threshold is crossed: the chance by each day, and the first day that it is likely."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from argos.core.language import Text, same
from argos.epidemiology.series import Floats, require

LIKELY = 0.5
POSSIBLE = 0.1


@dataclass(frozen=True, slots=True)
class Crossing:
    """When a threshold is crossed.

    Attributes:
        by_day: (day), the chance that it has been reached by the origin (0), the day after, ….
        likely: the first day on which that chance is a half, 0 being the origin; None if never.
        possible: the first day on which it is a tenth.

    """

    by_day: Floats
    likely: int | None
    possible: int | None

    def by(self, day: int) -> float:
        """Return the chance that it has been reached by a day; NaN beyond the last."""
        return float(self.by_day[day]) if day < self.by_day.size else float("nan")


def crossing(now: float, drawn: Floats, level: ArrayLike) -> Crossing:
    """Return when occupied beds reach a level.

    The chance by day d is the share of paths that have been at the level or above on some day up to
    d. A path that goes down again has crossed all the same.

    Args:
        now: occupied at the origin.
        drawn: (draw, day), paths of occupied beds.
        level: in beds; or (day + 1), one for each day from the origin on, where beds change.

    Raises:
        SeriesRefused: the level has another length, or is missing.

    """
    days = drawn.shape[1] + 1
    wanted = np.asarray(level, np.float64)
    fits = wanted.shape in ((), (days,)) and not bool(np.isnan(wanted).any())
    require(fits, Text(f"un seuil, ou {days}", f"a level, or {days}"), same(f"{wanted.shape}"))
    whole = np.concatenate([np.full((len(drawn), 1), now), drawn], axis=1)
    reached = np.logical_or.accumulate(whole >= wanted, axis=1)
    missing = np.logical_or.accumulate(np.isnan(whole).any(0))
    by_day = np.where(missing, np.nan, reached.mean(0))
    return Crossing(by_day, _first(by_day, LIKELY), _first(by_day, POSSIBLE))


def _first(by_day: Floats, chance: float) -> int | None:
    """Return the first day with at least this chance."""
    found = np.flatnonzero(by_day >= chance)
    return int(found[0]) if found.size else None
