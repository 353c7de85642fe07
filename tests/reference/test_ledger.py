"""The count of what is held: it fails where figures differ, and leaves no call without a word."""

import json

import numpy as np
import pytest

from .ledger import LEFT, Ledger, all_calls, offered, summary, why_not


def test_figures_that_differ_are_not_held() -> None:
    ledger = Ledger()
    ledger.hold("f", [("call", "set")], [1.0, np.nan], [1.0 + 1e-9, np.nan])
    with pytest.raises(AssertionError):
        ledger.hold("f", [("call", "set")], [1.0], [1.0 + 1e-7])
    with pytest.raises(AssertionError):
        ledger.hold("f", [("call", "set")], [0.0], [np.nan])
    assert ledger.held["f"]["values"] == 2
    assert ledger.held["f"]["worst"] == pytest.approx(1e-9, rel=1e-3)


def test_what_several_tests_held_is_added_up() -> None:
    one = {"f": {"calls": [["call", "a"]], "values": 3, "worst": 1e-12}}
    two = {"f": {"calls": [["call", "a"], ["call", "b"]], "values": 4, "worst": 1e-10}}
    line = summary([json.dumps(one), json.dumps(two)])[1].split()
    assert line == ["f", "2", "7", "1.0e-10"]
    assert summary([]) == []


def test_every_call_is_held_or_has_its_reason() -> None:
    calls = list(all_calls())
    if not calls:
        pytest.skip("no reference vectors: set ARGOS_TEST_REFERENCE")
    unsaid = {call for call in calls if not offered(call) and why_not(call) == LEFT}
    both = {call for call in calls if offered(call) and why_not(call).startswith("not offered")}
    assert not unsaid
    assert not both
