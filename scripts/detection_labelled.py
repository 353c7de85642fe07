"""The 30 weekly series with known outbreaks: R's published quality, ours, and the combination's."""

import csv
import gzip
from collections import defaultdict
from pathlib import Path

import numpy as np

from argos.epidemiology.series import Flags, Floats
from argos.epidemiology.signals.combine import evidence
from argos.epidemiology.signals.usual import WEEKLY
from detection_methods import weekly

REFERENCE = Path(__file__).resolve().parents[2] / "shared" / "reference"
SERIES = REFERENCE / "input_sim_pointSource_labelled.csv.gz"
PUBLISHED = REFERENCE / "output_sim_pointSource__quality_summary.csv"
START = 312  # R judged the last four of ten years
SIZES = ("low", "mid", "high")
ALPHA = 0.01  # at which the combination's own sensitivity and specificity are told


def tell() -> None:
    """Print sensitivity at the specificity that each method had."""
    if not SERIES.is_file():
        print(f"skipped: no {SERIES.parent.name}/{SERIES.name}")
        return
    counts, state, size = read()
    none = np.zeros(counts.shape[1], dtype=np.int64)
    found = evidence(counts, none, none.astype(np.bool_), start=START, grain=WEEKLY)
    combined = np.full(counts.shape, np.nan)
    combined[:, START:] = -np.log(np.maximum(found.p_value, 1e-300))
    scores = weekly(counts, START)
    print("\n30 labelled weekly series: sensitivity of the method in R / specificity; ")
    print("sensitivity of the same method here, and of the combination, at that specificity")
    print("| method | low | mid | high |\n|---|---|---|---|")
    for method, cells in published().items():
        told = []
        for each in SIZES:
            sensitivity, specificity = cells[each]
            rows = size == each
            at = [_at(score[rows], state[rows], specificity) for score in (combined,)]
            own = _at(scores[method][rows], state[rows], specificity) if method in scores else None
            here = "" if own is None else f" ({own:.2f})"
            told.append(f"{sensitivity:.2f}{here}/{specificity:.3f} → {at[0]:.2f}")
        print(f"| {method} | {' | '.join(told)} |")
    for p in (0.05, ALPHA):
        alarm = combined > -np.log(p)
        told = [_both(alarm[size == each], state[size == each]) for each in SIZES]
        print(f"| combined, p < {p:g} | {' | '.join(told)} |")


def read() -> tuple[Floats, Flags, np.ndarray[tuple[int], np.dtype[np.str_]]]:
    """Return counts and whether an outbreak goes on, (series, week), and each series' size."""
    counts, state = defaultdict(list), defaultdict(list)
    with gzip.open(SERIES, "rt") as file:
        for row in csv.DictReader(file):
            key = (row["scenario"], row["rep"])
            counts[key].append(float(row["observed"]))
            state[key].append(row["state"] == "1")
    return (
        np.array([*counts.values()]),
        np.array([*state.values()]),
        np.array([k[0] for k in counts]),
    )


def published() -> dict[str, dict[str, tuple[float, float]]]:
    """Return R's sensitivity and specificity by method and size."""
    found: dict[str, dict[str, tuple[float, float]]] = defaultdict(dict)
    with PUBLISHED.open() as file:
        for row in csv.DictReader(file):
            found[row["algo"]][row["scenario"]] = float(row["sens"]), float(row["spec"])
    return found


def _at(score: Floats, state: Flags, specificity: float) -> float:
    """Return the best sensitivity whose specificity is not lower."""
    known = np.where(np.isnan(score), -np.inf, score)[:, START:]
    truth = state[:, START:]
    calm = np.sort(known[~truth])
    allowed = round((1 - specificity) * len(calm))
    limit = calm[len(calm) - 1 - allowed]
    return float((known[truth] > limit).mean())


def _both(alarm: Flags, state: Flags) -> str:
    judged, truth = alarm[:, START:], state[:, START:]
    return f"{judged[truth].mean():.2f}/{1 - judged[~truth].mean():.3f}"
