"""What was said of an evening is what is said of it when later figures are known."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from argos.outputs.store import Outputs
from argos.publish.disclosure import modelled
from argos.publish.modelled import flow
from argos.publish.modelled.declared import declared
from argos.publish.modelled.foretold import evaluation, forecasts
from argos.publish.modelled.known.panel import Panel
from argos.publish.modelled.known.panels import Panels
from tests.unit.publish.modelled.invented import DAYS, counts, panel_of, together
from tests.unit.publish.modelled.released import as_released
from tests.unit.publish.modelled.test_forecasts import AT

LATER = 28  # days after the evening
LOOK_BACK = 14  # weeks
SAID = ["indicator", "place", "model", "chosen", "origin", "horizon", "centre", "quantiles"]


def until(panel: Panel, days: int) -> Panel:
    """Return a panel as it was when it had so many days."""
    weeks = None if panel.weeks is None else panel.weeks.until(days - 1)
    return replace(
        panel, days=days, told=panel.told.until(days - 1), made=panel.made[:, :days],
        weeks=weeks, _once={},
    )  # fmt: skip


def territory() -> Panels:
    """Return figures that grow and are corrected, and all else after the evening."""
    made = {}
    for seed, (name, closed) in enumerate(
        {
            "ed_covid": False,
            "sos_covid": True,
            "new_admissions": False,
            "in_hospital": False,
        }.items()
    ):
        shares = (0.7, 0.9, 1.0) if name == "ed_covid" else (1.0,)
        whole = panel_of(name, counts(30.0, ahead=seed, seed=seed), shares)
        late = whole.told.evening >= DAYS - LATER
        value = np.where(late, whole.told.value * 7 + 40, whole.told.value)
        moved = replace(whole, told=replace(whole.told, value=value), _once={})
        made[name] = as_released(moved) if closed else moved
    return together(made)


def test_later_figures_change_nothing_that_is_said_of_an_evening(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(forecasts, "LOOK_BACK", LOOK_BACK)
    later = territory()
    then = together({panel.indicator: until(panel, DAYS - LATER) for panel in later})
    outputs = Outputs(str(tmp_path / "then"))
    flow.told(then, declared(), outputs, AT)
    told = outputs.rows("forecasts").collect()
    first, origin = told["origin"].min(), told["origin"].max()
    again = evaluation.missing(later, declared(), Outputs(str(tmp_path / "later")), first, 7)
    assert again["origin"].max() > origin
    wide = modelled("forecasts", again, AT, forecasts.PERSONS).frame
    one, other = (each.filter(pl.col("origin") <= origin).select(SAID) for each in (told, wide))
    assert one.height == other.height > 500
    assert one.join(other, on=SAID, how="anti", nulls_equal=True).to_dicts()[:3] == []
