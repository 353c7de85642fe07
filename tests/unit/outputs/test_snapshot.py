"""A snapshot answers as the zone does, at its own version."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import polars as pl
import pytest

from argos.core.clock import FixedClock
from argos.core.contract_check import load_all
from argos.core.errors import UsageError
from argos.outputs import snapshot as snapshot_module
from argos.outputs.snapshot import Ask, Snapshot
from argos.outputs.store import Outputs
from argos.publish.flow import publish_series
from tests.published import SUNDAY, FrameLog, at, calls

CONTRACTS = load_all(Path(__file__).resolve().parents[3] / "partners")


@pytest.fixture
def publish(tmp_path: Path) -> Callable[[int], Outputs]:
    """Publish some calls of a week, then more of them."""
    log, outputs = FrameLog(), Outputs(str(tmp_path))

    def more(number: int) -> Outputs:
        log.add(calls(number, recorded_at=at(SUNDAY, number % 20)))
        publish_series(log, outputs, CONTRACTS, FixedClock(at(SUNDAY, 23)), receipts=[])  # type: ignore[arg-type]
        return outputs

    return more


@pytest.mark.parametrize("place", ["fra", "dep:44", "com:44109"])
@pytest.mark.parametrize("age", ["all", "15-44"])
def test_it_answers_as_the_zone(publish: Callable[[int], Outputs], place: str, age: str) -> None:
    outputs = publish(30)
    asked = Snapshot(outputs).series(Ask("samu_calls", place=place, age=age))
    assert asked.equals(outputs.series("samu_calls", place=place, age=age))
    assert asked.height > 0 or place.startswith("com:")  # hidden there: a week is not whole


def test_it_stays_at_its_version(publish: Callable[[int], Outputs]) -> None:
    outputs = publish(30)
    before = Snapshot(outputs)
    said = before.series(Ask("samu_calls")).clone()
    before.read_through()
    publish(17)
    assert before.series(Ask("samu_calls")).equals(said)
    after = Snapshot(outputs)
    assert after.version != before.version
    assert not after.series(Ask("samu_calls")).equals(said)


def test_it_refuses_what_the_zone_refuses(publish: Callable[[int], Outputs]) -> None:
    snapshot = Snapshot(publish(30))
    for wrong in (Ask("nope"), Ask("samu_calls", age="1-2"), Ask("samu_calls", partner="nobody")):
        with pytest.raises(UsageError):
            snapshot.series(wrong)


def test_what_is_kept_is_bounded_by_its_bytes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(snapshot_module, "HEAVIEST", 100_000)
    kept = Snapshot(Outputs(str(tmp_path)))
    made: list[int] = []

    def heavy(name: int) -> bytes:
        made.append(name)
        return bytes(9_000)

    for name in [*range(40), 39, 0]:  # the newest is kept, the oldest is not
        kept.once(name, partial(heavy, name))
    assert made == [*range(40), 0]
    assert kept._weight <= 100_000
    frame = pl.DataFrame({"a": range(20_000)})
    assert kept.once("heavy", lambda: frame) is frame
    assert len(kept._answers) == 1
