"""The step that makes, reads or refuses pseudonyms."""

import polars as pl
import pytest

from argos.core.errors import UsageError
from argos.events.oppositions import Oppositions
from argos.ingest.identity import identify
from argos.ingest.identity.keys import Keys
from argos.ingest.identity.pseudonym import pseudonym_of
from argos.ingest.readers.raw import REJECTED
from tests.unit.invented import a_contract, identity_fields

ARRIVAL = {"made": "on-arrival", "key": "watch"}
PARTNER = {"made": "at-partner", "key": "watch"}
SUBJECT_FIELDS = [{"name": "visit", "role": "key"}, {"name": "pseudonyme", "role": "subject"}]


@pytest.fixture
def keys(tmp_path) -> Keys:
    keys = Keys(tmp_path / "keys")
    keys.make_key("watch")
    return keys


def people(*rows: dict) -> pl.DataFrame:
    held = {"nom": "Le Goff", "prenoms": "Anne", "naissance": "31/01/1950", "sexe": "F",
            "lieu": "44109", "ins": None}  # fmt: skip
    frame = pl.DataFrame(
        [{**held, **row, "row": n + 2, "visit": f"v{n}"} for n, row in enumerate(rows)],
        schema_overrides={"row": pl.UInt32, "ins": pl.String},
        infer_schema_length=None,
    )
    return frame.with_columns(sheet=pl.lit(None, pl.String))


def faults(identified) -> list[tuple]:
    assert identified.rejected.schema == REJECTED
    return identified.rejected.sort("row").rows()


def test_on_arrival_names_become_pseudonyms(keys):
    contract = a_contract(identity_fields(ins=True), identity=ARRIVAL)
    frame = people({}, {"nom": "LEGOFF"}, {"ins": "255081416802538"}, {"ins": "255081416802539"})
    made = identify(frame, contract, keys)
    assert set(made.frame.columns) == {"visit", "row", "sheet", "subject"}
    one, other, by_ins, ins_wrong = made.frame["subject"]
    assert one == other == ins_wrong != by_ins
    assert made.linkage == {"by_ins": 1, "by_traits": 3, "unlinked": 0, "ins_wrong": 1}
    assert faults(made) == []
    assert made.reasons == ()


def test_an_incomplete_identity_is_rejected_where_the_contract_requires_one(keys):
    contract = a_contract(identity_fields(), identity=ARRIVAL)
    made = identify(
        people({}, {"naissance": "31/02/1950"}, {"nom": "X"}).drop("ins"), contract, keys
    )
    assert made.frame["visit"].to_list() == ["v0"]
    assert faults(made) == [
        (3, None, "naissance", "BAD_IDENTITY"), (4, None, "nom", "BAD_IDENTITY"),
    ]  # fmt: skip
    assert [(r.code, r.column, r.rows) for r in made.reasons] == [
        ("BAD_IDENTITY", "naissance", 1), ("BAD_IDENTITY", "nom", 1),
    ]  # fmt: skip


def test_an_unknown_person_still_counts_where_it_does_not(keys):
    contract = a_contract(identity_fields(required=False), identity=ARRIVAL)
    made = identify(people({}, {"nom": None}).drop("ins"), contract, keys)
    assert made.frame["subject"].null_count() == 1
    assert made.linkage["unlinked"] == 1
    assert faults(made) == []


def test_a_required_sex_of_the_event_does_not_make_identity_required(keys):
    fields = identity_fields(required=False)
    sex = next(field for field in fields if field["name"] == "sexe")
    sex |= {"role": "sex", "constraints": {"required": True}}
    made = identify(people({"nom": None}).drop("ins"), a_contract(fields, identity=ARRIVAL), keys)
    assert made.frame.select("sexe", "subject").rows() == [("F", None)]


def test_at_the_partner_the_pseudonym_is_read(keys):
    contract = a_contract(SUBJECT_FIELDS, identity=PARTNER)
    written = ["ab" * 32, "AB" * 32, None, "ab" * 31, "Anne Le Goff", "zz" * 32]
    frame = people(*[{"pseudonyme": text} for text in written]).select(
        "visit", "row", "sheet", "pseudonyme"
    )
    read = identify(frame, contract, Keys(keys.folder / "none"))
    assert read.frame.drop("visit", "row", "sheet").rows() == [
        (b"\xab" * 32,), (b"\xab" * 32,), (None,),
    ]  # fmt: skip
    assert faults(read) == [(n, None, "pseudonyme", "BAD_PSEUDONYM") for n in (5, 6, 7)]


def test_a_person_who_objected_does_not_come_back(keys, tmp_path):
    contract = a_contract(identity_fields(), identity=ARRIVAL)
    traits = {"birth_name": "Martin", "first_names": "Paul", "birth_date": "1960-02-01",
              "sex": "M", "birth_place": "44109"}  # fmt: skip
    objected = Oppositions(str(tmp_path / "oppositions"), keys.opposition_key())
    objected.add(pseudonym_of(traits, keys.pseudonym_key("watch")))
    frame = people(
        {}, {"nom": "MARTIN", "prenoms": "paul", "naissance": "01/02/1960", "sexe": "1"}
    ).drop("ins")
    made = identify(frame, contract, keys, objected)
    assert made.frame["visit"].to_list() == ["v0"]
    assert faults(made) == [(3, None, None, "OPPOSED")]


def test_rows_of_two_sheets_with_one_number_are_two_rows(keys):
    contract = a_contract(identity_fields(), identity=ARRIVAL)
    frame = people({"nom": "X"}, {}).drop("ins")
    frame = frame.with_columns(row=pl.lit(2, pl.UInt32), sheet=pl.Series(["one", "two"]))
    made = identify(frame, contract, keys)
    assert made.frame["sheet"].to_list() == ["two"]


def test_counts_and_feeds_without_identity_are_left_as_they_are(keys):
    frame = people({}).select("visit", "row", "sheet")
    counted = identify(frame, a_contract(kind="count"), keys)
    assert counted.frame.columns == frame.columns
    assert identify(frame, a_contract(), keys).frame["subject"].to_list() == [None]


def test_without_its_key_nothing_is_pseudonymised(keys):
    contract = a_contract(identity_fields(), identity={"made": "on-arrival", "key": "research"})
    with pytest.raises(UsageError, match="KEY_MISSING"):
        identify(people({}), contract, keys)
