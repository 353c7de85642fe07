"""Homes to measure in, made by `argos init`, and the invented files that are pushed into them."""

import os
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from bench.measure import OUT, ROOT, environment

if TYPE_CHECKING:
    from argos.ingest.intake import Intake

DAYS = 333  # from 13 May 2020, as the platform of the CHU de Nantes ran
FEEDS = (
    "chu-nantes.biology",
    "chu-nantes.emergency",
    "chu-nantes.imaging",
    "chu-nantes.stays",
    "laboratories.tests",
    "samu-44.calls",
    "sos-medecins-nantes.calls",
)


def make(folder: Path) -> Path:
    """Make an empty home in place of what is there."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.parent.mkdir(parents=True, exist_ok=True)
    subprocess.run(
        [sys.executable, "-m", "argos", "init"],
        env={**environment(), "ARGOS_HOME": str(folder)},
        check=True,
        stdout=subprocess.DEVNULL,
    )
    return folder


def opened(folder: str | Path) -> "Intake":
    """Open a home in this process, which can have only one.

    Before anything of Argos is imported: Django reads its settings then.
    """
    os.environ["ARGOS_HOME"] = str(folder)
    from argos import register
    from argos.core.settings import Settings
    from argos.ingest.intake import Intake

    register.setup()
    return Intake.at(Settings.from_environment())


def files(scale: float) -> Path:
    """Return the folder of the line-level files of seven feeds, made once (1 is 780,000 events)."""
    folder = OUT / f"files-{scale:g}"
    if not (folder / "made").exists():
        script = ROOT / "scripts" / "make_samples.py"
        options = ["--days", str(DAYS), "--scale", str(scale), "--out", str(folder)]
        subprocess.run([sys.executable, str(script), *options], check=True)
        (folder / "made").touch()
    return folder


def whole(folder: Path) -> list[tuple[str, Path]]:
    """Return feed and file, one file a feed."""
    return [(feed, folder / feed / "whole.csv") for feed in FEEDS]


def daily(folder: Path) -> list[tuple[str, Path]]:
    """Return feed and file of each day, in the order in which they would come."""
    found = [(feed, path) for feed in FEEDS for path in (folder / feed / "daily").iterdir()]
    return sorted(found, key=lambda each: (day_of(each[1]), each[0]))


def day_of(path: Path) -> date:
    """Return the day that a daily file bears in its name."""
    return date.fromisoformat(path.stem[-len("2020-05-13") :])
