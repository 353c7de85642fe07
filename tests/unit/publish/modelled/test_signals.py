"""Tonight's signals: one for a cause, none for a feed's fault or a hidden count, ids that stay."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import polars as pl
import pytest

from argos.epidemiology.series import Floats
from argos.publish.disclosure import modelled
from argos.publish.indicators import indicators
from argos.publish.modelled.declared import declared
from argos.publish.modelled.known.panels import Panels
from argos.publish.modelled.signals.board import board, shown
from argos.publish.modelled.signals.ids import COLUMNS
from argos.publish.modelled.signals.tonight import tonight
from tests.unit.publish.modelled.boards import DAYS, FIRST, panels, quiet

NOTHING = pl.DataFrame(schema=COLUMNS)
LEVELS = {"ed_flu": 10.0, "sos_flu": 8.0, "ed_covid": 9.0, "sos_all": 90.0, "ed_all": 120.0}


def territory() -> dict[str, Floats]:
    return {name: quiet(level, seed) for seed, (name, level) in enumerate(LEVELS.items())}


def risen(days: int = 8, by: int = 12) -> dict[str, Floats]:
    made = territory()
    for name in ("ed_flu", "sos_flu"):
        made[name][[0, 5], -days:] += by
    return made


def told(given: Panels, before: pl.DataFrame = NOTHING) -> list[dict[str, Any]]:
    return tonight(given, declared(), indicators(), before).rows.to_dicts()


def test_an_outbreak_seen_by_two_sources_is_one_signal_that_names_them() -> None:
    found = [row for row in told(panels(risen())) if row["kind"] == "rise"]
    [signal] = [row for row in found if row["pathology"] == "influenza"]
    assert signal["rank"] == 1
    assert {*signal["indicators"]} == {"ed_flu", "sos_flu"}
    assert {*signal["places"]} >= {"dep:44", "reg:52"}
    assert "syndrome grippal" in signal["reason_fr"]
    assert "Loire-Atlantique" in signal["reason_fr"]
    assert "also seen: SOS Médecins acts for influenza-like illness" in signal["reason_en"]
    assert len(found) == 1


def test_a_quiet_territory_has_next_to_nothing_to_say() -> None:
    assert len(told(panels(territory()))) <= 1


def test_a_doubled_source_is_a_data_quality_signal_and_no_rise() -> None:
    made = territory()
    for name in ("sos_all", "sos_flu"):
        made[name][0, -3:] *= 2.4
    found = told(panels(made))
    [fault] = [row for row in found if row["kind"] == "data-quality"]
    assert (fault["indicator"], fault["place"], fault["methods"]) == (
        "sos_all", "dep:44", ["doubling"],
    )  # fmt: skip
    assert not [row for row in found if row["kind"] == "rise" and "sos_flu" in row["indicators"]]


def test_a_day_below_zero_is_a_revision_and_part_of_a_jump_taken_back_is_not() -> None:
    made = territory()
    made["ed_flu"][0, -4] = -40
    made["ed_covid"][1, -8], made["ed_covid"][1, -5] = 300, -280
    found = [row for row in told(panels(made)) if row["kind"] == "data-quality"]
    assert sorted((row["place"], *row["methods"]) for row in found) == [
        ("dep:44", "revision"), ("dep:49", "reversal"),
    ]  # fmt: skip
    assert "40 taken back on" in next(r for r in found if r["place"] == "dep:44")["reason_en"]


@pytest.mark.parametrize(
    ("shares", "said"),
    [
        ([90, 50], "50% of visits coded, against 90%"),
        ([60], "60% of visits coded, against 75%"),
        ([50, 90], None),
        ([75], None),
    ],
)
def test_too_little_coding_is_told_and_silences_what_hangs_on_diagnoses(
    shares: list[int], said: str | None
) -> None:
    given = panels(risen(8, 30))
    last = datetime(FIRST.year, FIRST.month, FIRST.day, 18, tzinfo=UTC) + timedelta(days=DAYS)
    evenings = [last - timedelta(days=30 - 10 * n) for n in range(len(shares))]
    quality = pl.DataFrame(
        {"feed": "p.visits", "known_from": evenings, "volume": "ed_all", "coded": shares}
    )
    rows = tonight(given, declared(), indicators(), NOTHING, quality).rows.to_dicts()
    faults = [row for row in rows if row["methods"] == ["coding"]]
    assert [row["indicator"] for row in faults] == (["ed_all"] if said else [])
    assert all(said and said in row["reason_en"] for row in faults)
    rising = {name for row in rows if row["kind"] == "rise" for name in row["indicators"]}
    assert rising == ({"sos_flu"} if said else {"sos_flu", "ed_flu"})


def test_a_silent_source_is_told() -> None:
    made = territory()
    made["ed_all"][1, -5:] = np.nan
    [fault] = [row for row in told(panels(made)) if row["kind"] == "data-quality"]
    assert (fault["place"], fault["methods"]) == ("dep:49", ["silent"])
    assert "plus aucun chiffre depuis" in fault["reason_fr"]


def test_a_closed_source_that_is_silent_for_long_is_still_told() -> None:
    made = territory()
    made["ed_all"][1, -12:] = np.nan
    given = panels(made, rounded=["ed_all"])
    rows = tonight(given, declared(), indicators(), NOTHING).rows
    [row] = modelled("signals", rows, given.known_at).frame.filter(kind="data-quality").to_dicts()
    assert row["methods"] == ["silent"]
    assert row["consequence"] * 2 % 5 == 0  # 0.5 a case, cases to the nearest 5


def test_a_signal_keeps_its_identifier_and_first_day_from_night_to_night() -> None:
    whole = risen(12)
    first_night = tonight(
        panels({name: each[:, :-5] for name, each in whole.items()}), declared(), indicators(),
        NOTHING,
    ).rows  # fmt: skip
    then = next(row for row in first_night.to_dicts() if row["pathology"] == "influenza")
    now = next(
        row for row in told(panels(whole), first_night) if row["pathology"] == "influenza"
    )  # fmt: skip
    assert now["signal"] == then["signal"]
    assert now["first_day"] == then["first_day"]
    assert now["last_day"] > then["last_day"]


def test_a_signal_without_evidence_for_a_week_is_closed_once() -> None:
    was = risen()
    open_then = tonight(panels(was), declared(), indicators(), NOTHING).rows
    name = next(row["signal"] for row in open_then.to_dicts() if row["kind"] == "rise")
    later = {key: np.hstack([each, quiet(LEVELS[key], 50, 20)]) for key, each in was.items()}
    closed = tonight(panels(later), declared(), indicators(), open_then).rows
    [row] = [row for row in closed.to_dicts() if row["signal"] == name]
    assert (row["state"], row["rank"]) == ("closed", None)


def test_what_was_never_told_and_is_over_is_not_told() -> None:
    made = risen()
    later = {key: np.hstack([each, quiet(LEVELS[key], 50, 20)]) for key, each in made.items()}
    assert not [row for row in told(panels(later)) if row["pathology"] == "influenza"]


def test_of_a_closed_source_no_small_count_is_told() -> None:
    made = territory()
    made["ed_flu"] = np.zeros((6, DAYS))
    made["ed_flu"][0, -5:] = 2  # ten in 7 days, where there never was one
    made["ed_flu"][5] = made["ed_flu"][0]
    hidden = told(panels(made, rounded=["ed_flu"]))
    assert not [row for row in hidden if "ed_flu" in row["indicators"]]
    assert [row for row in told(panels(made)) if "ed_flu" in row["indicators"]]


def test_of_a_closed_source_counts_are_rounded_in_sentence_and_consequence() -> None:
    large = told(panels(risen(), rounded=["ed_flu", "sos_flu"]))
    [signal] = [row for row in large if row["pathology"] == "influenza"]
    assert signal["rounded"]
    week, due = re.findall(r"(\d+) (?:in 7 days|expected)", signal["reason_en"])
    assert int(week) % 5 == int(due) % 5 == 0
    assert signal["consequence"] % 5 == 0


@pytest.mark.parametrize(("count", "shows"), [(10, None), (11, 10), (12.9, 10), (13, 15), (84, 85)])
def test_a_count_is_shown_by_the_rule(count: float, shows: float | None) -> None:
    assert shown({"ed_flu"}, "ed_flu", count) == shows
    assert shown({"ed_flu"}, "sos_flu", count) == count


@pytest.mark.parametrize(("times", "trap"), [(0.3, True), (1.0, False), (3.0, False)])
def test_where_a_leading_series_rises_and_its_ratio_fell_no_influx_is_deduced(
    times: float, trap: bool
) -> None:
    made = territory()
    made["sos_flu"][[0, 5], -8:] += 12
    made["ed_flu"][0, -28:] = np.round(made["ed_flu"][0, -28:] * times)
    found = [row for row in told(panels(made)) if row["kind"] == "ratio"]
    assert [row["indicators"] for row in found] == [["sos_flu"]] * trap
    assert all("no influx is deduced" in row["reason_en"] for row in found)


def test_a_public_holiday_raises_nothing() -> None:
    made = territory()
    day = 135  # 15 July 2026; 14 July is a holiday, 13 July its bridge
    for each in made.values():
        each[:, day - 2 : day] *= 2.5
    until = {name: each[:, : day + 3] for name, each in made.items()}
    assert len(told(panels(until))) <= 1


def test_the_board_knows_weekdays_holidays_and_its_rows() -> None:
    known = board(panels(territory()), declared())
    assert known is not None
    assert known.weekday[0] == FIRST.weekday()
    assert known.holiday[0, 133:135].tolist() == [True, True]  # Monday 13 and Tuesday 14 July
    row = known.at("ed_flu", "dep:49")
    assert (known.rows[row].indicator, known.rows[row].region) == ("ed_flu", "reg:52")
    assert known.counts.shape == (len(LEVELS) * 6, DAYS)


def test_nothing_is_said_of_too_short_a_past_and_what_is_said_fits_the_table() -> None:
    short = panels({name: each[:, :50] for name, each in territory().items()})
    assert tonight(short, declared(), indicators(), NOTHING).rows.is_empty()
    made = tonight(panels(risen()), declared(), indicators(), NOTHING).rows
    table = modelled("signals", made, panels(risen()).known_at)
    assert table.frame.height == made.height
