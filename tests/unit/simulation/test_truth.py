"""The truth is true: what it says of R, of days, of outbreaks and of seasons is in the counts."""

from datetime import date
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from argos.core.calendar import kind_of_day
from argos.core.codes import syndrome
from argos.simulation.epidemic import delay
from argos.simulation.flow import simulate
from argos.simulation.scenario import load

LAST = date(2021, 8, 31)
PATHOGENS = tuple(load().pathogens)


@pytest.fixture(scope="module")
def truth(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("truth")
    simulate(made, load(), 400, 6, LAST)
    return made / "truth"


def read(truth: Path, name: str) -> pl.DataFrame:
    return pl.read_parquet(truth / f"{name}.parquet")


def sums(truth: Path, pathogen: str, place: str = "dep:44") -> pl.DataFrame:
    return read(truth, "infections").filter(pathogen=pathogen, place=place).sort("day")


@pytest.mark.parametrize("pathogen", PATHOGENS)
def test_infections_follow_the_renewal_equation(truth: Path, pathogen: str) -> None:
    rows = sums(truth, pathogen, "dep:49")  # nothing is planted there
    infections = rows["infections"].to_numpy()
    weights = delay(*load().pathogens[pathogen].serial_interval, length=28)
    force = np.convolve(infections, weights)[: infections.size]
    before = np.concatenate([[0.0], force[:-1]])  # the first element is for one day later
    expected = rows["reproduction"].to_numpy() * before + rows["imported"].to_numpy()
    drawn, meant = infections[28:].sum(), expected[28:].sum()
    assert drawn == pytest.approx(meant, abs=4 * np.sqrt(meant))


def test_a_planted_outbreak_is_over_what_is_expected(truth: Path) -> None:
    told = read(truth, "outbreaks").row(by_predicate=pl.col("pathogen") == "covid", named=True)
    within = pl.col("day").is_between(told["first_day"], told["last_day"])
    here, elsewhere = (sums(truth, "covid", place) for place in (told["place"], "dep:49"))
    more = here.filter(within)["infections"].sum() / here["infections"].sum()
    usual = elsewhere.filter(within)["infections"].sum() / elsewhere["infections"].sum()
    assert told["infections"] == 2400
    assert more > 2 * usual


@pytest.mark.parametrize(
    ("pathogen", "peak"), [("influenza", 30), ("bronchiolitis", 345), ("gastro-enteritis", 10)]
)
def test_a_season_peaks_on_its_day(truth: Path, pathogen: str, peak: int) -> None:
    rows = sums(truth, pathogen, "dep:49").with_columns(pl.col("infections").rolling_mean(21))
    highest = rows.row(rows["infections"].arg_max() or 0, named=True)["day"]
    away = abs((highest.timetuple().tm_yday - 10) - peak) % 365
    assert min(away, 365 - away) < 30


def test_the_weights_of_days_are_in_the_counts(truth: Path) -> None:
    usual = read(truth, "effects").filter(step="sos", place="dep:44")
    counts = read(truth, "contacts").filter(step="sos", place="dep:44", pathogen="other")
    joined = usual.join(counts, on=["day", "place", "step"])
    activity = load().activity["sos"]
    assert joined["usual"].to_list() == [
        activity.weekday[kind_of_day(day) - 1] for day in joined["day"]
    ]
    by_weight = joined.group_by("usual").agg(pl.col("contacts").mean()).sort("usual")
    fits = by_weight["contacts"] / by_weight["usual"]
    assert fits.to_numpy() == pytest.approx(fits.mean(), rel=0.05)
    ratio = joined["drawn"] / joined["usual"]
    assert ratio.mean() == pytest.approx(1, abs=0.02)
    assert ratio.var() == pytest.approx(1 / load().noise_shape, rel=0.3)


def test_beds_hold_who_came_and_has_not_left(truth: Path) -> None:
    beds = read(truth, "beds").sort("place", "day")
    moved = (pl.col("admissions") - pl.col("deaths") - pl.col("discharges")).cum_sum().over("place")
    assert (beds["in_hospital"] == beds.select(moved).to_series()).all()
    assert (beds["in_icu"] <= beds["in_hospital"]).all()
    assert beds["in_icu"].min() == 0
    assert (beds["in_icu"].max() or 0) > 5


@pytest.mark.parametrize("name", PATHOGENS)
def test_the_codes_of_a_pathogen_are_those_of_its_syndrome(name: str) -> None:
    pathogen, known = load().pathogens[name], syndrome(name)
    calls = pathogen.sos_codes
    assert sum(share for code, share in calls.items() if f"sos:{code}" in known) > 0.8
    for diagnoses in pathogen.ed_codes:
        first = diagnoses.split()[0].replace(".", "")
        assert f"cim10:{first[:3]}.{first[3:]}" in known


@pytest.mark.parametrize("pathogen", PATHOGENS)
def test_every_pathogen_is_in_the_calls_and_the_visits(truth: Path, pathogen: str) -> None:
    counts = read(truth, "contacts").filter(place="dep:44", pathogen=pathogen)
    by_step = dict(counts.group_by("step").agg(pl.col("contacts").sum()).iter_rows())
    assert min(by_step["sos"], by_step["samu"], by_step["ed"]) > 200
