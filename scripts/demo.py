"""`make demo`: pool the shipped samples, and the real files where they are, and print the series.

Two homes under ``demo-home``: ``samples`` (synthetic, always) and ``spring-2020`` (real files of
Santé publique France, where ARGOS_TEST_DATA or ../shared/data is there). Run again, everything is
recognised as received before.
"""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HOMES = ROOT / "demo-home"
REAL = Path(os.environ.get("ARGOS_TEST_DATA") or ROOT.parent / "shared" / "data")
SURSAUD = "sante-publique-france.sursaud"
SNAPSHOTS = {
    "2020-04-11": "orig_sursaud-covid19-quotidien-2020-04-11-19h00-departement.csv.gz",
    "2020-04-12": "orig_sursaud-covid19-quotidien-2020-04-12-19h00-departement.csv.gz",
    "2020-04-16": "orig_sursaud-covid19-quotidien-2020-04-16-10h47-departement.csv.gz",
}


def argos(home: Path, *arguments: str | Path, show: bool = True) -> None:
    """Run one command of Argos in a home, showing it as a user would type it."""
    print(f"\n$ argos {' '.join(_short(a) for a in arguments)}", flush=True)
    environment = {**os.environ, "ARGOS_HOME": str(home)}
    done = subprocess.run(
        [sys.executable, "-m", "argos", *map(str, arguments)],
        env=environment,
        check=False,
        stdout=None if show else subprocess.DEVNULL,
    )
    if done.returncode:
        sys.exit(f"`argos {arguments[0]}` left with {done.returncode}")


def _short(argument: str | Path) -> str:
    return argument.name if isinstance(argument, Path) else argument


def samples() -> None:
    """Pool the twelve shipped feeds: every row of them is invented."""
    home = HOMES / "samples"
    print("── The shipped samples: invented rows, twelve feeds ──")
    if home.exists():
        print(f"The home is there already: every file will be recognised. To start again, remove "
              f"{HOMES.name}/.")  # fmt: skip
    argos(home, "init")
    for sample in sorted((ROOT / "partners").glob("*/*/sample.csv")):
        argos(home, "push", f"{sample.parts[-3]}.{sample.parts[-2]}", sample)
    argos(home, "publish", "--series")
    argos(home, "status")
    argos(home, "series", "samu_calls", "--place", "dep:44")
    argos(home, "series", "ed_all", "--place", "dep:44", "--partner", "sante-publique-france")
    print("\n<11 hides a count of 0 to 10; other counts are rounded to the nearest 5, except in "
          "published sets.")  # fmt: skip


def spring_2020() -> None:
    """Replay three real snapshots with their dates, and read one day as it was known on each."""
    home = HOMES / "spring-2020"
    print("\n── Spring 2020: real files of Santé publique France ──")
    argos(home, "init")
    for day, name in SNAPSHOTS.items():
        argos(home, "push", SURSAUD, REAL / "sursaud" / name, "--recorded-at", day)
    argos(home, "publish", "--series")
    argos(home, "series", "ed_covid", "--place", "dep:44", "--from", "2020-03-25")
    for day in SNAPSHOTS:
        print(f"\nEmergency visits for COVID-19 of 5 to 10 April, as known on {day}:")
        argos(home, "series", "ed_covid", "--place", "dep:44", "--from", "2020-04-05",
              "--to", "2020-04-10", "--as-of", day)  # fmt: skip


def main() -> None:
    """Run both parts."""
    samples()
    if (REAL / "sursaud").is_dir():
        spring_2020()
    else:
        print(f"\nskipped: spring 2020 (no folder sursaud of real files in {REAL}; "
              "ARGOS_TEST_DATA names another)")  # fmt: skip
    print(f"\nThe homes are in {HOMES.name}/. Try: ARGOS_HOME={HOMES.name}/samples "
          ".venv/bin/argos series in_hospital --place 44")  # fmt: skip


if __name__ == "__main__":
    main()
