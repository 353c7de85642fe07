"""What models say tells no hidden count, and no exact one behind a rounded one.

Two worlds differ only in what the rule hides: every table must be the same in both. The rest of
the region makes up for what one département has less, so that no wider total differs either.
"""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from argos.epidemiology.series import Floats
from argos.epidemiology.signals.faults import Fault
from argos.outputs.modelled import MODELLED
from argos.outputs.store import Outputs
from argos.publish.modelled import flow, nowcasts
from argos.publish.modelled.declared import declared
from argos.publish.modelled.foretold import forecasts
from argos.publish.modelled.foretold.past import by_rule
from argos.publish.modelled.known.panels import Panels
from argos.publish.modelled.nowcasts import Completed
from argos.publish.modelled.signals import told_faults
from argos.publish.modelled.signals.board import Row
from tests.unit.publish.modelled.invented import counts, panel_of, together
from tests.unit.publish.modelled.test_forecasts import AT

Change = Callable[[Floats], None]
THREE, EIGHT = (0, 0, 1, 0, 1, 0, 1), (1, 1, 1, 0, 2, 2, 1)
# Mean a day in the larger département, and by how many days each moves before the others.
CLOSED = {"ed_covid": (6.0, 0), "sos_covid": (4.0, 6), "in_icu": (12.0, -8), "ed_all": (60.0, 0)}
OPEN = {"new_admissions": (12.0, -2)}
LOOK_BACK = 16  # weeks of past forecasts: enough for intervals, and quick


def world(**changes: Change) -> Panels:
    """Return closed sources and one open one, which a closed one leads, changed in dep:44."""
    made = {}
    for seed, (name, (scale, ahead)) in enumerate({**CLOSED, **OPEN}.items()):
        figures = counts(scale, ahead, seed)
        figures[0, -9:] *= 3 if name == "ed_covid" else 1  # a signal
        changes.get(name, lambda _: None)(figures[0])
        shares = (0.7, 0.9, 1.0) if name == "ed_covid" else (1.0,)
        made[name] = panel_of(name, figures, shares, rounded=name in CLOSED)
    return together(made)


def told(known: Panels, folder: Path) -> dict[str, pl.DataFrame]:
    outputs = Outputs(str(folder))
    flow.told(known, declared(), outputs, AT)
    return {name: outputs.rows(name).collect() for name in MODELLED}


def last_week(total: tuple[int, ...]) -> Change:
    def change(days: Floats) -> None:
        days[-7:] = total

    return change


def hidden(week: tuple[int, ...], few: int) -> dict[str, Change]:
    """Return the changes that set a last week of calls, and few in intensive care for days.

    And the visits of the last day; what these lack was there three days before.
    """

    def beds(days: Floats) -> None:
        days[-20:] = few

    def visits(days: Floats) -> None:
        days[-1], days[-4] = few, 80 - few

    return {"sos_covid": last_week(week), "in_icu": beds, "ed_all": visits}


def one_visit_more(days: Floats) -> None:
    assert by_rule(days[-7:].sum()) == by_rule(days[-7:].sum() + 1)
    days[-4] += 1


@pytest.fixture(scope="module")
def worlds(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, pl.DataFrame]]:
    folder = tmp_path_factory.mktemp("worlds")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(forecasts, "LOOK_BACK", LOOK_BACK)
        return [
            told(world(**hidden(THREE, 3)), folder / "a"),
            told(world(**hidden(EIGHT, 8), ed_covid=one_visit_more), folder / "b"),
        ]


@pytest.mark.parametrize("table", MODELLED)
def test_worlds_that_differ_in_what_is_hidden_publish_the_same(
    worlds: list[dict[str, pl.DataFrame]], table: str
) -> None:
    one, other = (each[table] for each in worlds)
    for these, those in ((one, other), (other, one)):
        alone = these.join(those, on=these.columns, how="anti", nulls_equal=True)
        assert alone.to_dicts()[:3] == []
    assert one.height == other.height


def test_what_is_shown_of_closed_sources_is_not_empty(
    worlds: list[dict[str, pl.DataFrame]],
) -> None:
    for name in ("forecasts", "reproduction", "weather", "nowcasts", "signals"):
        assert worlds[0][name].filter("rounded").height > 0, name
    assert "ed_covid" in worlds[0]["scores"]["indicator"]


def test_of_a_hidden_week_and_of_few_who_stay_nothing_is_foretold(
    worlds: list[dict[str, pl.DataFrame]],
) -> None:
    tonight = worlds[0]["forecasts"].filter(pl.col("origin") == pl.col("origin").max())
    here = tonight.filter(pl.col("place") == "dep:44")["indicator"].unique().to_list()
    assert sorted(here) == ["ed_covid", "new_admissions"]


@pytest.mark.parametrize("reported", [3.0, 8.0, 10.0])
def test_a_nowcast_says_nothing_of_a_hidden_figure(reported: float) -> None:
    assert np.isnan(_nowcast(reported)).all()


def test_nowcasts_of_one_rounded_figure_are_one() -> None:
    told = [_nowcast(reported) for reported in (13.0, 14.0, 17.0)]
    assert all(np.allclose(each, told[0]) for each in told)
    assert not np.allclose(told[0], _nowcast(18.0))


def _nowcast(reported: float) -> Floats:
    """Return the quantiles that are told where a figure grows by two fifths."""
    exact = np.array([[reported]])
    spread = np.array([1.1, 1.3, 1.4, 1.5, 1.7])
    return nowcasts.told_under_rule(Completed(range(1), exact, exact[..., None] * spread))


@pytest.mark.parametrize(("few", "many"), [(3.0, 8.0), (13.0, 17.0)])
def test_a_collapse_tells_no_count(few: float, many: float) -> None:
    row = Row(declared()["ed_all"], "dep:44", rounded=True, lag=0)
    told = [told_faults.told_under_rule(row, Fault("collapse", 0, 9, 9, day / 61, 61.0))
            for day in (few, many)]  # fmt: skip
    assert told[0] == told[1]
