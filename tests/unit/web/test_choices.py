"""Choices and their address say the same."""

from datetime import UTC, date, datetime
from urllib.parse import parse_qs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from argos.core.errors import UsageError
from argos.web.choices import Choices

WORDS = st.text(alphabet="abcdefghij-+_ éà&=?#", min_size=1, max_size=30)


@given(
    st.builds(
        Choices,
        indicator=WORDS,
        place=st.sampled_from(["", "dep:44", "reg:52", "com:44109"]),
        age=st.sampled_from(["all", "75+", "00-14"]),
        first=st.none() | st.dates(date(1990, 1, 1), date(2090, 1, 1)),
        as_of=st.none() | st.dates(date(1990, 1, 1), date(2090, 1, 1)),
        scale=st.sampled_from(["linear", "log"]),
        more=st.lists(WORDS, max_size=5).map(tuple),
        name=WORDS,
    )
)
def test_an_address_gives_the_choices_back(choices: Choices) -> None:
    assert Choices.read(parse_qs(choices.query()[1:])) == choices


def test_what_is_usual_is_left_out_of_the_address() -> None:
    assert Choices(age="all", scale="linear").query() == ""
    assert Choices(place="dep:44", age="75+").query(age="all") == "?place=dep:44"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("from", "9999-12-31"),
        ("from", "yesterday"),
        ("to", "1066-10-14"),
        ("scale", "cubic"),
        ("by", "name"),
        ("indicator", "x" * 10_000),
        ("place", "dep:4444"),
    ],
)
def test_what_cannot_be_read_is_refused(name: str, said: str) -> None:
    with pytest.raises(UsageError) as refused:
        Choices.read({name: [said]})
    assert len(str(refused.value)) < 1_000


def test_a_past_day_ends_at_its_midnight_in_paris() -> None:
    known = Choices(as_of=date(2020, 7, 1)).instant
    assert known == datetime(2020, 7, 1, 21, 59, 59, 999_999, tzinfo=UTC)
    assert Choices(indicator="a", as_of=date(2020, 7, 1)).ask().as_of == known
