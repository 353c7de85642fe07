"""A whole night: every table is told, once, and none of them knows more than its evening."""

from collections.abc import Iterator
from datetime import timedelta

import polars as pl
import pytest

from argos.core.errors import FeedBusy
from argos.outputs.modelled import MODELLED
from argos.outputs.store import Outputs
from argos.publish.modelled import flow
from argos.publish.modelled.declared import declared
from argos.publish.modelled.foretold import forecasts
from argos.publish.modelled.known.panels import Panels, already_told
from tests.unit.publish.modelled.invented import counts, panel_of, together
from tests.unit.publish.modelled.test_forecasts import AT

SCALES = {
    "ed_covid": (30.0, 0), "sos_covid": (15.0, 6), "new_admissions": (12.0, -2),
    "in_hospital": (90.0, -8), "in_icu": (20.0, -8),
}  # fmt: skip


def territory() -> Panels:
    made = {
        name: panel_of(name, counts(scale, ahead, seed), (0.7, 0.9, 1.0) if name == "ed_covid"
                       else (1.0,))
        for seed, (name, (scale, ahead)) in enumerate(SCALES.items())
    }  # fmt: skip
    return together(made)


@pytest.fixture(scope="module", autouse=True)
def _few_weeks() -> Iterator[None]:
    """Go back through few weeks of forecasts: enough for intervals and scores, and quick."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(forecasts, "LOOK_BACK", 16)
        yield


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> tuple[Outputs, Panels, dict[str, int]]:
    outputs, known = Outputs(str(tmp_path_factory.mktemp("published"))), territory()
    return outputs, known, flow.told(known, declared(), outputs, AT)


def test_a_night_tells_every_table(night: tuple[Outputs, Panels, dict[str, int]]) -> None:
    outputs, known, rows = night
    assert set(rows) == set(MODELLED)
    assert all(count > 0 for count in rows.values())
    assert already_told(outputs, known.known_at)
    for name in MODELLED:
        table = outputs.rows(name).collect()
        assert table["known_from"].unique().to_list() == [AT], name
        if "origin" in table.columns:
            assert table["origin"].max() <= known["sos_covid"].origin, name


def test_one_model_of_each_indicator_is_shown_so_far_ahead(
    night: tuple[Outputs, Panels, dict[str, int]],
) -> None:
    shown = night[0].rows("forecasts").filter("chosen").collect()
    models = shown.group_by("indicator", "origin", "horizon").agg(pl.col("model").n_unique())
    assert set(models["indicator"]) == set(SCALES)
    assert models["model"].unique().to_list() == [1]
    assert shown.filter(pl.col("indicator") == "in_hospital")["width"].unique().to_list() == [1]


def test_a_night_again_adds_no_second_forecast(
    night: tuple[Outputs, Panels, dict[str, int]],
) -> None:
    outputs, known, _ = night
    again = flow.told(known, declared(), outputs, AT + timedelta(hours=1))
    assert "forecasts" not in again
    assert "lead_times" not in again
    key = ["indicator", "place", "model", "origin", "horizon"]
    told = outputs.rows("forecasts").collect()
    assert told.select(key).is_duplicated().sum() == 0
    first, second = (
        outputs.rows("weather").filter(pl.col("known_from") == at).collect().height
        for at in (AT, AT + timedelta(hours=1))
    )
    assert first == second


def test_two_nights_at_once_are_told_once(night: tuple[Outputs, Panels, dict[str, int]]) -> None:
    outputs, known, _ = night
    before = dict.fromkeys(outputs.positions(flow.BEFORE), 0)  # as the first night found them
    tables = outputs.version()
    with pytest.raises(FeedBusy):
        flow.told(known, declared(), outputs, AT + timedelta(hours=2), before=before)
    assert outputs.version() == tables
