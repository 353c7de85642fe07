"""Simulated files enter a home marked as such, and no other."""

from collections.abc import Callable
from pathlib import Path

import pytest

from argos.core.settings import Settings
from argos.outputs.store import Outputs
from tests.conftest import REPOSITORY
from tests.home import Home

FEED = "sante-publique-france.hospital-flow"
SAMPLE = REPOSITORY / "partners" / "sante-publique-france" / "hospital-flow" / "sample.csv"


@pytest.fixture
def invented(tmp_path: Path) -> Path:
    (tmp_path / "out" / FEED).mkdir(parents=True)
    (tmp_path / "out" / "SIMULATED").touch()
    file = tmp_path / "out" / FEED / "file.csv"
    file.write_bytes(SAMPLE.read_bytes())
    return file


def outputs_of(home: Home) -> Outputs:
    return Outputs(Settings.from_environment(home.environment).published)


def test_a_marked_home_takes_simulated_files(tmp_path: Path, invented: Path) -> None:
    home = Home(tmp_path)
    assert home.run("init", "--simulated").returncode == 0
    assert home.run("init").returncode == 0
    assert outputs_of(home).simulated()
    assert home.push(FEED, invented)["status"] == "accepted"
    assert home.run("init", "--simulated").returncode == 0


def test_another_home_refuses_them_wherever_they_are_copied(
    new_home: Callable[[], Home], invented: Path, tmp_path: Path
) -> None:
    home = new_home()
    copied = tmp_path / "simulated-copied.csv"
    copied.write_bytes(invented.read_bytes())
    for file in (invented, copied):
        refused = home.run("push", FEED, SAMPLE, file)
        assert refused.returncode == 2
        assert "SIMULATED_FILE" in refused.stderr
        assert "argos init --simulated" in refused.stderr
    assert home.push(FEED, SAMPLE)["status"] == "accepted"
    too_late = home.run("init", "--simulated")
    assert too_late.returncode == 2
    assert "HOME_IN_USE" in too_late.stderr
    assert not outputs_of(home).simulated()
