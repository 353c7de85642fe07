"""A planted person is looked for everywhere that a push leaves something, and is nowhere.

Names, a date of birth and an INS stand in every place of a file where they could: their own
columns, columns that break the contract, rows that cannot be cut, headers. Then the receipts, the
logs, what is printed, the errors, the register and every file of the home are searched.
"""

import gzip
import json
import logging
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest
from django.core import serializers

from argos.core.contract_check import load
from argos.core.errors import ArgosError, FileRefused
from argos.core.settings import Settings
from argos.ingest.archive import open_sealed
from argos.ingest.flow import push
from argos.ingest.identity.file import pseudonymise_file
from argos.ingest.identity.keys import Keys, read_key
from argos.ingest.intake import Intake
from argos.register.models import AuditEntry, Batch, Feed, Partner
from tests.unit.invented import NOW

FEED = "invented.visits"
INS = "255081416802538"
SECRETS = ("Zwrxqv", "Plänt", "ZWRXQVPLANT", "PLANT", "1931-07-13", "13/07/1931", INS)
CONTRACT = """
feed = "invented.visits"
version = 1
kind = "visit"
title = { fr = "Passages", en = "Visits" }
access = [{ role = "sender", detail = "exact" }]
rights = { opposition = true, erasure = true }
file = { formats = ["csv"], delimiters = [";"], encodings = ["utf-8"] }
window = { since = 2020-01-01 }
cadence = { every = "day", lateness_hours = 12 }
identity = { made = "on-arrival", key = "watch" }
moments = [{ measure = "visit", date = "day" }]

[agreement]
partner = "Invented hospital"
purpose = { fr = "Veille", en = "Surveillance" }
legal_basis = "GDPR art. 6(1)(e)"
controller = "independent"
drafted_on = 2020-03-01
signed_by_partner_on = 2020-04-01
signed_by_argos_on = 2020-04-02
in_force_from = 2020-04-10
"""
FIELDS = """
[[fields]]
name = "visit"
role = "key"
constraints = { required = true, pattern = "v[0-9]+" }
[[fields]]
name = "day"
type = "date"
role = "date"
constraints = { required = true }
[[fields]]
name = "commune"
role = "place"
level = "com"
constraints = { required = true }
[[fields]]
name = "sex"
role = "sex"
trait = "sex"
[[fields]]
name = "reason"
role = "code"
system = "sfmu"
constraints = { enum = ["a", "b"] }
[[fields]]
name = "nom"
role = "identity"
trait = "birth_name"
constraints = { required = true, maxLength = 30 }
[[fields]]
name = "prenom"
role = "identity"
trait = "first_names"
constraints = { required = true }
[[fields]]
name = "naissance"
type = "date"
formats = ["%d/%m/%Y"]
role = "identity"
trait = "birth_date"
constraints = { required = true }
[[fields]]
name = "ins"
role = "identity"
trait = "ins"
"""
HEADER = "visit;day;commune;sex;reason;nom;prenom;naissance;ins\n"
RIGHT = f"v1;2020-05-12;44109;f;a;Zwrxqv-Plänt;Zwrxqv;13/07/1931;{INS}\n"
WRONG = (
    "v2;Zwrxqv;44109;f;a;Zwrxqv;Plänt;13/07/1931;\n"
    "Zwrxqv;2020-05-12;44109;f;a;Zwrxqv;Plänt;13/07/1931;\n"
    "v3;2020-05-12;Zwrxqv;f;a;Zwrxqv;Plänt;13/07/1931;\n"
    "v4;2020-05-12;44109;Zwrxqv;a;Zwrxqv;Plänt;13/07/1931;\n"
    "v5;2020-05-12;44109;f;Zwrxqv;Zwrxqv;Plänt;13/07/1931;\n"
    f"v6;2020-05-12;44109;f;a;Zwrxqv;Plänt;{INS};\n"
    "v7;2020-05-12;44109;f;a;Zwrxqv;Plänt\n"
    f"v8;2020-05-12;44109;f;a;{'Zwrxqv' * 6};Plänt;13/07/1931;Zwrxqv\n"
    "v9;2020-05-12;44109;f;a;X;Zwrxqv;13/07/1931;\n"
    'v10;2020-05-12;44109;f;a;"Zwrxqv;Plänt;13/07/1931;\n'
)
REFUSED = {
    "without-header.csv": RIGHT,
    "unknown-column.csv": HEADER.strip() + ";phone\n" + RIGHT.strip() + ";Zwrxqv\n",
    "missing-column.csv": "visit;day\nZwrxqv;13/07/1931\n",
    "not-utf-8.csv": (HEADER + RIGHT).encode("latin-1"),
    "cut.csv.gz": gzip.compress((HEADER + RIGHT * 1000).encode())[:-20],
}


@pytest.fixture
def intake(tmp_path: Path, transactional_db: None) -> Intake:
    home = tmp_path / "home"
    folder = home / "partners" / "invented" / "visits"
    folder.mkdir(parents=True)
    (folder / "contract.toml").write_text(CONTRACT + FIELDS, "utf-8")
    settings = Settings.from_environment({"ARGOS_HOME": str(home)})
    Keys(settings.keys).make_missing({"watch"})
    return Intake.at(settings)


