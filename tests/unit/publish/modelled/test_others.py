"""Nowcasts, R and leads of an invented region."""

from pathlib import Path

import numpy as np
import polars as pl

from argos.outputs.store import Outputs
from argos.publish.disclosure import modelled
from argos.publish.modelled import lead_times, nowcasts, reproduction
from argos.publish.modelled.declared import Declared, Interval, Pathology
from argos.publish.modelled.nowcasts import whole
from tests.unit.publish.modelled.invented import DAYS, VISITS, counts, panel_of, together
from tests.unit.publish.modelled.test_forecasts import AT

COVID = Pathology(
    id="covid", label={"fr": "c", "en": "c"}, serial_interval=Interval(mean=4.7, sd=2.9, source="x")
)
CALLS = VISITS.model_copy(update={"indicator": "sos_covid", "leading": []})
DECLARED = Declared(pathology=[COVID], series=[VISITS, CALLS])
FIGURES = counts(40.0)
PANELS = together(
    {
        "ed_covid": panel_of("ed_covid", FIGURES, (0.6, 0.85, 0.95, 1.0)),
        "sos_covid": panel_of("sos_covid", counts(30.0, ahead=6, seed=2)),
    }
)


def test_growing_days_become_what_they_will_be() -> None:
    reported = PANELS["ed_covid"].latest
    expected = whole(PANELS["ed_covid"])
    missed, raw = (np.abs(each[:, -2:] - FIGURES[:, -2:]).sum() for each in (expected, reported))
    assert missed < raw / 3
    assert (expected >= reported).all()


def test_only_days_that_still_grow_have_a_nowcast() -> None:
    told = nowcasts.rows(PANELS, DECLARED)
    assert told["indicator"].unique().to_list() == ["ed_covid"]
    assert told["date"].min() >= PANELS["ed_covid"].date_of(DAYS - 4)
    last = told.filter(pl.col("place") == "reg:52").sort("date").row(-1, named=True)
    assert last["low_90"] <= last["low_50"] <= last["value"] <= last["high_50"] <= last["high_90"]
    assert last["low_90"] <= FIGURES[2, -1] <= last["high_90"]


def test_r_is_over_one_while_cases_rise_and_hidden_where_they_are_few() -> None:
    told = reproduction.rows(PANELS, DECLARED).filter(pl.col("indicator") == "sos_covid")
    region = told.filter(pl.col("place") == "reg:52").sort("date")["value"].to_numpy()
    growth = np.gradient(np.sin(2 * np.pi * (np.arange(DAYS) + 6) / 70))[-60:]
    lately = np.convolve(growth > 0, np.ones(14), "full")[: growth.size]  # of the last 14 days
    assert (region[lately == 14] > 1).all()
    assert (region[(lately == 0) & (np.arange(60) >= 13)] < 1).all()
    assert (lately == 14).any()
    few = together({"sos_covid": panel_of("sos_covid", counts(0.4))})
    hidden = reproduction.rows(few, DECLARED).filter(pl.col("place") == "dep:49")
    assert hidden.is_empty()


def test_r_of_a_closed_source_has_one_decimal() -> None:
    closed = together({"sos_covid": panel_of("sos_covid", counts(30.0), rounded=True)})
    told = reproduction.rows(closed, DECLARED)
    assert np.allclose(told["value"] * 10, np.round(told["value"] * 10))


def test_the_lead_of_calls_is_found_and_told_once_a_week(tmp_path: Path) -> None:
    outputs = Outputs(str(tmp_path))
    told = lead_times.rows(PANELS, DECLARED, outputs)
    region = told.filter(pl.col("place") == "reg:52").row(0, named=True)
    assert abs(region["lead"] - 6) <= 1
    assert region["low"] <= region["lead"] <= region["high"]
    assert region["usable_before_event"] == region["lead"] - 0  # calls are known the same evening
    assert region["usable_before_report"] >= region["usable_before_event"]
    outputs.commit(modelled("lead_times", told, AT))
    assert lead_times.rows(PANELS, DECLARED, outputs).is_empty()
