"""`argos anonymise FOLDER`: linked tables in and out, and no release of them."""

import json

import pytest

from argos.avatar.csv_text import Dialect
from argos.avatar.files import read_table, write_table
from argos.cli.app import run
from tests.unit.avatar.linked.territory import hospital

SCHEMA = """
key = "patient"
[tables.patients]
end = "died"
[tables.stays]
day = "admission"
ids = ["stay"]
ends = "discharge"
order = [{ first = "admission", last = "discharge" }]
[tables.tests]
day = "on"
within = { stay = "stays" }
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name, table in hospital(700).items():
        write_table(table, tmp_path / "given" / f"{name}.csv", Dialect(";"))
    (tmp_path / "schema.toml").write_text(SCHEMA)
    return tmp_path


ASKED = ("anonymise", "given", "--schema", "schema.toml", "-o", "made", "--k", "20", "--seed", "1",
         "--lang", "en")  # fmt: skip


def test_a_folder_of_tables_is_written_like_the_one_given(folder, capsys):
    assert run([*ASKED]) == 0
    said = capsys.readouterr().out
    assert "not made for release" in said
    assert {path.name for path in (folder / "made").iterdir()} == {
        "patients.csv", "stays.csv", "tests.csv"}  # fmt: skip
    made = {n: read_table(folder / "made" / f"{n}.csv") for n in ("patients", "stays")}
    given = read_table(folder / "given" / "stays.csv")
    assert made["stays"].table.schema == given.table.schema
    assert made["stays"].dialect.separator == ";"
    assert set(made["stays"].table["patient"]) <= set(made["patients"].table["patient"])


def test_json_names_the_files_and_no_verdict_but_that(folder, capsys, monkeypatch):
    monkeypatch.setattr("argos.cli.anonymised_folder.anonymise_linked", lambda tables, *_: tables)
    assert run([*ASKED, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["verdict"] == "not_for_release"
    assert len(told["written"]) == 3


@pytest.mark.parametrize(
    "option", [("--release",), ("--report", "r.html"), ("--search",), ("--method", "faithful")]
)
def test_what_asks_for_a_verdict_is_refused_with_the_reason(folder, capsys, option):
    assert run([*ASKED, *option]) == 3
    said = capsys.readouterr().err
    assert "no trial by attacks yet" in said
    assert option[0] in said
    assert not (folder / "made").exists()


@pytest.mark.parametrize(
    "asked",
    [("given", "-o", "made"), ("given", "--schema", "schema.toml"),
     ("given", "--schema", "schema.toml", "-o", "given")],
)  # fmt: skip
def test_a_folder_needs_a_schema_and_another_folder(folder, capsys, asked):
    assert run(["anonymise", *asked, "--lang", "en"]) == 2
    assert "AVATAR_FOLDER" in capsys.readouterr().err
