"""What has been held to the vectors: counted by every test, told once at the end of the run.

A test holds its figures through ``Ledger.hold``, which fails as numpy's own assertion does and
counts what it compared. What each test counted travels with its report, so that several workers
may share the run; ``summary`` adds it up and names the calls of the set that nothing was held to.
"""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import numpy as np
import polars as pl
import pytest
from numpy.typing import ArrayLike

from .vectors import folder_or_none

Call = tuple[str, str]  # the call of R, and the data set or case that it was made on
PROPERTY = "held to the reference vectors"
TOLERANCE = 1e-8
NOT_OFFERED = {
    "bayes_": "Bayesian count detection",
    "rki1": "the RKI's rule",
    "glrnb": "the likelihood ratio detector",
    "outbreakP": "outbreakP",
    "farrington_classic": "Farrington of 1996 (the flexible form took its place)",
    "bodaDelay": "bodaDelay",
    "nowcast_bayes": "Bayesian nowcasts",
    "nowcast_unif": "nowcasts without a delay",
    "algo.cusum_none": "CUSUM of bare counts",
    "alert_nbinom": "seasonal negative-binomial detection",
    "alert_serfling": "Serfling's regression",
    "memmodel_method1": "MEM's first method of 2004",
    "memmodel_type1_thr": "MEM's bounds of means",
    "quality_glrpois": "the likelihood ratio detector",
    "quality_farrington": "Farrington of 1996 (the flexible form took its place)",
}
OTHER = {
    "quality_C3": "alarms of upstream's C3, whose bound is held above but is not the published one",
}
OFFERED = (
    r"earsC_|cusum_(standard|rossi|anscombe|glm_rossi)$|algo.cusum_(standard|rossi|anscombe)$|"
    r"farringtonFlexible_|estimate_R_|wallinga_teunis|nowcast_lawless|baselinenowcast|"
    r"alert_(ewma|regression|switch)$|memmodel_(default|use_t|seasons5|param2.5)$|"
    r"quality_(C1|C2|cusum|ff_default|ff_nb)$"
)
ELSEWHERE = "input or output not in the folder"
LEFT = "left for a run with ARGOS_FULL=1, or its test was not asked for"


class Ledger:
    """What one test held."""

    def __init__(self) -> None:
        self.held: dict[str, dict[str, Any]] = {}

    def hold(
        self,
        function: str,
        calls: Iterable[Call],
        found: ArrayLike,
        expected: ArrayLike,
        *,
        rtol: float = TOLERANCE,
        atol: float = 0.0,
        what: str = "",
    ) -> None:
        """Hold figures to those of R, NaN to NaN, and count them.

        Args:
            function: under which they are told.
            calls: of R, that they come from.
            found: ours.
            expected: R's, of the same shape.
            rtol: greatest difference, relative to R's figure.
            atol: greatest absolute difference beside it, for figures that R lost digits of; the
                differences of figures under atol/rtol are told relative to that.
            what: which figures, for the message.

        """
        ours, theirs = np.asarray(found, np.float64), np.asarray(expected, np.float64)
        np.testing.assert_allclose(ours, theirs, rtol=rtol, atol=atol, err_msg=what)
        known = np.isfinite(theirs)
        floor = max(atol / rtol, np.finfo(np.float64).tiny)
        gap = np.abs(ours - theirs)[known] / np.maximum(np.abs(theirs[known]), floor)
        into = self.held.setdefault(function, {"calls": [], "values": 0, "worst": 0.0})
        into["calls"] += [list(call) for call in calls if list(call) not in into["calls"]]
        into["values"] += int(theirs.size)
        into["worst"] = max(into["worst"], float(gap.max(initial=0.0)))

    def write(self, record: Callable[[str, object], None]) -> None:
        """Let the report of the test carry what was held."""
        if self.held:
            record(PROPERTY, json.dumps(self.held))