@pytest.fixture
def pushed(intake: Intake, tmp_path: Path, caplog, capfd) -> tuple[Intake, str]:
    """A home after every push, and all that was returned, logged and printed on the way."""
    caplog.set_level(logging.DEBUG)
    files = {"visits.csv": HEADER + RIGHT + WRONG, **REFUSED}
    receipts = {}
    for name, content in files.items():
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        receipts[name] = push(path, FEED, intake, recorded_at=NOW)
    assert receipts["visits.csv"].status == "partial", receipts["visits.csv"]
    assert receipts["visits.csv"].rows_accepted == 1
    assert {receipts[name].status for name in REFUSED} == {"refused"}
    returned = json.dumps([r.as_dict() for r in receipts.values()], ensure_ascii=False)
    return intake, returned + caplog.text + "".join(capfd.readouterr())


def texts(path: Path) -> Iterator[str]:
    """What a file says, its compressed pages opened."""
    yield path.read_bytes().decode("latin-1")
    yield path.read_bytes().decode("utf-8", errors="replace")
    if path.name.endswith(".parquet"):
        yield str(pl.read_parquet(path, hive_partitioning=False).to_dicts())
    if path.name.endswith(".gz"):
        yield gzip.decompress(path.read_bytes()).decode("utf-8", errors="replace")


def found(text: str) -> set[str]:
    lowered = text.casefold()
    return {secret for secret in SECRETS if secret.casefold() in lowered}


def test_the_search_finds_what_is_there(tmp_path):
    for name, write in {
        "a.parquet": lambda p: pl.DataFrame({"nom": ["Zwrxqv"] * 99}).write_parquet(p),
        "b.csv.gz": lambda p: p.write_bytes(gzip.compress(RIGHT.encode())),
        "c.sqlite3": lambda p: p.write_bytes(b"\0\1" + "Plänt".encode() + b"\0"),
    }.items():
        write(tmp_path / name)
        assert set().union(*(found(text) for text in texts(tmp_path / name))), name


def test_receipts_logs_and_output_hold_no_value(pushed):
    _, said = pushed
    assert "BAD_IDENTITY" in said
    assert found(said) == set()


def test_no_file_of_the_home_holds_a_value(pushed):
    intake, _ = pushed
    files = [path for path in intake.settings.home.rglob("*") if path.is_file()]
    kinds = {path.parts[len(intake.settings.home.parts) :][:2] for path in files}
    assert {("sensitive", part) for part in ("events", "archive", "quarantine")} <= kinds
    assert {path: found(t) for path in files for t in texts(path) if found(t)} == {}


def test_the_register_holds_no_value(pushed):
    rows = [row for model in (Partner, Feed, Batch, AuditEntry) for row in model.objects.all()]
    assert len(rows) > len(REFUSED)
    assert found(serializers.serialize("json", rows, ensure_ascii=False)) == set()


def test_only_the_private_key_opens_the_archive(pushed):
    intake, _ = pushed
    private = read_key(intake.settings.keys / "archive.private")
    archived = list(intake.settings.home.glob("sensitive/archive/**/*.sealed"))
    assert len(archived) == 1 + len(REFUSED)
    contents = [b"".join(open_sealed(path, private)) for path in archived]
    assert (HEADER + RIGHT + WRONG).encode() in contents


def test_the_quarantine_knows_the_rows_all_the_same(pushed):
    intake, _ = pushed
    summary = intake.quarantine.summary(FEED)
    assert {"BAD_DATE", "BAD_PATTERN", "WRONG_WIDTH", "BAD_IDENTITY"} <= set(summary["code"])


def test_the_partner_s_side_says_nothing_either(intake, tmp_path, caplog, capfd):
    caplog.set_level(logging.DEBUG)
    fields = FIELDS[: FIELDS.index('[[fields]]\nname = "nom"')]
    text = CONTRACT.replace("on-arrival", "at-partner") + fields + (
        '[[fields]]\nname = "subject"\nrole = "subject"\n'
    )  # fmt: skip
    path = tmp_path / "invented" / "visits" / "contract.toml"
    path.parent.mkdir(parents=True)
    path.write_text(text, "utf-8")
    (key,) = intake.settings.keys.glob("watch.*.key")
    held = (HEADER + RIGHT + WRONG).replace("naissance", "birth_date")
    source = tmp_path / "visits.csv"
    source.write_text(held, "utf-8")
    target = tmp_path / "to-send.csv"
    said, outcomes = "", []
    for contents in (held, held.replace(";nom;", ";motto;"), RIGHT):
        source.write_text(contents, "utf-8")
        try:
            outcomes.append(pseudonymise_file(source, target, load(path), key))
            said += repr(outcomes[-1])
            target.rename(tmp_path / "sent.csv")
        except (ArgosError, FileRefused) as error:
            said += str(error) + repr(error) + repr(getattr(error, "reasons", ""))
    assert [done.pseudonyms for done in outcomes] == [6]
    assert found(said + caplog.text + "".join(capfd.readouterr())) == set()
