"""EARS and CUSUM held to R's surveillance 1.20.3, ESSENCE's detectors to Rnssp 0.3.1.

Three upstream quirks are not followed. EARS C3 leaves today's C2 out: R's bound is rebuilt here
from our C2 and held, and ours alarms wherever R's does. CUSUM squares a negative root in the bound
of ``rossi``: held where the root is not negative, ours is 0 elsewhere. Rnssp's regression calls a
few days blue on which it computed nothing: ours are grey.

The seasonal mean is held within 1e-6: R's ``glm`` stops when the deviance moves by less than 1e-8,
which on sparse series leaves its coefficients short of the maximum; ours go on to it. With a mean
that stops where R does the bounds are held within 1e-8, so the stopping is all the difference.
"""

import os
from collections.abc import Callable
from typing import Any

import numpy as np
import polars as pl
import pytest
from numpy.testing import assert_array_equal
from scipy.special import ndtri, xlogy

from argos.epidemiology.detection.cusum import Cusum, cusum, seasonal_mean
from argos.epidemiology.detection.ears import Ears, ears_c1, ears_c2, ears_c3
from argos.epidemiology.detection.essence import (
    Essence,
    Level,
    essence_ewma,
    essence_regression,
    essence_switch,
)
from argos.epidemiology.series import Floats

from .ledger import Ledger
from .vectors import read, reference

EARS: dict[str, tuple[Callable[..., Ears], dict[str, Any]]] = {
    "earsC_C1_default": (ears_c1, {}),
    "earsC_C2_default": (ears_c2, {}),
    "earsC_C3_default": (ears_c3, {}),
    "earsC_C1_min0.5": (ears_c1, {"min_sigma": 0.5}),
    "earsC_C2_min0.5": (ears_c2, {"min_sigma": 0.5}),
    "earsC_C3_min0.5": (ears_c3, {"min_sigma": 0.5}),
    "earsC_C2_b28_min1": (ears_c2, {"baseline": 28, "min_sigma": 1.0}),
    "earsC_C1_alpha05": (ears_c1, {"alpha": 0.05}),
}
LEAST_MEAN = float(np.finfo(np.float64).eps)  # R's glm predicts no less
C3_ALARMS = {"shadar": (52, 32), "salmNewport_germany": (80, 45)}
CUSUMS = ("standard", "rossi", "anscombe", "glm_rossi")
DAILY = ("husO104Hosp_daily", "synthED_daily", "synthSparse_daily")


def datasets(topic: str) -> list[str]:
    """Names of the data sets with a file on a topic: a third of them unless ARGOS_FULL is set."""
    found = sorted(
        path.name.removeprefix("output_").split("__")[0]
        for path in reference().glob(f"output_*__{topic}.csv*")
        if list(reference().glob(path.name.split("__")[0].replace("output", "input", 1) + ".csv*"))
    )
    return found if os.environ.get("ARGOS_FULL") else found[::3]


def table(stem: str) -> pl.DataFrame:
    return read(next(reference().glob(f"{stem}.csv*")).name)


def counts(dataset: str) -> Floats:
    """The series of a data set, (series, time)."""
    columns = table(f"input_{dataset}").drop("t", "epoch", "date", strict=False)
    return columns.cast(pl.Float64).to_numpy().T


def given(rows: pl.DataFrame, column: str, units: int) -> tuple[Floats, slice]:
    """What R printed in a column, (series, time), and which dates it is about."""
    times = rows["t"].unique().sort()
    values = rows[column].cast(pl.Float64).to_numpy().reshape(units, -1)
    return values, slice(int(times[0]) - 1, int(times[-1]))


def c3_bound_of_r(found: Ears, series: Floats, c2: Ears) -> Floats:
    """R's bound: today's count, and what the two days before leave of the limit."""
    excess = np.maximum(0.0, c2.statistic - 1.0)
    bound = series.copy()
    with np.errstate(invalid="ignore"):
        bound[:, 2:] += found.sigma[:, 2:] * (ndtri(0.975) - (excess[:, :-2] + excess[:, 1:-1]))
    return np.maximum(0.0, bound)


def test_ears_is_that_of_r(ledger: Ledger) -> None:
    calls = 0
    for dataset in datasets("ears"):
        series, printed = counts(dataset), table(f"output_{dataset}__ears")
        for call, (method, options) in EARS.items():
            rows = printed.filter(pl.col("call_id") == call)
            bound, dates = given(rows, "upperbound", len(series))
            alarm = given(rows, "alarm", len(series))[0]
            ours = method(series, **options)
            found = ours.upperbound
            if method is ears_c3:
                found = c3_bound_of_r(ours, series, ears_c2(series, **options))
                assert not ((alarm == 1) & ~ours.alarm[:, dates]).any()
            else:
                assert_array_equal(ours.alarm[:, dates], alarm == 1)
            known = np.isfinite(bound) & np.isfinite(found[:, dates])
            assert method is ears_c3 or known.all()
            name = "EARS C3, upstream's bound rebuilt" if method is ears_c3 else "EARS C1, C2"
            ledger.hold(name, [(call, dataset)], found[:, dates][known], bound[known], atol=1e-10)
            calls += 1
    assert calls > 50


@pytest.mark.parametrize("dataset", C3_ALARMS)
def test_c3_of_the_paper_alarms_more_than_that_of_r(dataset: str) -> None:
    path = f"output_{dataset}__ears"
    if not list(reference().glob(path + ".csv*")):
        pytest.skip(f"no {dataset} in the set")
    rows = table(path).filter(pl.col("call_id") == "earsC_C3_default")
    assert (int(ears_c3(counts(dataset)).alarm.sum()), int(rows["alarm"].sum())) == C3_ALARMS[
        dataset
    ]


