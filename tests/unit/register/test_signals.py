"""A signal's life: what may follow what, kept with its audit line or not at all."""

from dataclasses import fields
from datetime import UTC, date, datetime, timedelta

import pytest

from argos.core.clock import FixedClock
from argos.core.errors import FeedBusy, UsageError
from argos.core.language import speaking
from argos.register import signals
from argos.register.models import AuditEntry, SignalState
from argos.register.signals import Standing
from tests.unit.invented import NOW

pytestmark = pytest.mark.django_db
CLOCK = FixedClock(NOW)
ACTS = {
    "acknowledge": lambda signal: signals.acknowledge(signal, "jeanne", CLOCK),
    "explain": lambda signal: signals.explain(signal, "grippe", "jeanne", CLOCK),
    "close": lambda signal: signals.close(signal, "fini", "jeanne", CLOCK),
    "reopen": lambda signal: signals.reopen(signal, "revient", "jeanne", CLOCK),
}
# How to bring a signal into each state, and what each act makes of it (None: refused).
WAYS = {
    "new": [],
    "seen": ["acknowledge"],
    "explained": ["explain"],
    "closed": ["acknowledge", "close"],
}
FOLLOWS = {
    "new": {"acknowledge": "seen", "explain": "explained", "close": None, "reopen": None},
    "seen": {"acknowledge": None, "explain": "explained", "close": "closed", "reopen": None},
    "explained": {"acknowledge": None, "explain": "explained", "close": "closed", "reopen": None},
    "closed": {"acknowledge": None, "explain": None, "close": None, "reopen": "seen"},
}


def brought(state):
    for act in WAYS[state]:
        ACTS[act]("s1")
    return [SignalState.objects.count(), AuditEntry.objects.count()]


def state():
    return signals.states(["s1"])["s1"].state


@pytest.mark.parametrize("start", FOLLOWS)
@pytest.mark.parametrize("act", ACTS)
def test_what_may_follow_what(start, act):
    kept = brought(start)
    becomes = FOLLOWS[start][act]
    if becomes is None:
        with pytest.raises(UsageError, match="SIGNAL_STATE"):
            ACTS[act]("s1")
        assert state() == start
        assert [SignalState.objects.count(), AuditEntry.objects.count()] == kept
    else:
        assert ACTS[act]("s1") == Standing(becomes, NOW)
        assert state() == becomes
        assert [SignalState.objects.count(), AuditEntry.objects.count()] == [n + 1 for n in kept]


def test_a_refusal_says_in_both_languages_what_is_allowed():
    with pytest.raises(UsageError) as refusal:
        ACTS["close"]("s1")
    with speaking("fr"):
        assert "vu ou expliqué" in str(refusal.value)
        assert "s1 : nouveau" in str(refusal.value)
        assert "noter vu, expliquer" in str(refusal.value)
    with speaking("en"):
        assert "seen or explained" in str(refusal.value)
        assert "see, explain" in str(refusal.value)


def test_every_act_is_kept_with_who_when_and_why():
    ACTS["acknowledge"]("s1")
    later = FixedClock(NOW + timedelta(hours=1))
    signals.explain("s1", " grippe ", "marc", later)
    signals.explain("s1", "grippe et bronchiolite", "marc", later)
    assert [(a.state, a.why, a.who, a.at) for a in signals.history("s1")] == [
        ("seen", "", "jeanne", NOW),
        ("explained", "grippe", "marc", later.now()),
        ("explained", "grippe et bronchiolite", "marc", later.now()),
    ]
    assert signals.states(["s1", "s2"]) == {
        "s1": Standing("explained", later.now()), "s2": Standing("new", None),
    }  # fmt: skip
    lines = AuditEntry.objects.order_by("id")
    assert [(e.action, e.object, e.who) for e in lines][:2] == [
        ("acknowledge signal", "s1", "jeanne"), ("explain signal", "s1", "marc"),
    ]  # fmt: skip
    assert lines[2].detail == {"why": "grippe et bronchiolite"}


