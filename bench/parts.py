"""The parts of the bench: which cases, at which size, against whom, and what is asked of them."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from bench import avatars, epidemiology, homes, logs, pages, peers, pushes
from bench.measure import OUT, Line, Taken, run

WORK = OUT / "work"
MILLION = 1_000_000
BULK_SECONDS, BULK_MB = 20, 1536
SMALL_PUSH_SECONDS = 0.060
LOG_RATIO = 1.5
PUBLISH_SECONDS, PUBLISH_MB, DAY_SECONDS = 20, 4096, 2
WARM_SECONDS, COLD_SECONDS, DRAWN_SECONDS = 0.150, 0.600, 0.500
WAREHOUSE = "chu-nantes.biology"  # structured facts, and a window of correction of 45 days
WINDOW = 45
LAST = "2021-04-10"  # the last day of the invented files
FACTS_OF_ALL = 811_200  # what 780,000 rows become: a stay is an admission and a discharge


@dataclass(frozen=True)
class Size:
    """How large the cases are; every target is for the full size.

    Attributes:
        scale: of the files of seven feeds; 1 is 780,000 events in 333 days.
        rows: a factor on the rows of the large logs.
        runs: how often an affordable case is repeated.
        days: daily files that are pushed, of 333.

    """

    scale: float = 1.0
    rows: float = 1.0
    runs: int = 3
    days: int = homes.DAYS

    @property
    def full(self) -> bool:
        """Whether it is the size of the targets."""
        return self.scale == 1.0 and self.rows == 1.0

    def verdict(self, *held: bool) -> bool | None:
        """Return whether a target is met, None where the size is not the target's."""
        return all(held) if self.full else None


QUICK = Size(scale=0.05, rows=0.01, runs=1, days=40)
Part = Callable[[Size], Iterator[Line]]


def small_push(size: Size) -> Iterator[Line]:
    """Push a day's small file into a compacted log, when the window of correction is full."""
    files = homes.daily(homes.files(size.scale))
    until = min(WINDOW, size.days - 10)
    home = str(homes.make(_fresh() / "home"))
    run("bench.pushes:daily", files=list(pushes.days_of(files, 0, until)), home=home)
    taken = run(
        "bench.pushes:small", files=list(pushes.days_of(files, until, until + 10)), home=home
    )
    met = size.verdict(taken.seconds < SMALL_PUSH_SECONDS)
    target = f"≤ {SMALL_PUSH_SECONDS * 1000:.0f} ms (ours)"
    yield Line("push", "a day's file, seven feeds", taken, "/push", target=target, met=met)


def bulk(size: Size) -> Iterator[Line]:
    """Push one whole file a feed, beside the bare work of the peers on the same files."""
    files = [(feed, str(path)) for feed, path in homes.whole(homes.files(size.scale))]
    bare = _median(
        size.runs,
        lambda: run("bench.peers:polars", files=files, work=str(_fresh()), at_once=True),
    )
    dlt = _dlt(files, size.runs, at_once=True)
    taken = _median(
        size.runs,
        lambda: run("bench.pushes:bulk", files=files, home=str(homes.make(_fresh() / "home"))),
    )
    rows = f"{taken.said['rows']:,} rows, one file a feed"
    met = size.verdict(taken.seconds <= BULK_SECONDS, taken.peak_mb < BULK_MB)
    target = f"≤ {BULK_SECONDS} s, < {BULK_MB} MB"
    yield Line("bulk", rows, taken, "", _ratios(taken, bare, dlt), target, met)
    yield Line("bulk", "peer: Polars, CSV to Parquet", bare)
    yield _dlt_line("bulk", dlt)


