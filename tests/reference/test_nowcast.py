"""Nowcasts against R: baselinenowcast 0.2.1 (Germany, COVID-19) and surveillance (husO104Hosp).

Held exactly: delay distribution, point nowcast, Lawless delay and point N / W. R's quantiles are
those of 1000 draws, so ours are asked only whether R's lie where 1000 draws would put them. The
Lawless intervals of R are not held: its variance keeps one term of Lawless (2.16) only.

Where a past nowcast expected nothing and something came, upstream's likelihood is minus infinity
at every size and its search ends at the upper bound: a Poisson law, narrow just where the errors
were worst. We take a mean of 0.001 there instead, so those horizons are left out (and counted).
"""

from collections.abc import Callable

import numpy as np
import polars as pl
import pytest
from scipy.stats import binom, nbinom

from argos.epidemiology import lawless
from argos.epidemiology.nowcast import Nowcast, allocate, nowcast, past_errors
from argos.epidemiology.reporting import triangle
from argos.epidemiology.series import Floats
from tests.reference.ledger import Ledger
from tests.reference.vectors import read

AGES = ("00+", "00-04", "05-14", "15-34", "35-59", "60-79", "80+")
DAYS = ("2021-09-01", "2021-10-01", "2021-11-01")
CALLS = [(f"DE {age}", day) for age in AGES for day in DAYS]
LEVELS = {"q025": 0.025, "q25": 0.25, "q50": 0.5, "q75": 0.75, "q975": 0.975}
DRAWS = 1000
HUS = ("2011-05-30", "2011-06-02", "2011-06-10", "2011-06-20")


@pytest.fixture(scope="module")
def triangles() -> Floats:
    """The triangles of all calls, a series each."""
    names = [f"{a.replace(' ', '_').replace('+', 'p')}_{d}" for a, d in CALLS]
    cells = [read(f"input_bnc_triangle_{name}.csv").drop("reference_date") for name in names]
    return triangle(np.stack([each.cast(pl.Float64).to_numpy() for each in cells]))


@pytest.fixture(scope="module")
def ours(triangles: Floats) -> Nowcast:
    """Nowcasts of all calls at once."""
    return nowcast(triangles)


def _of(name: str, call: tuple[str, str]) -> pl.DataFrame:
    return read(name).filter(pl.col("location") == call[0], pl.col("now").cast(str) == call[1])


def test_delay_and_point_are_those_of_baselinenowcast(ours: Nowcast, ledger: Ledger) -> None:
    for row, call in enumerate(CALLS):
        pmf = _of("output_germany_covid19_hosp__delay_pmf.csv", call)["pmf"].to_numpy()
        out = _of("output_germany_covid19_hosp__baselinenowcast.csv.gz", call)
        assert len(pmf) == len(out) == 41
        seen = out["observed_so_far"].to_numpy()
        np.testing.assert_array_equal(ours.observed[row, -41:], seen)
        made = [("baselinenowcast", " ".join(call))]
        ledger.hold("nowcast, chain ladder", made, ours.delay_pmf[row], pmf, atol=1e-14)
        ledger.hold("nowcast, chain ladder", made, ours.point[row, -41:], out["point"], atol=1e-14)


def test_quantiles_are_those_of_baselinenowcast_up_to_its_draws(
    triangles: Floats, ours: Nowcast, record_property: Callable[[str, object], None]
) -> None:
    reported, expected = past_errors(triangles, allocate(120, 41))
    degenerate = ((expected == 0) & (reported > 0)).any(axis=2)[:, ::-1]
    outside = total = 0
    for row, call in enumerate(CALLS):
        out = _of("output_germany_covid19_hosp__baselinenowcast.csv.gz", call)[-40:]
        mean, size = ours.to_come[row, -40:], ours.size[row, ::-1]
        for name, level in LEVELS.items():
            theirs = (out[name] - out["observed_so_far"]).to_numpy()
            below = nbinom.cdf(np.floor(theirs) - 1, size, size / (size + mean))
            upto = nbinom.cdf(np.ceil(theirs), size, size / (size + mean))
            low, high = binom.ppf([0.0005, 0.9995], DRAWS, level) / DRAWS
            held = ~degenerate[row]
            outside += int((((upto < low) | (below > high)) & held).sum())
            total += int(held.sum())
    record_property("coverage", f"{total} quantiles of {len(CALLS) * 200}, {outside} too far")
    assert total > 0.8 * len(CALLS) * 200
    assert outside <= 0.003 * total


@pytest.mark.parametrize("day", HUS)
def test_lawless_delay_and_point(day: str, ledger: Ledger) -> None:
    cells = read(f"output_husO104Hosp__triangle_{day}.csv").drop("date").cast(pl.Float64)
    got = lawless.nowcast(triangle(cells.to_numpy()))
    cdf = read(f"output_husO104Hosp__lawlessCDF_{day}.csv")["F"].to_numpy()
    made = [("nowcast_lawless", f"husO104Hosp {day}")]
    ledger.hold("nowcast, Lawless", made, got.delay_cdf[0], cdf[:16], atol=1e-14)
    np.testing.assert_array_equal(cdf[16:], 1.0)
    out = read("output_husO104Hosp__nowcast.csv").filter(
        pl.col("call_id") == "nowcast_lawless", pl.col("now").cast(str) == day
    )
    seen, median = out["reported_so_far"].to_numpy(), out["median"].to_numpy()
    np.testing.assert_array_equal(got.observed[0, -15:], seen)
    ledger.hold("nowcast, Lawless", made, got.point[0, -15:], seen / cdf[14::-1])
    np.testing.assert_allclose(got.point[0, -15:-3], median[:-3], atol=1.5)  # whole numbers