def test_a_state_does_not_tell_who():
    assert {field.name for field in fields(Standing)} == {"state", "at"}


@pytest.mark.parametrize("act", ["acknowledge", "explain"])
def test_the_act_and_its_audit_line_stand_or_fall_together(act, monkeypatch):
    def fails(*_args, **_options):
        raise OSError("disk full")

    monkeypatch.setattr(signals, "audit", fails)
    with pytest.raises(OSError, match="disk full"):
        ACTS[act]("s1")
    assert state() == "new"
    assert SignalState.objects.count() == 0


def test_of_two_acts_at_once_the_second_is_asked_to_look_again(monkeypatch):
    before = signals.states(["s1"])
    ACTS["acknowledge"]("s1")
    monkeypatch.setattr(signals, "_last", lambda signal: None)  # as the slower one saw it
    monkeypatch.setattr(signals, "states", lambda asked: before)
    with pytest.raises(FeedBusy, match="BUSY"):
        ACTS["acknowledge"]("s1")
    assert [SignalState.objects.count(), AuditEntry.objects.count()] == [1, 1]


def test_an_act_is_neither_changed_nor_taken_away():
    ACTS["acknowledge"]("s1")
    row = SignalState.objects.get()
    row.who = "nobody"
    for change in (row.save, row.delete, SignalState.objects.all().delete):
        with pytest.raises(TypeError, match="only ever added"):
            change()
    with pytest.raises(TypeError, match="only ever added"):
        SignalState.objects.update(who="nobody")
    assert SignalState.objects.get().who == "jeanne"


@pytest.mark.parametrize("act", ["explain", "close", "reopen"])
def test_a_text_about_a_person_is_not_kept(act):
    brought({"explain": "seen", "close": "seen", "reopen": "closed"}[act])
    kept = AuditEntry.objects.count()
    with pytest.raises(UsageError, match="PERSON_IN_TEXT"):
        getattr(signals, act)("s1", "malade 1 85 05 78 006 084 36", "jeanne", CLOCK)
    assert AuditEntry.objects.count() == kept


CLOSED = date(2020, 5, 13)  # the local day of NOW


@pytest.mark.parametrize(
    ("days", "returns"), [(-3, False), (0, False), (1, True), (14, True), (15, False)]
)
def test_evidence_that_stopped_and_returns_within_14_days_reopens(days, returns):
    brought("closed")
    later = FixedClock(NOW + timedelta(days=15))
    begun = {"s1": CLOSED + timedelta(days=days), "s2": CLOSED}
    assert signals.continued(begun, later) == (["s1"] if returns else [])
    assert state() == ("new" if returns else "closed")
    if returns:
        last = AuditEntry.objects.order_by("id").last()
        assert (last.action, last.who, last.at) == ("continue signal", "argos", later.now())
        assert begun["s1"].isoformat() in last.detail["why"]
        assert signals.continued(begun, later) == []  # it is said once


def test_the_14_days_are_counted_from_the_local_day_of_the_last_closing():
    late = FixedClock(datetime(2020, 5, 13, 22, 30, tzinfo=UTC))  # the 14th in Paris
    brought("seen")
    signals.close("s1", "fini", "jeanne", late)
    assert signals.continued({"s1": date(2020, 5, 14)}, late) == []
    assert signals.continued({"s1": date(2020, 5, 28)}, late) == ["s1"]


def test_when_one_cannot_be_audited_none_is_reopened(monkeypatch):
    for each in ("s1", "s2"):
        ACTS["explain"](each)
        ACTS["close"](each)
    true = signals.audit

    def fails_at_the_second(action, signal, *args, **options):
        if signal == "s2":
            raise OSError("disk full")
        return true(action, signal, *args, **options)

    monkeypatch.setattr(signals, "audit", fails_at_the_second)
    begun = dict.fromkeys(("s1", "s2"), CLOSED + timedelta(days=2))
    with pytest.raises(OSError, match="disk full"):
        signals.continued(begun, CLOCK)
    assert {each.state for each in signals.states(begun).values()} == {"closed"}
