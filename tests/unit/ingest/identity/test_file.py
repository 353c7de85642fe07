"""What the partner runs: the same file, with a pseudonym where the names were."""

import time
from pathlib import Path

import polars as pl
import pytest

from argos.core.errors import ContractError, FileRefused, UsageError
from argos.ingest.checks import check_rows
from argos.ingest.identity import identify
from argos.ingest.identity.file import pseudonymise_file
from argos.ingest.identity.keys import Keys
from argos.ingest.readers import read_file
from tests.unit.invented import NOW, a_contract, identity_fields

SEXES = {"M": "m", "F": "f", "I": "unknown", "O": "unknown"}
FIELDS = [
    {"name": "visit", "role": "key", "constraints": {"required": True}},
    {"name": "pseudonyme", "role": "subject"},
    {"name": "day", "role": "date", "type": "date"},
    {"name": "sexe", "role": "sex", "values": SEXES},
    {"name": "motif", "role": "attribute"},
    {"name": "ipp", "role": "drop"},
]
AS_HELD = [
    *(field | ({"trait": "sex"} if field["role"] == "sex" else {})
      for field in FIELDS if field["role"] != "subject"),
    {"name": "Nom de naissance", "role": "identity", "trait": "birth_name"},
    {"name": "prénoms", "role": "identity", "trait": "first_names"},
    {"name": "date_naissance", "role": "identity", "trait": "birth_date",
     "type": "date", "formats": ["%d/%m/%Y", "%Y-%m-%d"]},
    {"name": "lieu_naissance", "role": "identity", "trait": "birth_place"},
]  # fmt: skip
MOMENTS = [{"measure": "visit", "date": "day"}]
CONTRACT = a_contract(FIELDS, identity={"made": "at-partner", "key": "watch"}, moments=MOMENTS)
HEADER = "visit;ipp;Nom de naissance;Prénoms;date_naissance;lieu_naissance;sexe;day;motif\n"
ROWS = (
    "v1;77;DUPONT-MÉRIEUX;Jean-Pierre;31/01/1950;44109;M;2020-05-12;a\n"
    'v2;78;"Dupont Merieux";jean;1950-01-31;44109;m;2020-05-12;"b;c"\n'
    "v3;79;Le Goff;;12/03/1980;;I;2020-05-12;\n"
)


@pytest.fixture
def key(tmp_path: Path) -> Path:
    keys = Keys(tmp_path / "keys")
    return keys.folder / f"watch.{keys.make_key('watch').id}.key"


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "visits.csv"
    path.write_text(HEADER + ROWS, "utf-8")
    return path


def test_names_go_pseudonyms_come_and_the_rest_stays(source, key, tmp_path):
    target = tmp_path / "to-send.csv"
    done = pseudonymise_file(source, target, CONTRACT, key)
    lines = target.read_text("utf-8").splitlines()
    assert lines[0] == "visit;pseudonyme;day;sexe;motif"
    one, other, third = (line.split(";")[1] for line in lines[1:])
    assert one == other
    assert len(one) == 64
    assert lines[2] == f'v2;{one};2020-05-12;m;"b;c"'
    assert third == ""
    assert (done.rows, done.pseudonyms, done.incomplete, done.left_out) == (3, 2, 1, 0)
    assert done.faults.rows() == [(4, "first_names")]
    assert done.linkage == {"by_ins": 0, "by_traits": 2, "ins_wrong": 0}
    assert target.stat().st_mode & 0o077 == 0


def test_argos_reads_what_the_partner_wrote(source, key, tmp_path):
    target = tmp_path / "to-send.csv"
    pseudonymise_file(source, target, CONTRACT, key)
    checked = check_rows(read_file(target, CONTRACT), CONTRACT, today=NOW.date())
    read = identify(checked.frame, CONTRACT, Keys(tmp_path / "none"))
    assert read.linkage == {"by_partner": 2, "unlinked": 1}
    assert read.rejected.is_empty()


def test_both_sides_make_the_same_pseudonym(source, key, tmp_path):
    target = tmp_path / "to-send.csv"
    source.write_text(HEADER + ROWS.replace(";M;", ";O;"), "utf-8")
    pseudonymise_file(source, target, CONTRACT, key)
    written = pl.read_csv(target, separator=";")["pseudonyme"].to_list()
    arriving = a_contract(AS_HELD, identity={"made": "on-arrival", "key": "watch"}, moments=MOMENTS)
    checked = check_rows(read_file(source, arriving), arriving, today=NOW.date())
    made = identify(checked.frame, arriving, Keys(key.parent)).frame.sort("visit")["subject"]
    assert [subject.hex() if subject else None for subject in made] == written
    assert written[0] is not None


