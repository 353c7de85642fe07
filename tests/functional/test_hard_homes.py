"""Homes that are hard to live in: odd folders, lost keys, two that start at once."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from nacl.public import PrivateKey

from argos.ingest.identity.keys import Keys, read_key
from tests.conftest import REPOSITORY
from tests.home import Home

CALLS = REPOSITORY / "partners" / "samu-44" / "calls" / "sample.csv"
STAYS = REPOSITORY / "partners" / "chu-nantes" / "stays" / "sample.csv"
FEED, STAYS_FEED = "samu-44.calls", "chu-nantes.stays"
PERSON = json.dumps({"subject": CALLS.read_text("utf-8").splitlines()[1].split(";")[1]})


def inside(parent: Path, name: str) -> Home:
    folder = parent / name
    folder.mkdir(parents=True)
    return Home(folder)


def test_a_home_in_a_folder_with_any_letters(tmp_path: Path) -> None:
    name = "Données d'été 1, a=b+c&feed=x"
    home = inside(tmp_path, name)
    assert home.run("init").returncode == 0
    assert home.push(FEED, CALLS)["facts_new"] > 0
    assert home.push(FEED, CALLS, "--again")["facts_new"] == 0
    assert home.json("publish")["committed"] is True
    assert home.json("publish")["committed"] is False
    assert home.series("samu_calls", "--place", "44")
    erased = home.run("erase", "--json", stdin=PERSON)
    assert '"feeds": 1' in erased.stdout, erased.stderr
    again = home.push(FEED, CALLS, "--again")
    assert "OPPOSED" in [reason["code"] for reason in again["reasons"]]
    assert home.run("compact").returncode == 0
    assert (home.folder / "register.sqlite3").is_file()
    assert [path.name for path in tmp_path.iterdir()] == [name]


@pytest.mark.parametrize("name", ["100%", "a[1]", "n#1", "n?"])
def test_a_folder_that_tables_cannot_bear_is_told_before_anything_is_made(
    name: str, tmp_path: Path
) -> None:
    home = inside(tmp_path, name)
    done = home.run("init")
    assert done.returncode == 2
    assert done.stderr.startswith("BAD_FOLDER")
    assert list(home.folder.iterdir()) == []


@pytest.fixture(scope="module")
def used(new_home: Callable[[], Home]) -> Home:
    """A home whose keys have all been used."""
    home = new_home()
    assert home.push(STAYS_FEED, STAYS)["facts_new"] > 0
    assert home.push(FEED, CALLS)["facts_new"] > 0
    assert home.run("erase", stdin=PERSON).returncode == 0
    return home


@pytest.mark.parametrize("lost", ["event-id.key", "opposition.key", "epidemic-watch.*.key"])
def test_a_key_that_was_used_is_never_made_anew(used: Home, lost: str, tmp_path: Path) -> None:
    home, keys = used, used.folder / "keys"
    safe = shutil.copytree(keys, tmp_path / "safe")
    for path in keys.glob(lost):
        path.unlink()
    done = home.run("init")
    assert done.returncode == 2
    assert done.stderr.startswith("KEY_LOST")
    assert not list(keys.glob(lost))
    assert home.run("push", STAYS_FEED, STAYS, "--again").returncode == 2
    shutil.rmtree(keys)
    shutil.copytree(safe, keys)
    assert home.push(STAYS_FEED, STAYS, "--again")["facts_new"] == 0


def test_homes_that_start_at_once_have_one_of_each_key(tmp_path: Path) -> None:
    home = inside(tmp_path, "home")
    started = [
        subprocess.Popen(
            [sys.executable, "-m", "argos", "init"],
            env=home.environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
        )
        for _ in range(3)
    ]  # fmt: skip
    for process in started:
        _, said = process.communicate(timeout=60)
        assert process.returncode == 0, said.decode()
    keys = Keys(home.folder / "keys")
    assert len(keys.key_ids("epidemic-watch")) == 1
    private = PrivateKey(read_key(keys.folder / "archive.private"))
    assert bytes(private.public_key) == keys.archive_public()


def test_a_private_key_left_alone_by_a_crash_gets_its_own_public_half(tmp_path: Path) -> None:
    keys = Keys(tmp_path / "keys")
    private = PrivateKey(read_key(keys.make_archive_pair()))
    (keys.folder / "archive.public").unlink()
    keys.make_missing()
    assert keys.archive_public() == bytes(private.public_key)
