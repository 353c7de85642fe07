"""The same invented persons are in the files of every partner, as the truth says."""

from datetime import date
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from argos.simulation.flow import simulate
from argos.simulation.people import bounds, people
from argos.simulation.scenario import load

LAST = date(2021, 3, 31)
IDENTITY = ["birth_name", "first_names", "birth_date", "birth_place", "sex"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("persons")
    simulate(made, load().model_copy(update={"faults": []}), 120, 8, LAST)
    return made


def read(folder: Path, feed: str) -> pl.DataFrame:
    """Return all rows of a feed in order of coming, with the day of their file."""
    separator = "," if feed.startswith("sos") else ";"
    return pl.concat(
        pl.read_csv(file, separator=separator, infer_schema=False).with_columns(
            filed=pl.lit(file.stem[-10:]).str.to_date()
        )
        for file in sorted((folder / feed).glob("*.csv"))
    )


def truth(folder: Path, name: str) -> pl.DataFrame:
    return pl.read_parquet(folder / "truth" / f"{name}.parquet")


def test_every_known_episode_at_the_hospital_is_a_visit_of_that_person(folder: Path) -> None:
    visits = read(folder, "chu-nantes.emergency").unique("visit_id", keep="last")
    visits = visits.with_columns(ed=pl.col("arrived_at").str.slice(0, 10).str.to_date())
    ill = truth(folder, "episodes").filter("hospital", pl.col("ed") > LAST.replace(month=1))
    joined = ill.join(visits, on=["ipp", "ed"], how="left")
    assert ill.height > 300
    assert joined["visit_id"].null_count() == 0
    covid = joined.filter(pl.col("reason") == "covid", pl.col("diagnoses").is_not_null())
    assert covid["diagnoses"].str.starts_with("U07").all()


def test_who_calls_and_is_seen_calls_first(folder: Path) -> None:
    ill = truth(folder, "episodes").filter(pl.col("reason") == "covid")
    both = ill.filter(pl.col("sos").is_not_null(), pl.col("ed").is_not_null())
    assert both.height > 30
    assert (both["sos"] <= both["ed"]).all()
    calls = read(folder, "sos-medecins-nantes.calls")
    calls = calls.with_columns(sos=pl.col("called_at").str.slice(0, 10).str.to_date())
    shown = both.filter(pl.col("sos") > LAST.replace(month=1))
    found = shown.join(calls, on=["subject", "sos"], how="left")
    assert (found["outcome"] == "hospital").all()


def test_a_delay_of_the_episodes_is_that_of_the_truth(folder: Path) -> None:
    ill = truth(folder, "episodes").filter(
        pl.col("reason") == "influenza", pl.col("sos").is_not_null()
    )
    seen = (ill["sos"] - ill["infected"]).dt.total_days().to_numpy()
    planted = truth(folder, "delays").filter(
        pl.col("reason") == "influenza", pl.col("to") == "sos"
    )  # fmt: skip
    mean = planted["days"] @ planted["chance"]
    assert seen.size > 500
    assert seen.mean() == pytest.approx(mean, abs=0.15)


def test_an_identity_is_always_the_same_and_of_the_age_that_is_told(folder: Path) -> None:
    feeds = ("emergency", "stays", "biology", "imaging")
    every = pl.concat(
        read(folder, f"chu-nantes.{feed}").select("ipp", *IDENTITY)
        for feed in feeds
    )  # fmt: skip
    several = every.group_by("ipp").agg(pl.len(), pl.struct(IDENTITY).n_unique().alias("persons"))
    assert (several["persons"] == 1).all()
    assert (several["len"] > 1).sum() > 500
    visits = read(folder, "chu-nantes.emergency")
    arrived = visits["arrived_at"].str.slice(0, 10).str.to_date()
    years = (arrived - visits["birth_date"].str.to_date()).dt.total_days() / 365.25
    assert (years.floor() == visits["age"].cast(float)).all()


def test_a_stay_comes_when_it_begins_and_again_when_it_ends(folder: Path) -> None:
    rows = read(folder, "chu-nantes.stays")
    open_rows = rows.filter(pl.col("discharged_on").is_null())
    ended = rows.drop_nulls("discharged_on")
    assert open_rows.height > 200
    assert (ended["discharged_on"].str.to_date() < ended["filed"]).all()
    assert ended.select("stay_id", "ward_rank").is_unique().all()
    again = open_rows.join(ended, on=["stay_id", "ward_rank"], how="inner")
    assert (again["filed_right"] > again["filed"]).all()
    begun = ended.filter(pl.col("ward_rank") != "1")
    assert set(begun["entry"]) == {"6"}
    assert (ended["discharged_on"] >= ended["admitted_on"]).all()


def test_the_wards_of_a_stay_follow_each_other(folder: Path) -> None:
    stays = read(folder, "chu-nantes.stays").unique(["stay_id", "ward_rank"], keep="last")
    stays = stays.sort("stay_id", "ward_rank").with_columns(
        before=pl.col("discharged_on").shift().over("stay_id"),
        left_for=pl.col("exit").shift().over("stay_id"),
    )
    moved = stays.filter(pl.col("ward_rank") != "1")
    assert moved.filter(pl.col("ward") == "REA").height > 20
    assert moved["before"].equals(moved["admitted_on"])
    assert (moved["left_for"] == "6").all()


def test_a_diagnosis_is_coded_later_and_then_stays(folder: Path) -> None:
    rows = read(folder, "chu-nantes.emergency").filter(pl.col("filed") > date(2021, 3, 19))
    known = rows.sort("filed").group_by("visit_id").agg("diagnoses")
    told = known["diagnoses"].to_list()
    assert all(len({code for code in one if code}) <= 1 for one in told)
    assert any(one[0] is None and one[-1] for one in told)
    assert not any(one[0] and one[-1] is None for one in told)
    coded = rows.group_by("visit_id").agg(pl.col("diagnoses").is_not_null().any())["diagnoses"]
    assert coded.mean() == pytest.approx(0.91, abs=0.03)


def test_only_the_infected_are_positive(folder: Path) -> None:
    tests = read(folder, "laboratories.tests").filter(pl.col("result") == "POS")
    tests = tests.with_columns(test=pl.col("sampled_on").str.to_date())
    ill = truth(folder, "episodes").filter(pl.col("reason") == "covid")
    joined = tests.join(ill, on=["subject", "test", "laboratory"], how="left")
    assert tests.height > 200
    assert joined["infected"].null_count() == 0


def test_a_week_is_the_sum_of_its_days(folder: Path) -> None:
    newest = max((folder / "sante-publique-france.sursaud-weekly").glob("*.csv"))
    weekly = pl.read_csv(newest, separator=";", infer_schema_length=None)
    daily = pl.read_csv(
        str(folder / "sante-publique-france.sursaud" / newest.name).replace("-weekly", ""),
        infer_schema_length=None,
    )
    summed = (
        daily.with_columns(semaine=pl.col("date_de_passage").str.to_date().dt.strftime("%G-S%V"))
        .group_by("dep", "semaine", "sursaud_cl_age_corona")
        .agg(pl.col("nbre_pass_tot").sum())
    )
    joined = weekly.join(summed, on=["dep", "semaine", "sursaud_cl_age_corona"])
    assert joined.height == weekly.height > 100
    assert (joined["nbre_pass_tot"] == joined["nbre_pass_tot_right"]).all()


def test_the_region_is_the_sum_of_its_departements(folder: Path) -> None:
    counts = folder / "sante-publique-france.sursaud"
    keys = ["date_de_passage", "sursaud_cl_age_corona"]
    names = [f"simulated-sursaud{part}-2021-04-01.csv" for part in ("", "-reg")]
    departements, region = (pl.read_csv(counts / n, infer_schema_length=None) for n in names)
    summed = departements.group_by(keys).agg(pl.col("^nbre_.*$").sum()).sort(keys)
    assert region.height > 100
    assert region.drop("reg").sort(keys).equals(summed.select(region.drop("reg").columns))


def test_a_person_has_the_age_that_is_asked_for_on_that_day() -> None:
    scenario = load()
    invented = people(scenario, LAST, 1)
    lower, upper = bounds(scenario)
    day = np.full(lower.size, invented.birth.max() - 300)
    for _ in range(20):
        who = invented.choose(day, lower, upper, np.random.default_rng(2))
        age = invented.age(who, day)
        assert ((age >= lower) & (age < upper)).all()


def test_every_known_admission_is_a_stay_of_that_person(folder: Path) -> None:
    stays = read(folder, "chu-nantes.stays").unique(["stay_id", "ward_rank"], keep="last")
    first = stays.filter(pl.col("ward_rank") == "1").with_columns(
        admitted=pl.col("admitted_on").str.to_date()
    )
    ill = truth(folder, "episodes").filter("hospital", pl.col("admitted").is_not_null())
    joined = ill.join(first, on=["ipp", "admitted"], how="left")
    assert ill.height > 100
    assert joined["stay_id"].null_count() == 0
