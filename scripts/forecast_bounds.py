"""Print what no nowcast of the day after can do better than, computed afterwards.

Three bounds, each over the error of what is reported: for somebody who knows the mean of what is
still to come of each day and place; the best linear rule, chosen afterwards, of so many figures;
and the same with figures that nobody knows that evening.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import linprog
from scipy.stats import poisson

from argos.epidemiology.forecasting.known import Indices
from argos.epidemiology.series import Floats

MEANS = np.concatenate([[1e-6], np.geomspace(0.05, 80, 160)])
COUNTS = np.arange(250)
ROUNDS = 3000  # of the mixture's weights; more change the third decimal
PARTS = 6  # stretches of days, each told by the others


@dataclass(frozen=True)
class Seen:
    """Days as they were reported one evening, and as they finally are; the sum is the last series.

    Attributes:
        days: columns, (evening).
        raw, came: (evening, series).

    """

    days: Indices
    raw: Floats
    came: Floats


def tell_bounds(seen: Seen, final: Floats) -> None:
    """Print them, for all places together and for their sum."""
    left = seen.came - seen.raw
    places, whole = left[:, :-1], left[:, -1:]
    print("\nBounds, known afterwards only (all five / their sum), over the error as reported")
    print("| | |\n|---|---|")
    pair = " / ".join(f"{known_means(each):.2f}" for each in (places, whole))
    print(f"| the mean of what is to come is known for each day and place | {pair} |")
    for name, figures in rules(seen, final).items():
        pair = " / ".join(
            f"{best_rule([each[:, cut] for each in figures], left[:, cut]):.2f}"
            for cut in (slice(None, -1), slice(-1, None))
        )
        print(f"| best rule, told by other weeks, of {name} | {pair} |")


def rules(seen: Seen, final: Floats) -> Mapping[str, Sequence[Floats]]:
    """Return the figures that rules are made of, (evening, series) each; the last are not known."""
    before = np.stack([final[:, day - 7 : day].mean(1) for day in seen.days])
    around = (before * 7 + np.stack([final[:, day + 1 : day + 8].sum(1) for day in seen.days])) / 14
    yesterday = seen.came - seen.raw
    yesterday = np.concatenate([yesterday[:1], yesterday[:-1]])
    return {
        "what is reported": [seen.raw],
        "the final level of the week before": [before],
        "both": [seen.raw, before],
        "both, and what was to come of the last one before": [seen.raw, before, yesterday],
        "what is reported and the level of the weeks before and after": [seen.raw, around],
    }


def known_means(left: Floats) -> float:
    """Return the error left to who knows the means, by place; left are Poisson counts around them.

    Their means have the law that makes the counts likeliest (Laird 1978), the most varied one, so
    that the bound is low rather than high.
    """
    chance = poisson.pmf(COUNTS, MEANS[:, None])
    off = (chance * np.abs(COUNTS - poisson.median(MEANS)[:, None])).sum(1)
    error = 0.0
    for each in left.T:
        likely = poisson.pmf(np.maximum(each, 0)[:, None], MEANS)
        weights = np.full(MEANS.size, 1 / MEANS.size)
        for _ in range(ROUNDS):
            parts = likely * weights
            weights = (parts / parts.sum(1, keepdims=True)).mean(0)
        error += float(weights @ off)
    return error / float(np.abs(left).mean(0).sum())


def best_rule(figures: Sequence[Floats], left: Floats) -> float:
    """Return the error of the sum of figures with the weights that are best on other days."""
    part = np.arange(len(left)) * PARTS // len(left)
    shown = np.stack(figures, axis=-1)
    off = [
        np.abs(shown[part == one] @ least_deviations(shown[part != one], left[part != one])
               - left[part == one])
        for one in range(PARTS)
    ]  # fmt: skip
    return float(np.concatenate(off).mean() / np.abs(left).mean())


def least_deviations(shown: Floats, wanted: Floats) -> Floats:
    """Return the weights with the least sum of absolute errors."""
    flat, size = shown.reshape(-1, shown.shape[-1]), wanted.size
    cost = np.concatenate([np.zeros(2 * flat.shape[1]), np.ones(2 * size)])
    sides = np.hstack([flat, -flat, np.eye(size), -np.eye(size)])
    found = linprog(cost, A_eq=sides, b_eq=wanted.ravel(), method="highs").x
    return np.asarray(found[: flat.shape[1]] - found[flat.shape[1] : 2 * flat.shape[1]])
