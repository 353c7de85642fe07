"""A simulated territory is pooled and published like a real one."""

import csv
from pathlib import Path
from typing import Any

import polars as pl

from argos.core.contract_check import load_all
from argos.ingest.identity import pseudonymise_frame
from argos.ingest.identity.keys import key_of_file
from tests.home import Home
from tests.simulated import receipts

SHIPPED = Path(__file__).parents[2] / "partners"


def test_a_simulation_is_replayed_and_published(simulated_home: Home) -> None:
    home, files = simulated_home, simulated_home.folder / "files"
    [key] = (home.folder / "keys").glob("epidemic-watch.*.key")
    assert_one_pseudonym(files, key)
    came: list[Any] = receipts(home.folder)
    assert {receipt["feed"] for receipt in came} == set(load_all(SHIPPED))
    assert not any(receipt["rows_rejected"] for receipt in came)
    [refused] = [receipt for receipt in came if receipt["status"] == "refused"]
    assert refused["feed"] == "sante-publique-france.sidep"
    assert "MISSING_COLUMN" in {reason["code"] for reason in refused["reasons"]}
    emergency = [r for r in came if r["feed"] == "chu-nantes.emergency"]
    assert sum(r["facts_corrected"] for r in emergency) > 100  # diagnoses coded later
    assert not any(r["facts_withdrawn"] for r in emergency)
    newest = {receipt["feed"]: receipt["recorded_at"] for receipt in came}
    assert newest.pop("samu-44.calls") < min(newest.values())  # silent at the end
    [doubled] = [receipt for receipt in came if receipt["status"] == "duplicate"]
    assert (doubled["feed"], doubled["facts_new"]) == ("sos-medecins-nantes.calls", 0)
    day = "2021-03-10"
    counted = sum(
        row["called_at"].startswith(day)
        for file in (files / "sos-medecins-nantes.calls").glob("*.csv")
        for row in csv.DictReader(file.open(encoding="utf-8"))
    )
    [shown] = home.series("sos_all", "--place", "dep:44", "--partner", "sos-medecins-nantes",
                          "--from", day, "--to", day)  # fmt: skip
    assert counted > 50
    assert abs(shown["value"] - counted) <= 2
    last = pl.read_csv(max((files / "sante-publique-france.hospital-flow").glob("*.csv")),
                       separator=";", infer_schema=False)  # fmt: skip
    flow = last.filter((pl.col("dep") == "44") & (pl.col("jour") == day))["incid_hosp"].cast(int)
    [given] = home.series("new_admissions", "--place", "dep:44", "--from", day, "--to", day)
    assert given["value"] == flow[0]


def assert_one_pseudonym(files: Path, key: Path) -> None:
    """Under the home's key, who called has the pseudonym that the hospital's traits give."""
    contract = load_all(SHIPPED)["chu-nantes.emergency"]
    visits = pl.concat(
        pl.read_csv(file, separator=";", infer_schema=False)
        for file in (files / contract.feed).glob("*.csv")
    )
    visits = visits.with_columns(ins=pl.lit(None, pl.String))
    made = pseudonymise_frame(visits, contract, key_of_file(key, "epidemic-watch"))
    subjects = made["subject"].bin.encode("hex").implode()
    episodes = pl.read_parquet(files / "truth" / "episodes.parquet")
    days = pl.col("ed").is_between(pl.date(2021, 3, 5), pl.date(2021, 3, 20))
    both = episodes.filter("hospital", days, pl.col("sos") > pl.date(2021, 3, 1))
    calls = pl.concat(
        pl.read_csv(file, infer_schema=False)
        for file in (files / "sos-medecins-nantes.calls").glob("*.csv")
    )
    seen = both.filter(pl.col("subject").is_in(calls["subject"].implode()))
    assert seen.height > 5
    assert seen["subject"].is_in(subjects).all()
