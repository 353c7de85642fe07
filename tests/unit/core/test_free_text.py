"""What looks like an identifier is not kept, and not quoted either."""

import pytest

from argos.core.errors import UsageError
from argos.core.free_text import LONGEST, require_about_no_one


@pytest.mark.parametrize(
    "text",
    [
        "185057800608436",
        "voir 1 85 05 78 006 084 36",
        "voir 1 85 05 78 006 084",  # without its key
        "2-99-02-2A-004-123-45.",
        "2 99 02 2b 004 123",
        "1\u202f85\u202f05\u202f78\u202f006\u202f084\u202f36",
        "06 12 34 56 78",
        "+33 6 12 34 56 78",
        "+33(0)612345678",
        "RPPS 10003456789",
        "jeanne.martin@example.org",
        "a" * 64,
    ],
)
def test_what_looks_like_an_identifier_is_refused_without_being_told(text):
    with pytest.raises(UsageError, match="PERSON_IN_TEXT") as refusal:
        require_about_no_one(f"Grippe ; {text}")
    assert text not in str(refusal.value)


@pytest.mark.parametrize(
    "text",
    [
        "Fichier du 2021-03-01 2021-03-08 renvoyé",
        "20210301-20210308 : deux jours dans un",
        "Grippe A, 1 250 passages de 0 à 14 ans en semaine 06/2021",
        "FINESS 440000289, vague attendue 07.2021",
        "incidence 12.5 15.5 18.5 21.5 24.5",
        "Férié du 5/04/2021 au 6/04/2021, 12 345 678 habitants",
    ],
)
def test_dates_counts_and_establishments_are_kept(text):
    assert require_about_no_one(f" {text}\n") == text


@pytest.mark.parametrize("text", ["", " \n", "a" * (LONGEST + 1)])
def test_a_text_that_says_nothing_or_too_much_is_refused(text):
    with pytest.raises(UsageError, match="NO_REASON"):
        require_about_no_one(text)
