"""Every word of the report is in both languages, and none is missing."""

from collections.abc import Iterator

import pytest

from argos.avatar.kinds import Kind
from argos.avatar.review import words
from argos.avatar.review.kept import Measure
from argos.avatar.review.methods import Name
from argos.avatar.review.outcome import Attack
from argos.avatar.review.report import concluded, said, signed
from argos.avatar.review.verdict import Standing
from argos.core.language import Text


def texts(part: object) -> Iterator[Text]:
    if isinstance(part, Text):
        yield part
    elif isinstance(part, dict):
        yield from texts(tuple(part.values()))
    elif isinstance(part, tuple):
        for each in part:
            yield from texts(each)


@pytest.mark.parametrize("module", [words, said, signed, concluded])
def test_each_sentence_has_two_languages_with_the_same_places(module):
    found = [text for part in vars(module).values() for text in texts(part)]
    assert len(found) > 5
    for text in found:
        assert text.fr
        assert text.en
        assert text.fr.count("{") == text.en.count("{")


def test_nothing_that_can_be_told_is_without_a_word():
    for told, every in (
        (words.NAMES, Attack), (words.SENTENCES, Attack), (words.OVER, Attack),
        (words.STANDINGS, Standing), (words.MEASURES, Measure), (said.METHODS, Name),
        (said.ANSWERS, Standing), (said.KINDS, Kind), (words.CRITERIA, words.Criterion),
        (words.QUESTIONS, words.Criterion), (words.ORDER, words.Criterion),
    ):  # fmt: skip
        assert set(told) == set(every)
    assert sorted(a for attacks in words.ORDER.values() for a in attacks) == sorted(Attack)
