"""Alarms on simulated series whose outbreaks are known, counted as R counted them.

Thirty series of ``surveillance::sim.pointSource``, the last 208 weeks monitored; true and false
alarms and quiet weeks of each series are held. EARS had a least deviation of 0.5 there, Farrington
flexible no least number of cases.
"""

from collections.abc import Callable

import numpy as np
import polars as pl
import pytest

from argos.epidemiology.detection import farrington
from argos.epidemiology.detection.cusum import cusum
from argos.epidemiology.detection.ears import ears_c1, ears_c2
from argos.epidemiology.detection.farrington import Settings
from argos.epidemiology.series import Flags, Floats

from .ledger import Ledger
from .vectors import read

MONITORED = 208
NOUFAILY = Settings(levels=10, left_out=26, trend_p=1.0, threshold="nbPlugin", alpha=0.005)
ALARMS: dict[str, Callable[[Floats, int], Flags]] = {
    "C1": lambda counts, start: ears_c1(counts, min_sigma=0.5).alarm,
    "C2": lambda counts, start: ears_c2(counts, min_sigma=0.5).alarm,
    "cusum": lambda counts, start: cusum(counts, start=start, transform="rossi").alarm,
    "ff_default": lambda counts, start: (
        farrington.detect(counts, Settings(fewest_cases=0), start=start).alarm
    ),
    "ff_nb": lambda counts, start: farrington.detect(counts, NOUFAILY, start=start).alarm,
}


def given(column: str) -> Floats:
    """A column of the series, (series, time), in the order of their first rows."""
    rows = read("input_sim_pointSource_labelled.csv.gz")
    series = rows.group_by("scenario", "rep", maintain_order=True).agg(pl.col(column))
    return np.array(series[column].to_list(), dtype=np.float64)


@pytest.mark.parametrize("method", ALARMS)
def test_true_and_false_alarms_are_those_of_r(method: str, ledger: Ledger) -> None:
    counts, outbreak = given("observed"), given("state")[:, -MONITORED:] == 1
    alarm = ALARMS[method](counts, counts.shape[1] - MONITORED)[:, -MONITORED:]
    found = [alarm & outbreak, alarm & ~outbreak, ~alarm & outbreak, ~alarm & ~outbreak]
    keys = read("input_sim_pointSource_labelled.csv.gz").select("scenario", "rep")
    expected = keys.unique(maintain_order=True).join(
        read("output_sim_pointSource__quality.csv").filter(algo=method),
        on=["scenario", "rep"],
        maintain_order="left",
    )
    made = [(f"quality_{method}", f"{s} {r}") for s, r in expected["scenario", "rep"].rows()]
    counted = np.stack(found).sum(axis=2).T
    ledger.hold("alarms on labelled series", made, counted, expected["TP", "FP", "FN", "TN"])
