"""What is published of the establishments behind a feed: classes, and both panels side by side."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from argos.core.contract_check import load_all
from argos.publish.rule import HIDDEN_UP_TO
from argos.publish.units import YEAR, panel, units
from tests.published import MONDAY, FrameLog, calls

CONTRACT = load_all(Path(__file__).resolve().parents[3] / "partners")["laboratories.tests"]
NEWEST = MONDAY + timedelta(days=64)  # 5 January: the last settled week begins on 28 December


def brought(log: FrameLog, unit: str, number: int, *days: date) -> None:
    codes = ["loinc:94500-6", f"unit:{unit}"]
    for day in days:
        log.add(calls(number, feed="laboratories.tests", measure="test", occurred_on=day,
                      codes=codes))  # fmt: skip


def nine_weeks(number: int, last_week: int, since: int = 0) -> dict[str, object]:
    """Return what is told of a laboratory that has brought so many tests a day."""
    log, week = FrameLog(), [MONDAY + timedelta(days=n) for n in range(since, 65)]
    brought(log, "bio-estuaire", number, *week[:-9])
    brought(log, "bio-estuaire", last_week, *week[-9:])
    [told] = units(CONTRACT, log, NEWEST)  # type: ignore[arg-type]
    return told


@pytest.mark.parametrize(
    ("usual", "now", "share"),
    [(30, 30, 100), (30, 29, 90), (30, 20, 60), (30, 2, 0), (30, 45, 150), (15, 2, None)],
)
def test_a_week_is_told_as_a_class_of_the_usual_one(
    usual: int, now: int, share: int | None
) -> None:
    told = nine_weeks(usual, now)
    last = NEWEST if now > HIDDEN_UP_TO else NEWEST - timedelta(days=9)  # that may be told of
    assert told == {"unit": "bio-estuaire", "since": MONDAY, "until": last, "share": share}


def test_a_laboratory_that_sends_nothing_brings_nothing() -> None:
    log = FrameLog()
    brought(log, "bio-estuaire", 30, *(MONDAY + timedelta(days=n) for n in range(50)))
    brought(log, "analyses-du-vignoble", 30, *(MONDAY + timedelta(days=n) for n in range(65)))
    told = {each["unit"]: each for each in units(CONTRACT, log, NEWEST)}  # type: ignore[arg-type]
    assert (told["bio-estuaire"]["share"], told["analyses-du-vignoble"]["share"]) == (0, 100)
    assert told["bio-estuaire"]["until"] == MONDAY + timedelta(days=49)


def test_one_that_has_just_joined_has_no_usual_week() -> None:
    assert nine_weeks(30, 30, since=10)["share"] is None


def test_growth_of_the_network_is_told_from_that_of_its_first_members() -> None:
    log = FrameLog()
    month = [NEWEST - timedelta(days=2 + n) for n in range(28)]
    for unit in ("biologie-de-l-erdre", "laboratoires-du-sillon"):
        brought(log, unit, 50, *(day - timedelta(days=YEAR) for day in month))
        brought(log, unit, 51, *month)
    brought(log, "bio-estuaire", 51, *month)
    told = panel(CONTRACT, log, NEWEST)  # type: ignore[arg-type]
    assert told == {"units": 3, "constant": 2, "change": 50, "constant_change": 0}
    assert panel(CONTRACT, FrameLog(), NEWEST) is None  # type: ignore[arg-type]
