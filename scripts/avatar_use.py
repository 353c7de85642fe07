"""What the two tables of the Avatar paper are used for: a survival model, and a classifier.

For `scripts/attack_table.py` and `tests/reference`: both ask whether a table of invented people
tells the same story. Held to the paper's own figures and to R's `survival`.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray
from sklearn.metrics import roc_auc_score
from sklearn.svm import SVC

Floats = NDArray[np.float64]
STEPS = 50  # of Newton, at most; six are enough where a model has a solution
Z = 1.959964  # two-sided 95 %
MALIGNANT = 4


@dataclass(frozen=True, slots=True)
class CoxModel:
    """Log hazard ratios of covariates, and their covariance."""

    coefficients: Floats
    covariance: Floats


def hazard_ratios(table: pl.DataFrame) -> dict[int, tuple[float, float, float]]:
    """Return arm → (hazard ratio against arm 0, low, high) of a table of the AIDS trial.

    Unadjusted; a person's event is `cens`, its day `days`, the arm `arms`. Intervals at 95 %.

    Raises:
        ValueError: the model has no solution, as where an arm has no event.

    """
    arms = sorted(set(table["arms"].drop_nulls().to_list()) - {0})
    given = np.column_stack([(table["arms"] == arm).to_numpy() for arm in arms]).astype(np.float64)
    model = cox(table["days"].to_numpy(), table["cens"].to_numpy() > 0, given)
    errors = Z * np.sqrt(np.diag(model.covariance))
    low, middle, high = (np.exp(model.coefficients + e) for e in (-errors, 0, errors))
    return {arm: (float(middle[i]), float(low[i]), float(high[i])) for i, arm in enumerate(arms)}


def cox(time: NDArray[np.number], event: NDArray[np.bool_], given: Floats) -> CoxModel:
    """Return the proportional hazards model of covariates (people, covariates), by Newton.

    Ties are Efron's: the l-th of d deaths of a day has l/d of all d taken out of those at risk
    (Efron 1977). Censored on that day is at risk on it.

    Raises:
        ValueError: no solution.

    """
    width = given.shape[1]
    days, day = np.unique(-np.asarray(time, dtype=np.float64), return_inverse=True)  # last first
    products = (given[:, :, None] * given[:, None, :]).reshape(len(given), -1)
    terms = np.hstack([np.ones((len(given), 1)), given, products])
    shares = _shares_of_the_day(day[event])
    found = np.zeros(width)
    for _ in range(STEPS):
        weighed = terms * np.exp(given @ found)[:, None]
        at_risk = np.cumsum(_by_day(weighed, day, len(days)), axis=0)
        dying = _by_day(weighed[event], day[event], len(days))
        sums = at_risk[day[event]] - shares[:, None] * dying[day[event]]
        means = sums[:, 1:] / sums[:, :1]
        first, second = means[:, :width], means[:, width:].sum(axis=0).reshape(width, width)
        information = second - first.T @ first
        step = np.linalg.solve(information, (given[event] - first).sum(axis=0))
        found = found + step
        if np.abs(step).max() < 1e-9:
            return CoxModel(found, np.linalg.inv(information))
    raise ValueError(f"expected a model with a solution, found none in {STEPS} steps of Newton")


def _by_day(terms: Floats, day: NDArray[np.intp], days: int) -> Floats:
    summed = np.zeros((days, terms.shape[1]))
    np.add.at(summed, day, terms)
    return summed


def _shares_of_the_day(day: NDArray[np.intp]) -> Floats:
    """Return for each death l/d, its rank from 0 among the d deaths of the same day."""
    order = np.argsort(day, kind="stable")
    _, start, number = np.unique(day[order], return_index=True, return_counts=True)
    shares = np.empty(len(day))
    shares[order] = (np.arange(len(day)) - np.repeat(start, number)) / np.repeat(number, number)
    return shares


def svm_auc(train: pl.DataFrame, test: pl.DataFrame, kernel: str = "linear") -> float:
    """Return the area under the curve of a support vector machine on WBCD's `Class`.

    Features as they are, C 1: linear, that gives the paper's figure for the original table; with
    the kernel "rbf", those of its ablation over k.
    """
    (known, truth), (asked, answer) = _features(train), _features(test)
    scores = SVC(kernel=kernel).fit(known, truth).decision_function(asked)
    return float(roc_auc_score(answer, scores))


def svm_aucs(table: pl.DataFrame, splits: int, kernel: str = "linear") -> Floats:
    """Return the areas of machines learnt on 70 % of a table and asked of the rest.

    Over random splits, of seeds 0, 1, …
    """
    areas = []
    for seed in range(splits):
        rows = np.random.default_rng(seed).permutation(table.height)
        out = round(0.3 * table.height)
        areas.append(svm_auc(table[rows[out:]], table[rows[:out]], kernel))
    return np.array(areas)


def _features(table: pl.DataFrame) -> tuple[Floats, NDArray[np.bool_]]:
    features = table.drop("Class").to_numpy().astype(np.float64)
    return features, (table["Class"] == MALIGNANT).to_numpy()


def inside(
    found: Mapping[int, tuple[float, float, float]],
    original: Mapping[int, tuple[float, float, float]],
) -> float:
    """Return the share of arms whose hazard ratio is within the original's 95 % interval."""
    kept = [
        arm in found and low <= found[arm][0] <= high for arm, (_, low, high) in original.items()
    ]
    return float(np.mean(kept))
