"""`make demo`: a territory to try Argos on, served on this machine.

A simulated epidemic on real places is written as the partners' own files, pushed, published and
served. With ``--real`` (``make demo REAL=1``) the real figures of spring 2020 instead, where
ARGOS_TEST_DATA or ../shared/data has them: every snapshot on the day on which it came, so that the
pages can be read as they were known on each day. Run again, what is
there is kept: it starts in seconds. ``--no-serve`` leaves out the last step.
"""

import argparse
import os
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

from vintages import SETS, snapshots, written

ROOT = Path(__file__).resolve().parent.parent
HOMES = ROOT / "demo-home"
REAL = Path(os.environ.get("ARGOS_TEST_DATA") or ROOT.parent / "shared" / "data")
DAYS, SEED = "400", "1"
REFUSED = 3  # the status with which `argos replay` leaves when it refused a file
SPRING = date(2020, 6, 19)  # the last day of spring 2020 that is replayed


def argos(home: Path, *arguments: str | Path, may_leave_with: int = 0) -> None:
    """Run one command of Argos in a home, showing it as a user would type it."""
    shown = " ".join(a.name if isinstance(a, Path) else a for a in arguments)
    print(f"\n$ argos {shown}", flush=True)
    command = [sys.executable, "-m", "argos", *map(str, arguments)]
    environment = {**os.environ, "ARGOS_HOME": str(home)}
    done = subprocess.run(command, env=environment, check=False)
    if done.returncode not in (0, may_leave_with):
        sys.exit(f"`argos {arguments[0]}` left with {done.returncode}")


def simulated() -> Path:
    """Pool and publish a simulated territory; return its home."""
    home, files = HOMES / "simulated", HOMES / "simulated-files"
    ready = home / "ready"
    if ready.exists():
        print(f"The territory is there already; remove {HOMES.name}/ to make it anew.")
        return home
    argos(home, "init", "--simulated")
    [key] = (home / "keys").glob("epidemic-watch.*.key")
    argos(home, "simulate", "--days", DAYS, "--seed", SEED, "--key", key, "--out", files)
    # The scenario plants a file that must be refused, to show how that is told.
    argos(home, "replay", files / "manifest.csv", may_leave_with=REFUSED)
    argos(home, "publish", "--series", "--models")
    ready.touch()
    return home


def spring_2020() -> Path:
    """Replay every real snapshot of spring 2020 on the day on which it came; return the home."""
    home, files = HOMES / "spring-2020", HOMES / "spring-2020-files"
    if (home / "ready").exists():
        print(f"Spring 2020 is there already; remove {HOMES.name}/ to make it anew.")
        return home
    if not (REAL / "vintages").is_dir():
        sys.exit(f"REAL=1 needs real files: no folder vintages in {REAL}; ARGOS_TEST_DATA names "
                 "another")  # fmt: skip
    manifest = rebuilt(files)
    argos(home, "init")
    argos(home, "replay", manifest)
    argos(home, "publish", "--series", "--models")
    (home / "ready").touch()
    return home


def rebuilt(folder: Path) -> Path:
    """Write every snapshot until `SPRING` as the file that it was; return their manifest."""
    folder.mkdir(parents=True, exist_ok=True)
    rows = []
    for each in SETS:
        for day, snapshot in snapshots(REAL / "vintages", each.name):
            if day <= SPRING:
                file = written(each, snapshot, folder / f"{each.feed}-{day}.csv")
                rows.append((day, each.feed, file))
    lines = [f"{feed},{file},{day}" for day, feed, file in sorted(rows)]
    manifest = folder / "manifest.csv"
    manifest.write_text("\n".join(["feed,file,recorded_at", *lines]), "utf-8")
    return manifest


def main() -> None:
    """Make the home that is asked for, and serve it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--real", action="store_true", help="real files of spring 2020")
    parser.add_argument("--no-serve", action="store_true", help="make the home and leave")
    parser.add_argument("--port", default="8000")
    given = parser.parse_args()
    start = time.monotonic()
    home = spring_2020() if given.real else simulated()
    print(f"\nReady in {time.monotonic() - start:.0f} s. The home is {home.relative_to(ROOT)}; "
          "stop with Ctrl-C.", flush=True)  # fmt: skip
    if not given.no_serve:
        pinned = ["--today", str(SPRING)] if given.real else []
        argos(home, "serve", "--port", given.port, *pinned)


if __name__ == "__main__":
    main()
