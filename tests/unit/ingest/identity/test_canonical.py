"""Each rule of the canonical form, by the ways in which one thing is written."""

import polars as pl
import pytest

from argos.ingest.identity import canonical


def canonical_of(form, *texts: str | None, **options) -> list[str | None]:
    frame = pl.DataFrame({"text": texts}, schema={"text": pl.String})
    return frame.select(form(pl.col("text"), **options)).to_series().to_list()


@pytest.mark.parametrize(
    ("writings", "one"),
    [
        (("DUPONT-MÉRIEUX", "Dupont Merieux", "dupont‑mérieux", " Dupont  Me\u0301rieux "),
         "DUPONTMERIEUX"),
        (("Le Goff", "LEGOFF", "LE\u00a0GOFF"), "LEGOFF"),
        (("D'Artagnan", "d’artagnan", "D`ARTAGNAN", "D ARTAGNAN"), "DARTAGNAN"),
        (("Lœuillet", "LOEUILLET", "LŒUILLET"), "LOEUILLET"),
        (("Strauß", "STRAUSS", "STRAUẞ"), "STRAUSS"),
        (("Ævar", "Aevar"), "AEVAR"),
        (("Öztürk", "OZTURK", "ÖZTÜRK"), "OZTURK"),
        (("Łukasz", "LUKASZ"), "LUKASZ"),
        (("Soﬁa", "SOFIA", "ＳＯＦＩＡ"), "SOFIA"),
        (("İpek", "Ipek", "ıpek"), "IPEK"),
    ],
)  # fmt: skip
def test_the_writings_of_a_name_are_one(writings, one):
    assert set(canonical_of(canonical.name, *writings)) == {one}


def test_particles_and_both_halves_of_a_name_tell_people_apart():
    names = canonical_of(canonical.name, "de la Tour", "Latour", "Dupont", "Dupont-Durand")
    assert len(set(names)) == 4


@pytest.mark.parametrize(
    "text", [None, "", "  ", "--", "'", "X", "xxx", "Inconnue", "NON RENSEIGNÉ"]
)
def test_what_stands_for_not_known_is_no_name(text):
    assert canonical_of(canonical.name, text) == [None]


def test_names_that_only_begin_like_not_known_are_names():
    assert canonical_of(canonical.name, "Xavier", "Xu", "Inconnuto") == [
        "XAVIER",
        "XU",
        "INCONNUTO",
    ]


def test_first_names_come_down_to_the_first_part_of_the_first():
    writings = ("Jean", "JEAN-PIERRE", "Jean Pierre", "jean, Marie", "Jean‑Pierre Marie", " Jéan ")
    assert set(canonical_of(canonical.first_name, *writings)) == {"JEAN"}
    assert canonical_of(canonical.first_name, "Jeanne", "N'Golo", None) == ["JEANNE", "NGOLO", None]


def test_dates_in_the_accepted_formats_are_one():
    writings = ("31/01/1950", "1950-01-31", "1950-01-31T08:00:00", "1950-01-31 00:00:00", "310150")
    formats = ["%d/%m/%Y", "%d%m%Y"]
    assert canonical_of(canonical.birth_date, *writings, formats=formats) == [
        "1950-01-31", "1950-01-31", "1950-01-31", "1950-01-31", None,
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text", ["1950-02-30", "1900-01-01", "9999-12-31", "1950-00-00", "x", None]
)
def test_a_day_that_is_none_or_stands_for_not_known_is_null(text):
    assert canonical_of(canonical.birth_date, text, formats=[]) == [None]


def test_sexes_have_one_letter():
    assert canonical_of(canonical.sex, "m", "1", "Homme", "M.") == ["M"] * 4
    assert canonical_of(canonical.sex, "f", "2", "Féminin", "FEMALE") == ["F"] * 4
    assert canonical_of(canonical.sex, "I", "unknown", "Indéterminé") == ["I"] * 3
    assert canonical_of(canonical.sex, "", "9", None) == [None] * 3


def test_places_of_birth_get_their_zero_back():
    assert canonical_of(canonical.birth_place, "1053", "01053", "1053.0") == ["01053"] * 3
    assert canonical_of(canonical.birth_place, "2a004", "99351", "97411") == [
        "2A004", "99351", "97411",
    ]  # fmt: skip
    assert canonical_of(canonical.birth_place, "Nantes", "441", "00123", "440001") == [None] * 4


# Keys computed by hand from the rule of INSEE: 97 less the remainder of the first 13 by 97.
RIGHT = ("255081416802538", "269054958815780", "1 51 02 46 102 043 25")


def test_an_ins_is_taken_when_its_key_is_right():
    assert canonical_of(canonical.ins, *RIGHT) == [code.replace(" ", "") for code in RIGHT]


@pytest.mark.parametrize("at", range(13))
def test_one_wrong_digit_anywhere_is_seen(at):
    digit = str((int(RIGHT[0][at]) + 1) % 10)
    assert canonical_of(canonical.ins, RIGHT[0][:at] + digit + RIGHT[0][at + 1 :]) == [None]


@pytest.mark.parametrize(("department", "counts_as"), [("2A", 19), ("2B", 18)])
def test_corsica_counts_as_insee_says(department, counts_as):
    key = 97 - int(f"15001{counts_as}004001") % 97
    code = f"15001{department}004001{key:02d}"
    assert canonical_of(canonical.ins, code, code.lower()) == [code, code]


@pytest.mark.parametrize("text", ["", "2550814168025", "25508141680253X", "055081416802538", None])
def test_what_has_not_the_shape_of_an_ins_is_null(text):
    assert canonical_of(canonical.ins, text) == [None]
