"""The reproduction number, held to EpiEstim 2.2-4 with parametric and other serial intervals.

EpiEstim gives Wallinga and Teunis' intervals by simulation from R's generator: only the point
estimates are held.
"""

import numpy as np
import polars as pl
import pytest

from argos.epidemiology.reproduction import (
    Prior,
    case_reproduction,
    instantaneous_reproduction,
    overall_infectivity,
)
from argos.epidemiology.serial_interval import SerialInterval, discretised_gamma
from argos.epidemiology.series import Floats

from .ledger import Ledger
from .vectors import read, reference

DATASETS = ("Flu2009", "Flu1918", "Smallpox1972")
PARAMETRIC = {  # (mean, sd) of the calls, from calls.csv
    ("Flu2009", "param_cori2013"): (2.6, 1.5),
    ("Flu1918", "param_cori2013"): (2.6, 1.5),
    ("Smallpox1972", "param_cori2013"): (22.4, 6.1),
    ("Flu2009", "param_covid_fr_7_5.2"): (7.0, 5.2),
    ("Flu1918", "param_covid_fr_7_5.2"): (7.0, 5.2),
}


def table(name: str) -> pl.DataFrame:
    return read(name if (reference() / name).exists() else f"{name}.gz")


def cases(dataset: str) -> Floats:
    return table(f"input_{dataset}.csv")["incidence"].to_numpy().astype(float)


def interval(dataset: str, call: str, length: int) -> SerialInterval:
    if (dataset, call) in PARAMETRIC:
        return discretised_gamma(*PARAMETRIC[dataset, call], length, "calls.csv")
    weights = table(f"input_{dataset}__si_distr.csv")["w"].to_numpy()
    return SerialInterval(weights, "EpiEstim")


def test_discretised_serial_intervals(ledger: Ledger) -> None:
    """R loses digits by cancellation, so weights under 1e-6 are held to 1e-13 absolutely."""
    values = 0
    for (mean, sd), expected in table("vectors_discr_si.csv").group_by("mean", "sd"):
        found = discretised_gamma(mean, sd, 31, "vectors_discr_si.csv").weights
        made = [("discr_si", f"{mean}, {sd}")]
        ledger.hold("serial interval", made, found, expected["w"], atol=1e-13)
        values += len(found)
    assert values == 8 * 31


def test_serial_intervals_used_by_estimate_r(ledger: Ledger) -> None:
    used = table("output_estimate_R__si_used.csv")
    for (dataset, call), (mean, sd) in PARAMETRIC.items():
        expected = used.filter(dataset=dataset, call_id=call)["w"].to_numpy()
        found = discretised_gamma(mean, sd, len(cases(dataset)), "calls.csv").weights
        assert expected[len(found) :].sum() == 0
        made = [(f"estimate_R_{call}", dataset)]
        ledger.hold("serial interval", made, found, expected[: len(found)], atol=1e-13)


@pytest.mark.parametrize("dataset", DATASETS)
def test_overall_infectivity(dataset: str, ledger: Ledger) -> None:
    found = overall_infectivity(cases(dataset), interval(dataset, "", 0))[0]
    expected = table(f"output_{dataset}__overall_infectivity.csv")["lambda"].to_numpy()
    made = [("overall_infectivity", dataset)]
    ledger.hold("overall infectivity", made, found, expected, atol=1e-14)


@pytest.mark.parametrize("dataset", DATASETS)
def test_estimate_r(dataset: str, ledger: Ledger) -> None:
    series, calls = cases(dataset), 0
    for (call,), rows in table(f"output_{dataset}__estimate_R.csv").group_by("call_id"):
        found = instantaneous_reproduction(
            series,
            interval(dataset, str(call), len(series)),
            window=14 if call == "nonparam_daily14" else 7,
            prior=Prior(2, 1) if call == "nonparam_prior2_1" else None,
        )
        expected = rows.select(rows.columns[3:]).to_numpy().astype(float)
        ends = rows["t_end"].to_numpy() - 1
        got = np.vstack([found.mean, found.sd, found.quantiles[:, 0]])[:, ends].T
        # NaN where R has NA, too
        ledger.hold("R of Cori", [(f"estimate_R_{call}", dataset)], got, expected)
        others = np.setdiff1d(np.arange(len(series)), ends)
        assert np.isnan(found.mean[0, others]).all()
        calls += 1
    assert calls >= 4


@pytest.mark.parametrize("dataset", DATASETS)
def test_wallinga_teunis(dataset: str, ledger: Ledger) -> None:
    """R leaves out the windows without a case, and every window before the first of them ends."""
    expected = table(f"output_{dataset}__wallinga_teunis.csv")
    found = case_reproduction(cases(dataset), interval(dataset, "", 0)).mean[0]
    got = found[expected["t_end"].to_numpy() - 1]
    means = expected["Mean(R)"].to_numpy()
    ledger.hold("R of Wallinga and Teunis", [("wallinga_teunis", dataset)], got, means, atol=1e-14)
