"""A home served by a real process on a free port."""

import json
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.home import Home

REPOSITORY = Path(__file__).resolve().parent.parent
SAMPLES_ON = "2020-06-10"


@dataclass(frozen=True)
class Served:
    """Where a home answers, and what its process wrote."""

    address: str
    log: Path

    def get(self, path: str) -> tuple[int, bytes]:
        """Return the status and the body of an address."""
        try:
            with urllib.request.urlopen(self.address + path, timeout=30) as answer:  # noqa: S310
                return answer.status, answer.read()
        except urllib.error.HTTPError as refused:
            return refused.code, refused.read()


@contextmanager
def served(home: Home, log: Path, today: str = SAMPLES_ON) -> Iterator[Served]:
    """Serve a home as a user would, until the test is done."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = one.getsockname()[1]
    command = [sys.executable, "-m", "argos", "serve", "--port", str(port), "--today", today]
    with log.open("wb") as written:
        server = subprocess.Popen(command, env=home.environment, stdout=written, stderr=written)
        try:
            _wait(port, server)
            yield Served(f"http://127.0.0.1:{port}", log)
        finally:
            server.terminate()
            server.wait(20)


def _wait(port: int, server: "subprocess.Popen[bytes]") -> None:
    for _ in range(300):
        assert server.poll() is None, "the server left"
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise AssertionError("the server did not answer within 30 s")


def with_samples(home: Home) -> Home:
    """Push the shipped samples of all feeds as on `SAMPLES_ON`, and publish."""
    samples = sorted((REPOSITORY / "partners").glob("*/*/sample.csv"))
    files = [(f"{path.parts[-3]}.{path.parts[-2]}", path, SAMPLES_ON) for path in samples]
    return replayed(home, files)


def replayed(home: Home, files: list[tuple[str, Path, str]]) -> Home:
    """Push files (feed, file, instant or day of coming) in one process, all of them taken in."""
    manifest = home.folder / "manifest.csv"
    rows = [f"{feed},{file},{came}" for feed, file, came in files]
    manifest.write_text("\n".join(["feed,file,recorded_at", *rows]), "utf-8")
    done = home.run("replay", manifest, "--json")
    assert done.returncode == 0, done.stderr + done.stdout
    for receipt in map(json.loads, done.stdout.splitlines()):
        assert (receipt["status"], receipt["rows_rejected"]) == ("accepted", 0), receipt
    home.json("publish")
    return home
