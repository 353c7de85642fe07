"""A simulation's files say what its truth says, and the same seed says the same."""

import hashlib
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from argos.simulation.epidemic import delay
from argos.simulation.flow import simulate
from argos.simulation.scenario import load

LAST = date(2021, 3, 31)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("simulated")
    simulate(made, load(None), 150, 3, LAST)
    return made


def digest(folder: Path) -> str:
    found = hashlib.sha256()
    for file in sorted(folder.rglob("*.csv")):
        found.update(file.relative_to(folder).as_posix().encode() + file.read_bytes())
    return found.hexdigest()


def test_the_same_seed_gives_the_same_bytes(tmp_path: Path) -> None:
    for name, seed in (("a", 5), ("b", 5), ("c", 6)):
        simulate(tmp_path / name, load(None), 21, seed, LAST)
    assert digest(tmp_path / "a") == digest(tmp_path / "b")
    assert digest(tmp_path / "a") != digest(tmp_path / "c")


def test_a_delay_has_its_mean() -> None:
    chances = delay(7.9, 2.6)
    assert chances.sum() == pytest.approx(1)
    assert chances @ (np.arange(chances.size) + 0.5) == pytest.approx(7.9, abs=0.1)


def test_the_calls_in_the_files_are_those_of_the_truth(folder: Path) -> None:
    files = sorted((folder / "sos-medecins-nantes.calls").glob("*[0-9].csv"))  # not "-again"
    written = pl.concat([pl.read_csv(file, infer_schema=False) for file in files])
    by_day = written.group_by(day=pl.col("called_at").str.slice(0, 10).str.to_date()).len()
    truth = (
        pl.read_parquet(folder / "truth" / "contacts.parquet")
        .filter((pl.col("step") == "sos") & (pl.col("place") == "dep:44"))
        .group_by("day").agg(pl.col("contacts").sum())
    )  # fmt: skip
    joined = by_day.join(truth, on="day")
    assert joined.height > 140
    assert (joined["len"] == joined["contacts"]).all()
    assert written["call_id"].is_unique().all()


def test_calls_lead_emergency_visits_by_the_delay_of_the_truth(folder: Path) -> None:
    covid = pl.read_parquet(folder / "truth" / "contacts.parquet").filter(
        pl.col("pathogen") == "covid"
    )
    counts = covid.group_by("step", "day").agg(pl.col("contacts").sum()).sort("day")
    sos, ed = (
        counts.filter(pl.col("step") == step)["contacts"].rolling_mean(7).drop_nulls().to_numpy()
        for step in ("sos", "ed")
    )
    fits = {lag: np.corrcoef(sos[: sos.size - lag], ed[lag:])[0, 1] for lag in range(15)}
    pathogen = load(None).pathogens["covid"]
    planted = pathogen.to_ed[0] - pathogen.to_sos[0]
    assert max(fits, key=lambda lag: fits[lag]) == pytest.approx(planted, abs=1)


def test_later_files_only_add_to_an_emergency_day(folder: Path) -> None:
    files = sorted((folder / "sante-publique-france.sursaud").glob("simulated-sursaud-2*.csv"))[
        -10:
    ]
    seen: dict[tuple[str, ...], list[int]] = {}
    for file in files:
        rows = pl.read_csv(file, infer_schema=False)
        for row in rows.filter(pl.col("sursaud_cl_age_corona") == "0").iter_rows(named=True):
            seen.setdefault((row["dep"], row["date_de_passage"]), []).append(
                int(row["nbre_pass_corona"])
            )
    assert all(values == sorted(values) for values in seen.values())
    assert any(values[0] < values[-1] for values in seen.values())


def test_the_truth_is_in_no_partner_file(folder: Path) -> None:
    heads = {file.open(encoding="utf-8").readline() for file in folder.glob("*.*/*.csv")}
    assert heads
    assert not any("infections" in head or "pathogen" in head for head in heads)
    assert (folder / "SIMULATED").is_file()
