"""The catalogue of reasons is whole, in both languages, and fills the receipt."""

import re
from typing import get_args

import pytest

from argos.core.language import Text
from argos.core.reasons import Applies, catalogue, reason

NAMED_IN_THE_DESIGN = {"OUTSIDE_WINDOW", "NOT_IN_LIST", "UNKNOWN_PLACE", "SHRUNK", "OPPOSED"}


def test_every_code_is_in_capitals_and_applies_to_something_known() -> None:
    for code, entry in catalogue().items():
        assert re.fullmatch(r"[A-Z]+(_[A-Z]+)*", code)
        assert entry.code == code
        assert entry.applies in get_args(Applies)
    assert set(catalogue()) >= NAMED_IN_THE_DESIGN


@pytest.mark.parametrize("code", list(catalogue()))
def test_both_languages_say_something_and_leave_the_final_point_to_the_page(code: str) -> None:
    entry = catalogue()[code]
    for sentence in (entry.means.fr, entry.means.en, entry.todo.fr, entry.todo.en):
        assert sentence
        assert sentence == sentence.strip()
        assert not sentence.endswith(".")
    assert entry.means.fr != entry.means.en


def test_a_reason_speaks_the_readers_language(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ARGOS_LANG", "fr")
    french = reason("REQUIRED", "age", 3, expected=Text("un âge", "an age"))
    monkeypatch.setenv("ARGOS_LANG", "en")
    english = reason("REQUIRED", "age", 3, expected=Text("un âge", "an age"))
    assert (french.column, french.rows, french.expected) == ("age", 3, "un âge")
    assert french.todo == "remplissez le champ et renvoyez les lignes"
    assert (english.expected, english.todo) == ("an age", "fill the field and send the rows again")


def test_a_code_without_sentences_is_a_fault() -> None:
    with pytest.raises(KeyError):
        reason("NO_SUCH_CODE")
