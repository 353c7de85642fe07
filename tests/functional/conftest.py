"""A home of one's own, and the `argos` command in it, as a user runs it."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from argos.core.settings import Settings
from argos.ingest.identity.keys import Keys
from argos.ingest.intake import Intake
from tests.conftest import REPOSITORY


@dataclass(frozen=True)
class Home:
    """An Argos home and the command line that works in it."""

    folder: Path

    @property
    def environment(self) -> dict[str, str]:
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("ARGOS_", "DATABASE_URL"))}
        return {**kept, "ARGOS_HOME": str(self.folder), "ARGOS_LANG": "en"}

    def run(self, *arguments: str | Path, stdin: str = "") -> subprocess.CompletedProcess[str]:
        """Run `argos …` in a process of its own."""
        return subprocess.run(
            [sys.executable, "-m", "argos", *map(str, arguments)],
            env=self.environment, input=stdin, capture_output=True, text=True, check=False,
            cwd=self.folder,
        )  # fmt: skip

    def json(self, *arguments: str | Path, status: int = 0) -> Any:
        """Run a command with `--json` and return what it printed."""
        done = self.run(*arguments, "--json")
        assert done.returncode == status, done.stderr + done.stdout
        return json.loads(done.stdout)

    def push(self, feed: str, file: Path, *options: str, status: int = 0) -> Any:
        return self.json("push", feed, file, *options, status=status)

    def series(self, indicator: str, *options: str) -> list[dict[str, Any]]:
        done = self.run("series", indicator, *options, "--format", "json")
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    def total(self, indicator: str, *options: str) -> float:
        values = [row["value"] for row in self.series(indicator, *options)]
        return sum(value for value in values if value is not None)


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
