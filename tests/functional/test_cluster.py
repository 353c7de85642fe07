"""A real Spark standalone cluster gives the series that Polars gives, even if it loses a worker."""

import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from argos.avatar import Avatarizer, Column, Guarded, Kind
from argos.avatar.cluster import on_cluster
from argos.avatar.cluster_guarded import guarded_on_cluster
from argos.core.clock import FixedClock
from argos.core.contract import Contract
from argos.core.contract_check import load_all
from argos.events.delta import DeltaEventLog
from argos.events.statements import STATEMENT_SCHEMA
from argos.outputs.store import Outputs
from argos.publish.flow import publish_series
from tests.published import MONDAY, at, rows
from tests.unit.avatar.people import people

pytestmark = pytest.mark.cluster
pyspark = pytest.importorskip("pyspark", reason="pyspark absent: install argos-sante[cluster]")
if shutil.which("java") is None and "JAVA_HOME" not in os.environ:
    pytest.skip("no Java: Spark needs a Java 17 runtime", allow_module_level=True)

from argos.publish.spark import SparkEngine  # noqa: E402 - only where Spark is there

PARTNERS = Path(__file__).resolve().parents[2] / "partners"
STARTUP_S = 60
# Jobs of seconds: compiled quickly rather than well, on one core each.
LIGHT = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
DECLARED = {"severity": Column(kind=Kind.ORDINAL, levels=["low", "mid", "high"])}


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
    environment = {**os.environ, "SPARK_HOME": str(home), "SPARK_LOCAL_IP": "127.0.0.1",
                   "SPARK_DAEMON_JAVA_OPTS": LIGHT}  # fmt: skip
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

    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)  # of the workers, as of the driver
    made = (
        SparkSession.builder.master(cluster.address)
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.executor.memory", "512m")
        .config("spark.executor.cores", "1")
        .config("spark.driver.extraJavaOptions", LIGHT)
        .config("spark.executor.extraJavaOptions", LIGHT)
        .config("spark.sql.shuffle.partitions", "2")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.session.timeZone", "UTC")
        .getOrCreate()
    )
    until = time.monotonic() + STARTUP_S
    while made.sparkContext._jsc.sc().getExecutorMemoryStatus().size() < 3:  # driver and two
        assert time.monotonic() < until, "two executors did not register"
        time.sleep(0.2)
    yield made
    made.stop()


def figures(table: pl.DataFrame) -> dict[str, float]:
    """Return standardised figures of a table: of each number, of each level, of pairs."""
    numbers = table.select(
        pl.col("âge révolu", "weight (kg)", "twin").cast(float),
        admission=pl.col("admission").to_physical().cast(float),
    )
    scale = {"âge révolu": 29, "weight (kg)": 12, "twin": 29, "admission": 200}
    found: dict[str, float] = {}
    for column in numbers.iter_columns():
        found[f"mean {column.name}"] = float(column.mean()) / scale[column.name]  # type: ignore[arg-type]
        found[f"sd {column.name}"] = float(column.std()) / scale[column.name]  # type: ignore[arg-type]
        found[f"gaps {column.name}"] = column.null_count() / table.height
    for name in ("sexe", "severity", "emergency"):
        for level, number in table[name].value_counts().rows():
            found[f"{name} {level}"] = number / table.height
    paired = numbers.drop_nulls().corr()
    for i, name in enumerate(paired.columns):
        found |= {f"{name} × {j}": float(value) for j, value in enumerate(paired[name]) if j < i}
    return found


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


def test_the_cluster_makes_avatars_of_the_same_law(session: Any) -> None:
    """Means, spreads, shares and correlations of both differ by no more than two seeds' do."""
    table = people(8000)
    method = Avatarizer(k=10, n_components=3, seed=1, schema=DECLARED)
    made = on_cluster(method, session.createDataFrame(table.to_arrow()), in_a_cell=1200)
    there = pl.DataFrame(made.table.toArrow())
    here, again = (
        Avatarizer(k=10, n_components=3, seed=seed, schema=DECLARED).fit_transform(table)
        for seed in (2, 3)
    )
    assert made.cells == 8
    assert made.recall >= 0.99
    assert there.schema == here.schema
    assert there.height == table.height
    assert table.join(there, on=table.columns, how="semi", nulls_equal=True).height < 40
    for name, (apart, usual) in {
        name: (abs(figure - figures(here)[name]), abs(figures(again)[name] - figures(here)[name]))
        for name, figure in figures(there).items()
    }.items():
        assert apart <= 0.03 + 2 * usual, (name, apart, usual)


def test_the_cluster_makes_guarded_avatars_of_the_same_law(session: Any) -> None:
    """As above; each person is in one lot, so there are as many rows as people."""
    table = people(6000)
    given = {"k": 20, "n_components": 3, "schema": DECLARED}
    spark = session.createDataFrame(table.to_arrow())
    made = guarded_on_cluster(Guarded(seed=1, **given), spark, in_a_lot=3000)
    there = pl.DataFrame(made.toArrow())
    here, again = (Guarded(seed=seed, **given).fit_transform(table) for seed in (2, 3))
    assert there.schema == here.schema
    assert there.height == table.height
    assert table.join(there, on=table.columns, how="semi", nulls_equal=True).height < 10
    for name, figure in figures(there).items():
        usual = abs(figures(again)[name] - figures(here)[name])
        assert abs(figure - figures(here)[name]) <= 0.03 + 2 * usual, name


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
