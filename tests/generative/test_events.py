"""Operations drawn at random, on the Delta log and on the plain list: they agree on everything.

The plain list is the reference; the machine keeps besides what every instant of the past looked
like, and checks that nothing but an erasure or an expiry ever changes it.
"""

import tempfile
from collections import Counter
from datetime import date, timedelta

import hypothesis.strategies as st
import polars as pl
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from argos.core.errors import FeedBusy
from argos.events.delta import DeltaEventLog
from argos.events.memory import MemoryEventLog
from argos.events.statements import compare
from tests.facts import facts, instant, push, seen, subject
from tests.full import FULL

FEEDS = ("chu-nantes.emergency", "samu-44.calls")
DAYS = (date(2020, 3, 30), date(2020, 4, 2), date(2020, 5, 1))
PERSONS = ("x", "y")
EXAMPLES = 100 if FULL else 12
OPERATIONS = {"complete", "partial", "race", "erase", "expire", "compact"}
RUN: Counter[str] = Counter()

one_fact = st.fixed_dictionaries(
    {
        "value": st.sampled_from([None, 1.0, 2.0]),
        "day": st.sampled_from(DAYS),
        "who": st.sampled_from([None, *PERSONS]),
        "codes": st.sampled_from([(), ("cim10:U07.1",)]),
    }
)
said = st.dictionaries(st.sampled_from("abcde"), one_fact, max_size=5)
feeds = st.sampled_from(FEEDS)
Seen = dict[bytes, tuple[object, ...]]


class TwoLogs(RuleBasedStateMachine):
    """Every operation goes to both logs, and every past instant is remembered."""

    @initialize()
    def start(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.delta = DeltaEventLog(f"{self.folder.name}/events")
        self.memory = MemoryEventLog()
        self.hour = 0
        self.past: dict[tuple[str, int], Seen] = {}

    def teardown(self) -> None:
        if hasattr(self, "folder"):
            self.folder.cleanup()

    def remember(self) -> None:
        for feed in FEEDS:
            self.past[feed, self.hour] = seen(self.memory.live(feed))
        self.hour += 1

    @rule(feed=feeds, what=said, complete=st.booleans())
    def push(self, feed: str, what: dict, complete: bool) -> None:
        RUN["complete" if complete else "partial"] += 1
        one = push(self.delta, what, self.hour, feed=feed, complete=complete)
        two = push(self.memory, what, self.hour, feed=feed, complete=complete)
        assert (one.new, one.unchanged, one.corrected, one.withdrawn) == (
            two.new,
            two.unchanged,
            two.corrected,
            two.withdrawn,
        )
        self.remember()

    @rule(feed=feeds, what=said, slow=said)
    def race(self, feed: str, what: dict, slow: dict) -> None:
        for log in (self.delta, self.memory):
            position = log.position(feed)
            late = compare(log.live(feed, position=position), facts(feed, slow), in_scope=None)
            won = push(log, what, self.hour, feed=feed)
            if late.rows.is_empty() or won.rows.is_empty():
                continue
            RUN["race"] += 1
            try:
                log.append(position, late.rows, batch_id="l", recorded_at=instant(999), metadata={})
            except FeedBusy:
                continue
            raise AssertionError("both pushes won")
        self.remember()

    @rule(who=st.sets(st.sampled_from(PERSONS), min_size=1))
    def erase(self, who: set[str]) -> None:
        subjects = [subject(name) for name in who]
        erased = self.delta.erase(subjects)
        assert erased == self.memory.erase(subjects)
        RUN["erase"] += bool(erased.rows)
        self.forget()

    @rule(feed=feeds, before=st.sampled_from(DAYS))
    def expire(self, feed: str, before: date) -> None:
        expired = self.delta.expire(feed, before)
        assert expired == self.memory.expire(feed, before)
        RUN["expire"] += bool(expired)
        self.forget()

    def forget(self) -> None:
        """Take the past anew from the plain list, which only ever loses rows by a deletion."""
        for feed, hour in self.past:
            now = seen(self.memory.live(feed, as_of=instant(hour)))
            assert now.items() <= self.past[feed, hour].items()
            self.past[feed, hour] = now

    @rule()
    def compact(self) -> None:
        RUN["compact"] += self.delta.compact().files_before > 0
        self.memory.compact()

    @invariant()
    def agree(self) -> None:
        for feed in FEEDS:
            one, two = self.delta.position(feed), self.memory.position(feed)
            assert (one.recorded_at, one.newest) == (two.recorded_at, two.newest)
            first = DAYS[1]
            assert seen(self.delta.live(feed)) == seen(self.memory.live(feed))
            some = pl.col("event_id").bin.encode("hex") < "8"
            assert seen(self.delta.live(feed, where=some)) == seen(
                self.memory.live(feed, where=some)
            )
            bounded = self.delta.live(feed, first=first, last=first + timedelta(days=29))
            assert seen(bounded) == seen(
                self.memory.live(feed, first=first, last=first + timedelta(days=29))
            )

    @invariant()
    def the_past_stays(self) -> None:
        for (feed, hour), was in list(self.past.items())[-2:]:
            assert seen(self.delta.live(feed, as_of=instant(hour))) == was

    @invariant()
    def a_key_is_said_once_or_not_at_all(self) -> None:
        rows = self.delta.rows().sort("recorded_at", "sign").collect()
        running = rows.select(pl.col("sign").cast(pl.Int64).cum_sum().over("event_id"))["sign"]
        assert running.is_in([0, 1]).all()
        assert rows.height == self.memory.rows().collect().height


def test_both_logs_agree_whatever_is_done_to_them() -> None:
    RUN.clear()
    run_state_machine_as_test(
        TwoLogs,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=10,
            deadline=None,
            derandomize=True,
            phases=[Phase.generate],  # to shrink a failure takes minutes: add it by hand
            suppress_health_check=list(HealthCheck),
        ),
    )
    assert {name for name, times in RUN.items() if times} == OPERATIONS
