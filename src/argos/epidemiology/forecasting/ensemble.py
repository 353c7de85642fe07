"""Models together, each weighing what its past forecasts were worth."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import ArrayLike

from argos.epidemiology.forecasts import HUB_LEVELS, QuantileForecast
from argos.epidemiology.scores import weighted_interval_score
from argos.epidemiology.series import Floats

BASELINE = "baseline"
POWER = 4  # weights are the inverse of the relative score to this power
FADING = 100.0  # columns after which a score counts half


def combined(
    medians: Mapping[str, Floats],
    quantiles: Mapping[str, Floats],
    came: ArrayLike,
    origins: Sequence[int],
    horizon: int,
    groups: ArrayLike,
) -> tuple[Floats, Floats]:
    """Return the weighted medians of models, for one horizon, and the weights.

    At each origin and in each group of places, a model's relative score is the sum of its weighted
    interval scores over that of the baseline, on forecasts of which the figure is known by then and
    that both made, a score counting half after ``FADING`` columns. Its weight is that to the power
    -``POWER``, and 0 if the model lost, being 1 or more. The baseline's own median has the weight
    1, as its score is: so far ahead as models are hardly better, their growth is halved, and if all
    lost, nothing moves. Before any score is known, all models weigh the same, and the baseline
    nothing. Medians are averaged in logarithms.

    Args:
        medians: by model, (place, origin).
        quantiles: by model, ``BASELINE`` among them, (place, origin, level).
        came: (place, origin), what came; NaN where it has not.
        origins: columns, rising.
        horizon: columns ahead.
        groups: (place), that are weighed together.

    Returns:
        Medians (place, origin), and weights (model, place, origin) in the order of ``medians``;
        what is missing to 1 is the baseline's.

    """
    scores = {name: _scores(np.asarray(came), each) for name, each in quantiles.items()}
    still = quantiles[BASELINE][:, :, HUB_LEVELS.size // 2]
    logs = np.stack([np.log(each + 1) for each in (*medians.values(), still)])
    weights = np.zeros_like(logs)
    at = np.asarray(origins)
    for group in np.unique(groups):
        rows = np.asarray(groups) == group
        theirs = np.stack([scores[name][rows] for name in medians])
        for number, origin in enumerate(at):
            past = at + horizon <= origin
            fading = 0.5 ** ((origin - horizon - at[past]) / FADING)
            weights[:, rows, number] = _weights(
                theirs[:, :, past], scores[BASELINE][rows][:, past], fading
            )[:, None]
    weights = np.where(np.isnan(logs), 0.0, weights)
    sums = weights.sum(0)
    weights /= np.where(sums > 0, sums, 1)
    mean = (weights * np.nan_to_num(logs)).sum(0)
    return np.where(sums > 0, np.exp(mean) - 1, still), weights[:-1]


def _weights(theirs: Floats, baseline: Floats, fading: Floats) -> Floats:
    """Return the weight of each model and of the baseline in a group, given past scores.

    Those of models are (model, place, origin), the baseline's (place, origin).
    """
    both = ~np.isnan(theirs) & ~np.isnan(baseline)
    told = (np.where(both, theirs, 0) * fading).sum((1, 2))
    against = (np.where(both, baseline, 0) * fading).sum((1, 2))
    if not (against > 0).any():
        return np.append(np.ones(len(theirs)), 0.0)
    relative = np.divide(told, against, out=np.full_like(told, np.inf), where=against > 0)
    relative = np.maximum(relative, 1e-3)
    return np.append(np.where(relative < 1, relative**-POWER, 0.0), 1.0)


def _scores(came: Floats, quantiles: Floats) -> Floats:
    rising = np.maximum.accumulate(quantiles, axis=2)
    return weighted_interval_score(came, QuantileForecast(rising, HUB_LEVELS)).total
