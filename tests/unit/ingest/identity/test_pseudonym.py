"""One person, one pseudonym, under one key; and nothing to link by under another."""

import hashlib
import hmac

import polars as pl
import pytest

from argos.core.errors import ContractError, UsageError
from argos.ingest.identity.keys import Key
from argos.ingest.identity.pseudonym import pseudonym_of, pseudonymise_frame
from tests.unit.invented import a_contract, identity_fields

ONE, OTHER = Key("watch", "001-x", b"1" * 32), Key("watch", "002-x", b"2" * 32)
INS = "255081416802538"
PERSON = {
    "nom": "DUPONT-MÉRIEUX",
    "prenoms": "Jean-Pierre",
    "naissance": "31/01/1950",
    "sexe": "M",
    "lieu": "44109",
    "ins": None,
}
TEXT = dict.fromkeys(PERSON, pl.String)


def subjects(*people: dict, key: Key = ONE, **options) -> list[bytes | None]:
    contract = a_contract(identity_fields(ins=True, **options))
    frame = pl.DataFrame([{"visit": str(n), **p} for n, p in enumerate(people)],
                         schema={"visit": pl.String, **TEXT})  # fmt: skip
    return pseudonymise_frame(frame, contract, key)["subject"].to_list()


def test_dupont_merieux_is_one_person_however_written():
    again = {"nom": "Dupont Merieux", "prenoms": "JEAN PIERRE", "naissance": "1950-01-31",
             "sexe": "1", "lieu": "44109", "ins": ""}  # fmt: skip
    one, other = subjects(PERSON, again)
    assert one is not None
    assert one == other


@pytest.mark.parametrize(
    ("trait", "value"),
    [("nom", "Dupont-Mérieu"), ("prenoms", "Paul"), ("naissance", "01/02/1950"), ("sexe", "F"),
     ("lieu", "44110"), ("lieu", None), ("ins", INS)],
)  # fmt: skip
def test_another_trait_is_another_pseudonym(trait, value):
    one, other = subjects(PERSON, {**PERSON, trait: value})
    assert other is not None
    assert one != other


def test_two_keys_give_pseudonyms_that_cannot_be_linked():
    people = [{**PERSON, "nom": f"N{chr(65 + n % 26)}{chr(65 + n // 26)}"} for n in range(300)]
    under_one, under_other = subjects(*people), subjects(*people, key=OTHER)
    assert len({*under_one, *under_other}) == 600
    # Knowing some pairs tells nothing of the others: what differs between two pseudonyms of one
    # person is, bit by bit, a coin's toss. 38,400 tosses: half, within five standard errors.
    bits = [
        int.from_bytes(a) ^ int.from_bytes(b) for a, b in zip(under_one, under_other, strict=True)
    ]
    tosses = 300 * 256
    assert abs(sum(x.bit_count() for x in bits) - tosses / 2) < 5 * (tosses / 4) ** 0.5


def test_the_bytes_that_are_hashed_are_those_that_the_module_states():
    text = "argos-subject-1\x1ftraits\x1fDUPONTMERIEUX\x1fJEAN\x1f1950-01-31\x1fM\x1f44109"
    by_ins = f"argos-subject-1\x1fins\x1f{INS}"
    stated = [hmac.new(ONE.secret, t.encode(), hashlib.sha256).digest() for t in (text, by_ins)]
    assert subjects(PERSON, {**PERSON, "ins": INS}) == stated


def test_the_ins_alone_makes_a_pseudonym_and_stands_over_the_traits():
    nobody = dict.fromkeys(PERSON)
    alone, married = subjects({**nobody, "ins": INS}, {**PERSON, "nom": "Martin", "ins": INS})
    assert alone == married is not None


def test_an_ins_with_a_wrong_key_is_left_for_the_traits():
    one, other = subjects(PERSON, {**PERSON, "ins": INS[:-1] + "9"})
    assert one == other


def test_a_separator_cannot_be_moved_from_one_trait_to_the_next():
    one, other = subjects({**PERSON, "nom": "AB", "prenoms": "C"},
                          {**PERSON, "nom": "A", "prenoms": "BC"})  # fmt: skip
    assert one != other


@pytest.mark.parametrize("trait", ["nom", "prenoms", "naissance", "sexe"])
def test_an_incomplete_identity_has_no_pseudonym(trait):
    assert subjects({**PERSON, trait: None}) == [None]


def test_identity_columns_go_and_the_others_stay():
    contract = a_contract(identity_fields())
    frame = pl.DataFrame([{"visit": "1", **PERSON}], schema={"visit": pl.String, **TEXT}).drop(
        "ins"
    )
    made = pseudonymise_frame(frame, contract, ONE)
    assert made.schema == {"visit": pl.String, "subject": pl.Binary}
    assert len(made["subject"][0]) == 32


def test_typed_columns_give_the_same_pseudonym():
    contract = a_contract(identity_fields())
    text = pl.DataFrame([{"visit": "1", **PERSON}], schema={"visit": pl.String, **TEXT}).drop("ins")
    typed = text.with_columns(pl.col("naissance").str.to_date("%d/%m/%Y"))
    both = [pseudonymise_frame(frame, contract, ONE)["subject"][0] for frame in (text, typed)]
    assert both[0] == both[1]


def test_fields_that_make_no_identity_are_refused():
    fields = [field for field in identity_fields() if field["name"] != "naissance"]
    with pytest.raises(ContractError, match="TRAITS_MISSING"):
        pseudonymise_frame(pl.DataFrame({"visit": []}), a_contract(fields), ONE)


def test_every_pseudonym_of_a_person_can_be_made_from_the_traits():
    traits = {"birth_name": "Dupont Mérieux", "first_names": "Jean", "birth_date": "1950-01-31",
              "sex": "m", "birth_place": "44109", "ins": INS}  # fmt: skip
    made = pseudonym_of(traits, ONE)
    assert made == [
        *subjects({**PERSON, "ins": INS}), *subjects(PERSON), *subjects({**PERSON, "lieu": None})
    ]  # fmt: skip
    assert pseudonym_of({"ins": INS}, ONE) == made[:1]


@pytest.mark.parametrize("person", [{}, {"birth_name": "Dupont"}, {"ins": "123"}])
def test_a_person_who_cannot_be_identified_is_an_error_not_an_empty_list(person):
    with pytest.raises(UsageError, match=r"PERSON_INCOMPLETE|BAD_TRAIT"):
        pseudonym_of(person, ONE)