def daily(size: Size) -> Iterator[Line]:
    """Push the daily files one after the other; the peers load them as separate files too."""
    files = list(pushes.days_of(homes.daily(homes.files(size.scale)), 0, size.days))
    bare = run("bench.peers:polars", files=files, work=str(_fresh()), at_once=False)
    dlt = _dlt(files[:: max(1, len(files) // 20)], 1, at_once=False)
    taken = run("bench.pushes:daily", files=files, home=str(homes.make(_fresh() / "home")))
    said = taken.said
    note = (
        f"{said['rows']:,} rows, {said['total']:.0f} s in all; the first tenth of the pushes takes "
        f"{said['first_tenth'] * 1000:.0f} ms each, the last {said['last_tenth'] * 1000:.0f} ms; "
        f"{len(said['compactions'])} compactions of {max(said['compactions'], default=0):.1f} s "
        "at most are not in it"
    )
    case = f"{len(files):,} daily files"
    yield Line("daily", case, taken, "/push", _ratios(taken, bare, dlt), note=note)
    yield Line("daily", "peer: Polars, file by file", bare, "/file")
    yield _dlt_line("daily", dlt, "/file")


def log_size(size: Size) -> Iterator[Line]:
    """Push a day's file into logs of 1, 10 and 120 million rows.

    A log grows with the years: its days are equally full, 22,222 facts each, and there are 45, 450
    or 5,400 of them, so that the window of 45 days holds a million rows in each. What could grow
    with the log, and must not, is what a push does beside reading its window. The harder case
    follows: the log covers 450 days whatever its size, and so its window grows with it. Of the
    largest of these only the window is written, since a push reads nothing else of it.
    """
    source = _facts(size)
    a_day = round(MILLION / WINDOW * size.rows)
    yield from _pushes_by_log(
        size,
        source,
        ((1, WINDOW, a_day), (10, 10 * WINDOW, a_day), (120, 120 * WINDOW, a_day)),
        a_day,
        ("years of equal days", LOG_RATIO),
    )
    yield from _pushes_by_log(
        size,
        source,
        ((1, 10 * WINDOW, a_day // 10), (10, 10 * WINDOW, a_day), (120, WINDOW, a_day * 12)),
        a_day // 10,
        ("450 days, ever fuller", None),
    )


def publish(size: Size) -> Iterator[Line]:
    """Publish 10 and 120 million events of seven feeds over 333 days; a day more; none."""
    source = _facts(size, 1.0)
    limits = {10: f"≤ {PUBLISH_SECONDS} s", 120: f"< {PUBLISH_MB} MB"}
    for millions, limit in limits.items():
        case = f"{millions * size.rows:g} million events"
        rows = round(millions * MILLION * size.rows)
        if not logs.room_for(rows, OUT):
            yield Line("publish", case, None, target=limit, note="not enough room on the disk")
            continue
        home = str(homes.make(WORK / "home"))
        given: dict[str, Any] = {"template": source, "home": home, "times": rows / FACTS_OF_ALL}
        run("bench.logs:repeated", **given)
        first = run("bench.publishing:publish", home=home, must=True)
        held = first.seconds <= PUBLISH_SECONDS if millions == 10 else first.peak_mb < PUBLISH_MB
        yield Line("publish", case, first, "", "", limit, size.verdict(held))
        run("bench.logs:one_more_day", **given)
        after = run("bench.publishing:publish", home=home, must=True)
        met = size.verdict(after.seconds <= DAY_SECONDS)
        yield Line("publish", f"{case}, one day later", after, "", "", f"≤ {DAY_SECONDS} s", met)
        again = run("bench.publishing:publish", home=home, must=False)
        yield Line("publish", f"{case}, nothing new", again)
        shutil.rmtree(home)


def pages_part(size: Size) -> Iterator[Line]:
    """Let twenty people click on the pages of the published set; ask Datasette one question."""
    home = str(homes.make(_fresh() / "home"))
    files = [(feed, str(path)) for feed, path in homes.whole(homes.files(size.scale))]
    run("bench.pages:ready", home=home, files=files)
    warm = run("bench.pages:clicks", home=home)
    said = warm.said
    rate = f"{said['requests_a_second']:.0f} requests/s, p50 {1000 * said['p50']:.0f} ms"
    slow = max(said["by_page"].items(), key=lambda each: each[1]["p95"])
    note = (
        f"slowest: {slow[0]}, p95 {1000 * slow[1]['p95']:.0f} ms; server {said['server_mb']:.0f} MB"
    )
    met = size.verdict(warm.seconds <= WARM_SECONDS)
    case = f"20 people, warm HTML, p95 ({rate})"
    yield Line("pages", case, warm, "", "", f"≤ {WARM_SECONDS} s", met, note)
    cold = replace(warm, seconds=said["cold_p95"])
    met = size.verdict(said["cold_p95"] <= COLD_SECONDS)
    yield Line("pages", "a new server, slowest HTML", cold, "", "", f"≤ {COLD_SECONDS} s", met)
    yield Line("pages", "a chart drawn, cold", replace(warm, seconds=said["cold_chart"]))
    yield Line("pages", "a chart, warm", replace(warm, seconds=said["warm_chart"]))
    yield from _by_page(warm)
    yield from _eyes(home, size)
    ours = run("bench.pages:question", home=home)
    python = pages.datasette_python()
    if isinstance(python, str):
        yield Line("pages", "one series over the whole period", ours)
        yield Line("pages", "peer: Datasette", None, note=python)
        return
    peer = run("bench.pages:question_to_datasette", home=home, interpreter=str(python))
    if (ours.said["rows"], ours.said["sum"]) != (peer.said["rows"], peer.said["sum"]):
        note = f"the answers differ: {ours.said} and {peer.said}"
    else:
        note = f"the same {ours.said['rows']} days"
    ratio = f"{ours.seconds / peer.seconds:.2f} × Datasette"
    yield Line("pages", "one series over the whole period", ours, "", ratio, note=note)
    yield Line("pages", "peer: Datasette, the same rows in SQLite", peer)


def _by_page(warm: Taken) -> Iterator[Line]:
    """Tell each page of its own, in both languages."""
    for name, taken in warm.said["by_page"].items():
        case = f"  {name}: p50 {1000 * taken['p50']:.0f} ms, p95"
        yield Line("pages", case, replace(warm, seconds=taken["p95"]))


def _eyes(home: str, size: Size) -> Iterator[Line]:
    """Time a browser, where there is one."""
    if shutil.which("chromium") is None and shutil.which("chromium-browser") is None:
        yield Line("pages", "a chart on the screen", None, note="no Chromium on this machine")
        return
    seen = run("bench.pages:eyes", home=home)
    met = size.verdict(seen.said["p95"] <= DRAWN_SECONDS)
    case = "a chart on Chromium's screen, warm, p95"
    warm = replace(seen, seconds=seen.said["p95"])
    yield Line("pages", case, warm, "", "", f"≤ {DRAWN_SECONDS} s", met)
    cold = replace(seen, seconds=seen.said["cold"])
    yield Line("pages", "a chart on Chromium's screen, all cold", cold)
    yield Line(
        "pages", "a chart awake under the pointer", replace(seen, seconds=seen.said["awake"])
    )


PARTS: dict[str, Part] = {
    "push": small_push,
    "bulk": bulk,
    "daily": daily,
    "log-size": log_size,
    "publish": publish,
    "pages": pages_part,
    "avatars": avatars.part,
    "epidemiology": epidemiology.part,
}


def _pushes_by_log(
    size: Size,
    source: str,
    shapes: tuple[tuple[int, int, int], ...],
    rows_a_file: int,
    named: tuple[str, float | None],
) -> Iterator[Line]:
    """Measure pushes of equal files into logs of different shapes: millions, days, rows a day."""
    name, limit = named
    smallest: Taken | None = None
    for millions, days, a_day in shapes:
        case = f"{millions * size.rows:g} million rows, {name}"
        if not logs.room_for(days * a_day, OUT):
            yield Line("log-size", case, None, note="not enough room on the disk")
            continue
        home = homes.make(WORK / "home")
        run("bench.logs:spread", template=source, home=str(home), feed=WAREHOUSE, last=LAST,
            days=days, rows_a_day=a_day)  # fmt: skip
        whole = str(homes.files(size.scale) / WAREHOUSE / "whole.csv")
        files = logs.day_files(whole, str(WORK), LAST, 11, rows_a_file)
        taken = run(
            "bench.pushes:small", files=[(WAREHOUSE, each) for each in files], home=str(home)
        )
        shutil.rmtree(home)
        smallest = smallest or taken
        ratio = taken.seconds / smallest.seconds
        asked = limit if millions == 120 else None
        target = "" if asked is None else f"≤ {asked} × the 1 million"
        met = None if asked is None else size.verdict(ratio <= asked)
        yield Line("log-size", case, taken, "/push", f"{ratio:.2f} × 1 million", target, met)


def _facts(size: Size, scale: float | None = None) -> str:
    """Return where the rows are that the pushed files become."""
    work = _fresh()
    files = [(f, str(path)) for f, path in homes.whole(homes.files(scale or size.scale))]
    out = str(work / "facts.parquet")
    run("bench.logs:facts", files=files, home=str(homes.make(work / "home")), out=out)
    return out


def _fresh() -> Path:
    """Return an empty folder to work in."""
    shutil.rmtree(WORK, ignore_errors=True)
    WORK.mkdir(parents=True)
    return WORK


def _median(runs: int, case: Callable[[], Taken]) -> Taken:
    return sorted((case() for _ in range(runs)), key=lambda taken: taken.seconds)[runs // 2]


def _dlt(files: list[tuple[str, str]], runs: int, *, at_once: bool) -> Taken | str:
    """Load files with dlt, or return why not."""
    python = peers.dlt_python()
    if isinstance(python, str):
        return python

    def case() -> Taken:
        given: dict[str, Any] = {"files": files, "work": str(_fresh()), "at_once": at_once}
        return run("bench.dlt_load:load", python=python, **given)

    return _median(runs, case)


def _dlt_line(part: str, dlt: Taken | str, unit: str = "") -> Line:
    name = "peer: dlt into DuckDB"
    if isinstance(dlt, str):
        return Line(part, name, None, note=dlt)
    return Line(part, name, dlt, unit)


def _ratios(taken: Taken, bare: Taken, dlt: Taken | str) -> str:
    said = f"{taken.seconds / bare.seconds:.1f} × Polars"
    return said if isinstance(dlt, str) else f"{said}, {taken.seconds / dlt.seconds:.2f} × dlt"
