"""Identifiers: new, kept, merged, returned, closed."""

from datetime import date, timedelta
from typing import Any

import polars as pl

from argos.outputs.modelled import SIGNALS
from argos.publish.modelled.signals.ids import continued_from, identifier

ORIGIN = date(2026, 11, 20)
ROW: dict[str, Any] = {
    "kind": "rise", "pathology": "influenza", "indicator": "ed_flu", "indicators": ["ed_flu"],
    "place": "dep:44", "places": ["dep:44"], "methods": ["sum of 7"],
    "first_day": date(2026, 11, 10), "last_day": date(2026, 11, 19), "origin": ORIGIN,
    "certainty": 0.9, "consequence": 60.0, "rank": 1, "reason_fr": "a", "reason_en": "a",
    "state": "new", "rounded": False, "behind": 84.0,
}  # fmt: skip


def before(*rows: dict[str, Any]) -> pl.DataFrame:
    whole = {"state_on": None, "explanation": None, "known_from": None}
    return pl.DataFrame([{**ROW, **whole, **row} for row in rows], schema=SIGNALS, orient="row")


def tonight(*rows: dict[str, Any], past: pl.DataFrame | None = None) -> list[dict[str, Any]]:
    known = before() if past is None else past
    return continued_from([{**ROW, **row} for row in rows], known, ORIGIN)[0]


def test_a_new_identifier_is_made_of_what_where_and_when() -> None:
    [row] = tonight({})
    assert row["signal"] == identifier(ROW)
    for change in ({"pathology": "covid"}, {"places": ["dep:49"]}, {"first_day": ORIGIN}):
        assert identifier({**ROW, **change}) != identifier(ROW)
    assert identifier({**ROW, "reason_fr": "b", "last_day": ORIGIN}) == identifier(ROW)


def test_a_signal_that_goes_on_keeps_it_with_more_sources_and_places() -> None:
    [row] = tonight(
        {"indicators": ["sos_flu", "ed_flu"], "places": ["reg:52", "dep:44"]},
        past=before({"signal": "old", "first_day": date(2026, 11, 8)}),
    )  # fmt: skip
    assert (row["signal"], row["first_day"]) == ("old", date(2026, 11, 8))


def test_another_kind_pathology_place_or_time_is_another_signal() -> None:
    for change in (
        {"kind": "ratio"}, {"pathology": "covid"}, {"places": ["dep:85"]},
        {"indicators": ["sos_flu"]},
        {"first_day": date(2026, 10, 1), "last_day": date(2026, 10, 20), "state": "closed"},
    ):  # fmt: skip
        rows = tonight({}, past=before({"signal": "old", **change}))
        assert rows[0]["signal"] != "old"


def test_evidence_that_returns_within_a_fortnight_is_the_same_signal() -> None:
    ended = {"signal": "old", "first_day": date(2026, 10, 20), "state": "closed"}
    for back, same in ((14, True), (15, False)):
        last = ROW["first_day"] - timedelta(days=back)
        [row] = tonight({}, past=before({**ended, "last_day": last}))
        assert (row["signal"] == "old") == same


def test_of_two_that_become_one_the_other_is_closed_when_its_week_is_over() -> None:
    past = before(
        {"signal": "a"},
        {"signal": "b", "places": ["dep:85"], "last_day": date(2026, 11, 12)},
    )
    found = tonight({"places": ["dep:44", "dep:85"]}, past=past)
    assert [(row["signal"], row["state"]) for row in found] == [("a", "new"), ("b", "closed")]
    assert found[1]["state_on"] == ORIGIN


def test_two_signals_of_tonight_never_share_one() -> None:
    past = before({"signal": "old"})
    later = {"first_day": date(2026, 11, 20), "last_day": date(2026, 11, 20)}
    found = tonight({}, later, past=past)
    assert [row["signal"] == "old" for row in found] == [True, False]


def test_a_signal_that_is_not_found_tonight_stays_open_for_a_week() -> None:
    for last, names in ((date(2026, 11, 13), []), (date(2026, 11, 12), ["old"])):
        past = before({"signal": "old", "last_day": last})
        assert [row["signal"] for row in tonight(past=past)] == names


def test_that_it_is_over_is_told_once() -> None:
    over = {"state": "closed", "last_day": date(2026, 11, 11)}
    [row] = tonight(over, past=before({"signal": "old", "last_day": date(2026, 11, 11)}))
    assert (row["signal"], row["state"]) == ("old", "closed")
    assert not tonight(over, past=before({"signal": "old", **over}))
    assert not tonight(over)


def test_of_two_signals_of_the_nights_before_the_one_that_shares_most_days_goes_on() -> None:
    past = before(
        {"signal": "earlier", "first_day": date(2026, 11, 1), "last_day": date(2026, 11, 10)},
        {"signal": "now", "first_day": date(2026, 11, 11)},
    )
    assert tonight({}, past=past)[0]["signal"] == "now"


def test_ranks_go_on_without_holes_over_what_is_closed() -> None:
    past = before({"signal": "old"})
    found = tonight({"state": "closed"}, {"places": ["dep:85"]}, {"places": ["dep:49"]}, past=past)
    assert [row["rank"] for row in found] == [None, 1, 2]
