"""A partner who takes its own counts from what is released learns nothing of the others.

Sources that sum several partners (town laboratories and the hospital's own) are published, and each
partner subtracts what it has, in every crossing of every version.
"""

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import product
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from argos.core.clock import FixedClock
from argos.core.contract_check import load_all
from argos.outputs.store import Outputs
from argos.publish.flow import publish_series
from tests.full import FULL
from tests.published import MONDAY, SUNDAY, FrameLog, at, calls, unsaid

CONTRACTS = load_all(Path(__file__).resolve().parents[2] / "partners")
WHOLE = "chu-nantes+laboratories"
TUESDAY = MONDAY + timedelta(days=1)
UNITS = ("bio-estuaire", "analyses-du-vignoble")
Fact = dict[str, Any]
Count = Counter[str]


def sampled(partner: str, number: int, **facts: Any) -> list[Fact]:
    """Negative tests of the hospital (``chu-nantes``) or of one of the town's laboratories."""
    codes = ["loinc:94500-6", "result:negative"]
    feed = "chu-nantes.biology"
    if partner != "chu-nantes":
        feed, codes = "laboratories.tests", [*codes, f"unit:{partner.split('/')[1]}"]
    plain = {"feed": feed, "kind": "test", "measure": "test", "codes": codes}
    return calls(number, **{**plain, "recorded_at": at(TUESDAY), **facts})


@dataclass
class Released:
    """What anybody can read, and what was counted."""

    facts: list[Fact]
    outputs: Outputs

    @classmethod
    def of(cls, pushes: list[list[Fact]], folder: Path, every: bool) -> "Released":
        log, outputs = FrameLog(), Outputs(str(folder))
        for push in pushes:
            log.add(push)
            if every:
                publish_series(log, outputs, CONTRACTS, FixedClock(at(SUNDAY)), receipts=[])  # type: ignore[arg-type]
        publish_series(log, outputs, CONTRACTS, FixedClock(at(SUNDAY)), receipts=[])  # type: ignore[arg-type]
        return cls([fact for push in pushes for fact in push], outputs)

    def instants(self) -> list[datetime]:
        return sorted({fact["recorded_at"] for fact in self.facts})

    def counts(self, by: dict[str, Any], dates: set[date]) -> dict[tuple[date, datetime], Count]:
        """How many tests of a crossing each partner has, of each day or week as of each push."""
        moves: dict[tuple[date, datetime], Count] = {}
        for fact in self.facts:
            if all(_is(fact, *each) for each in by.items()):
                for day in dates:
                    if _is(fact, "date", (day, by["period"])):
                        at_once = moves.setdefault((day, fact["recorded_at"]), Counter())
                        for name in {_name(fact), _name(fact).split("/")[0]}:
                            at_once[name] += fact.get("sign", 1)
        found = {}
        for day in dates:
            sum_: Count = Counter()
            for then in self.instants():
                sum_.update(moves.get((day, then), {}))
                found[day, then] = sum_.copy()
        return found

    def versions(self, by: dict[str, Any]) -> list[tuple[datetime, list[dict[str, Any]]]]:
        """The series of a crossing as of each push."""
        asked = {name: value for name, value in by.items() if name != "period"}
        return [
            (
                then,
                self.outputs.series(
                    "tests", partner=WHOLE, period=by["period"], as_of=then, **asked
                ).to_dicts(),
            )
            for then in self.instants()
        ]

    def learnt(self, insiders: Sequence[str], by: dict[str, Any]) -> list[tuple[str, date, int]]:
        """Who learns a small count of the others, of which day, and what it is.

        All versions together: as long as the others have not changed, each says something of them.
        """
        known: dict[tuple[str, date], tuple[int, float, float]] = {}
        narrow = []
        versions = self.versions(by)
        counts = self.counts(by, {row["date"] for _, rows in versions for row in rows})
        for then, rows in versions:
            for row, insider in product(rows, insiders):
                counted, key = counts[row["date"], then], (insider, row["date"])
                own = counted[insider]
                others = counted["chu-nantes"] + counted["laboratories"] - own
                before, low, high = known.get(key, (others, 0, 1e9))
                if before != others:
                    low, high = 0, 1e9
                least, most = (end - own for end in _interval(row))
                known[key] = others, max(low, least), min(high, most)
                if others <= 10 and known[key][2] - known[key][1] < 3:
                    narrow.append((insider, row["date"], others))
        return narrow


def _is(fact: Fact, name: str, wanted: Any) -> bool:
    day = fact.get("occurred_on", MONDAY)
    tests = {
        "date": lambda: 0 <= (wanted[0] - day).days < (7 if wanted[1] == "week" else 1),
        "period": lambda: True,
        "place": lambda: wanted in ("fra", "dep:44", fact.get("place", "com:44109")),
        "age": lambda: wanted == "all" or fact.get("age", 30) // 10 == int(wanted[:2]) // 10,
        "sex": lambda: wanted in ("all", fact.get("sex", "f")),
    }
    return tests[name]()


