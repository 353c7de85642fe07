"""Run a case in a process of its own, and say what it took.

A case is a function that takes and returns plain values (JSON). It times its own work, so that
imports and preparation do not count; peak memory and CPU time are those of the whole process, as
the system tells them when it ends (``wait4``).
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
OUT = ROOT / "bench" / "out"
KIB_PER_MB = 1024


@dataclass(frozen=True)
class Taken:
    """What one case took.

    Attributes:
        seconds: of its work, the median of its runs.
        cpu: seconds of processor time of the whole process, user and system (all cores together).
        peak_mb: the most memory that the process held (resident set, MiB).
        said: what the case returned.

    """

    seconds: float
    cpu: float
    peak_mb: float
    said: dict[str, Any] = field(default_factory=dict)


def run(function: str, python: Path | str = sys.executable, runs: int = 1, **given: Any) -> Taken:
    """Run ``module:function`` with keyword arguments, each time in a new process.

    The function returns a dictionary with ``seconds``, one figure or a list of which the median
    counts. Of several runs, the one of median time is returned.

    Raises:
        RuntimeError: the case failed; what it printed is on the terminal.

    """
    taken = sorted((_once(function, python, given) for _ in range(runs)), key=lambda t: t.seconds)
    return taken[len(taken) // 2]


def _once(function: str, python: Path | str, given: dict[str, Any]) -> Taken:
    with tempfile.TemporaryDirectory() as folder:
        letter = Path(folder) / "case.json"  # a year of daily files is too long for a command line
        letter.write_text(json.dumps(given), "utf-8")
        command = [str(python), "-m", "bench.child", function, str(letter)]
        child = subprocess.Popen(command, cwd=ROOT, env=environment())
        _, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode:
            raise RuntimeError(f"{function} ended with {child.returncode}")
        said = json.loads(letter.read_text("utf-8"))
    seconds = said.pop("seconds")
    return Taken(
        seconds=median(seconds) if isinstance(seconds, list) else seconds,
        cpu=used.ru_utime + used.ru_stime,
        peak_mb=used.ru_maxrss / KIB_PER_MB,
        said=said,
    )


def environment() -> dict[str, str]:
    """Return the environment of a case: nothing of the user's own Argos."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("ARGOS_", "DATABASE_URL"))}
    return {**kept, "ARGOS_LANG": "en", "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'src'}"}


@dataclass(frozen=True)
class Line:
    """One line of the table.

    Attributes:
        part: the part of the bench.
        case: what was done.
        taken: what it took; None where it could not be run.
        unit: what ``seconds`` is of, where it is not the whole case.
        ratio: against the peer or the smaller case, in words.
        target: what issue or habit asks for, in words.
        met: whether it is; None where there is no target.
        note: why it was skipped, or what must be known.

    """

    part: str
    case: str
    taken: Taken | None
    unit: str = ""
    ratio: str = ""
    target: str = ""
    met: bool | None = None
    note: str = ""

    def cells(self) -> tuple[str, ...]:
        """Return the cells that are printed."""
        verdict = {True: "met", False: "NOT MET", None: ""}[self.met]
        if self.taken is None:
            return (self.part, self.case, "-", "-", "-", "", self.target, "skipped")
        seconds = f"{self.taken.seconds:.3g} s{self.unit}"
        cpu, peak = f"{self.taken.cpu:.1f}", f"{self.taken.peak_mb:.0f}"
        return (self.part, self.case, seconds, cpu, peak, self.ratio, self.target, verdict)

    def as_dict(self) -> dict[str, Any]:
        """Return the line for the file of results."""
        took = self.taken
        figures = {} if took is None else {"seconds": took.seconds, "cpu": took.cpu,
                                           "peak_mb": took.peak_mb, **took.said}  # fmt: skip
        words = {"part": self.part, "case": self.case, "unit": self.unit, "ratio": self.ratio,
                 "target": self.target, "met": self.met, "note": self.note}  # fmt: skip
        return {**words, **figures}


HEAD = ("part", "case", "time", "CPU s", "peak MB", "ratio", "target", "")


def table(lines: Sequence[Line]) -> str:
    """Return the lines as a Markdown table, wide enough to be read as text."""
    rows = [HEAD, *(line.cells() for line in lines)]
    widths = [max(len(row[n]) for row in rows) for n in range(len(HEAD))]
    shown = ["| " + " | ".join(map(str.ljust, row, widths)) + " |" for row in rows]
    rule = "|" + "|".join("-" * (width + 2) for width in widths) + "|"
    notes = [f"- {line.case}: {line.note}" for line in lines if line.note]
    return "\n".join([shown[0], rule, *shown[1:], *([""] if notes else []), *notes])
