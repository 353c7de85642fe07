"""The cases of the epidemiology part: invented series, and what Argos makes of them.

Each case reads what ``write`` put in its folder, works several times, of which the quickest counts
(as for R), and keeps what it found as ``argos.npz`` beside. Reading and keeping do not count.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from argos.epidemiology import lawless as lawless_1994
from argos.epidemiology import nowcast as chain_ladder
from argos.epidemiology.detection import farrington as flexible
from argos.epidemiology.detection.ears import ears_c1, ears_c2, ears_c3
from argos.epidemiology.forecasts import HUB_LEVELS, QuantileForecast
from argos.epidemiology.reproduction import instantaneous_reproduction
from argos.epidemiology.scores import (
    continuous_ranked_probability_score,
    interval_coverage,
    quantile_bias,
    weighted_interval_score,
)
from argos.epidemiology.serial_interval import discretised_gamma
from argos.epidemiology.series import Floats

MONITORED = 156  # weeks
HISTORY = 5 * 52 + 4  # weeks that the first monitored one looks back on
DAYS, DELAYS = 120, 16
SAMPLES = 100
SEED = 20200513
MIN_SIGMA = 0.5
NOUFAILY = flexible.Settings(levels=10, left_out=26, trend_p=1.0, threshold="nbPlugin", alpha=0.005)
NOWCAST_LEVELS = (0.025, 0.05, 0.25, 0.5, 0.75, 0.95, 0.975)


def write(folder: str, case: str, series: int, of_r: int) -> None:
    """Write the input of a case: for Argos all series, for R the first of them, as text."""
    rng, into = np.random.default_rng(SEED), Path(folder)
    made: dict[str, Any] = MADE[case](rng, series)
    np.savez(into / "input.npz", **made)
    for name, values in _for_r(case, made, of_r).items():
        np.savetxt(into / f"{name}.csv", values, delimiter=",", fmt="%.17g")


def farrington(folder: str, times: int) -> dict[str, Any]:
    """Run Farrington flexible with windows only, as R has it by default."""
    return _farrington(folder, times, flexible.Settings())


def noufaily(folder: str, times: int) -> dict[str, Any]:
    """Run Farrington flexible with a seasonal factor of ten levels and negative-binomial bounds."""
    return _farrington(folder, times, NOUFAILY)


def _farrington(folder: str, times: int, settings: flexible.Settings) -> dict[str, Any]:
    series = _input(folder)["series"]
    seconds, found = _quickest(lambda: flexible.detect(series, settings, start=HISTORY), times)
    names = ("upper", "expected", "p_value", "alarm", "enough")
    return _keep(folder, seconds, {n: getattr(found, n)[:, HISTORY:] for n in names})


def ears(folder: str, times: int) -> dict[str, Any]:
    """Run EARS C1, C2 and C3."""
    series = _input(folder)["series"]
    methods = {"C1": ears_c1, "C2": ears_c2, "C3": ears_c3}
    seconds, found = _quickest(
        lambda: {name: each(series, min_sigma=MIN_SIGMA) for name, each in methods.items()}, times
    )
    kept = {f"{name}_upper": each.upperbound for name, each in found.items()}
    return _keep(folder, seconds, kept | {f"{n}_alarm": each.alarm for n, each in found.items()})


def reproduction(folder: str, times: int) -> dict[str, Any]:
    """Estimate R of Cori over 7 days, with seven quantiles."""
    series = _input(folder)["series"]
    interval = discretised_gamma(7.0, 5.2, series.shape[1], "the bench")
    seconds, found = _quickest(lambda: instantaneous_reproduction(series, interval), times)
    figures = np.concatenate([found.mean[None], found.sd[None], found.quantiles])
    return _keep(folder, seconds, {"reproduction": np.moveaxis(figures, 0, -1)[:, 7:]})


def lawless(folder: str, times: int) -> dict[str, Any]:
    """Estimate the reporting delay, and nowcast, by Lawless."""
    triangles = _input(folder)["triangles"]
    seconds, found = _quickest(lambda: lawless_1994.nowcast(triangles), times)
    return _keep(folder, seconds, {"delay_cdf": found.delay_cdf})


def ladder(folder: str, times: int) -> dict[str, Any]:
    """Nowcast by chain ladder with the size of its own past errors, and seven quantiles."""
    triangles = _input(folder)["triangles"]

    def work() -> Floats:
        return chain_ladder.quantiles(chain_ladder.nowcast(triangles), NOWCAST_LEVELS)

    seconds, found = _quickest(work, times)
    return _keep(folder, seconds, {"found": found})


def scores(folder: str, times: int) -> dict[str, Any]:
    """Score quantile and sample forecasts."""
    given = _input(folder)
    observed, samples = given["observed"], given["samples"]

    def work() -> Floats:
        forecast = QuantileForecast(given["quantiles"], HUB_LEVELS)
        parts = (
            weighted_interval_score(observed, forecast).total,
            continuous_ranked_probability_score(observed, samples),
            interval_coverage(observed, forecast, 0.5),
            interval_coverage(observed, forecast, 0.9),
            quantile_bias(observed, forecast),
        )
        return np.stack(parts, axis=1)

    seconds, found = _quickest(work, times)
    return _keep(folder, seconds, {"found": found})


def _weekly(rng: np.random.Generator, series: int) -> dict[str, Floats]:
    """Make seasonal weekly counts, rare to common, over-dispersed, some with an outbreak."""
    week = np.arange(HISTORY + MONITORED)
    level = np.exp(rng.uniform(0.5, 4.5, (series, 1)))
    season = np.exp(0.5 * np.cos(2 * np.pi * (week / 52 - rng.uniform(size=(series, 1)))))
    dispersion = rng.uniform(1.2, 4, (series, 1))
    mean = level * season * np.where((week > 400) & (np.arange(series)[:, None] % 3 == 0), 2, 1)
    return {"series": rng.negative_binomial(mean / (dispersion - 1), 1 / dispersion).astype(float)}


def _daily(rng: np.random.Generator, series: int) -> dict[str, Floats]:
    """Make a year of daily cases in waves."""
    day = np.arange(365)
    growth = 0.04 * np.sin(2 * np.pi * (day / 120 + rng.uniform(size=(series, 1))))
    mean = np.exp(rng.uniform(2, 5, (series, 1)) + np.cumsum(growth, axis=1))
    return {"series": rng.poisson(mean).astype(float)}


def _triangles(rng: np.random.Generator, series: int) -> dict[str, Floats]:
    """Make reporting triangles, of which the last days are not whole yet."""
    share = np.exp(-0.35 * np.arange(DELAYS))
    cells = rng.poisson(40 * share / share.sum(), (series, DAYS, DELAYS)).astype(float)
    late = np.arange(DAYS)[:, None] + np.arange(DELAYS) >= DAYS
    return {"triangles": np.where(late, np.nan, cells)}


def _forecasts(rng: np.random.Generator, series: int) -> dict[str, Floats]:
    """Make a hundred forecasts for each series asked for, and what came."""
    rows = 100 * series
    centre = np.exp(rng.uniform(1, 7, (rows, 1)))
    draws = rng.poisson(centre * rng.gamma(8, 1 / 8, (rows, SAMPLES))).astype(float)
    quantiles = np.quantile(draws, HUB_LEVELS, axis=1).T
    observed = rng.poisson(centre[:, 0]).astype(float)
    return {"quantiles": quantiles, "samples": draws, "observed": observed}


MADE: dict[str, Callable[[np.random.Generator, int], dict[str, Floats]]] = {
    "farrington": _weekly,
    "noufaily": _weekly,
    "ears": _weekly,
    "reproduction": _daily,
    "lawless": _triangles,
    "ladder": _triangles,
    "scores": _forecasts,
}


def _for_r(case: str, made: dict[str, Floats], count: int) -> dict[str, Floats]:
    """Return what R reads: a column a series, the cells of triangles, or forecasts as they are."""
    if case == "scores":
        rows = {name: values[: 100 * count] for name, values in made.items()}
        return rows | {"levels": HUB_LEVELS}
    if "triangles" in made:
        cells = np.nan_to_num(made["triangles"][:count])
        at = np.argwhere(cells > 0)
        return {case: np.column_stack([at, cells[tuple(at.T)]])}
    return {case: made["series"][:count].T}


def _input(folder: str) -> dict[str, Floats]:
    with np.load(Path(folder) / "input.npz") as kept:
        return dict(kept)


@dataclass
class _Seconds:
    """The quickest run, by the clock and by processor time."""

    clock: float = float("inf")
    cpu: float = float("inf")


def _quickest(work: Callable[[], Any], times: int) -> tuple[_Seconds, Any]:
    least, found = _Seconds(), None
    for _ in range(times):
        clock, cpu = time.perf_counter(), time.process_time()
        found = work()
        least.clock = min(least.clock, time.perf_counter() - clock)
        least.cpu = min(least.cpu, time.process_time() - cpu)
    return least, found


def _keep(folder: str, least: _Seconds, found: dict[str, Any]) -> dict[str, Any]:
    np.savez(Path(folder) / "argos.npz", **found)
    return {"seconds": least.clock, "work_cpu": least.cpu}
