"""The register on real databases: the same tests on PostgreSQL, and several processes on each."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import call_command

from tests.conftest import REPOSITORY
from tests.home import NOT_A_USERS

HERE = Path(__file__).parent
# Each process records the same batches, as pushes and catch-ups do after a crash.
RECORD = """
from argos import register
register.setup()
from argos.core.receipt import Receipt
from argos.register import ledger
for n in range(100):
    ledger.record(Receipt(f"b{n}", "invented.visits", "accepted", sha256="a" * 64), log_version=n)
"""


def programs() -> Path:
    """Folder of PostgreSQL's programs, as Debian installs them; skips where there is none."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not found:
        pytest.skip("no PostgreSQL: set ARGOS_TEST_POSTGRES to an address, or install a server")
    return found[-1].parent


@pytest.fixture(scope="module")
def postgres() -> Iterator[str]:
    """Address of a PostgreSQL server: the one given, or one started for these tests."""
    pytest.importorskip("psycopg", reason="no psycopg: install the extra `postgres`")
    if given := os.environ.get("ARGOS_TEST_POSTGRES"):
        yield given
        return
    folder = Path(tempfile.mkdtemp(prefix="argos-pg-"))
    server = Server(programs(), folder)
    try:
        yield server.start()
    finally:
        server.stop()
        shutil.rmtree(folder)


class Server:
    """A server on a socket of its own folder; the administrator's account may not run one."""

    def __init__(self, programs: Path, folder: Path) -> None:
        self.programs, self.folder = programs, folder
        self.account = "nobody" if os.geteuid() == 0 else None
        if self.account:
            shutil.chown(folder, self.account)

    def run(self, program: str, *arguments: str) -> None:
        subprocess.run(
            [self.programs / program, "-D", self.folder / "data", *arguments],
            check=True, user=self.account, cwd=self.folder, stdout=subprocess.DEVNULL,
            env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"},
        )  # fmt: skip

    def start(self) -> str:
        self.run("initdb", "--auth=trust", "--username=argos", "--no-sync", "--encoding=UTF8")
        options = f"-k {self.folder} -c listen_addresses= -c fsync=off"
        self.run("pg_ctl", "start", "-w", "-o", options, "-l", str(self.folder / "log"))
        return f"postgres://argos@%2F{str(self.folder)[1:].replace('/', '%2F')}/postgres"

    def stop(self) -> None:
        self.run("pg_ctl", "stop", "-m", "immediate")


def environment(folder: Path, database: str | None) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(NOT_A_USERS)}
    address = {"DATABASE_URL": database} if database else {}
    return {**kept, **address, "ARGOS_HOME": str(folder)}


def test_the_same_tests_pass_on_postgresql(postgres, tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", HERE,
         f"--ignore={__file__}"],
        env=environment(tmp_path, postgres), cwd=REPOSITORY, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-3000:]
    assert " passed" in done.stdout


@pytest.mark.django_db
def test_the_migrations_make_what_the_models_say():
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_processes_that_record_the_same_batches_at_once_agree(engine, request, tmp_path):
    database = request.getfixturevalue("postgres") if engine == "postgresql" else None

    def start(program: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-c", program],
            env=environment(tmp_path / "home", database),
            stderr=subprocess.PIPE,
            text=True,
        )

    migrated = start("from argos import register; register.migrate(); register.migrate()")
    assert migrated.communicate()[1] == ""
    writers = [start(RECORD) for _ in range(4)]
    for writer in writers:
        assert writer.communicate()[1] == ""
        assert writer.returncode == 0
    counted = start(
        "from argos.register import ledger; from django.db import connection;"
        f"assert connection.vendor == '{engine}';"
        "assert len(ledger.receipts()) == 100 and ledger.highest_log_version() == 99"
    )
    assert counted.communicate()[1] == ""
