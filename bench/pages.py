"""Twenty people on the pages of a served home, and one question put to Argos and to Datasette."""

import json
import os
import random
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median, quantiles
from threading import Barrier, Thread
from typing import Any

from bench import homes
from bench.measure import KIB_PER_MB, OUT, environment
from bench.peers import python_with

PEOPLE, CLICKS = 20, 25  # clicks of each, warm
TODAY = "2021-04-11"
PAGES = {
    "overview": "/{lang}/",
    "indicator": "/{lang}/indicator/samu_calls?place=dep:44",
    "indicator by age": "/{lang}/indicator/tests?place=dep:44&age=30-39",
    "place": "/{lang}/place/dep:44",
    "partner": "/{lang}/partner/samu-44",
    "explore": "/{lang}/explore?indicator=samu_calls&place=dep:44&more=ed_all~dep:44",
    "wall": "/{lang}/wall",
    "data quality": "/{lang}/quality",
    "about": "/{lang}/about",
}
CHART = "/fr/chart/series.svg?indicator=samu_calls&place=dep:44"
QUESTION = "/api/v1/series?indicator=samu_calls&place=dep:44"
SQL = (
    "select date, value, status from (select *, row_number() over (partition by date order by "
    "known_from desc) as n from series where indicator = 'samu_calls' and place = 'dep:44' and "
    "age = 'all' and sex = 'all' and partner = 'samu-44' and period = 'day') where n = 1 "
    "order by date"
)


def ready(home: str, files: list[tuple[str, str]]) -> dict[str, Any]:
    """Push and publish the files, so that there is something to look at."""
    intake = homes.opened(home)
    from argos.core import contract_check
    from argos.ingest.flow import push
    from argos.outputs.store import Outputs
    from argos.publish.flow import publish_series

    start = time.perf_counter()
    for feed, path in files:
        push(Path(path), feed, intake)
    contracts = contract_check.load_all(intake.settings.partners)
    publish_series(intake.log, Outputs(intake.settings.published), contracts, intake.clock)
    return {"seconds": time.perf_counter() - start}


def clicks(home: str) -> dict[str, Any]:
    """Let twenty people click: each page once cold in a new server, then all of them warm."""
    with _argos(home) as (address, server):
        cold = {name: _get(address + page) for name, page in _pages("en").items()}
        cold_chart = _get(address + CHART)
        warm, seconds = _at_once(address, _pages("fr") | _pages("en"))
        warm_chart = median(_get(address + CHART) for _ in range(20))
        memory = sum(_peak_mb(each) for each in _tree(server))
    every = [each for taken in warm.values() for each in taken]
    return {
        "seconds": _p95(every), "p50": median(every), "requests_a_second": len(every) / seconds,
        "by_page": {name: {"p50": median(taken), "p95": _p95(taken)} for name, taken in
                    warm.items()},
        "cold": cold, "cold_p95": max(cold.values()), "cold_chart": cold_chart,
        "warm_chart": warm_chart, "server_mb": memory,
    }  # fmt: skip


def eyes(home: str) -> dict[str, Any]:
    """Time a reader's own browser: from the click until the indicator's chart is drawn."""
    from playwright.sync_api import sync_playwright

    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    with _argos(home) as (address, _), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        cold = _drawn(page, address + PAGES["indicator"].format(lang="fr"))
        warm = [_drawn(page, address + PAGES["indicator"].format(lang="fr")) for _ in range(20)]
        start = time.perf_counter()
        page.locator("figure .drawing").first.hover()
        page.locator("figure .drawing svg").first.wait_for(timeout=30_000)
        awake = time.perf_counter() - start
        browser.close()
    return {"seconds": warm, "cold": cold, "p95": _p95(warm), "awake": awake}


def _drawn(page: Any, address: str) -> float:
    """Return the seconds from asking for a page until its chart is decoded and on the screen."""
    start = time.perf_counter()
    page.goto(address, wait_until="domcontentloaded")
    page.locator("figure img").first.evaluate("image => image.decode()")
    return time.perf_counter() - start


def question(home: str) -> dict[str, Any]:
    """Ask Argos for one series over the whole period, over and over."""
    with _argos(home) as (address, _):
        _get(address + QUESTION)
        taken = [_get(address + QUESTION) for _ in range(60)]
        with urllib.request.urlopen(address + QUESTION) as answer:
            rows = [(r["date"], r["value"]) for r in json.load(answer)]
    return {"seconds": taken, "rows": len(rows), "sum": sum(v or 0 for _, v in rows)}