def test_an_existing_file_is_not_touched(source, key, tmp_path):
    target = tmp_path / "to-send.csv"
    target.write_text("precious")
    with pytest.raises(UsageError, match="TARGET_EXISTS"):
        pseudonymise_file(source, target, CONTRACT, key)
    assert target.read_text() == "precious"
    with pytest.raises(UsageError, match="TARGET_EXISTS"):
        pseudonymise_file(source, source, CONTRACT, key)
    assert source.read_text("utf-8") == HEADER + ROWS


def test_a_file_that_appears_meanwhile_is_not_touched(source, key, tmp_path, monkeypatch):
    target = tmp_path / "to-send.csv"

    def meanwhile(path, contract):
        target.write_text("precious")
        return read_file(path, contract)

    monkeypatch.setattr("argos.ingest.identity.file.read_file", meanwhile)
    with pytest.raises(UsageError, match="TARGET_EXISTS"):
        pseudonymise_file(source, target, CONTRACT, key)
    assert target.read_text() == "precious"


def test_a_column_that_nobody_expects_stops_the_file(source, key, tmp_path):
    text = (HEADER + ROWS).replace("\n", ";0612345678\n").replace("motif;0612345678", "motif;phone")
    source.write_text(text, "utf-8")
    target = tmp_path / "to-send.csv"
    with pytest.raises(FileRefused) as refused:
        pseudonymise_file(source, target, CONTRACT, key)
    assert [reason.code for reason in refused.value.reasons] == ["UNKNOWN_COLUMN"]
    assert not target.exists()


def test_without_a_name_there_is_nothing_to_make_a_pseudonym_of(source, key, tmp_path):
    source.write_text("visit;day;sexe;motif\nv1;2020-05-12;M;a\n")
    with pytest.raises(FileRefused) as refused:
        pseudonymise_file(source, tmp_path / "to-send.csv", CONTRACT, key)
    missing = {reason.column for reason in refused.value.reasons}
    assert {"birth_name", "first_names", "birth_date"} <= missing


def test_other_headers_can_be_named(source, key, tmp_path):
    source.write_text((HEADER + ROWS).replace("Nom de naissance", "PATRONYME"), "utf-8")
    done = pseudonymise_file(
        source, tmp_path / "out.csv", CONTRACT, key, columns={"birth_name": "patronyme"}
    )
    assert done.pseudonyms == 2


def test_the_key_of_another_purpose_is_refused(source, key, tmp_path):
    other = a_contract(FIELDS, identity={"made": "at-partner", "key": "research"})
    with pytest.raises(UsageError, match="KEY_OF_ANOTHER_PURPOSE"):
        pseudonymise_file(source, tmp_path / "to-send.csv", other, key)


def test_a_feed_whose_names_arrive_is_not_pseudonymised_here(source, key, tmp_path):
    arriving = a_contract(identity_fields(), identity={"made": "on-arrival", "key": "watch"})
    with pytest.raises(ContractError, match="NOT_AT_PARTNER"):
        pseudonymise_file(source, tmp_path / "to-send.csv", arriving, key)


def test_a_row_that_cannot_be_cut_is_left_out_and_counted(source, key, tmp_path):
    source.write_text(HEADER + ROWS + "v4;80;Martin\n", "utf-8")
    done = pseudonymise_file(source, tmp_path / "to-send.csv", CONTRACT, key)
    assert (done.rows, done.left_out) == (3, 1)
    assert "Martin" not in (tmp_path / "to-send.csv").read_text("utf-8")


def test_a_large_file_takes_seconds(key, tmp_path):
    """100,000 rows within 5 s leaves a margin of five for a slow machine."""
    digits = dict(zip("0123456789", "ABCDEFGHIJ", strict=True))
    letters = pl.col("n").cast(pl.String).str.replace_many(digits)
    year = 1920 + pl.col("n") % 100
    rows = pl.DataFrame({"n": range(100_000)}).select(
        pl.format("v{};1;{};Jean-Pierre;{}-01-15;44109;M;2020-05-12;a", "n", letters, year)
    )  # fmt: skip
    source = tmp_path / "large.csv"
    source.write_text(HEADER + "\n".join(rows.to_series()) + "\n", "utf-8")
    started = time.perf_counter()
    done = pseudonymise_file(source, tmp_path / "to-send.csv", CONTRACT, key)
    assert time.perf_counter() - started < 5
    assert done.pseudonyms == 100_000
