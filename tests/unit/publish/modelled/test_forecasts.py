"""Forecasts see only what was known, and the night goes on from what was published."""

from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from argos.epidemiology.forecasts import HUB_LEVELS
from argos.outputs.store import Outputs
from argos.publish.disclosure import modelled
from argos.publish.modelled.declared import Declared, Pathology
from argos.publish.modelled.foretold import evaluation, forecasts, scores
from argos.publish.modelled.foretold.forecasts import (
    PERSONS,
    foretold,
    gone_through,
    one_a_week,
    rows_of,
)
from argos.publish.modelled.foretold.past import HORIZONS, Past, read
from argos.publish.modelled.known.panels import Panels
from tests.unit.publish.modelled.invented import DAYS, VISITS, counts, panel_of, together

AT = datetime(2025, 8, 1, tzinfo=UTC)
ORIGINS = list(range(DAYS - 1 - 7 * 14, DAYS, 7))
DECLARED = Declared(
    pathology=[Pathology(id="covid", label={"fr": "c", "en": "c"})],
    series=[VISITS, VISITS.model_copy(update={"indicator": "sos_covid", "leading": []})],
)


def visits_and_calls(scale: float = 30.0, *, rounded: bool = False) -> Panels:
    return together(
        {
            "ed_covid": panel_of("ed_covid", counts(scale), (0.7, 0.9, 1.0), rounded=rounded),
            "sos_covid": panel_of("sos_covid", counts(scale / 2, ahead=6, seed=2)),
        }
    )


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> tuple[Panels, pl.DataFrame]:
    """Visits and calls, and the rows of a first night."""
    panels = visits_and_calls()
    return panels, forecasts.rows(panels, DECLARED, Outputs(str(tmp_path_factory.mktemp("none"))))


@pytest.fixture
def told(night: tuple[Panels, pl.DataFrame], tmp_path: Path) -> tuple[Panels, Outputs]:
    """Visits and calls, and where that night is published."""
    outputs = Outputs(str(tmp_path))
    outputs.commit(modelled("forecasts", night[1], AT, PERSONS))
    return night[0], outputs


def test_nothing_that_came_later_changes_a_forecast() -> None:
    shown, turned = counts(30.0), counts(30.0)
    turned[:, ORIGINS[-2] + 1 :] *= 9
    told = [
        gone_through(together({"ed_covid": panel_of("ed_covid", each)}), VISITS, ORIGINS)
        for each in (shown, turned)
    ]
    assert told[0] is not None
    assert told[1] is not None
    for name, each in told[0].past.quantiles.items():
        assert np.array_equal(each[:, :-1], told[1].past.quantiles[name][:, :-1], equal_nan=True)
        assert not np.array_equal(each[:, -1], told[1].past.quantiles[name][:, -1])


def test_tonight_says_what_going_through_the_past_says() -> None:
    panels = together({"ed_covid": panel_of("ed_covid", counts(30.0))})
    told = gone_through(panels, VISITS, ORIGINS)
    assert told is not None
    earlier = Past(
        told.past.origins[:-1],
        {name: each[:, :-1] for name, each in told.past.centres.items()},
        {name: each[:, :-1] for name, each in told.past.quantiles.items()},
    )
    again = foretold(panels, VISITS, earlier)
    assert again is not None
    for name, each in told.past.quantiles.items():
        np.testing.assert_allclose(again.past.quantiles[name][:, -1], each[:, -1])


def test_growing_days_are_completed_before_the_forecast() -> None:
    late = visits_and_calls()
    whole = together({**late.by_indicator, "ed_covid": panel_of("ed_covid", counts(30.0))})
    week = HORIZONS.index(7)
    ours, true = (
        told.past.centres["trend"][2, -1, week]
        for each in (late, whole)
        if (told := gone_through(each, VISITS, ORIGINS)) is not None
    )
    assert ours == pytest.approx(true, rel=0.25)


