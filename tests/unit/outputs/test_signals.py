"""Which signals are shown, and which one a person means."""

from datetime import date, timedelta

import pytest

from argos.core.errors import UsageError
from argos.outputs import signals
from tests.signals import NIGHT, SIGNAL, rows

NEWEST = SIGNAL["origin"]


def names(frame):
    return frame["signal"].to_list()


def test_the_last_row_of_each_signal_stands_and_the_first_to_look_at_comes_first():
    later = NIGHT + timedelta(days=1)
    found = signals.latest(
        rows(
            {"signal": "a", "rank": 1, "state": "seen", "known_from": later},
            {"signal": "a", "rank": 3},
            {"signal": "b", "rank": None},
            {"signal": "c", "rank": 2},
            {"signal": "d", "rank": 1, "first_day": date(2021, 2, 1)},
        )
    )
    assert names(found) == ["d", "a", "c", "b"]
    assert found.filter(signal="a")["state"].item() == "seen"


def test_closed_signals_and_those_without_evidence_for_14_days_are_left_out():
    ages = {f"{days} days": NEWEST - timedelta(days=days) for days in (0, 13, 14)}
    known = rows(
        *({"signal": name, "origin": origin} for name, origin in ages.items()),
        {"signal": "closed", "state": "closed"},
        {"signal": "explained", "state": "explained"},
    )
    assert names(signals.standing(known)) == ["0 days", "13 days", "explained"]
    assert names(signals.standing(known.clear())) == []


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        ("dep:44", ["dep", "grouped"]),
        ("reg:52", ["dep", "region", "grouped"]),
        ("fra", ["dep", "region", "grouped", "elsewhere"]),
        ("dep:49", []),
    ],
)
def test_the_signals_of_a_place_are_those_of_what_it_holds(place, expected):
    known = rows(
        {"signal": "dep"},
        {"signal": "region", "place": "reg:52", "places": ["reg:52"]},
        {"signal": "grouped", "place": "fra", "places": ["dep:44", "dep:75"]},
        {"signal": "elsewhere", "place": "dep:75", "places": None},
        {"signal": "feed", "place": None, "places": []},
    )
    assert names(signals.about(known, place)) == expected


def test_an_identifier_may_be_shortened_as_long_as_it_is_the_only_one():
    known = rows({"signal": "rise-44"}, {"signal": "rise-444"}, {"signal": "fall-44"})
    assert signals.named(known, "f")["signal"] == "fall-44"
    assert signals.named(known, "rise-44")["signal"] == "rise-44"  # whole, though another goes on
    with pytest.raises(UsageError, match="SEVERAL_SIGNALS") as several:
        signals.named(known, "rise")
    assert "rise-44, rise-444 " in str(several.value)
    for none in ("rose", ""):
        with pytest.raises(UsageError):
            signals.named(known, none)
    with pytest.raises(UsageError, match="NO_SUCH_SIGNAL"):
        signals.named(known.clear(), "rise")
