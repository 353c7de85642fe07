"""The synthetic files are the same for the same seed, and daily files say what whole ones say."""

import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

from argos.core.contract_check import load_all
from tests.conftest import REPOSITORY

SCRIPT = REPOSITORY / "scripts" / "make_samples.py"
DAYS, ROWS = 40, 2811  # 780,000 × 40 / 333 × 0.03


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made(tmp_path_factory.mktemp("large"), seed=1)


def made(out: Path, seed: int) -> Path:
    options = ["--days", str(DAYS), "--scale", "0.03", "--seed", str(seed), "--out", str(out)]
    subprocess.run([sys.executable, str(SCRIPT), *options], check=True, capture_output=True)
    return out


def read(file: Path) -> pl.DataFrame:
    separator = "," if "sos-medecins" in str(file) else ";"
    return pl.read_csv(file, separator=separator, infer_schema=False)


def test_a_seed_gives_one_set_of_files(large: Path, tmp_path: Path) -> None:
    again, other = made(tmp_path / "again", seed=1), made(tmp_path / "other", seed=2)
    calls = Path("samu-44.calls") / "whole.csv"

    assert (again / calls).read_bytes() == (large / calls).read_bytes()
    assert (other / calls).read_bytes() != (large / calls).read_bytes()


def test_the_seven_line_level_feeds_have_the_events_asked_for(large: Path) -> None:
    contracts = load_all(REPOSITORY / "partners")
    rows = {folder.name: read(folder / "whole.csv").height for folder in large.iterdir()}

    assert set(rows) == {feed for feed, terms in contracts.items() if not terms.is_count}
    assert sum(rows.values()) == pytest.approx(ROWS, rel=0.02)


def test_the_last_word_of_the_daily_files_is_the_whole_file(large: Path) -> None:
    """Stays come when they begin and again when they end; the rest comes once."""
    for folder in large.iterdir():
        key = [field.name for field in load_all(REPOSITORY / "partners")[folder.name].fields
               if field.role == "key"]  # fmt: skip
        files = sorted((folder / "daily").glob("*.csv"))
        daily = pl.concat([read(file) for file in files]).unique(key, keep="last")

        assert daily.sort(key).equals(read(folder / "whole.csv").sort(key)), folder.name


def test_no_daily_file_tells_the_future(large: Path) -> None:
    for file in (large / "chu-nantes.stays" / "daily").glob("*.csv"):
        day = file.stem[-10:]
        rows = read(file)

        assert (rows["admitted_on"] <= day).all()
        assert (rows["discharged_on"].drop_nulls() <= day).all()