def monitored(series: Floats, start: int, call: str) -> Cusum:
    if call == "glm_rossi":
        mean = seasonal_mean(series, start=start)
        return cusum(series, start=start, transform="rossi", expected=mean)
    return cusum(series, start=start, transform=call)  # type: ignore[arg-type]


def test_the_bounds_and_alarms_of_cusum_are_those_of_r(ledger: Ledger) -> None:
    calls = 0
    for dataset in datasets("classic"):
        series, printed = counts(dataset), table(f"output_{dataset}__classic")
        for call in CUSUMS:
            rows = printed.filter(pl.col("call_id") == f"cusum_{call}")
            if rows.is_empty():
                continue
            bound, dates = given(rows, "upperbound", len(series))
            ours = monitored(series, dates.start, call)
            found = ours.upperbound[:, dates]
            told = np.isfinite(found)
            assert_array_equal(
                ours.alarm[:, dates][told], given(rows, "alarm", len(series))[0][told] == 1
            )
            held = told & ((found > 0) | ("rossi" not in call))
            near = 1e-6 if call == "glm_rossi" else 1e-8
            name = (
                "CUSUM, seasonal mean at its maximum (within 1e-6)"
                if call == "glm_rossi"
                else "CUSUM"
            )
            made = [(f"cusum_{call}", dataset)]
            ledger.hold(name, made, found[held], bound[held], rtol=near, atol=near)
            calls += 1
    assert calls > 20


def stopped_as_r(series: Floats, start: int) -> Floats:
    """The seasonal mean, fitted until R's ``glm`` would stop."""
    angle = 2.0 * np.pi * np.arange(series.shape[1]) / 52
    design = np.column_stack([np.ones_like(angle), np.cos(angle), np.sin(angle)])
    return np.stack([np.exp(design @ glm(row[:start], design[:start])) for row in series])


def glm(counts: Floats, design: Floats) -> Floats:
    """The coefficients at which R's ``glm`` stops: deviance moved by less than 1e-8 of itself."""
    mean, last = counts + 0.1, np.inf
    eta, beta = np.log(mean), np.zeros(design.shape[1])
    for _ in range(25):
        root = np.sqrt(mean)
        response = root * (eta + (counts - mean) / mean)
        beta = np.linalg.lstsq(root[:, None] * design, response)[0]
        eta = design @ beta
        mean = np.maximum(np.exp(eta), LEAST_MEAN)
        deviance = 2 * np.sum(xlogy(counts, counts / mean) - (counts - mean))
        if abs(deviance - last) < 1e-8 * (abs(deviance) + 0.1):
            break
        last = deviance
    return beta


def test_bounds_on_a_seasonal_mean_that_stops_with_r_are_those_of_r(ledger: Ledger) -> None:
    for dataset in datasets("classic"):
        series, printed = counts(dataset), table(f"output_{dataset}__classic")
        rows = printed.filter(pl.col("call_id") == "cusum_glm_rossi")
        if rows.is_empty():
            continue
        bound, dates = given(rows, "upperbound", len(series))
        mean = np.maximum(stopped_as_r(series, dates.start), LEAST_MEAN)
        found = cusum(series, start=dates.start, transform="rossi", expected=mean).upperbound
        held = found[:, dates] > 0
        made, name = [("cusum_glm_rossi", dataset)], "CUSUM, seasonal mean stopped with R"
        ledger.hold(name, made, found[:, dates][held], bound[held], atol=1e-10)


@pytest.mark.parametrize("dataset", ["shadar", "k1", "n1", "h1_nrwrp"])
def test_the_sum_of_cusum_is_that_of_r(dataset: str, ledger: Ledger) -> None:
    printed = table(f"output_{dataset}__cusum_stat")
    for call in CUSUMS[:3]:
        rows = printed.filter(pl.col("call_id") == f"algo.cusum_{call}")
        expected, dates = given(rows, "cusum", 1)
        found = monitored(counts(dataset), dates.start, call).statistic[:, dates]
        ledger.hold("CUSUM", [(f"algo.cusum_{call}", dataset)], found, expected, atol=1e-10)


def spoken(detector: str, rows: pl.DataFrame) -> Essence:
    series = rows["count"].cast(pl.Float64).to_numpy()
    weekday = rows["date"].cast(pl.String).str.to_date().dt.weekday().to_numpy()
    if detector == "ewma":
        return essence_ewma(series)
    return (essence_regression if detector == "regression" else essence_switch)(series, weekday)


@pytest.mark.parametrize("dataset", DAILY)
@pytest.mark.parametrize("detector", ["ewma", "regression", "switch"])
def test_essence_is_that_of_r(dataset: str, detector: str, ledger: Ledger) -> None:
    rows = table(f"output_{dataset}__Rnssp_alert_{detector}")
    found = spoken(detector, rows)
    told = found.detector[0] > 0
    assert_array_equal(told, rows["p.value"].is_not_null().to_numpy())
    names = {"expected": "baseline_expected", "statistic": "test_statistic", "p_value": "p.value"}
    if detector == "regression":
        names["adjusted_r_squared"] = "adjusted_r_squared"
    for ours, theirs in names.items():
        expected = rows[theirs].cast(pl.Float64).to_numpy()[told]
        made = [(f"alert_{detector}", dataset)]
        got = getattr(found, ours)[0, told]
        ledger.hold(f"ESSENCE {detector}", made, got, expected, atol=1e-11, what=ours)
    levels = [Level[name.upper()] for name in rows["alert"]]
    assert_array_equal(found.level[0, told], np.array(levels)[told])
    if detector == "switch":
        regressed = (rows["detector"] == "Adaptive Multiple Regression").fill_null(value=False)
        assert_array_equal(found.detector[0] == 1, regressed.to_numpy())
