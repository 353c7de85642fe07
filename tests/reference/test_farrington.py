"""Farrington flexible held to R's surveillance 1.20.3.

The score that R gives for nbPlugin and muan subtracts the logarithm of the expected count, not
the expected count (an upstream defect): it is rebuilt here from our bound and our expected count
and held, while ours is the published one. ``mu0`` of delta means nothing and is not held.
R hides bound and expected count where there are not enough cases; ours stay.
"""

import os
import re

import numpy as np

from argos.epidemiology.detection import farrington
from argos.epidemiology.detection.farrington import Settings

from .vectors import read, reference

NOUFAILY = {"levels": 10, "left_out": 26, "trend_p": 1.0}
CALLS = {
    "farringtonFlexible_default": Settings(),
    "farringtonFlexible_default_limit54_0_4": Settings(fewest_cases=0),
    "farringtonFlexible_b3": Settings(years=3),
    "farringtonFlexible_noufaily_nbPlugin": Settings(**NOUFAILY, threshold="nbPlugin", alpha=0.005),
    "farringtonFlexible_noufaily_b3_nbPlugin": Settings(
        **NOUFAILY, years=3, threshold="nbPlugin", alpha=0.005
    ),
    "farringtonFlexible_noufaily_muan": Settings(**NOUFAILY, threshold="muan"),
    "farringtonFlexible_noufaily_b4_delta": Settings(**NOUFAILY, years=4, alpha=0.1),
}
QUICK = ("k1", "h1_nrwrp", "s2", "salmonella_agona_dates", "meningo_age", "salmNewport_laender")
MONTHLY = {"meningo_age"}


def test_bounds_are_those_of_r(ledger):
    vectors = read("vectors_farrington_threshold.csv.gz")
    for (method, alpha), part in vectors.group_by(["method", "alpha"]):
        mu, se, phi, y = (part[c].to_numpy() for c in ("mu", "se", "phi", "y"))
        ours = farrington.threshold(y, mu, se, phi, Settings(threshold=method, alpha=alpha))
        name, made = f"Farrington, bounds {method}", [(f"threshold {method}", f"alpha {alpha}")]
        ledger.hold(name, made, ours.lower, part["lower"], atol=1e-12)
        ledger.hold(name, made, ours.upper, part["upper"])
        ledger.hold(name, made, ours.p_value, part["prob"], atol=1e-15)


def _outputs():
    everything = os.environ.get("ARGOS_FULL") == "1"
    names = sorted(p.name for p in reference().glob("output_*__farringtonFlexible.csv*"))
    sets = [re.match(r"output_(.*)__", name).group(1) for name in names]
    return [(s, n) for s, n in zip(sets, names, strict=True) if everything or s in QUICK]


def _hold(dataset, output, settings, ledger):
    def same(ours, theirs, what):
        theirs = np.minimum(theirs.cast(float).to_numpy(), 1e300)
        known = ~np.isnan(theirs)
        made = [(output["call_id"][0], dataset)]
        name = f"Farrington flexible, {settings.threshold}"
        ledger.hold(name, made, ours[known], theirs[known], atol=1e-12, what=what)

    table = read(f"input_{dataset}.csv")
    unit = output["unit"][0] if "unit" in output.columns else table.columns[-1]
    dates = None
    if table["date"].null_count() == 0:
        dates = table["date"].to_numpy().astype("datetime64[D]")
    if dataset in MONTHLY:
        settings = Settings(years=settings.years, frequency=12)
    series = table[unit].cast(float).to_numpy()
    at = output["t"].to_numpy() - 1
    found = farrington.detect(series, settings, dates, start=int(at.min()))
    ours = {f: getattr(found, f)[0, at] for f in found.__dataclass_fields__}
    hidden = output["upperbound"].is_null().to_numpy()
    assert (ours["enough"] == ~hidden).all()
    same(ours["dispersion"], output["phi"], "dispersion")
    same(ours["p_value"], output["pvalue"], "p_value")
    same(np.where(hidden, np.nan, ours["upper"]), output["upperbound"], "upper")
    same(ours["expected"], output["expected"], "expected")
    same(ours["alarm"].astype(float), output["alarm"], "alarm")
    same((~np.isnan(ours["trend"])).astype(float), output["trend_used"], "trend used")
    if "trend_coef" in output.columns:
        same(ours["trend"], output["trend_coef"], "trend")
    centre = ours["expected"] if settings.threshold == "delta" else np.log(ours["expected"])
    score = (series[at] - centre) / (ours["upper"] - centre)
    same(score, output["score"], "score")
    if settings.threshold == "muan":
        with np.errstate(over="ignore"):  # log(μ) + z se of a baseline without cases
            mean = ours["expected"] * np.exp(1.6448536269514722 * ours["log_error"])
        same(np.minimum(mean, 1e300), output["mu0"], "muan mean")


def test_series_are_those_of_r(ledger):
    calls = 0
    for dataset, name in _outputs():
        for (call, _), output in read(name).group_by(["call_id", "unit"], maintain_order=True):
            _hold(dataset, output, CALLS[call], ledger)
            calls += 1
    name = "output_salmNewport_germany__ff_nolimit54.csv"
    for (call,), output in read(name).group_by(["call_id"]):
        _hold("salmNewport_germany", output, CALLS[call], ledger)
        calls += 1
    assert calls > 20
