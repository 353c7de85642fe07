"""Two pushes at once on one feed: both right in the end, or one told clearly to try again."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.home import Home

FEED = "sante-publique-france.hospital-flow"
ROUNDS = 3


def write(path: Path, value: int, days: range) -> Path:
    rows = (f"44;2020-04-{day:02d};{value};0;0;1" for day in days)
    path.write_text("\n".join(["dep;jour;incid_hosp;incid_rea;incid_dc;incid_rad", *rows]))
    return path


def start(home: Home, file: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "argos", "push", FEED, str(file), "--json"],
        env=home.environment, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip


def answer(process: subprocess.Popen[str]) -> tuple[int, dict[str, Any]]:
    import json

    out, _ = process.communicate(timeout=60)
    return process.returncode, json.loads(out)


def test_two_pushes_at_once(new_home: Callable[[], Home]) -> None:
    home = new_home()
    for number in range(ROUNDS):
        older = write(home.folder / "older.csv", 10 + number, range(1, 20 + number))
        newer = write(home.folder / "newer.csv", 30 + number, range(1, 21 + number))
        answers = [answer(process) for process in (start(home, older), start(home, newer))]
        assert {status for status, _ in answers} <= {0, 3, 75}
        for status, receipt in answers:
            assert (status == 75) == (receipt["status"] == "busy")
            if status:  # the older file came second, or lost its races: nothing of it is recorded
                assert receipt["reasons"][0]["code"] in ("OLDER_THAN_LAST", "BUSY")
        assert home.run("push", FEED, newer).returncode in (0, 3)
        accepted = [receipt for status, receipt in answers if status == 0]
        assert accepted
        last = home.json("push", FEED, newer, "--again")
        assert last["facts_withdrawn"] == 0
        assert last["facts_new"] == 0
