"""The figures that are kept here, on simulated series: held wherever the tests run.

``kept/make_kept.R`` makes them. EARS, CUSUM, Farrington, R, serial intervals and the Lawless delay
are those of R's packages; chain ladder and scores are the published definitions in plain R.
"""

from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

from argos.epidemiology import lawless, scores
from argos.epidemiology.detection import farrington
from argos.epidemiology.detection.cusum import cusum
from argos.epidemiology.detection.ears import ears_c1, ears_c2
from argos.epidemiology.detection.farrington import Settings
from argos.epidemiology.forecasts import QuantileForecast
from argos.epidemiology.reporting import complete, delay_pmf, triangle
from argos.epidemiology.reproduction import (
    Prior,
    case_reproduction,
    instantaneous_reproduction,
)
from argos.epidemiology.serial_interval import SerialInterval, discretised_gamma
from argos.epidemiology.series import Floats

from .ledger import Ledger

KEPT = Path(__file__).parent / "kept"
SERIES = ("common", "outbreak", "rare")
NOUFAILY: dict[str, Any] = {"levels": 10, "left_out": 26, "trend_p": 1.0, "fewest_cases": 0}
FLEXIBLE = {
    "delta": Settings(fewest_cases=0),
    "b3": Settings(years=3, fewest_cases=0),
    "nbPlugin": Settings(**NOUFAILY, threshold="nbPlugin", alpha=0.005),
    "muan": Settings(**NOUFAILY, threshold="muan"),
}
CALLED: dict[str, dict[str, Any]] = {
    "weekly": {},
    "prior": {"prior": Prior(2, 1)},
    "fortnight": {"window": 14},
}
INTERVAL = SerialInterval(np.array([0, 0.2, 0.35, 0.25, 0.15, 0.05]), "kept/make_kept.R")
LEVELS = np.array([0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95])


def kept(name: str) -> pl.DataFrame:
    return pl.read_csv(KEPT / f"{name}.csv", infer_schema_length=None)


def figures(table: pl.DataFrame) -> Floats:
    return table.cast(pl.Float64).to_numpy()


def weekly() -> Floats:
    return figures(kept("weekly")).T


def cases() -> Floats:
    return figures(kept("daily"))[:, 0]


def test_ears(ledger: Ledger) -> None:
    methods = {
        "C1": ears_c1(weekly()),
        "C2": ears_c2(weekly()),
        "C1_min0.5": ears_c1(weekly(), min_sigma=0.5),
        "C2_b28_min1": ears_c2(weekly(), baseline=28, min_sigma=1.0),
    }
    for (call,), rows in kept("ears").group_by("call"):
        at, found = rows["t"].to_numpy() - 1, methods[str(call)]
        made = [("kept", f"EARS {call}")]
        ledger.hold("kept: EARS", made, found.upperbound[:, at].T, figures(rows[:, 2:5]))
        ledger.hold("kept: EARS", made, found.alarm[:, at].T, figures(rows[:, 5:8]))


@pytest.mark.parametrize("call", FLEXIBLE)
def test_farrington(call: str, ledger: Ledger) -> None:
    rows = kept("farrington").filter(call=call)
    found = farrington.detect(weekly(), FLEXIBLE[call], start=300)
    for name in SERIES:
        one = rows.filter(series=name)
        at, made = one["t"].to_numpy() - 1, [("kept", f"Farrington {call}")]
        for field in ("expected", "dispersion", "upper", "p_value", "alarm"):
            got = getattr(found, field)[SERIES.index(name), at]
            ledger.hold("kept: Farrington", made, got, figures(one[[field]])[:, 0], what=field)


def test_cusum(ledger: Ledger) -> None:
    for (call,), rows in kept("cusum").group_by("call"):
        at = rows["t"].to_numpy() - 1
        found = cusum(weekly()[0], start=int(at[0]), transform=call)  # type: ignore[arg-type]
        made = [("kept", f"CUSUM {call}")]
        ledger.hold("kept: CUSUM", made, found.statistic[0, at], rows["statistic"], atol=1e-10)
        ledger.hold("kept: CUSUM", made, found.alarm[0, at], rows["alarm"])


@pytest.mark.parametrize("call", CALLED)
def test_reproduction(call: str, ledger: Ledger) -> None:
    rows = kept("estimate_r").filter(call=call)
    found = instantaneous_reproduction(cases(), INTERVAL, **CALLED[call])
    got = np.vstack([found.mean, found.sd, found.quantiles[:, 0]])[:, rows["t_end"].to_numpy() - 1]
    ledger.hold("kept: R of Cori", [("kept", f"R {call}")], got.T, figures(rows[:, 2:]))


def test_reproduction_of_cases(ledger: Ledger) -> None:
    rows = kept("wallinga_teunis")
    found = case_reproduction(cases(), INTERVAL).mean[0, rows["t_end"].to_numpy() - 1]
    ledger.hold("kept: R of Wallinga and Teunis", [("kept", "cases")], found, rows["mean"])


def test_serial_intervals(ledger: Ledger) -> None:
    for (mean, sd), rows in kept("discr_si").group_by("mean", "sd"):
        found = discretised_gamma(float(mean), float(sd), 40, "kept/make_kept.R").weights
        made = [("kept", f"serial interval {mean}, {sd}")]
        ledger.hold("kept: serial interval", made, found[:21], rows["w"], atol=1e-13)


def test_delay_and_nowcast(ledger: Ledger) -> None:
    cells, delay = triangle(figures(kept("triangle"))), kept("delay")
    share = delay_pmf(cells)
    total = complete(cells, share).sum(axis=2)[0]
    ledger.hold("kept: chain ladder", [("kept", "delay")], share[0], delay["ladder"])
    ledger.hold("kept: chain ladder", [("kept", "nowcast")], total, kept("nowcast")["expected"])
    found = lawless.delay_cdf(cells)[0]
    ledger.hold("kept: Lawless", [("kept", "Lawless delay")], found, delay["lawless"])


def test_scores(ledger: Ledger) -> None:
    given = figures(kept("forecasts"))
    observed, samples = given[:, 0], given[:, 8:]
    forecast = QuantileForecast(given[:, 1:8], LEVELS)
    for name, found in {
        "wis": scores.weighted_interval_score(observed, forecast).total,
        "crps": scores.continuous_ranked_probability_score(observed, samples),
        "log": scores.log_score(observed, samples),
        "coverage": scores.interval_coverage(observed, forecast, 0.5),
        "bias": scores.quantile_bias(observed, forecast),
    }.items():
        expected = figures(kept("scores")[[name]])[:, 0]
        ledger.hold(f"kept: {name}", [("kept", name)], found, expected, atol=1e-12)
