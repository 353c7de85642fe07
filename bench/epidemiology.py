"""Surveillance's algorithms beside R's own packages, on the same series and in the same run.

Each case has a folder: the invented series, what Argos found of them, and what R found of the
first of them. R is given as many series as it can do in a minute or two, and its seconds are
multiplied up to all of them. Of several runs the quickest counts, for both; where other work is
going on, the ratio by processor time is the steadier one. The figures of both are compared before
any ratio is told.
"""

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from bench import epidemiology_cases as cases
from bench.measure import KIB_PER_MB, OUT, ROOT, Line, Taken, run

if TYPE_CHECKING:
    from argos.epidemiology.series import Floats
    from bench.parts import Size

PACKAGES = ("surveillance", "EpiEstim")
TIMES_FASTER = 100
NIGHT_SECONDS = 120
SAME = 1e-8
LEAST = 1e-4  # smaller figures are compared relative to this
WORK = OUT / "work" / "epidemiology"
SCRIPT = ROOT / "bench" / "epidemiology.R"


@dataclass(frozen=True)
class Case:
    """One case.

    Attributes:
        name: of the case, in ``epidemiology_cases`` and in the script of R.
        said: what it is, with the number of series to be put in.
        series: how many.
        of_r: how many of them R is given; 0 where there is no peer on the machine.
        peer: the name of the peer.
        faster: how many times faster than R it is asked to be, if it is.
        note: what must be known of the comparison.

    """

    name: str
    said: str
    series: int
    of_r: int
    peer: str
    faster: int | None = None
    note: str = ""


CASES = (
    Case("farrington", "Farrington flexible, {} series, 156 weeks each", 1000, 4,
         "surveillance::farringtonFlexible", TIMES_FASTER),
    Case("noufaily", "the same, ten seasons and nbPlugin, {} series", 1000, 4,
         "surveillance::farringtonFlexible", TIMES_FASTER),
    Case("ears", "EARS C1, C2 and C3, {} series, 420 weeks each", 1000, 100, "surveillance::earsC",
         note="R's C3 is upstream's: its alarms are among ours, its bound is another"),
    Case("reproduction", "R of Cori, {} series, a year of days each", 1000, 60,
         "EpiEstim::estimate_R", TIMES_FASTER),
    Case("lawless", "nowcast of Lawless, {} triangles, 120 days", 1000, 20,
         "surveillance::nowcast", note="R makes intervals too, of which its variance lacks a term: "
         "only the delay is compared, from which the point follows"),
    Case("ladder", "nowcast by chain ladder with quantiles, {} triangles, 120 days", 1000, 0, "",
         note="baselinenowcast is not in Debian; beside the reference vectors it took 3.2 to 13.6 s"
         " a triangle of 120 days and 41 delays, on such a machine but not in this run"),
    Case("scores", "WIS, CRPS, coverage and bias, 100 forecasts for each of {}", 1000, 50,
         "plain R", note="scoringutils is not in Debian: its formulas in plain R, by columns"),
)  # fmt: skip


def part(size: "Size") -> Iterator[Line]:
    """Measure the algorithms, then the night that runs them all over every series."""
    yield from beside_r(size)
    yield nightly(size)


def nightly(size: "Size") -> Line:
    """Run a whole night of models, after 12 weeks of forecasts, on an invented country."""
    indicators = max(6, round(30 * size.scale))
    taken = run("bench.nights:night", indicators=indicators, days=731)
    said = taken.said
    case = f"a night of models, {indicators} indicators × {said['places']} places × 2 years"
    rows = ", ".join(f"{table} {count:,}" for table, count in said["rows"].items())
    steps = ", ".join(f"{name} {seconds:.0f} s" for name, seconds in said["steps"].items())
    met = size.verdict(taken.seconds < NIGHT_SECONDS)
    note = f"{steps}; rows: {rows}; memory and processor time with the 12 weeks before"
    return Line("epidemiology", case, taken, target=f"< {NIGHT_SECONDS} s", met=met, note=note)


def beside_r(size: "Size") -> Iterator[Line]:
    """Run every algorithm beside R; without R, alone."""
    missing = why_no_r()
    for case in CASES:
        yield from _beside(case, size, missing)


def why_no_r() -> str:
    """Return why R cannot be the peer; nothing if it can."""
    if shutil.which("Rscript") is None:
        return "no Rscript on this machine (apt-get install r-cran-surveillance r-cran-epiestim)"
    for package in PACKAGES:
        asked = f'quit(status = !requireNamespace("{package}", quietly = TRUE))'
        done = subprocess.run(["Rscript", "-e", asked], check=False, capture_output=True)
        if done.returncode:
            return f"R has no {package} (apt-get install r-cran-{package.lower()})"
    return ""


