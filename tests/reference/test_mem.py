"""The moving epidemic method held to R's mem 2.19 on the rates of Castilla y León.

Not held: "method1" (the first method of 2004, with a bandwidth chosen by cross-validation) and
"type1_thr" (bounds of means, not of weeks), which are not offered.
"""

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from argos.epidemiology.detection import mem

from .vectors import read

CALLS = {
    "default": {},
    "use_t": {"student": True},
    "seasons5": {"most": 5},
    "param2.5": {"criterion": 2.5},
}


def rates():
    table = read("input_flucyl.csv")
    return table.drop("week").cast(float).to_numpy().T


@pytest.mark.parametrize("call", CALLS)
def test_thresholds_and_timing_are_those_of_r(call, ledger):
    row = read("output_flucyl__memmodel.csv").filter(call_id=call).row(0, named=True)
    when = read("output_flucyl__memtiming.csv").filter(call_id=call)
    found = mem.thresholds(rates(), **CALLS[call])
    ledger.hold(
        "MEM, thresholds",
        [(f"memmodel_{call}", "flucyl")],
        [found.pre, found.post, *found.intensity],
        [row[c] for c in list(row) if c.startswith(("epidemic_", "medium", "high", "very"))],
    )
    if len(when):
        timing, made = found.timing, [(f"memmodel_{call}", "flucyl")]
        for ours, column in (
            (timing.start + 1, "start_index"),
            (timing.end + 1, "end_index"),
            (timing.length, "length"),
            (timing.share, "pct"),
        ):
            ledger.hold("MEM, timing", made, ours, when[column], what=column)


def test_timing_alone_is_that_of_thresholds_of_the_other_methods():
    when = read("output_flucyl__memtiming.csv").filter(call_id="type1_thr")
    assert_array_equal(mem.timing(rates()).start + 1, when["start_index"].to_numpy())


def test_the_curve_and_its_slope_are_those_of_r(ledger):
    curve = read("output_flucyl__mapcurve_lastseason.csv")
    slope = read("output_flucyl__slopecurve_lastseason.csv")
    share, start = mem.accumulated(rates()[-1:])
    made = [("memmodel_default", "flucyl")]
    ledger.hold("MEM, timing", made, share[0], curve["X2"], atol=1e-12)
    ledger.hold("MEM, timing", made, start[0, 1:] + 1, curve["X4"][1:])
    ledger.hold("MEM, timing", made, np.diff(mem._smooth(share))[0], slope["slope"])
