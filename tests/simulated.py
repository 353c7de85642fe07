"""A simulated territory that is quick to make: thirty days, few files."""

import json
from pathlib import Path

from argos import simulation
from tests.home import Home

SCENARIO = Path(simulation.__file__).parent / "data" / "scenario.toml"
LAST_DAY = "2021-03-31"
FEWER = (
    ("daily_days = 14", "daily_days = 4"),
    ("first = 9\nlast = 9\n", "first = 1\nlast = 1\n"),  # the doubled file
    ("first = 6\nlast = 6\n", "first = 2\nlast = 2\n"),  # the renamed column
)
RECEIPTS = "receipts.jsonl"  # what the replay answered, a line a file
REFUSED = 3  # the status of a replay of which a file is refused: the renamed column


def simulated(folder: Path) -> None:
    """Simulate, replay and publish in a home; its files are in `files`, beside `RECEIPTS`."""
    home, files = Home(folder), folder / "files"
    done = home.run("init", "--simulated")
    assert done.returncode == 0, done.stderr
    [key] = (folder / "keys").glob("epidemic-watch.*.key")
    told = home.json("simulate", "--days", "30", "--seed", "2", "--last-day", LAST_DAY,
                     "--scenario", _few_files(folder), "--key", key, "--out", files)  # fmt: skip
    done = home.run("replay", files / "manifest.csv", "--json")
    assert done.returncode == REFUSED, done.stderr
    (folder / RECEIPTS).write_text(done.stdout, "utf-8")
    assert len(done.stdout.splitlines()) == told["files"]
    home.json("publish")


def receipts(folder: Path) -> list[dict[str, object]]:
    """Return what the replay answered."""
    text = (folder / RECEIPTS).read_text("utf-8")
    return [json.loads(line) for line in text.splitlines()]


def _few_files(folder: Path) -> Path:
    """Write the shipped scenario with daily files for four days only, its faults within them."""
    text = SCENARIO.read_text("utf-8")
    for old, new in FEWER:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    scenario = folder / "scenario.toml"
    scenario.write_text(text, "utf-8")
    return scenario
