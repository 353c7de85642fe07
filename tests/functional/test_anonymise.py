"""`argos anonymise` as a person runs it: files, exit statuses, what is said and what is not."""

import json
import re
from hashlib import sha256
from pathlib import Path

import polars as pl
import pytest
import typer

from argos.avatar.files import read_table, write_table
from argos.avatar.review.methods import Name
from argos.cli import anonymise as module
from argos.cli.app import application, run
from tests.conftest import REPOSITORY
from tests.unit.avatar.review.conftest import SECRET, quick, with_secret
from tests.unit.avatar.review.test_limits import EVERY, entry

PAGE = REPOSITORY / "docs" / "how-to" / "anonymise-a-table.md"
QUICK = ("--splits", "2", "--k", "12", "--lang", "en", "--day", "2026-11-25")


@pytest.fixture(autouse=True)
def _few_shadows(monkeypatch):
    quick(monkeypatch)


@pytest.fixture
def table(tmp_path) -> Path:
    path = tmp_path / "people.csv"
    write_table(with_secret(), path)
    return path


def test_a_refused_release_writes_its_report_and_no_table(table, tmp_path, capsys):
    out, page = tmp_path / "out.csv", tmp_path / "report.html"
    asked = ["anonymise", str(table), "-o", str(out), "--report", str(page), "--method", "faithful"]
    assert run([*asked, "--release", "--seed", "20261125", *QUICK]) == 3
    said = capsys.readouterr()
    assert not out.exists()
    assert "must not be released" in page.read_text("utf-8")
    for word in ("must not be released", "Limit: ", "raise --k", "No table is written"):
        assert word in said.out
    for text in (said.out, said.err, re.sub(r"base64,\S+", "", page.read_text("utf-8"))):
        for secret in (SECRET, "98765", "20261125"):
            assert secret not in text


def sha_of(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()


def site_limits(tmp_path: Path) -> Path:
    """Return limits of a site that are looser, but for one that the real table does not hold."""
    loose = re.sub(r"= (0.03|0.9)\n", "= 9.0\n", EVERY)
    path = tmp_path / "site.toml"
    path.write_text(
        entry("2026-01-01", loose.replace("distance = 9.0", "distance = 0.95")), "utf-8"
    )
    return path


def test_a_release_that_passes_writes_the_table_and_names_it(table, tmp_path, capsys):
    out, page = tmp_path / "out.csv", tmp_path / "report.html"
    asked = ["anonymise", str(table), "-o", str(out), "--report", str(page), "--release", "--json",
             "--limits", str(site_limits(tmp_path)), "--seed", "7", *QUICK]  # fmt: skip
    assert run(asked) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["verdict"] == "may_leave"
    assert told["standings"] == {"under": 1, "unsure": 0, "over": 0, "inconclusive": 7}
    assert told["written"]["sha256"] == sha_of(out)
    assert read_table(out).table.height == told["taking_part"] == 256
    said = page.read_text("utf-8")
    assert "may be released if a person so decides" in said
    assert sha_of(out) in said


@pytest.mark.parametrize("kind", ["csv", "parquet", "xlsx"])
def test_each_kind_of_file_goes_in_and_out(tmp_path, capsys, kind, monkeypatch):
    monkeypatch.setattr("argos.avatar.anonymise.trial", lambda *_: ())
    monkeypatch.setattr("argos.avatar.anonymise.beside", lambda *_: ())
    given, out = tmp_path / f"people.{kind}", tmp_path / f"out.{kind}"
    write_table(with_secret(), given)
    assert run(["anonymise", str(given), "-o", str(out), *QUICK]) == 0
    made = read_table(out).table
    assert made.schema == read_table(given).table.schema
    assert made.height == with_secret().height
    assert SECRET not in made["illness"].to_list()
    assert str(out) in capsys.readouterr().out


def test_json_is_one_line_and_no_bar_is_drawn(table, tmp_path, capsys):
    out = tmp_path / "out.csv"
    assert run(["anonymise", str(table), "-o", str(out), "--json", *QUICK]) == 0
    said = capsys.readouterr()
    told = json.loads(said.out)
    assert told["verdict"] == "not_for_release"
    assert told["written"] == {"table": str(out), "sha256": sha_of(out), "report": None}
    assert {"low", "high", "control", "target"} <= set(told["attacks"][0])
    assert said.err == ""
    assert SECRET not in said.out
    assert pl.read_csv(out).height == with_secret().height


@pytest.mark.parametrize(
    ("arguments", "status", "word"),
    [
        (("none.csv",), 2, "none.csv"),
        (("people.csv", "-o", "out.sav"), 2, ".xlsx"),
        (("people.csv", "-o", "people.csv"), 2, "people.csv"),
        (("people.csv", "--report", "r.docx"), 2, ".pdf"),
        (("people.csv", "--schema", "none.toml"), 2, "none.toml"),
        (("people.csv", "--limits", "none.toml"), 2, "none.toml"),
        (("people.csv", "--day", "2020-01-01"), 2, "2026-11-01"),
        (("people.csv", "--method", "dp", "--k", "5"), 2, "--k"),
        (("people.csv", "--method", "dp", "--search"), 2, "--search"),
        (("people.csv", "--epsilon", "1"), 2, "--epsilon"),
        (("people.csv", "--method", "dp"), 3, "AVATAR"),
        (("people.csv", "--k", "500"), 3, "AVATAR_ROWS"),
        (("people.csv", "--splits", "1"), 2, "splits"),
    ],
)
def test_a_mistake_is_answered_with_what_to_do(
    table, tmp_path, capsys, monkeypatch, arguments, status, word
):
    monkeypatch.chdir(tmp_path)
    assert run(["anonymise", *arguments]) == status
    said = capsys.readouterr().err
    assert word in said
    assert "Traceback" not in said
    assert SECRET not in said


def test_the_language_is_that_of_the_locale(table, capsys, monkeypatch):
    monkeypatch.delenv("ARGOS_LANG", raising=False)
    monkeypatch.setenv("LC_ALL", "fr_FR.UTF-8")
    assert run(["anonymise", str(table), "--k", "500"]) == 3
    assert "attendu au moins" in capsys.readouterr().err


def test_the_commands_names_are_those_of_the_methods():
    assert {each.value for each in module.Method} == {each.value for each in Name}


def test_the_page_tells_every_option_and_no_other():
    command = typer.main.get_command(application("anonymise")).commands["anonymise"]
    real = {name for option in command.params for name in option.opts if name.startswith("-")}
    told = set(re.findall(r"^\| `(-[a-z-]+)", PAGE.read_text("utf-8"), re.MULTILINE))
    told |= set(re.findall(r"^\| `-o`, `(--[a-z]+)", PAGE.read_text("utf-8"), re.MULTILINE))
    assert told == real - {"--help"}


def test_without_its_report_the_table_does_not_stay(table, tmp_path, capsys):
    out, page = tmp_path / "out.csv", tmp_path / "there" / "report.html"
    asked = ["anonymise", str(table), "-o", str(out), "--report", str(page), *QUICK]
    assert run(asked) == 2  # before minutes of work
    assert "a folder that exists" in capsys.readouterr().err
    page = tmp_path / "report.html"
    page.mkdir()  # which cannot be written to
    assert run([*asked[:5], str(page), *QUICK]) == 2
    assert "CANNOT_WRITE" in capsys.readouterr().err
    assert not out.exists()