def question_to_datasette(home: str, interpreter: str) -> dict[str, Any]:
    """Ask Datasette the same, of the same published rows in SQLite with an index."""
    database = OUT / "work" / "published.sqlite"
    _as_sqlite(home, database)
    port = _free_port()
    command = [interpreter, "-m", "datasette", str(database), "--port", str(port),
               "--setting", "max_returned_rows", "10000", "--setting", "sql_time_limit_ms", "9000",
               "--setting", "default_cache_ttl", "0"]  # fmt: skip
    address = f"http://127.0.0.1:{port}"
    query = f"/published.json?_shape=array&sql={urllib.request.quote(SQL)}"  # type: ignore[attr-defined]
    with _serving(command, address, dict(os.environ)):
        _get(address + query)
        taken = [_get(address + query) for _ in range(60)]
        with urllib.request.urlopen(address + query) as answer:
            rows = json.load(answer)
    return {"seconds": taken, "rows": len(rows), "sum": sum(r["value"] or 0 for r in rows)}


def datasette_python() -> Path | str:
    """Return the Python of an environment that has Datasette; or why there is none."""
    return python_with("venv-datasette", "datasette", "setuptools<81")


def _pages(language: str) -> dict[str, str]:
    return {f"{name}, {language}": page.format(lang=language) for name, page in PAGES.items()}


def _at_once(address: str, pages: dict[str, str]) -> tuple[dict[str, list[float]], float]:
    """Return the seconds of every click by page, and how long all of it took."""
    found: dict[str, list[float]] = defaultdict(list)
    together = Barrier(PEOPLE + 1)
    for page in pages.values():
        _get(address + page)

    def person(number: int) -> None:
        chosen = random.Random(number).choices(list(pages.items()), k=CLICKS)  # noqa: S311
        together.wait()
        for name, page in chosen:
            found[name].append(_get(address + page))

    people = [Thread(target=person, args=(number,)) for number in range(PEOPLE)]
    for each in people:
        each.start()
    together.wait()
    start = time.perf_counter()
    for each in people:
        each.join()
    return dict(found), time.perf_counter() - start


def _get(address: str) -> float:
    start = time.perf_counter()
    with urllib.request.urlopen(address, timeout=60) as answer:
        answer.read()
    return time.perf_counter() - start


def _p95(seconds: Sequence[float]) -> float:
    return quantiles(seconds, n=20)[-1] if len(seconds) > 1 else seconds[0]


@contextmanager
def _argos(home: str) -> Iterator[tuple[str, int]]:
    port = _free_port()
    command = [sys.executable, "-m", "argos", "serve", "--port", str(port), "--today", TODAY]
    address = f"http://127.0.0.1:{port}"
    with _serving(command, address, {**environment(), "ARGOS_HOME": home}) as process:
        yield address, process


@contextmanager
def _serving(command: list[str], address: str, env: dict[str, str]) -> Iterator[int]:
    server = subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL)
    try:
        _wait(address, server)
        yield server.pid
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(30)


def _wait(address: str, server: "subprocess.Popen[bytes]") -> None:
    """Wait until the server answers anything at all."""
    host, port = address.removeprefix("http://").split(":")
    for _ in range(300):
        if server.poll() is not None:
            raise RuntimeError(f"the server left with {server.returncode}")
        with socket.socket() as probe:
            if probe.connect_ex((host, int(port))) == 0:
                return
        time.sleep(0.1)
    raise RuntimeError("the server did not answer within 30 s")


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


def _tree(process: int) -> list[int]:
    listed = Path(f"/proc/{process}/task/{process}/children").read_text("utf-8").split()
    return [process, *(each for child in listed for each in _tree(int(child)))]


def _peak_mb(process: int) -> float:
    status = Path(f"/proc/{process}/status").read_text("utf-8")
    line = next(each for each in status.splitlines() if each.startswith("VmHWM"))
    return int(line.split()[1]) / KIB_PER_MB


def _as_sqlite(home: str, path: Path) -> None:
    homes.opened(home)
    from argos.core.settings import Settings
    from argos.outputs.store import Outputs

    rows = Outputs(Settings.from_environment().published).rows("series").collect()
    plain = rows.select(
        "indicator", "place", rows["date"].dt.to_string("%Y-%m-%d"), "period", "age", "sex",
        "partner", "value", "status", rows["known_from"].dt.to_string("iso:strict"),
    )  # fmt: skip
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    with sqlite3.connect(path) as base:
        base.execute(f"create table series ({', '.join(plain.columns)})")
        marks = ", ".join("?" * plain.width)
        base.executemany(f"insert into series values ({marks})", plain.iter_rows())  # noqa: S608
        base.execute("create index by_cell on series (indicator, place, age, sex, partner, date)")