def test_what_is_published_is_read_back(told: tuple[Panels, Outputs]) -> None:
    panels, outputs = told
    assert forecasts.rows(panels, DECLARED, outputs).is_empty()  # told already
    rows = outputs.rows("forecasts").collect()
    past = read(rows.filter(pl.col("indicator") == "ed_covid"), panels["ed_covid"])
    made = foretold(panels, VISITS, Past((), {}, {}))
    assert made is not None
    assert past.origins == made.past.origins
    for name, each in made.past.quantiles.items():
        np.testing.assert_allclose(past.quantiles[name], each, atol=0.051)
    assert set(rows["made"].unique()) == {"on the day", "afterwards"}
    assert rows.filter(pl.col("made") == "on the day")["origin"].n_unique() == 1
    assert rows["quantiles"].list.len().unique().to_list() == [HUB_LEVELS.size]
    by = ["indicator", "origin"]
    for of_one, some in (([*by, "horizon"], pl.lit(True)), (by, pl.col("horizon") <= 7)):
        shown = rows.filter("chosen", some).group_by(of_one).agg(pl.col("model").n_unique())
        assert shown["model"].unique().to_list() == [1]


def test_of_a_closed_source_small_series_are_not_told_and_others_rounded(tmp_path: Path) -> None:
    few, many = visits_and_calls(0.3, rounded=True), visits_and_calls(12.0, rounded=True)
    for panels in (few, many):
        told = foretold(panels, VISITS, Past((), {}, {}))
        assert told is not None
        made = rows_of(panels["ed_covid"], VISITS, told)
        small = made.filter(pl.col("behind") < 11).height
        frame = modelled("forecasts", made, AT, PERSONS).frame
        assert frame.height == made.height - small
        told_figures = frame["quantiles"].explode().drop_nulls()
        assert (told_figures % 5 == 0).all()
        assert (told_figures >= 10).all()
    assert small == 0


def test_a_model_that_loses_is_shown_to_lose(tmp_path: Path) -> None:
    flat = np.random.default_rng(3).poisson(40, (2, DAYS)).astype(float)
    still = np.vstack([flat, flat.sum(0, keepdims=True)])
    panels, outputs = together({"ed_covid": panel_of("ed_covid", still)}), Outputs(str(tmp_path))
    how = Declared(pathology=DECLARED.pathology, series=[VISITS.model_copy(update={"leading": []})])
    outputs.commit(modelled("forecasts", forecasts.rows(panels, how, outputs), AT, PERSONS))
    told = scores.rows(panels, how, outputs).filter(
        (pl.col("period") == "all") & (pl.col("level") == "reg")
    )
    trend = told.filter(pl.col("model") == "trend", pl.col("horizon") == 28)
    assert trend["relative"][0] > 1
    assert not trend["in_ensemble"][0]
    baseline = told.filter(pl.col("model") == "baseline")
    assert baseline["relative"].unique().to_list() == [1.0]


def test_scores_are_of_what_came(told: tuple[Panels, Outputs]) -> None:
    panels, outputs = told
    kept = scores.rows(panels, DECLARED, outputs).filter(
        pl.col("indicator") == "ed_covid", pl.col("level") == "reg", pl.col("horizon") == 7,
        pl.col("period") == "all", pl.col("model") == "trend",
    ).row(0, named=True)  # fmt: skip
    origins = outputs.rows("forecasts").select(pl.col("origin").n_unique()).collect().item()
    assert kept["vintages"] == "kept"
    assert 0 < kept["figures"] < origins  # the last ones have not come, the first had no intervals
    assert 0 < kept["relative"] < 1.2


def test_missing_origins_are_made_afterwards_and_only_these(told: tuple[Panels, Outputs]) -> None:
    panels, outputs = told
    panel = panels["ed_covid"]
    before = set(outputs.rows("forecasts").collect()["origin"].unique())
    since = panel.date_of(DAYS - 40)
    made = evaluation.missing(panels, DECLARED, outputs, since, 3)
    assert made["origin"].min() >= since
    assert not before & set(made["origin"].unique())
    assert made["made"].unique().to_list() == ["afterwards"]
    assert evaluation.missing(panels, DECLARED, outputs, None, 3).is_empty()


def test_of_each_week_the_last_origin_is_remembered_and_tonight() -> None:
    days = [date(2026, 3, day) for day in range(1, 24)]
    assert one_a_week(days, days[-1]) == [
        date(2026, 3, day) for day in (1, 8, 15, 22, 23)
    ]  # fmt: skip
    assert one_a_week([days[3]], days[-1]) == [days[3]]
    assert one_a_week([], days[-1]) == []
