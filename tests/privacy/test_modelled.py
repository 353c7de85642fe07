"""What models say of closed sources is made of released figures, and of nothing else.

Two logs differ in exact counts, and release the same series: every table of models must be the
same. And once the series are published, nothing reads an event any more.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from argos.core.clock import FixedClock
from argos.core.contract import Contract
from argos.core.contract_check import load_all
from argos.epidemiology.signals.faults import Fault
from argos.outputs.modelled import MODELLED
from argos.outputs.store import Outputs
from argos.publish.flow import publish_series
from argos.publish.indicators import indicators
from argos.publish.modelled import flow
from argos.publish.modelled.declared import declared
from argos.publish.modelled.foretold import forecasts
from argos.publish.modelled.known.panels import panels
from argos.publish.modelled.signals import told_faults
from argos.publish.modelled.signals.board import Row
from tests.conftest import REPOSITORY
from tests.published import MONDAY, FrameLog, at, calls

WEEKS, LOOK_BACK = 24, 8
NANTES, ANGERS = "com:44109", "com:49007"
HEIGHTS = [0, 0, 5, 10, 15, 20, 30, 35, 25, 15, 5, 0]  # above the base of each week of a wave
SIGNS = (1, -1, 1, -1, 0, 0, 0)  # of a week: who is counted on one day in one world and not on
FEW = (0, 0, 0, 0, 0, 2, -2)  # the other; hidden days are moved by more


@dataclass
class Sealed(FrameLog):
    """A log of which only the positions may be read."""

    sealed: bool = False

    def rows(self, *asked: Any, **more: Any) -> pl.LazyFrame:
        assert not self.sealed, "models read the log"
        return super().rows(*asked, **more)


def counts(sign: int) -> Iterator[tuple[str, date, int]]:
    """Return place, day and number of calls in one of two worlds.

    What Nantes has more on a day Angers has less, so that nothing wider differs; no week does.
    """
    for week in range(WEEKS):
        base = 15 + HEIGHTS[week % len(HEIGHTS)] + (60 if week == WEEKS - 1 else 0)
        for day in range(7):
            usual, moved = (base, SIGNS[day]) if day < 5 else (6, FEW[day])
            for place, way in ((NANTES, sign), (ANGERS, -sign)):
                yield place, MONDAY + timedelta(days=7 * week + day), usual + way * moved


def facts(sign: int) -> Iterator[dict[str, Any]]:
    """Return the calls of a world for COVID-19, and some for something else."""
    for place, day, number in counts(sign):
        other = 10 if day.weekday() < 5 else 1
        for code, people in (("cim10:U07.1", number), ("cim10:Z00", other)):
            yield from calls(people, feed="sos-medecins-nantes.calls", place=place,
                             occurred_on=day, codes=[code])  # fmt: skip


def world(sign: int, folder: Path, contracts: dict[str, Contract]) -> dict[str, pl.DataFrame]:
    """Return all tables of a night, published from a log that was closed after the series."""
    log, outputs = Sealed(), Outputs(str(folder))
    log.add(facts(sign))
    clock = FixedClock(at(MONDAY + timedelta(days=7 * WEEKS)))
    publish_series(log, outputs, contracts, clock, receipts=[])  # type: ignore[arg-type]
    log.sealed = True
    known = panels(log, outputs, contracts, indicators(), declared())  # type: ignore[arg-type]
    assert known is not None
    flow.told(known, declared(), outputs, clock.now())
    return {name: outputs.rows(name).collect() for name in ("series", *MODELLED)}


@pytest.fixture(scope="module")
def worlds(
    tmp_path_factory: pytest.TempPathFactory,
) -> list[dict[str, pl.DataFrame]]:
    folder = tmp_path_factory.mktemp("worlds")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(forecasts, "LOOK_BACK", LOOK_BACK)
        return [
            world(sign, folder / str(sign), load_all(REPOSITORY / "partners")) for sign in (1, -1)
        ]


def test_worlds_differ_in_counts_and_not_in_what_is_released(
    worlds: list[dict[str, pl.DataFrame]],
) -> None:
    exact, other = (list(counts(sign)) for sign in (1, -1))
    assert sum(one != two for one, two in zip(exact, other, strict=True)) > WEEKS * 7
    assert worlds[0]["series"].sort(pl.all()).equals(worlds[1]["series"].sort(pl.all()))
    shown = worlds[0]["series"].filter(pl.col("value").is_not_null(), place="dep:44")
    assert shown.height > WEEKS * 5


@pytest.mark.parametrize("table", MODELLED)
def test_models_say_the_same_of_both(worlds: list[dict[str, pl.DataFrame]], table: str) -> None:
    one, two = (each[table].sort(pl.all().exclude(pl.List)) for each in worlds)
    assert one.equals(two)


def test_something_is_said(worlds: list[dict[str, pl.DataFrame]]) -> None:
    for name in ("forecasts", "scores", "weather", "signals", "reproduction"):
        assert worlds[0][name].height > 0, name
    assert worlds[0]["forecasts"]["rounded"].all()


@pytest.mark.parametrize(("few", "many"), [(3.0, 8.0), (13.0, 17.0)])
def test_a_collapse_tells_no_count(few: float, many: float) -> None:
    row = Row(declared()["ed_all"], "dep:44", rounded=True, lag=0)
    told = [told_faults.told_under_rule(row, Fault("collapse", 0, 9, 9, day / 61, 61.0))
            for day in (few, many)]  # fmt: skip
    assert told[0] == told[1]
