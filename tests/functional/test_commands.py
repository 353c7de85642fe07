"""Every command of the README, on the shipped samples, as a user runs it."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from argos.cli.app import COMMANDS, run
from tests.conftest import REPOSITORY
from tests.home import Home

SAMPLES = sorted((REPOSITORY / "partners").glob("*/*/sample.csv"))


def feed_of(sample: Path) -> str:
    return f"{sample.parts[-3]}.{sample.parts[-2]}"


@pytest.fixture(scope="module")
def home(sample_home: Home, tmp_path_factory: pytest.TempPathFactory) -> Home:
    return sample_home.copied(tmp_path_factory.mktemp("samples"))


def test_a_second_publication_with_nothing_new_commits_nothing(home: Home) -> None:
    assert home.json("publish", "--series")["committed"] is False


def test_status_tells_every_feed(home: Home) -> None:
    feeds = {line["feed"]: line for line in home.json("status")}
    assert set(feeds) == {feed_of(sample) for sample in SAMPLES}
    assert all(line["status"] == "accepted" for line in feeds.values())
    assert all(line["agreement"] == "in force" for line in feeds.values())


@pytest.mark.parametrize("form", ["table", "csv", "json"])
def test_a_series_in_each_form(home: Home, form: str) -> None:
    done = home.run("series", "samu_calls", "--place", "44", "--format", form)
    assert done.returncode == 0, done.stderr
    for column in ("date", "place", "age", "sex", "partner", "value", "status", "known_from"):
        assert column in done.stdout
    assert re.search(r"dep:44", done.stdout)


def test_a_hidden_count_shows_no_number(home: Home) -> None:
    rows = home.series("samu_calls", "--place", "dep:44")
    assert rows
    for row in rows:
        assert row["value"] is None or (row["value"] >= 10 and row["value"] % 5 == 0)
        assert (row["value"] is None) == (row["status"] != "ok")


def test_compact_changes_no_figure(home: Home) -> None:
    before = home.series("ed_all", "--place", "44")
    assert home.json("compact")["files_after"] > 0
    assert home.json("publish", "--series")["committed"] is False
    assert home.series("ed_all", "--place", "44") == before


def test_expire_and_quarantine_answer(home: Home) -> None:
    assert set(home.json("expire")) == {"rows", "archives", "quarantines"}
    assert home.json("quarantine", "samu-44.calls") == []


def test_contracts_are_checked_and_agreements_led(home: Home) -> None:
    assert home.json("contract", "check", REPOSITORY / "partners" / "samu-44" / "calls") == []
    feed = "samu-44.calls"
    sample = home.folder / "more.csv"
    sample.write_bytes(next(s for s in SAMPLES if feed_of(s) == feed).read_bytes() + b"\n")
    assert home.run("contract", "suspend", feed, "--why", "test").returncode == 0
    refused = home.push(feed, sample, status=3)
    assert refused["reasons"][0]["code"] == "AGREEMENT_NOT_IN_FORCE"
    standing = next(line for line in home.json("status") if line["feed"] == feed)
    assert (standing["status"], standing["files_refused"]) == ("refused", 1)
    assert home.run("contract", "resume", feed, "--why", "test").returncode == 0
    assert home.push(feed, sample)["status"] == "accepted"


@pytest.mark.parametrize(
    ("arguments", "status", "word"),
    [
        (("series", "ed_covdi"), 2, "ed_covid"),
        (("series", "ed_covid", "--place", "dep:4444"), 2, "dep:44"),
        (("series", "ed_covid", "--as-of", "yesterday"), 2, "2020-04-11"),
        (("push", "samu-44.cals", "x.csv"), 2, "samu-44.calls"),
        (("push", "samu-44.calls", "no-such.csv"), 2, "no-such.csv"),
        (("nonsense",), 2, "nonsense"),
    ],
)
def test_a_mistake_is_answered_with_what_to_do(
    home: Home, arguments: tuple[str, ...], status: int, word: str
) -> None:
    done = home.run(*arguments)
    assert done.returncode == status
    assert word in done.stderr
    assert "Traceback" not in done.stderr


def test_every_command_of_the_readme_exists() -> None:
    named = set(re.findall(r"\bargos ([a-z]+)", (REPOSITORY / "README.md").read_text()))
    assert named - set(COMMANDS) <= {"pools"}


@pytest.mark.parametrize(
    ("command", "parts"),
    [
        ("status", "argos.avatar argos.simulation argos.publish argos.web scipy"),
        ("push", "argos.avatar argos.simulation argos.publish argos.web scipy"),
        ("publish", "argos.avatar argos.simulation argos.publish.modelled argos.web scipy"),
        ("series", "argos.avatar argos.simulation argos.ingest argos.publish django scipy"),
        ("signals", "argos.avatar argos.simulation argos.events argos.ingest argos.web scipy"),
        ("anonymise", "argos.ingest argos.publish django scipy.stats"),
        ("serve", "argos.ingest argos.publish polars scipy"),
    ],
)
def test_a_command_does_not_wait_for_what_others_need(command: str, parts: str) -> None:
    asked = (
        f"import sys; from argos.cli.app import application; application({command!r}); "
        "print(*sys.modules, sep='\\n')"
    )
    done = subprocess.run(
        [sys.executable, "-c", asked],
        env=Home(Path.cwd()).environment, capture_output=True, text=True, check=True,
    )  # fmt: skip
    brought = done.stdout.split()
    assert f"argos.cli.{command}" in brought
    assert not set(brought) & set(parts.split())


def test_the_help_tells_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--help"]) == 0
    said = capsys.readouterr().out
    assert all(f" {command} " in said for command in COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_alone_keeps_its_name(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run([command, "--help"]) == 0
    assert f"argos {command} " in capsys.readouterr().out


def test_without_a_home_the_user_is_told(tmp_path: Path) -> None:
    done = Home(tmp_path).run("status")
    assert done.returncode == 2
    assert "argos init" in done.stderr


def test_french_by_locale(home: Home) -> None:
    environment = {**home.environment, "LC_ALL": "fr_FR.UTF-8"}
    del environment["ARGOS_LANG"]
    done = subprocess.run(
        [sys.executable, "-m", "argos", "publish"],
        env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert "ajoutées" in done.stdout or "Rien de nouveau" in done.stdout
