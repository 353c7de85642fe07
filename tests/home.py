"""A home of one's own, and the `argos` command in it, as a user runs it."""

import contextlib
import io
import json
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests import commands

# What pytest and its developer have in their environment, and a user has not.
NOT_A_USERS = ("ARGOS_", "DATABASE_URL", "DJANGO_SETTINGS_MODULE")


@cache
def _commands() -> "subprocess.Popen[str]":
    """Return the process that runs the commands, and ends with this one."""
    return subprocess.Popen(
        [sys.executable, "-P", commands.__file__],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip


def _answer(asked: dict[str, Any]) -> int:
    runner = _commands()
    assert runner.stdin is not None
    assert runner.stdout is not None
    runner.stdin.write(json.dumps(asked) + "\n")
    runner.stdin.flush()
    return int(runner.stdout.readline())


@dataclass(frozen=True)
class Home:
    """An Argos home and the command line that works in it."""

    folder: Path

    @property
    def environment(self) -> dict[str, str]:
        kept = {k: v for k, v in os.environ.items() if not k.startswith(NOT_A_USERS)}
        return {**kept, "ARGOS_HOME": str(self.folder), "ARGOS_LANG": "en"}

    def copied(self, folder: Path) -> "Home":
        """Return a home like this one, to be changed."""
        return Home(Path(shutil.copytree(self.folder, folder / "home")))

    def run(self, *arguments: str | Path, stdin: str = "") -> subprocess.CompletedProcess[str]:
        """Run `argos …` in a process of its own, forked from one that has the libraries."""
        asked = list(map(str, arguments))
        with tempfile.TemporaryDirectory() as streams:
            given, written, told = (Path(streams, name) for name in commands.STREAMS)
            given.write_text(stdin, "utf-8")
            status = _answer({"arguments": asked, "environment": self.environment,
                              "folder": str(self.folder), "streams": streams})  # fmt: skip
            return subprocess.CompletedProcess(
                asked, status, written.read_text("utf-8"), told.read_text("utf-8")
            )

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
