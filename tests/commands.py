"""Runs `argos` commands one after the other, each in a process of its own, for `tests.home`.

Most of a short command's time goes into importing libraries. This process imports them once and
forks for each command, which then has them; Argos's own commands, Django's settings and all that
depends on the environment are still loaded by each command. `python -m argos` as such is run by the
tests that start it themselves.
"""

import gc
import json
import os
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

LIBRARIES = (
    "argos.cli.app", "argos.cli.show", "argos.core.contract_check", "argos.core.places",
    "argos.events.delta", "argos.ingest.checks", "argos.ingest.readers", "argos.outputs.store",
    "argos.publish.line_level", "django.core.management", "django.core.management.commands.migrate",
    "django.db.backends.sqlite3.base", "django.db.models", "django.urls", "nacl.public", "numba",
    "scipy.interpolate", "scipy.linalg", "scipy.optimize", "scipy.special", "scipy.stats",
)  # fmt: skip
STREAMS = ("stdin", "stdout", "stderr")


def serve() -> None:
    """Answer each line of standard input, a command, with a line: its process's exit status."""
    for name in LIBRARIES:
        import_module(name)
    if import_module("django.apps").apps.ready:
        raise SystemExit("the settings of one home would be those of all")
    gc.freeze()
    for line in sys.stdin:
        asked = json.loads(line)
        process = os.fork()
        if process == 0:
            become(asked)
        _, ended = os.waitpid(process, 0)
        print(os.waitstatus_to_exitcode(ended), flush=True)  # noqa: T201 - the answer


def become(asked: dict[str, Any]) -> None:
    """Leave as the `argos` command that is asked for, its streams being files of a folder."""
    for number, name in enumerate(STREAMS):
        path = Path(asked["streams"], name)
        os.dup2(os.open(path, os.O_RDWR | os.O_CREAT), number)
    sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115 - a descriptor
    os.environ.clear()
    os.environ.update(asked["environment"])
    os.chdir(asked["folder"])
    sys.argv = ["argos", *asked["arguments"]]
    from argos.cli import main

    main()


if __name__ == "__main__":
    serve()
