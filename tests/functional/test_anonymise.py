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
from tests.full import FULL
from tests.unit.avatar.review.conftest import SECRET, quick, with_secret
from tests.unit.avatar.review.test_limits import EVERY, entry

PAGE = REPOSITORY / "docs" / "how-to" / "anonymise-a-table.md"
QUICK = ("--splits", "2", "--k", "12", "--lang", "en", "--day", "2026-11-25")


WHOLE = "lower = 0\nupper = 100\n"
SCHEMAS = {
    "whole": "".join(f"[columns.{name}]\n{WHOLE}" for name in ("x0", "x1", "age"))
    + '[columns.kind]\nlevels = ["a", "b"]\n[columns.illness]\nlevels = ["flu", "asthma"]\n',
    "levels": '[columns.kind]\nlevels = ["a", "a"]\n',
    "bound": "[columns.age]\nlower = 2024-01-01\n",
    "ends": "[columns.age]\nlower = 2\nupper = 1\n",
    "unfit": '[columns.illness]\nlevels = ["flu"]\n',
    "nowhere": "[columns.nowhere]\nlower = 0\n",
}


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


@pytest.mark.parametrize("lang", ["en", "fr"] if FULL else ["fr"])
def test_an_older_file_is_not_taken_for_the_release_that_was_refused(table, tmp_path, capsys, lang):
    out = tmp_path / "out.csv"
    out.write_text("older")
    asked = ["anonymise", str(table), "-o", str(out), "--method", "faithful", "--release", "--json",
             "--seed", "1", *QUICK, "--lang", lang]  # fmt: skip
    assert run(asked) == 3
    said = capsys.readouterr()
    assert json.loads(said.out)["written"] == {
        "table": None, "sha256": None, "report": None, "older": str(out),
    }  # fmt: skip
    words = {"en": "is an older file", "fr": "est un fichier plus ancien"}
    assert f"{out} {words[lang]}" in said.err
    assert out.read_text() == "older"


@pytest.mark.parametrize("stopped", ["trial", "report"])
def test_who_interrupts_it_leaves_nothing_half_made(table, tmp_path, monkeypatch, stopped):
    def interrupted(*_):
        raise KeyboardInterrupt

    quickly = {"trial": "argos.avatar.anonymise.trial", "report": "argos.cli.anonymised.report"}
    if stopped == "report":
        monkeypatch.setattr("argos.avatar.anonymise.trial", lambda *_: ())
        monkeypatch.setattr("argos.avatar.anonymise.beside", lambda *_: ())
    monkeypatch.setattr(quickly[stopped], interrupted)
    asked = ["-o", str(tmp_path / "out.csv"), "--report", str(tmp_path / "r.html"), *QUICK]
    assert run(["anonymise", str(table), *asked]) == 130
    assert [path.name for path in tmp_path.iterdir()] == ["people.csv"]


def test_a_seed_is_warned_of_where_epsilon_is_promised(table, tmp_path, monkeypatch, capsys):
    pytest.importorskip("opendp")
    for name in ("trial", "beside"):
        monkeypatch.setattr(f"argos.avatar.anonymise.{name}", lambda *_: ())
    (tmp_path / "s.toml").write_text(SCHEMAS["whole"])
    asked = ["anonymise", str(table), "--method", "dp", "--schema", str(tmp_path / "s.toml"),
             "--lang", "en", "--json"]  # fmt: skip
    assert run([*asked, "--seed", "1"]) == 0
    assert "epsilon is promised only while nobody else knows it" in capsys.readouterr().err
    assert run(asked) == 0
    assert capsys.readouterr().err == ""


