"""Publication against a plain reference that counts live events one by one.

Whatever the engine, and whether one publication follows every push or one all of them, each series
as of each push is what the reference counts among the facts then alive, put through the rule; or it
is not published, where the interval attack took it away.
"""

import random
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import product
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from argos.core.clock import FixedClock
from argos.core.codes import syndrome
from argos.core.contract import Contract
from argos.core.contract_check import load_all
from argos.outputs.store import Outputs
from argos.publish.flow import publish_series
from tests.full import FULL
from tests.published import BANDS, MONDAY, FrameLog, at, unsaid

PARTNERS = Path(__file__).resolve().parents[2] / "partners"
COMMUNES = {"com:44109": "dep:44", "com:44190": "dep:44", "com:49007": "dep:49"}
CODES = ["hub:M03.12", "hub:M01.03", "hub:M05.01"]
FEED = "samu-44.calls"
DAYS = 10
INDICATORS = ("samu_calls", "samu_respiratory")
CLASSES = (("all", "all"), ("15-44", "all"), ("unknown", "all"), ("all", "f"))
Fact = dict[str, Any]


@pytest.fixture(scope="module")
def contracts() -> dict[str, Contract]:
    return load_all(PARTNERS)


@dataclass
class Push:
    """One batch of an invented SAMU: when, what it says and what it unsays."""

    recorded_at: datetime
    said: list[Fact]
    unsaid: list[Fact]


def invented(seed: int) -> list[Push]:
    """Ten days of calls, with late ones, corrections and withdrawals."""
    rng = random.Random(seed)  # noqa: S311 - invented events, not secrets
    pushes: list[Push] = []
    alive: list[Fact] = []
    for n in range(DAYS):
        recorded = at(MONDAY + timedelta(days=n + 1))
        new = [fact for day in {n, max(0, n - 2)} for fact in _calls_of(rng, n, day, recorded)]
        gone = rng.sample(alive, k=min(len(alive), rng.randint(0, 6)))
        pushes.append(Push(recorded, new, unsaid(gone, recorded)))
        names = {fact["event_id"] for fact in gone}
        alive = [fact for fact in alive if fact["event_id"] not in names] + new
    return pushes


def _calls_of(rng: random.Random, push: int, day: int, recorded: datetime) -> list[Fact]:
    day_of = MONDAY + timedelta(days=day)
    return [
        {
            "event_id": f"{push}-{day}-{place[4:]}-{n}".encode().ljust(16, b"."),
            "place": place,
            "occurred_on": day_of,
            "recorded_at": recorded,
            "age": rng.choice([3, 20, 50, 70, 90, None]),
            "sex": rng.choice(["f", "m"]),
            "codes": sorted(rng.sample(CODES, k=rng.randint(1, 2))),
        }
        for place in COMMUNES
        for n in range(rng.randint(0, 40 if day == push else 3))
    ]


def logged(pushes: list[Push]) -> FrameLog:
    log = FrameLog()
    for push in pushes:
        log.add([*push.said, *push.unsaid])
    return log


Key = tuple[str, str, str, str, date]


def reference(pushes: list[Push], as_of: datetime) -> Counter[Key]:
    """Count the living: (indicator, place, age, sex, day)."""
    known = [push for push in pushes if push.recorded_at <= as_of]
    gone = {fact["event_id"] for push in known for fact in push.unsaid}
    counted: Counter[Key] = Counter()
    for fact in (fact for push in known for fact in push.said):
        if fact["event_id"] in gone:
            continue
        kinds = ["samu_calls"]
        if syndrome("respiratory") & set(fact["codes"]):
            kinds.append("samu_respiratory")
        classes = [("all", "all"), (_band(fact["age"]), "all"), ("all", fact["sex"])]
        for kind, place, (age, sex) in product(kinds, (COMMUNES[fact["place"]], "fra"), classes):
            counted[kind, place, age, sex, fact["occurred_on"]] += 1
    return counted


def _band(age: int | None) -> str:
    if age is None:
        return "unknown"
    return next(band for band in reversed(BANDS) if age >= int(band[:2]))


def shown(count: int) -> float | None:
    """The rule of disclosure, written again by hand."""
    if count <= 10:
        return None
    return float(5 * round(count / 5)) if count > 12 else 10.0


@pytest.mark.parametrize("seed", [1, 2] if FULL else [1])
def test_every_past_day_is_what_the_reference_counts(
    seed: int, tmp_path: Path, contracts: dict[str, Contract]
) -> None:
    pushes = invented(seed)
    outputs = Outputs(str(tmp_path))
    publish_series(logged(pushes), outputs, contracts, FixedClock(at(MONDAY)), receipts=[])
    published = 0
    for push in pushes[2::3]:
        counts = reference(pushes, push.recorded_at)
        for indicator, place in product(INDICATORS, ("dep:44", "dep:49", "fra")):
            for age, sex in CLASSES:
                series = outputs.series(indicator, place, age, sex, as_of=push.recorded_at)
                assert set(series["date"]) == {day for *_, day in counts}
                given = series.filter(pl.col("status") != "not_published")
                published += given.height if (place, age, sex) == ("dep:44", "all", "all") else 0
                for row in given.to_dicts():
                    count = counts[indicator, place, age, sex, row["date"]]
                    assert row["value"] == shown(count)
                    assert row["status"] == ("ok" if count > 10 else "suppressed")
                    assert row["known_from"] <= push.recorded_at
    assert published > 12  # of 36: the attack leaves something of dep:44


def test_a_publication_after_every_push_says_the_same(
    tmp_path: Path, contracts: dict[str, Contract]
) -> None:
    pushes = invented(3)
    once, daily = Outputs(str(tmp_path / "once")), Outputs(str(tmp_path / "daily"))
    publish_series(logged(pushes), once, contracts, FixedClock(at(MONDAY)), receipts=[])
    for n in range(len(pushes)):
        publish_series(
            logged(pushes[: n + 1]), daily, contracts, FixedClock(at(MONDAY)), receipts=[]
        )
    keys = ["indicator", "place", "period", "date", "age", "sex", "partner", "known_from"]
    left, right = (each.rows("series").collect().sort(keys) for each in (once, daily))
    assert left.equals(right)


def test_a_second_publication_commits_nothing(
    tmp_path: Path, contracts: dict[str, Contract]
) -> None:
    log, outputs = logged(invented(4)), Outputs(str(tmp_path))
    clock = FixedClock(at(MONDAY))
    assert publish_series(log, outputs, contracts, clock, receipts=[]).committed
    before = outputs.rows("series").collect()
    assert not publish_series(log, outputs, contracts, clock, receipts=[]).committed
    assert outputs.rows("series").collect().equals(before)


def test_a_row_is_added_only_when_the_released_figure_changes(
    tmp_path: Path, contracts: dict[str, Contract]
) -> None:
    outputs = Outputs(str(tmp_path))
    log = logged(invented(5))
    publish_series(log, outputs, contracts, FixedClock(at(MONDAY)), receipts=[])
    cell = ["indicator", "place", "period", "date", "age", "sex", "partner"]
    rows = outputs.rows("series").collect().sort(*cell, "known_from")
    before = [pl.col(name).shift(1).over(cell) for name in ("value", "status")]
    first = pl.int_range(pl.len()).over(cell) == 0
    same = pl.col("value").eq_missing(before[0]) & pl.col("status").eq_missing(before[1])
    assert rows.filter(~first & same).is_empty()
