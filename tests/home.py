"""A home of one's own, and the `argos` command in it, as a user runs it."""

import contextlib
import io
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

NOT_A_USERS = ("ARGOS_", "DATABASE_URL", "DJANGO_SETTINGS_MODULE")


@dataclass(frozen=True)
class Home:
    """An Argos home and the command line that works in it."""

    folder: Path

    @property
    def environment(self) -> dict[str, str]:
        kept = {k: v for k, v in os.environ.items() if not k.startswith(NOT_A_USERS)}
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
        """Read a series by the same command, but in this process: there are many to read."""
        from argos.cli.app import run  # here: a process that is to be killed sets its home first

        written = io.StringIO()
        with pytest.MonkeyPatch.context() as patch, contextlib.redirect_stdout(written):
            for name, value in self.environment.items():
                patch.setenv(name, value)
            assert run(["series", indicator, *options, "--format", "json"]) == 0
        rows: list[dict[str, Any]] = json.loads(written.getvalue())
        return rows

    def total(self, indicator: str, *options: str) -> float:
        values = [row["value"] for row in self.series(indicator, *options)]
        return float(sum(value for value in values if value is not None))
