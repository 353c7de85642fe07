"""Avatars: our faithful method beside the published recipe with saiph, on the same tables."""

import pkgutil
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any
from unittest import mock

import numpy as np
import polars as pl

from argos.avatar import Avatarizer
from bench import peers
from bench.measure import OUT, Line, Taken, run

if TYPE_CHECKING:
    from bench.parts import Size

K, SEED, WIDTH = 20, 1, 10  # neighbours; seed; columns of each type
TIMES, RECALL, MB = 20, 0.99, 1000  # the targets
MILLION = 1_000_000
ROWS = (1000, 10_000, 100_000, MILLION)
COMPONENTS = (5, 20)
LARGEST = 10 * MILLION
RUNS = 3  # the quickest counts: what else the machine does only slows
# What the peer is run on: its full space at a million rows, and its neighbours on 20 components
# beyond ten thousand, take longer than anyone waits.
FAITHFUL = {5: 100_000, 20: 100_000}
SHORTENED = {5: MILLION, 20: 0}

# Where the time goes: function, stage. Those in threads tell processor time, the others time.
STAGES = {
    "argos.avatar.method.prepare": "reading",
    "argos.avatar.method.content_order": "order",
    "argos.avatar.avatarizer.project": "projection",
    "argos.avatar.projection.Projection.scores": "projection",
    "argos.avatar.avatarizer.in_space_order": "order",
    "argos.avatar.avatarizer.indexed": "index",
    "argos.avatar.method.restore": "writing",
}
THREADED = {
    "argos.avatar.avatarizer.nearest_others": "neighbours, CPU",
    "argos.avatar.avatarizer._block": "draws, CPU",
}


def part(size: "Size") -> Iterator[Line]:
    """Compare both at every size that each can bear; then ours alone on ten million rows."""
    python = peers.python_with("venv-saiph", "saiph", "scikit-learn", "numpy", "pyarrow")
    slowest: dict[int, float] = {}  # seconds a row of the peer, at its largest faithful table
    for components in COMPONENTS:
        for rows in (int(rows * size.rows) for rows in ROWS if rows * size.rows >= K + 1):
            peer = None if isinstance(python, str) else _peer(python, rows, components)
            if peer is not None and not peer.said["shortened"]:
                slowest[components] = peer.seconds / rows
            ours = _ours(rows, components)
            yield _line(size, ours, peer, slowest.get(components), components)
            if peer is not None:
                yield _peer_line(peer, components)
    if isinstance(python, str):
        yield Line("avatars", "peer: saiph, scikit-learn, numpy", None, note=python)
    largest = _ours(int(LARGEST * size.rows), 5, runs=1)
    yield _line(size, largest, None, slowest.get(5), 5)


def _ours(rows: int, components: int, runs: int = RUNS) -> Taken:
    runs = 1 if components > 5 and rows > 100_000 else runs
    given: dict[str, Any] = {"path": table(rows), "components": components}
    return min((run("bench.avatars:make", **given) for _ in range(runs)), key=_seconds)


def _peer(python: Any, rows: int, components: int) -> Taken | None:
    shortened = rows > FAITHFUL[components]
    if shortened and rows > SHORTENED[components]:
        return None
    given: dict[str, Any] = {
        "path": table(rows),
        "k": K,
        "components": components,
        "seed": SEED,
        "shortened": shortened,
    }
    runs = RUNS if rows < 100_000 else 1
    taken = min(
        (run("bench.saiph_avatars:avatars", python=python, **given) for _ in range(runs)),
        key=_seconds,
    )
    taken.said["shortened"] = shortened
    return taken


def _seconds(taken: Taken) -> float:
    return taken.seconds


def _line(
    size: "Size", ours: Taken, peer: Taken | None, a_row: float | None, components: int
) -> Line:
    rows, found = ours.said["rows"], ours.said["recall"]
    ratios, best = [], None
    if peer is not None:
        word = "shortened" if peer.said["shortened"] else "reference"
        best = peer.seconds / ours.seconds
        ratios.append(f"{best:.1f} × {word} ({peer.cpu / ours.cpu:.1f} in CPU s)")
    if a_row is not None and (peer is None or peer.said["shortened"]):
        ratios.append(f"{a_row * rows / ours.seconds:.1f} × reference, extrapolated in proportion")
    target, met = "", None
    if components == COMPONENTS[0] and rows in (100_000, MILLION) and best is not None:
        target = f"≥ {TIMES} ×, recall ≥ {RECALL}" + (f", < {MB} MB" if rows == MILLION else "")
        light = rows < MILLION or ours.peak_mb < MB
        met = size.verdict(best >= TIMES, found >= RECALL, light)
    sort = "exact" if found == 1 else f"recall {found:.4f}"
    case = f"{rows:,} rows, {components} components, {sort}"
    return Line("avatars", case, ours, "", ", ".join(ratios), target, met, _told(ours))


def _peer_line(peer: Taken, components: int) -> Line:
    word = "shortened" if peer.said["shortened"] else "faithful"
    case = f"peer: saiph, {word}, {peer.said['rows']:,} rows, {components} components"
    return Line("avatars", case, peer, note=_told(peer))


def _told(taken: Taken) -> str:
    return ", ".join(f"{name} {seconds:.2f} s" for name, seconds in taken.said["stages"].items())


def make(path: str, components: int) -> dict[str, Any]:
    """Make avatars of a Parquet file with `Avatarizer`; return seconds by stage, and the recall."""
    people = pl.read_parquet(path)
    method = Avatarizer(k=K, n_components=components, seed=SEED)
    spent: list[tuple[str, float]] = []
    with ExitStack() as patches:
        for clock, names in ((time.perf_counter, STAGES), (time.thread_time, THREADED)):
            for name, stage in names.items():
                patches.enter_context(_timed(name, stage, clock, spent))
        start = time.perf_counter()
        made = method.fit_transform(people)
        seconds = time.perf_counter() - start
    stages = {name: sum(took for stage, took in spent if stage == name) for name, _ in spent}
    return {"seconds": seconds, "rows": made.height, "recall": method.recall_, "stages": stages}


def _timed(
    name: str, stage: str, clock: Callable[[], float], spent: list[tuple[str, float]]
) -> Any:
    """Return a patch under which a function adds what it takes to its stage."""
    original = pkgutil.resolve_name(name)

    def timed(*given: Any, **named: Any) -> Any:
        start = clock()
        try:
            return original(*given, **named)
        finally:
            spent.append((stage, clock() - start))  # one step, whatever the thread

    return mock.patch(name, timed)


def table(rows: int) -> str:
    """Return where an invented table of ten numbers and ten categories is, made once."""
    path = OUT / "avatars" / f"{rows}.parquet"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        run("bench.avatars:invent", rows=rows, path=str(path))
    return str(path)


def invent(rows: int, path: str) -> dict[str, Any]:
    """Write a table of which every column is a blend of four hidden factors and as much noise."""
    random = np.random.default_rng(rows)
    hidden = random.normal(size=(4, rows))
    columns: dict[str, Any] = {}
    for number in range(2 * WIDTH):
        blend = random.normal(size=4) @ hidden + random.normal(size=rows)
        if number < WIDTH:
            columns[f"number {number}"] = np.round(blend, 2)
            continue
        levels = 3 + number % 5
        cuts = np.quantile(blend, np.linspace(0, 1, levels + 1)[1:-1])
        words = pl.Series([f"level {level}" for level in range(levels)])
        columns[f"category {number}"] = words.gather(np.searchsorted(cuts, blend))
    pl.DataFrame(columns).write_parquet(path)
    return {"seconds": 0.0}
