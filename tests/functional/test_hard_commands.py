"""Commands given what nobody should give: each answers with a code and a sentence, no traceback."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import REPOSITORY
from tests.home import Home

CALLS = REPOSITORY / "partners" / "samu-44" / "calls" / "sample.csv"
FEED = "samu-44.calls"
PERSON = {"birth_name": "Zorblax", "first_names": "Ynid", "birth_date": "1950-01-31", "sex": "f"}


@pytest.fixture(scope="module")
def home(new_home: Callable[[], Home]) -> Home:
    return new_home()


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        (b"caf\xe9.csv", "caf\ufffd.csv"),
        (b"a[final][bold].csv", "a[final][bold].csv"),
        (b"line\nbreak \x1b[31m.csv", "line\ufffdbreak \ufffd[31m.csv"),
    ],
)
def test_a_file_of_any_name(home: Home, name: bytes, shown: str) -> None:
    path = Path(os.fsdecode(os.fsencode(home.folder) + b"/" + name))
    path.write_bytes(CALLS.read_bytes() + b"\n" * len(name))
    assert home.push(FEED, path)["file_name"] == shown
    told = home.run("push", FEED, path)
    assert told.returncode == 0, told.stderr
    assert told.stdout.startswith(f"{shown} → ")


def test_a_column_of_any_name_is_shown_as_it_is(home: Home) -> None:
    path = home.folder / "columns.csv"
    path.write_bytes(CALLS.read_bytes().replace(b"priority", b"[/x]"))
    told = home.run("push", FEED, path)
    assert told.returncode == 3, told.stderr
    assert "[/x]" in told.stdout


def test_letters_that_the_terminal_has_not(home: Home) -> None:
    environment = {**home.environment, "PYTHONIOENCODING": "latin-1"}
    command = [sys.executable, "-m", "argos", "push", FEED, str(CALLS)]
    done = subprocess.run(command, env=environment, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr


def test_no_file_is_pushed_if_one_is_not_there(home: Home) -> None:
    path = home.folder / "first.csv"
    path.write_bytes(CALLS.read_bytes() + b"\n\n\n")
    done = home.run("push", FEED, path, home.folder / "absent.csv", "--json")
    told = json.loads(done.stdout)["error"]  # the one line: no receipt comes before it
    assert (done.returncode, told["code"], told["exit"]) == (2, "NO_SUCH_FILE", 2)
    assert done.stderr.startswith("NO_SUCH_FILE")


@pytest.mark.parametrize("instant", ["9999-12-31", "0001-01-01T00:00", "2020-02-30", "demain"])
def test_an_instant_that_is_none(home: Home, instant: str) -> None:
    done = home.run("push", FEED, CALLS, "--recorded-at", instant)
    assert done.returncode == 2
    assert done.stderr.startswith(("BAD_INSTANT", "RECORDED_IN_FUTURE"))
    done = home.run("series", "samu_calls", "--from", "2020-04-11T19:00")
    assert done.stderr.startswith("BAD_INSTANT")


def test_nothing_is_recorded_in_the_future(home: Home) -> None:
    done = home.run("push", FEED, CALLS, "--again", "--recorded-at", "2999-01-01")
    assert done.returncode == 2
    assert done.stderr.startswith("RECORDED_IN_FUTURE")


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({**PERSON, "birth_place": "Nantes"}, "BAD_TRAIT"),
        ({**PERSON, "ins": "255081416802500"}, "BAD_TRAIT"),
        ({**PERSON, "birth_date": "31/01/1950"}, "BAD_TRAIT"),
        ({**PERSON, "first_names": None}, "PERSON_INCOMPLETE"),
        ({**PERSON, "birthplace": "44109"}, "BAD_PERSON"),
        ({"subject": "aa" * 16}, "BAD_PSEUDONYM"),
        ({"subject": "ab" * 32, "birth_name": "Zorblax"}, "PERSON_INCOMPLETE"),
        (["Zorblax"], "BAD_PERSON"),
    ],
)
def test_an_erasure_that_would_leave_rows_behind_is_refused(
    home: Home, given: object, code: str
) -> None:
    done = home.run("erase", stdin=json.dumps(given))
    assert done.returncode == 2
    assert done.stderr.startswith(code)
    assert "Zorblax" not in done.stderr + done.stdout


def test_an_erasure_without_the_keys_is_refused(new_home: Callable[[], Home]) -> None:
    home = new_home()
    for key in (home.folder / "keys").glob("epidemic-watch.*"):
        key.unlink()
    done = home.run("erase", stdin=json.dumps(PERSON))
    assert done.returncode == 2
    assert done.stderr.startswith("KEY_MISSING")


@pytest.mark.parametrize(
    ("damage", "code"),
    [
        (lambda home: (home / "register.sqlite3").write_bytes(b"no database" * 999), "REGISTER"),
        (lambda home: (home / "register.sqlite3").unlink(), "REGISTER"),
        (lambda home: (home / "sensitive").write_bytes(b""), "SYSTEM"),
    ],
)
def test_a_damaged_home_is_told_without_a_traceback(
    new_home: Callable[[], Home], damage: Callable[[Path], object], code: str
) -> None:
    home = new_home()
    for trace in home.folder.glob("register.sqlite3-*"):
        trace.unlink()
    damage(home.folder)
    done = home.run("push", FEED, CALLS)
    assert done.returncode == 1
    assert done.stderr.startswith(code)
    assert len(done.stderr.splitlines()) == 1
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(("which", "code"), [("no.feed", "UNKNOWN_FEED"), ("zzz", "NO_SUCH_BATCH")])
def test_the_quarantine_of_nothing_known(home: Home, which: str, code: str) -> None:
    done = home.run("quarantine", which)
    assert done.returncode == 2
    assert done.stderr.startswith(code)
