"""Fixtures that all tests share."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from argos.core.settings import Settings
from argos.ingest.identity.keys import Keys
from argos.ingest.intake import Intake
from tests.home import Home
from tests.made import once
from tests.reference import ledger
from tests.served import replayed, with_samples
from tests.simulated import simulated

REPOSITORY = Path(__file__).resolve().parent.parent
TOGETHER = ("tests/functional/browser/", "tests/unit/avatar/linked/", "tests/unit/avatar/review/")
SURSAUD = "sante-publique-france.sursaud"
SPRING = {
    "2020-04-11": "orig_sursaud-covid19-quotidien-2020-04-11-19h00-departement.csv.gz",
    "2020-04-12": "orig_sursaud-covid19-quotidien-2020-04-12-19h00-departement.csv.gz",
    "2020-04-16": "orig_sursaud-covid19-quotidien-2020-04-16-10h47-departement.csv.gz",
}


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Give a worker a module at a time, and a folder whose modules share what is long to make."""
    from xdist.scheduler import LoadScopeScheduling

    class ByModule(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            whole = (folder for folder in TOGETHER if nodeid.startswith(folder))
            return next(whole, nodeid.split("::")[0])

    return ByModule(config, log) if config.getvalue("dist") == "loadscope" else None


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Tell what was held to the reference vectors, if anything was."""
    ledger.tell(terminalreporter)


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


@pytest.fixture(scope="session")
def sample_home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """The samples of every contract, pushed and published; only to be read."""
    return Home(once(tmp_path_factory, "samples", _samples))


def _samples(folder: Path) -> None:
    home = Home(folder)
    assert home.run("init").returncode == 0
    with_samples(home)


@pytest.fixture(scope="session")
def spring_home(tmp_path_factory: pytest.TempPathFactory, real_data: Path) -> Home:
    """Three real files of April 2020, each pushed as on its day; only to be read."""

    def make(folder: Path) -> None:
        home = Home(folder)
        assert home.run("init").returncode == 0
        files = [(SURSAUD, real_data / "sursaud" / name, day) for day, name in SPRING.items()]
        replayed(home, files)

    return Home(once(tmp_path_factory, "spring-2020", make))


@pytest.fixture(scope="session")
def simulated_home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """Thirty days of a simulated territory, replayed and published; only to be read."""
    return Home(once(tmp_path_factory, "simulated", simulated))


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
