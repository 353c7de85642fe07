"""Weekly figures of EPCI as they were known on an evening: hidden is no zero, unknown no figure."""

from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest

from argos.publish.modelled.known.weekly import Weekly, weeklies
from tests.unit.publish.modelled.weeks import (
    ANCENIS,
    GONE,
    HIDDEN,
    NANTES,
    NOW,
    REDON,
    SUNDAY,
    SUPPRESSED,
    TUESDAY,
    morning,
    row,
    weeks_of,
    zone,
)

WHOLE = weeks_of("fra", [100.0] * 14)
BEFORE = SUNDAY - timedelta(weeks=1)


def read(folder: Path, *parts: list, names: tuple[str, ...] = ("sos_flu",)) -> dict[str, Weekly]:
    return weeklies(zone(folder, *parts), names, NOW)


def last(known: Weekly, place: str, evening: date = TUESDAY) -> tuple[list[float], list[bool]]:
    """Return the last four weeks of a place: figures, and whether each is hidden."""
    weeks, at = known.as_of(evening), known.places.index(place)
    return weeks.figures[at, -4:].tolist(), weeks.hidden[at, -4:].tolist()


def test_a_hidden_week_is_under_11_and_one_that_is_not_published_is_unknown(tmp_path: Path) -> None:
    some = [20.0] * 10
    known = read(
        tmp_path, WHOLE,
        weeks_of(NANTES, [*some, HIDDEN, SUPPRESSED, GONE, 15.0]),
    )["sos_flu"]  # fmt: skip
    figures, hidden = last(known, NANTES)
    assert np.isnan(figures[:3]).all()
    assert figures[3] == 15
    assert hidden == [True, True, False, False]


def test_a_week_that_the_source_has_not_told_of_is_unknown(tmp_path: Path) -> None:
    whole = [*WHOLE[:-3], row("fra", BEFORE - timedelta(weeks=1), "not_reported"), *WHOLE[-2:]]
    known = read(tmp_path, whole, weeks_of(NANTES, [20.0] * 14))["sos_flu"]
    figures, hidden = last(known, NANTES)
    assert np.isnan(figures).tolist() == [False, True, False, False]
    assert not any(hidden)
    ended = read(tmp_path / "b", WHOLE[:-1], weeks_of(NANTES, [20.0] * 13, BEFORE))["sos_flu"]
    weeks = ended.as_of(TUESDAY)
    assert ended.date_of(weeks.newest) == BEFORE
    assert not weeks.hidden[0, -1]  # the week of Sunday has ended, and nothing is said of it


def test_it_is_as_it_was_known_on_an_evening_and_the_morning_is_of_the_evening_before(
    tmp_path: Path,
) -> None:
    known = read(
        tmp_path, WHOLE, weeks_of(NANTES, [20.0] * 13, BEFORE),
        [
            row(NANTES, BEFORE, 25.0, known_from=morning(SUNDAY, hour=6)),  # Monday, 7 in Paris
            row(NANTES, SUNDAY, 30.0, known_from=morning(SUNDAY, hour=6)),
            row(NANTES, SUNDAY, 35.0, known_from=morning(SUNDAY, hour=13)),
            row(NANTES, SUNDAY, SUPPRESSED, known_from=morning(SUNDAY, later=2)),
        ],
    )["sos_flu"]  # fmt: skip

    def of(evening: date) -> tuple[float, bool]:
        figures, hidden = last(known, NANTES, evening)
        return figures[-1], hidden[-1]

    saturday = SUNDAY - timedelta(days=1)
    assert known.as_of(saturday).figures.shape[1] == 13
    assert of(saturday) == (20, False)
    assert of(SUNDAY) == (30, False)
    assert of(SUNDAY + timedelta(days=1))[1] is True  # told at 6 on Tuesday: of Monday's evening
    assert last(known, NANTES, SUNDAY)[0][-2] == 25
    late = [each | {"known_from": morning(SUNDAY, hour=13)} for each in WHOLE[-1:]]
    told = read(tmp_path / "b", WHOLE[:-1], late, weeks_of(NANTES, [20.0] * 14))["sos_flu"]
    assert told.as_of(SUNDAY).newest == 12
    assert told.as_of(TUESDAY).newest == 13


def test_places_are_those_that_the_source_serves_by_any_indicator(tmp_path: Path) -> None:
    acts = {"indicator": "sos_all"}
    found = read(
        tmp_path, WHOLE, weeks_of("fra", [900.0] * 14, **acts),
        weeks_of(NANTES, [20.0] * 14), weeks_of(ANCENIS, [40.0] * 14, **acts),
        weeks_of(REDON, [15.0] * 5 + [HIDDEN] * 9, **acts),
        names=("sos_flu", "sos_all"),
    )  # fmt: skip
    assert found["sos_flu"].places == found["sos_all"].places == tuple(sorted([NANTES, ANCENIS]))
    assert last(found["sos_flu"], ANCENIS)[1] == [True] * 4


@pytest.mark.parametrize(("alive", "speaks"), [(True, "first"), (False, "second")])
def test_the_first_living_source_speaks(tmp_path: Path, *, alive: bool, speaks: str) -> None:
    end = SUNDAY if alive else SUNDAY - timedelta(weeks=10)
    first = {"partner": "first", "source_rank": 0}
    second = {"partner": "second", "source_rank": 1}
    found = read(
        tmp_path, weeks_of("fra", [90.0] * 14, end, **first),
        weeks_of(NANTES, [20.0] * 14, end, **first), weeks_of("fra", [90.0] * 14, **second),
        weeks_of(NANTES, [30.0] * 14, **second),
    )  # fmt: skip
    assert found["sos_flu"].partner == speaks


def test_a_set_shown_as_published_hides_nothing(tmp_path: Path) -> None:
    shown = {"rounded": False}
    known = read(tmp_path, weeks_of(NANTES, [*[20.0] * 12, HIDDEN, 3.0], **shown))["sos_flu"]
    figures, hidden = last(known, NANTES)
    assert np.isnan(figures[2])
    assert figures[3] == 3
    assert not any(hidden)


def test_nothing_is_found_where_nothing_is_published(tmp_path: Path) -> None:
    assert read(tmp_path, WHOLE) == {}
