"""Fixtures that all tests share."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from argos.core.settings import Settings
from argos.ingest.identity.keys import Keys
from argos.ingest.intake import Intake
from tests.home import Home

REPOSITORY = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def real_data() -> Path:
    """Folder of the real files; the test skips, saying so, where it is absent."""
    folder = Path(os.environ.get("ARGOS_TEST_DATA") or REPOSITORY.parent / "shared" / "data")
    if not (folder / "sursaud").is_dir():
        pytest.skip(f"real files absent: no {folder}/sursaud (set ARGOS_TEST_DATA)")
    return folder


@pytest.fixture(scope="session")
def new_home(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Home]:
    """Make homes, each initialised by `argos init`."""

    def make() -> Home:
        home = Home(tmp_path_factory.mktemp("home"))
        done = home.run("init")
        assert done.returncode == 0, done.stderr
        return home

    return make


@pytest.fixture
def intake(tmp_path: Path, transactional_db: None) -> Intake:
    """The parts of a home, in this process, with the shipped contracts."""
    environment = {
        "ARGOS_HOME": str(tmp_path / "home"),
        "ARGOS_PARTNERS": str(REPOSITORY / "partners"),
    }
    settings = Settings.from_environment(environment)
    Keys(settings.keys).make_missing({"epidemic-watch"})
    return Intake.at(settings)
