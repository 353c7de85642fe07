"""What models see of a closed source: weeks as the rule of disclosure tells them, no exact count.

What is made of these figures alone can tell no more than they do. A model's intervals would
otherwise give a count away: each of hundreds of figures rounded at another threshold.
"""

import numpy as np

from argos.epidemiology.series import Floats
from argos.publish.modelled.foretold.past import by_rule
from argos.publish.modelled.known.levels import WEEK


def seen(figures: Floats, *, rounded: bool, stock: bool = False) -> Floats:
    """Return figures as models may see them: as they are, or under disclosure control by the rule.

    Of who is present, each day by itself; of events, weeks backwards from the last column, each
    spread evenly over its days: what happens within a week is not seen.

    Args:
        figures: (place, day), up to the evening.
        rounded: whether they are under disclosure control.
        stock: whether they count who is present.

    Returns:
        (place, day); NaN where they are missing.

    """
    if not rounded or not figures.size:
        return figures
    if stock:
        return by_rule(figures)
    places, days = figures.shape
    padded = np.pad(figures, ((0, 0), (-days % WEEK, 0)), constant_values=np.nan)
    weeks = padded.reshape(places, -1, WEEK)
    there = ~np.isnan(weeks)
    told = by_rule(np.nansum(weeks, axis=-1, keepdims=True))
    spread = np.where(there, told / np.maximum(there.sum(axis=-1, keepdims=True), 1), np.nan)
    return np.asarray(spread.reshape(places, -1)[:, -days:])
