"""A real Spark standalone cluster gives the series that Polars gives, even if it loses a worker."""

import os
import random
import shutil
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from argos.core.clock import FixedClock
from argos.core.contract import Contract
from argos.core.contract_check import load_all
from argos.events.delta import DeltaEventLog
from argos.events.statements import STATEMENT_SCHEMA
from argos.outputs.store import Outputs
from argos.publish.flow import publish_series
from tests.published import MONDAY, at, rows

pytestmark = pytest.mark.cluster
pyspark = pytest.importorskip("pyspark", reason="pyspark absent: install argos-sante[cluster]")
if shutil.which("java") is None and "JAVA_HOME" not in os.environ:
    pytest.skip("no Java: Spark needs a Java 17 runtime", allow_module_level=True)

from argos.publish.spark import SparkEngine  # noqa: E402 - only where Spark is there

PARTNERS = Path(__file__).resolve().parents[2] / "partners"
STARTUP_S = 60


@dataclass
class Cluster:
    """A master and two workers, each in a process group of its own."""

    address: str
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def kill_one_worker(self) -> None:
        """SIGKILL a worker and its executor."""
        os.killpg(self.workers[0].pid, signal.SIGKILL)


def _spark_class(folder: Path, *arguments: str) -> subprocess.Popen[bytes]:
    home = Path(pyspark.__file__).parent
    environment = {**os.environ, "SPARK_HOME": str(home), "SPARK_LOCAL_IP": "127.0.0.1"}
    output = (folder / f"{arguments[0].rsplit('.', 1)[1]}-{time.monotonic_ns()}.log").open("wb")
    return subprocess.Popen(
        [home / "bin" / "spark-class", *arguments],
        env=environment, stdout=output, stderr=output, cwd=folder, start_new_session=True,
    )  # fmt: skip


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(port: int) -> None:
    until = time.monotonic() + STARTUP_S
    while time.monotonic() < until:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.2)
    pytest.fail(f"the Spark master did not answer within {STARTUP_S} s")


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    tmp_path = tmp_path_factory.mktemp("cluster")
    port = _free_port()
    deploy = "org.apache.spark.deploy"
    master = _spark_class(
        tmp_path, f"{deploy}.master.Master",
        "--host", "127.0.0.1", "--port", str(port), "--webui-port", "0",
    )  # fmt: skip
    started = Cluster(f"spark://127.0.0.1:{port}")
    try:
        _wait_for(port)
        for number in range(2):
            worker = _spark_class(
                tmp_path, f"{deploy}.worker.Worker", "--host", "127.0.0.1", "--webui-port", "0",
                "--cores", "1", "--memory", "1g", "--work-dir", str(tmp_path / f"w{number}"),
                started.address,
            )  # fmt: skip
            started.workers.append(worker)
        yield started
    finally:
        for process in (*started.workers, master):
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


@pytest.fixture(scope="module")
def session(cluster: Cluster) -> Iterator[Any]:
    from pyspark.sql import SparkSession

    made = (
        SparkSession.builder.master(cluster.address)
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.executor.memory", "512m")
        .config("spark.executor.cores", "1")
        .config("spark.sql.shuffle.partitions", "4")
        .config("spark.ui.enabled", "false")
        .getOrCreate()
    )
    until = time.monotonic() + STARTUP_S
    while made.sparkContext._jsc.sc().getExecutorMemoryStatus().size() < 3:  # driver and two
        assert time.monotonic() < until, "two executors did not register"
        time.sleep(0.2)
    yield made
    made.stop()


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> DeltaEventLog:
    """Six weeks of calls in two batches, the second of which corrects the first."""
    tmp_path = tmp_path_factory.mktemp("log")
    rng = random.Random(7)  # noqa: S311 - invented events, not secrets
    facts = [
        {
            "event_id": f"{n}".encode().ljust(16, b"."),
            "occurred_on": MONDAY + timedelta(days=rng.randrange(42)),
            "place": rng.choice(["com:44109", "com:44190", "com:44215", "com:49007"]),
            "age": rng.choice([2, 30, 50, 70, 88, None]),
            "sex": rng.choice(["f", "m"]),
            "codes": sorted(rng.sample(["hub:M03.12", "hub:M01.03", "hub:M05.01"], k=2)),
        }
        for n in range(20_000)
    ]
    made = DeltaEventLog(str(tmp_path / "events"))
    first, second = facts[:18_000], [*facts[18_000:], *({**f, "sign": -1} for f in facts[:500])]
    for number, batch in enumerate((first, second)):
        made.append(
            made.position("samu-44.calls"),
            rows(batch).select(list(STATEMENT_SCHEMA)),
            batch_id=f"batch-{number}",
            recorded_at=at(MONDAY + timedelta(days=50 + number)),
            metadata={},
        )
    return made


def published(log: DeltaEventLog, folder: Path, engine: Any = None) -> pl.DataFrame:
    contracts: dict[str, Contract] = load_all(PARTNERS)
    outputs = Outputs(str(folder))
    publish_series(log, outputs, contracts, FixedClock(at(MONDAY)), engine=engine, receipts=[])
    series = outputs.rows("series").collect()
    return series.sort(series.columns)


@pytest.fixture(scope="module")
def expected(log: DeltaEventLog, tmp_path_factory: pytest.TempPathFactory) -> pl.DataFrame:
    return published(log, tmp_path_factory.mktemp("polars"))


def test_the_cluster_gives_the_same_series(
    log: DeltaEventLog, session: Any, expected: pl.DataFrame, tmp_path: Path
) -> None:
    assert expected.height > 500
    assert published(log, tmp_path / "spark", SparkEngine(log, session)).equals(expected)


def test_a_worker_killed_during_the_job_changes_nothing(
    log: DeltaEventLog, cluster: Cluster, session: Any, expected: pl.DataFrame, tmp_path: Path
) -> None:
    killed = threading.Event()

    def kill_once_it_works() -> None:
        tracker = session.sparkContext.statusTracker()
        while not tracker.getActiveJobsIds():
            time.sleep(0.005)
        cluster.kill_one_worker()
        killed.set()

    threading.Thread(target=kill_once_it_works, daemon=True).start()
    result = published(log, tmp_path / "spark", SparkEngine(log, session))
    assert killed.is_set()
    assert cluster.workers[0].wait(10) == -signal.SIGKILL
    assert result.equals(expected)