def _name(fact: Fact) -> str:
    unit = [code.removeprefix("unit:") for code in fact["codes"] if code.startswith("unit:")]
    return "/".join([fact["feed"].split(".")[0], *unit])


def _interval(row: dict[str, Any]) -> tuple[float, float]:
    if row["status"] == "suppressed":
        return 0, 10
    if row["value"] is None:
        return 0, 1e9
    return max(row["value"] - 2, 11), row["value"] + 2


DAILY = [
    {"place": "dep:44", "age": age, "sex": sex, "period": "day"}
    for age, sex in (("all", "all"), ("30-39", "all"), ("all", "f"))
]
WEEKLY = [
    {"place": place, "age": age, "sex": sex, "period": "week"}
    for place in ("dep:44", "com:44109")
    for age, sex in (("all", "all"), ("30-39", "all"), ("all", "f"))
]


def test_its_own_share_of_a_class_leaves_nothing_of_the_others(tmp_path: Path) -> None:
    # 11 women of the hospital, 12 in all: 0 or 1 elsewhere.
    facts = [
        *sampled("chu-nantes", 11, sex="f"), *sampled("laboratories/bio-estuaire", 1, sex="f"),
        *sampled("chu-nantes", 30, sex="m"), *sampled("laboratories/bio-estuaire", 40, sex="m"),
    ]  # fmt: skip
    released = Released.of([facts], tmp_path, every=False)
    for by in DAILY:
        assert released.learnt(["chu-nantes"], by) == []


@pytest.mark.parametrize("every", [True, False])
def test_two_versions_between_which_only_its_own_push_lies(every: bool, tmp_path: Path) -> None:
    # 12 of the 17 (15 shown) leave 1 to 5; 13 of the 18 (20 shown) leave 5 to 9: together, just 5.
    first = [*sampled("chu-nantes", 12), *sampled("laboratories/bio-estuaire", 5)]
    later = sampled("chu-nantes", 1, recorded_at=at(TUESDAY, 9))
    released = Released.of([first, later], tmp_path, every=every)
    assert released.learnt(["chu-nantes"], DAILY[0]) == []
    assert [rows[0]["value"] for _, rows in released.versions(DAILY[0])] != [15, 20]
    assert released.versions(DAILY[0])[0][1][0]["value"] == 15


@pytest.mark.parametrize("every", [True, False])
@pytest.mark.parametrize("others", [5, 6] if FULL else [5])
def test_a_figure_that_stays_while_its_own_count_moves(
    others: int, every: bool, tmp_path: Path
) -> None:
    # 8 of 13 (15 shown) leave 5 to 9; 11 of 16 (15 again) leave 2 to 6: together, 5 or 6.
    first = [*sampled("chu-nantes", 8), *sampled("laboratories/bio-estuaire", others)]
    later = sampled("chu-nantes", 3, recorded_at=at(TUESDAY, 9))
    released = Released.of([first, later], tmp_path, every=every)
    for by in [*DAILY, *WEEKLY]:
        assert released.learnt(["chu-nantes"], by) == [], by
    assert released.versions(DAILY[0])[0][1][0]["value"] == 15


@pytest.mark.parametrize("seed", [1, 2] if FULL else [1])
def test_no_partner_learns_a_small_count_of_the_others(seed: int, tmp_path: Path) -> None:
    released = Released.of(_drawn(random.Random(seed)), tmp_path, every=False)  # noqa: S311
    insiders = ("chu-nantes", "laboratories", *(f"laboratories/{unit}" for unit in UNITS))
    for by in [*DAILY, *WEEKLY]:
        assert released.learnt(insiders, by) == [], by
    shown = pl.col("value").is_not_null() & (pl.col("place") == "dep:44")
    assert released.outputs.rows("series").filter(shown).collect().height > 10


def _drawn(rng: random.Random) -> list[list[Fact]]:
    """A week of tests in five pushes, some of them corrections."""
    pushes: list[list[Fact]] = [sampled("chu-nantes", 1, occurred_on=MONDAY - timedelta(days=1))]
    alive: list[Fact] = []
    partners = ["chu-nantes", *(f"laboratories/{unit}" for unit in UNITS)]
    for n in range(7):
        for hour, partner in enumerate(partners, start=1):
            then = at(MONDAY + timedelta(days=n + 1), hour)
            new = [
                fact
                for age, sex in product((35, 75), "fm")
                for fact in sampled(
                    partner, rng.randint(0, 25), age=age, sex=sex, recorded_at=then,
                    occurred_on=MONDAY + timedelta(days=n),
                )
            ]  # fmt: skip
            mine = [fact for fact in alive if _name(fact) == partner]
            gone = rng.sample(mine, k=min(len(mine), rng.randint(0, 3)))
            alive = [fact for fact in alive if fact not in gone] + new
            pushes.append([*new, *unsaid(gone, then)])
    return pushes