def sha_of(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()


def site_limits(tmp_path: Path) -> Path:
    """Return limits of a site that are looser, but for one that the real table does not hold."""
    loose = re.sub(r"= (0.03|0.9)\n", "= 9.0\n", EVERY)
    path = tmp_path / "site.toml"
    path.write_text(
        entry("2026-01-01", loose.replace("distance = 9.0", "distance = 0.97")), "utf-8"
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


@pytest.mark.parametrize(
    "column",
    [pl.Series(["a", "b"] * 160, dtype=pl.Categorical),
     pl.Series(["a", "b"] * 160, dtype=pl.Enum(["a", "b", "c"])),
     pl.Series([f"{n}.50" for n in range(320)]).cast(pl.Decimal(10, 2))],
)  # fmt: skip
def test_types_of_parquet_come_back(tmp_path, capsys, monkeypatch, column):
    monkeypatch.setattr("argos.avatar.anonymise.trial", lambda *_: ())
    monkeypatch.setattr("argos.avatar.anonymise.beside", lambda *_: ())
    given, out = tmp_path / "people.parquet", tmp_path / "out.parquet"
    write_table(with_secret().with_columns(column.alias("more")), given)
    assert run(["anonymise", str(given), "-o", str(out), *QUICK]) == 0
    assert read_table(out).table.schema == read_table(given).table.schema


@pytest.mark.parametrize("column", [[["secret"]], [{"secret": 1}], [b"secret"]])
def test_columns_that_hold_more_than_a_value_are_refused(tmp_path, capsys, column):
    write_table(with_secret().with_columns(more=pl.Series(column * 320)), tmp_path / "t.parquet")
    assert run(["anonymise", str(tmp_path / "t.parquet"), *QUICK]) == 3
    said = capsys.readouterr().err
    assert "“more”" in said
    assert "secret" not in said


def test_json_is_one_line_and_no_bar_is_drawn(table, tmp_path, capsys):
    out = tmp_path / "out.csv"
    assert run(["anonymise", str(table), "-o", str(out), "--json", *QUICK]) == 0
    said = capsys.readouterr()
    told = json.loads(said.out)
    assert told["verdict"] == "not_for_release"
    assert told["written"] == {
        "table": str(out), "sha256": sha_of(out), "report": None, "older": None,
    }  # fmt: skip
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
        (("people.csv", "--k", "1"), 2, "--k"),
        (("people.csv", "--components", "0"), 2, "--components"),
        *((("people.csv", "--method", "dp", "--schema", "whole.toml", "--epsilon", each), 2,
           "AVATAR_SETTING") for each in ("1e300", "nan", "inf", "0", "-1")),
        (("people.csv", "--schema", "levels.toml"), 2, "AVATAR_SCHEMA"),
        (("people.csv", "--schema", "bound.toml"), 2, "AVATAR_SETTING"),
        (("people.csv", "--schema", "ends.toml"), 2, "AVATAR_SETTING"),
        (("people.csv", "--schema", "unfit.toml"), 3, "AVATAR_COLUMN"),
        (("people.csv", "--schema", "nowhere.toml"), 3, "AVATAR_COLUMNS"),
    ],
)  # fmt: skip
def test_a_mistake_is_answered_with_what_to_do(
    table, tmp_path, capsys, monkeypatch, arguments, status, word
):
    monkeypatch.chdir(tmp_path)
    for name, text in SCHEMAS.items():
        (tmp_path / f"{name}.toml").write_text(text, "utf-8")
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


@pytest.mark.parametrize(
    ("of_machine", "asked", "words"),
    [("fr", ("--lang", "en"), "expected"), ("en", ("--lang=fr",), "attendu"),
     ("en", ("--lang", "fr", "--no-such-option"), "Commande mal écrite")],
)  # fmt: skip
def test_an_error_is_told_in_the_language_asked_for(
    table, capsys, monkeypatch, of_machine, asked, words
):
    monkeypatch.setenv("ARGOS_LANG", of_machine)
    assert run(["anonymise", str(table), "--k", "500", *asked]) != 0
    assert words in capsys.readouterr().err


@pytest.mark.parametrize(
    ("asked", "code", "status"),
    [(("--k", "500"), "AVATAR_ROWS", 3), (("--limits", "none.toml"), "AVATAR_LIMITS", 2),
     (("--splits", "1"), "USAGE", 2)],
)  # fmt: skip
def test_with_json_an_error_is_a_line_for_a_machine_too(table, capsys, asked, code, status):
    assert run(["anonymise", str(table), *asked, "--json", "--lang", "en"]) == status
    said = capsys.readouterr()
    told = json.loads(said.out)["error"]
    assert (told["code"], told["exit"]) == (code, status)
    assert all(told[name] for name in ("expected", "found", "todo"))
    assert told["found"] in said.err


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
