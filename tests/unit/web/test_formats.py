"""Numbers and dates as each language writes them."""

from datetime import UTC, date, datetime

from argos.core.language import speaking
from argos.web import formats


def test_french_numbers() -> None:
    with speaking("fr"):
        assert formats.number(1234567.0) == "1\u202f234\u202f567"
        assert formats.number(12.34) == "12,3"
        assert formats.number(-0.126) == "\u22120,13"
        assert formats.percent(0.1812) == "+18\u202f%"
        assert formats.percent(-0.36) == "\u221236\u202f%"


def test_english_numbers() -> None:
    with speaking("en"):
        assert formats.number(1234567.0) == "1,234,567"
        assert formats.number(12.34) == "12.3"
        assert formats.percent(0.1812) == "+18%"


def test_dates_and_instants_are_local() -> None:
    night = datetime(2021, 4, 4, 22, 30, tzinfo=UTC)
    with speaking("fr"):
        assert formats.day(date(2021, 5, 1), year=True) == "1er mai 2021"
        assert formats.instant(night) == "5 avr. 2021 à 00:30"
    with speaking("en"):
        assert formats.day(date(2021, 4, 5), weekday=True) == "Mon 5 Apr"


def test_what_has_no_figure_has_its_word_and_never_a_zero() -> None:
    with speaking("fr"):
        assert formats.figure(None, "suppressed") == "<11"
        assert formats.figure(None, "not_reported") == "non transmis"
        assert formats.figure(0.0, "ok") == "0"
        assert formats.number(None) == "–"
        assert formats.age("75+") == "75 ans et plus"
        assert formats.age("00-14") == "0–14 ans"
