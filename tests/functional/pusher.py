"""One push in a process of its own, which may be told to die.

Imports nothing of Argos before the process knows its home: Django is set up once.
"""

import os
import signal
from datetime import datetime
from pathlib import Path

FEED = "sante-publique-france.hospital-flow"


def push_once(home: str, file: str, at: datetime, die_at: str | None, seen: str) -> None:
    """Push in this process; note each step reached; die at one of them if told."""
    os.environ["ARGOS_HOME"] = home
    os.environ.pop("DJANGO_SETTINGS_MODULE", None)  # those of the tests set up the web
    from argos.core.settings import Settings
    from argos.ingest.flow import push
    from argos.ingest.intake import Intake

    def on_step(step: str) -> None:
        Path(seen).write_text(step)
        if step == die_at:
            os.kill(os.getpid(), signal.SIGKILL)

    receipt = push(Path(file), FEED, Intake.at(Settings.from_environment()),
                   recorded_at=at, on_step=on_step)  # fmt: skip
    Path(seen).write_text(receipt.to_json())