def all_calls() -> Iterator[Call]:
    """Name every call of the set: those of its lists, and those that only their output tells."""
    folder = folder_or_none()
    if folder is None:
        return
    listed = pl.read_csv(folder / "calls.csv")
    for row in listed.iter_rows(named=True):
        day = re.match(r"nowcast\(now='([\d-]+)'", row["call"])  # one call a day, all of one name
        yield (row["call_id"], f"{row['dataset']} {day[1]}" if day else row["dataset"])
    for row in pl.read_csv(folder / "calls_rnssp.csv").iter_rows(named=True):
        yield (row["call"].split("(")[0], row["dataset"])
    for row in pl.read_csv(folder / "calls_baselinenowcast.csv").iter_rows(named=True):
        yield ("baselinenowcast", f"{row['location']} {row['now']}")
    for name in pl.read_csv(folder / "output_flucyl__memmodel.csv")["call_id"]:
        yield (f"memmodel_{name}", "flucyl")
    quality = pl.read_csv(folder / "output_sim_pointSource__quality.csv", null_values="NA")
    yield from (
        (f"quality_{a}", f"{s} {r}") for a, s, r in quality["algo", "scenario", "rep"].rows()
    )


def why_not(call: Call) -> str:
    """Say why nothing was held to a call."""
    for start, name in NOT_OFFERED.items():
        if call[0].startswith(start):
            return f"not offered by Argos: {name}"
    for start, reason in OTHER.items():
        if call[0].startswith(start):
            return reason
    folder = folder_or_none()
    if folder is not None and not any(folder.glob(f"output_{call[1]}__*")):
        return ELSEWHERE if _of_a_data_set(call) else LEFT
    return LEFT


def _of_a_data_set(call: Call) -> bool:
    return re.match(r"earsC|cusum|farrington|estimate_R|wallinga", call[0]) is not None


def offered(call: Call) -> bool:
    """Whether Argos offers the method of a call, so that it must be held."""
    return re.match(OFFERED, call[0]) is not None


def tell(terminal: pytest.TerminalReporter) -> None:
    """Print what the tests of a run held, of whichever worker."""
    reports = [each for group in terminal.stats.values() for each in group]
    written = [
        str(value)
        for report in reports
        if getattr(report, "when", None) == "teardown"
        for name, value in report.user_properties
        if name == PROPERTY
    ]
    if lines := summary(written):
        terminal.section("held to the reference vectors")
        for line in lines:
            terminal.write_line(line)


def summary(written: Iterable[str]) -> list[str]:
    """Return the lines to print: what was held, function by function, and what was not and why."""
    total: dict[str, dict[str, Any]] = {}
    for each in map(json.loads, written):
        for function, held in each.items():
            into = total.setdefault(function, {"calls": set(), "values": 0, "worst": 0.0})
            into["calls"] |= {tuple(call) for call in held["calls"]}
            into["values"] += held["values"]
            into["worst"] = max(into["worst"], held["worst"])
    if not total:
        return []
    lines = [f"{'function':<44}{'calls':>6}{'values':>9}  worst relative difference"]
    for function, held in sorted(total.items()):
        lines.append(
            f"{function:<44}{len(held['calls']):>6}{held['values']:>9}  {held['worst']:.1e}"
        )
    done = set().union(*(held["calls"] for held in total.values()))
    values = sum(held["values"] for held in total.values())
    lines.append(f"{'in all':<44}{len(done):>6}{values:>9}")
    return [*lines, *_left(done)]


def _left(done: set[Call]) -> Iterator[str]:
    every = list(all_calls())
    left = [call for call in every if call not in done]
    if not every:
        return
    yield f"calls listed by the set: {len(every)}; compared: {len(every) - len(left)}; not:"
    reasons = Counter(why_not(call) for call in left)
    sets: dict[str, set[str]] = defaultdict(set)
    for call in left:
        sets[why_not(call)].add(call[1])
    for reason, count in reasons.most_common():
        names = f" ({', '.join(sorted(sets[reason]))})" if reason == ELSEWHERE else ""
        yield f"{count:>6}  {reason}{names}"