def _beside(case: Case, size: "Size", missing: str) -> Iterator[Line]:
    series = max(10, round(case.series * size.scale))
    of_r = min(series, max(2, round(case.of_r * size.scale))) if case.of_r else 0
    folder = WORK / case.name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    cases.write(str(folder), case.name, series, of_r)
    ours = run(f"bench.epidemiology_cases:{case.name}", folder=str(folder), times=size.runs)
    said = case.said.format(f"{series:,}")
    target = f"≥ {case.faster} × R" if case.faster else ""
    if not of_r or missing:
        note = case.note if not of_r else missing
        yield Line("epidemiology", said, ours, target=target, note=note)
        return
    theirs = _rscript(case.name, folder, size.runs)
    apart, agree = COMPARED[case.name](_found(folder), folder)
    quicker = theirs.seconds / ours.seconds * series / of_r
    by_cpu = theirs.said["work_cpu"] / ours.said["work_cpu"] * series / of_r
    same = f"worst difference {apart:.0e}" if agree else f"NOT THE SAME: {apart:.0e}"
    met = size.verdict(agree and quicker >= case.faster) if case.faster else None
    ratio = f"{_rounded(quicker)} × faster ({_rounded(by_cpu)} × by CPU), {same}"
    yield Line("epidemiology", said, ours, "", ratio, target, met, case.note)
    scaled = f", times {series / of_r:.3g}" if of_r < series else ""
    yield Line("epidemiology", f"peer: {case.peer}, {of_r:,} of them{scaled}", theirs)


def _rounded(times: float) -> str:
    return f"{float(f'{times:.3g}'):,g}"


def _rscript(name: str, folder: Path, runs: int) -> Taken:
    """Run a case in R; seconds are those of the quickest run, memory and CPU of all of it.

    Raises:
        RuntimeError: R failed; what it printed is on the terminal.

    """
    command = ["Rscript", "--vanilla", str(SCRIPT), name, str(folder), str(runs)]
    calm = {**os.environ, "TZ": "UTC"}  # without it R asks systemd for the time zone
    child = subprocess.Popen(command, cwd=ROOT, env=calm, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise RuntimeError(f"R's {name} ended with {child.returncode}")
    took = _of_r(folder, "seconds")[0]
    return Taken(
        seconds=float(took[0]),
        cpu=used.ru_utime + used.ru_stime,
        peak_mb=used.ru_maxrss / KIB_PER_MB,
        said={"work_cpu": float(took[1])},
    )


def _found(folder: Path) -> dict[str, "Floats"]:
    with np.load(folder / "argos.npz") as kept:
        return dict(kept)


def _of_r(folder: Path, name: str) -> "Floats":
    text = (folder / f"r_{name}.csv").read_text("utf-8").replace("NaN", "nan").replace("NA", "nan")
    return np.array([row.split(",") for row in text.split()], dtype=np.float64)


def _apart(ours: "Floats", theirs: "Floats") -> float:
    """Return the worst relative difference; infinite where one is known and the other is not."""
    if ours.shape != theirs.shape or (np.isnan(ours) != np.isnan(theirs)).any():
        return float("inf")
    gap = np.abs(ours - theirs) / np.maximum(np.abs(theirs), LEAST)
    return float(np.nanmax(gap, initial=0.0))


def _farrington_apart(ours: dict[str, "Floats"], folder: Path) -> tuple[float, bool]:
    """R hides bound and expected count where the last weeks hold too few cases."""
    worst = 0.0
    for name in ("upper", "expected", "p_value", "alarm"):
        theirs = _of_r(folder, name).T
        found = ours[name][: len(theirs)].astype(float)
        if name in ("upper", "expected"):
            found = np.where(ours["enough"][: len(theirs)], found, np.nan)
        worst = max(worst, _apart(found, theirs))
    return worst, worst < SAME


def _ears_apart(ours: dict[str, "Floats"], folder: Path) -> tuple[float, bool]:
    """C1 and C2 are the same; C3 alarms wherever R's does."""
    worst, held = 0.0, True
    for method in ("C1", "C2"):
        for figure in ("upper", "alarm"):
            theirs = _of_r(folder, f"{method}_{figure}").T
            found = np.where(np.isnan(theirs), np.nan, ours[f"{method}_{figure}"][: len(theirs)])
            worst = max(worst, _apart(found, theirs))
    theirs = _of_r(folder, "C3_alarm").T == 1
    held = bool(ours["C3_alarm"][: len(theirs)][theirs].all())
    return worst, held and worst < SAME


def _reproduction_apart(ours: dict[str, "Floats"], folder: Path) -> tuple[float, bool]:
    theirs = _of_r(folder, "reproduction")
    figures = ours["reproduction"]
    theirs = theirs.reshape(-1, *figures.shape[1:])
    worst = _apart(figures[: len(theirs)], theirs)
    return worst, worst < SAME


def _lawless_apart(ours: dict[str, "Floats"], folder: Path) -> tuple[float, bool]:
    theirs = _of_r(folder, "delay_cdf")[:, : cases.DELAYS]
    worst = _apart(ours["delay_cdf"][: len(theirs)], theirs)
    return worst, worst < SAME


def _scores_apart(ours: dict[str, "Floats"], folder: Path) -> tuple[float, bool]:
    theirs = _of_r(folder, "scores")
    worst = _apart(ours["found"][: len(theirs)], theirs)
    return worst, worst < SAME


COMPARED: dict[str, Callable[[dict[str, "Floats"], Path], tuple[float, bool]]] = {
    "farrington": _farrington_apart,
    "noufaily": _farrington_apart,
    "ears": _ears_apart,
    "reproduction": _reproduction_apart,
    "lawless": _lawless_apart,
    "scores": _scores_apart,
}
