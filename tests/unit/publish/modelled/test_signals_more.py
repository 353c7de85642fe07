"""Falls, persons present, deaths and weekly feeds among tonight's signals."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

from argos.epidemiology.series import Floats
from argos.outputs.store import Outputs
from argos.outputs.tables import SERIES
from argos.publish.disclosure import published
from argos.publish.indicators import indicators
from argos.publish.modelled.declared import Declared, Weekly, declared
from argos.publish.modelled.signals.ids import COLUMNS
from argos.publish.modelled.signals.tonight import tonight
from argos.publish.modelled.signals.weekly import read
from tests.unit.publish.modelled.boards import DAYS, FIRST, panels, quiet

NOTHING = pl.DataFrame(schema=COLUMNS)
TERM = 100  # days after which no school holiday is within a fortnight: 10 June 2026


def told(made: Mapping[str, Floats], **more: Any) -> list[dict[str, Any]]:
    given = panels(made, rounded=more.pop("rounded", []))
    return tonight(given, declared(), indicators(), NOTHING, **more).rows.to_dicts()


def kinds(rows: list[dict[str, Any]]) -> list[str]:
    return [row["kind"] for row in rows]


def fallen(times: float = 0.3, days: int = 18) -> dict[str, Floats]:
    made = {"ed_covid": quiet(20, 1), "ed_all": quiet(200, 2)}
    shares = np.linspace(1, times, days)
    made["ed_covid"][0, -days:] = np.round(made["ed_covid"][0, -days:] * shares)
    return made


def present(level: float, seed: int) -> Floats:
    """Return who is present in five départements and their region, a tenth leaving each day."""
    rng = np.random.default_rng(seed)
    here, now = np.zeros((5, DAYS)), np.full(5, level)
    for day in range(DAYS):
        now = rng.binomial(now.astype(int), 0.9) + rng.poisson(level / 10, 5)
        here[:, day] = now
    return np.vstack([here, here.sum(axis=0)])


def test_a_wave_that_recedes_is_a_fall() -> None:
    [fall] = told(fallen())
    assert (fall["kind"], fall["places"], fall["indicator"]) == ("fall", ["dep:44"], "ed_covid")
    assert "en deçà depuis le" in fall["reason_fr"]
    assert fall["methods"]


def test_a_fall_is_ranked_after_every_rise_and_weighs_a_tenth() -> None:
    made = fallen(0.2, 20)
    made["sos_flu"] = quiet(8, 4)
    made["sos_flu"][4, -6:] += 9
    rows = told(made)
    assert kinds(rows) == ["rise", "fall"]
    missing = 20 * 20 * 0.4
    assert 0.5 < rows[1]["consequence"] / (3.0 * 0.1 * missing) < 1.5


def test_a_fall_from_one_day_to_the_next_is_a_fault_and_no_fall() -> None:
    made = fallen(1.0)
    made["ed_covid"][0, -10:] = np.round(made["ed_covid"][0, -10:] * 0.3)
    [fault] = told(made)
    assert (fault["kind"], fault["methods"]) == ("data-quality", ["collapse"])
    assert "du jour au lendemain" in fault["reason_fr"]


def test_a_source_that_sends_a_part_is_one_fault_and_no_fall() -> None:
    made = {"sos_all": quiet(90, 1), "sos_covid": quiet(20, 2)}
    for each in made.values():
        each[0, -12:] = np.round(each[0, -12:] * 0.4)
    [fault] = told(made)
    assert (fault["kind"], fault["indicator"]) == ("data-quality", "sos_all")


@pytest.mark.parametrize(("last", "falls"), [(TERM + 10, 1), (DAYS, 0)])
def test_a_whole_activity_may_sink_in_school_holidays_untold(last: int, falls: int) -> None:
    """Holidays last from 4 July to 31 August 2026; the 210 days end on 27 September."""
    last = last if falls else (date(2026, 8, 20) - FIRST).days
    made = {"sos_all": quiet(90, 1)[:, :last]}
    made["sos_all"][0, -14:] = np.round(made["sos_all"][0, -14:] * np.linspace(1, 0.55, 14))
    assert kinds(told(made)) == ["fall"] * falls


def test_of_a_closed_source_no_fall_to_few_is_told() -> None:
    made = fallen(0.02, 26)
    made["ed_covid"][0, -7:] = 1
    assert kinds(told(made)) == ["fall"]
    assert not told(made, rounded=["ed_covid"])


def test_persons_present_that_rise_are_told_with_the_admissions_of_that_cause() -> None:
    made = {"in_hospital": present(120, 1), "new_admissions": quiet(12, 5)}
    assert not told(made)
    grown = np.round(np.linspace(0, 90, 14))
    made["in_hospital"][[0, 5], -14:] += grown
    [alone] = told(made)
    assert (alone["kind"], alone["indicator"]) == ("rise", "in_hospital")
    assert "une semaine plus tôt, en hausse depuis le" in alone["reason_fr"]
    made["new_admissions"][[0, 5], -10:] += 14
    [both] = told(made)
    assert {*both["indicators"]} == {"in_hospital", "new_admissions"}


def test_a_ward_that_is_no_longer_counted_is_a_fault_of_the_feed() -> None:
    made = {"in_hospital": present(200, 1)}
    made["in_hospital"][0, -9:] = np.round(made["in_hospital"][0, -9:] * 0.5)
    [fault] = told(made)
    assert (fault["kind"], fault["methods"]) == ("data-quality", ["level-shift"])
    assert "un changement de méthode est plus probable" in fault["reason_fr"]


def test_deaths_that_rise_are_a_signal() -> None:
    made = {"hospital_deaths": quiet(4, 1)}
    assert not told(made)
    made["hospital_deaths"][[0, 5], -7:] += 6
    [rise] = told(made)
    assert (rise["kind"], rise["pathology"]) == ("rise", "covid")
    assert rise["reason_en"].startswith("Hospital deaths (")


SUNDAY = FIRST + timedelta(days=DAYS - 1)
WITH_WEEKS = Declared(
    pathology=declared().pathology, series=declared().series,
    weekly=[Weekly(indicator="flu_incidence", pathology="influenza", consequence=0.1)],
)  # fmt: skip


def weekly_series(known: datetime, **change: float) -> pl.DataFrame:
    figures = 900.0 * np.random.default_rng(3).poisson(20, 80)
    figures[-3:] *= change.get("times", 1.0)
    row = {
        "indicator": "flu_incidence", "place": "reg:52", "period": "week", "age": "all",
        "sex": "all", "partner": "sentinelles", "source_rank": 0, "status": "ok",
        "derived": False, "rounded": False, "known_from": known, "method": 1,
    }  # fmt: skip
    rows = [
        {**row, "date": SUNDAY - timedelta(days=7 * (79 - n)), "value": figure}
        for n, figure in enumerate(figures)
    ]
    return pl.DataFrame(rows, schema=SERIES, orient="row")


def night(tmp_path: Path, frame: pl.DataFrame, at: datetime) -> list[dict[str, Any]]:
    outputs = Outputs(str(tmp_path))
    outputs.commit(published("series", frame, {}))
    found = read(outputs, WITH_WEEKS, at)
    given = panels({"ed_flu": quiet(10, 1)})
    return tonight(given, WITH_WEEKS, indicators(), NOTHING, None, found).rows.to_dicts()


def test_a_weekly_feed_that_rises_is_told_by_its_weeks(tmp_path: Path) -> None:
    at = datetime(2026, 9, 28, tzinfo=UTC)
    [rise] = night(tmp_path, weekly_series(at, times=2.5), at)
    assert (rise["kind"], rise["indicator"], rise["place"]) == ("rise", "flu_incidence", "reg:52")
    assert rise["last_day"] == SUNDAY
    assert rise["first_day"].isoweekday() == 1
    assert "in the week of 21 Sep" in rise["reason_en"]


def test_weeks_are_read_as_they_were_known(tmp_path: Path) -> None:
    at = datetime(2026, 9, 28, tzinfo=UTC)
    later = at + timedelta(days=1)
    frame = pl.concat([weekly_series(at), weekly_series(later, times=2.5)])
    assert not night(tmp_path / "before", frame, at)
    assert night(tmp_path / "after", frame, later)
    gone = weekly_series(later + timedelta(days=1)).with_columns(value=None, status=pl.lit("x"))
    assert not night(tmp_path / "gone", pl.concat([frame, gone]), later + timedelta(days=2))


def test_a_weekly_feed_that_ended_says_nothing_of_tonight(tmp_path: Path) -> None:
    at = datetime(2026, 9, 28, tzinfo=UTC)
    old = weekly_series(at, times=2.5).with_columns(date=pl.col("date") - timedelta(days=70))
    assert not night(tmp_path, old, at)


@pytest.mark.parametrize(
    ("indicator", "pathology"), [("flu_incidence", "none"), ("ed_flu", "covid")]
)
def test_a_weekly_indicator_has_a_pathology_and_is_declared_once(
    indicator: str, pathology: str
) -> None:
    weekly = [Weekly(indicator=indicator, pathology=pathology, consequence=1.0)]
    with pytest.raises(ValueError, match=r"unknown pathology|twice"):
        Declared(pathology=declared().pathology, series=declared().series, weekly=weekly)
