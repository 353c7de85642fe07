"""The life of a signal: new, seen, explained, closed; new again when its evidence returns.

A signal is published by its identifier; the register adds what persons do about it, one row an
act, and never takes one away; `ALLOWED` says what may follow what. Each act writes its audit line
in its own transaction. Who acted stays here: `states` does not tell it, so that whoever publishes a
state cannot publish a name.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal, get_args

from django.db import IntegrityError, transaction

import argos.register.ready  # noqa: F401 - Django has to be ready before the models
from argos.core.clock import Clock, local_day
from argos.core.errors import FeedBusy, UsageError
from argos.core.free_text import require_about_no_one
from argos.core.language import Text
from argos.register.audit import audit
from argos.register.models import SignalState

State = Literal["new", "seen", "explained", "closed"]
Act = Literal["acknowledge", "explain", "close", "reopen"]
LABELS: dict[str, Text] = {
    "new": Text("nouveau", "new"),
    "seen": Text("vu", "seen"),
    "explained": Text("expliqué", "explained"),
    "closed": Text("clos", "closed"),
}
ACTS: dict[Act, Text] = {
    "acknowledge": Text("noter vu", "see"),
    "explain": Text("expliquer", "explain"),
    "close": Text("clore", "close"),
    "reopen": Text("rouvrir", "reopen"),
}
# From which states each act leads, and where to. An explanation may be corrected by another one; a
# signal is closed by somebody who has seen it, so that the time until it was seen stays known.
ALLOWED: dict[Act, tuple[tuple[State, ...], State]] = {
    "acknowledge": (("new",), "seen"),
    "explain": (("new", "seen", "explained"), "explained"),
    "close": (("seen", "explained"), "closed"),
    "reopen": (("closed",), "seen"),
}
RETURNS_WITHIN = timedelta(days=14)  # of its closing; later evidence is another signal
ITSELF = "argos"  # who reopens a signal whose evidence returned


@dataclass(frozen=True, slots=True)
class Standing:
    """The state that a signal is in, and since when; a signal on which nobody acted has no date."""

    state: State = "new"
    at: datetime | None = None


def acknowledge(signal: str, who: str, clock: Clock) -> Standing:
    """Note that somebody has seen a new signal.

    Raises:
        UsageError: ``SIGNAL_STATE``: the signal is not new.

    """
    return _act("acknowledge", signal, "", who, clock)


def explain(signal: str, text: str, who: str, clock: Clock) -> Standing:
    """Note the cause of a signal; a later explanation stands over an earlier one.

    Raises:
        UsageError: ``SIGNAL_STATE``: it is closed; or the text is none that may be kept.

    """
    return _act("explain", signal, require_about_no_one(text), who, clock)


def close(signal: str, text: str, who: str, clock: Clock) -> Standing:
    """Close a signal that was seen or explained.

    Raises:
        UsageError: ``SIGNAL_STATE``: it is new, or closed; or the text is none that may be kept.

    """
    return _act("close", signal, require_about_no_one(text), who, clock)


def reopen(signal: str, text: str, who: str, clock: Clock) -> Standing:
    """Take up a closed signal again; it is seen, since somebody looks at it. No text is needed.

    Raises:
        UsageError: ``SIGNAL_STATE``: it is not closed; or the text is none that may be kept.

    """
    return _act("reopen", signal, text and require_about_no_one(text), who, clock)


def continued(begun: Mapping[str, date], clock: Clock) -> list[str]:
    """Reopen, as new, the closed signals whose evidence stopped and has returned within 14 days.

    Evidence that was there when the signal was closed and has not stopped since leaves it closed:
    that is what was closed. So does evidence that returns later; it makes a signal of its own, with
    another identifier.

    Args:
        begun: signal → first local day of the unbroken stretch of evidence that it has now.
        clock: what tells the time.

    Returns:
        The signals that were reopened, in the order given.

    """
    with transaction.atomic():
        found = states(begun)
        returned = [signal for signal, day in begun.items() if _returned(found[signal], day)]
        for signal in returned:
            text = f"indices revenus, evidence returned: {begun[signal].isoformat()}"
            _add(signal, "new", text, ITSELF, clock)
            audit("continue signal", signal, {"why": text}, who=ITSELF, clock=clock)
    return returned


def states(signals: Collection[str]) -> dict[str, Standing]:
    """Return the state of each signal that is asked for, and since when; never by whom."""
    found = {signal: Standing() for signal in signals}
    for row in SignalState.objects.filter(signal__in=list(found)).order_by("signal", "number"):
        found[row.signal] = _standing(row)
    return found


def history(signal: str) -> list[SignalState]:
    """Return every act on a signal, the first one first: state, why, who, at."""
    return list(SignalState.objects.filter(signal=signal).order_by("number"))


def _act(act: Act, signal: str, why: str, who: str, clock: Clock) -> Standing:
    """Do what is allowed, with its audit line; both are kept or neither."""
    allowed, becomes = ALLOWED[act]
    with transaction.atomic():
        found = states([signal])[signal]
        if found.state not in allowed:
            raise _refusal(act, signal, found.state)
        row = _add(signal, becomes, why, who, clock)
        audit(f"{act} signal", signal, {"why": why} if why else {}, who=who, clock=clock)
    return _standing(row)


def _add(signal: str, state: State, why: str, who: str, clock: Clock) -> SignalState:
    """Add an act after the last one of a signal.

    Raises:
        FeedBusy: somebody else acted on it at the same time.

    """
    last = _last(signal)
    number = last.number + 1 if last else 1
    try:
        with transaction.atomic():
            return SignalState.objects.create(
                signal=signal, number=number, state=state, why=why, who=who, at=clock.now()
            )
    except IntegrityError:
        raise FeedBusy(
            "BUSY",
            expected=Text("un acte à la fois sur un signal", "one act at a time on a signal"),
            found=Text("un autre, noté entre-temps", "another one, noted meanwhile"),
            todo=Text("regardez le signal, puis recommencez", "look at the signal, then try again"),
        ) from None


def _last(signal: str) -> SignalState | None:
    return SignalState.objects.filter(signal=signal).order_by("number").last()


def _standing(row: SignalState) -> Standing:
    state = next(each for each in get_args(State) if each == row.state)
    return Standing(state, row.at)


def _returned(found: Standing, begun: date) -> bool:
    """Whether evidence that began on a day brings a signal back."""
    if found.state != "closed" or found.at is None:
        return False
    closed = local_day(found.at)
    return closed < begun <= closed + RETURNS_WITHIN


def _refusal(act: Act, signal: str, state: State) -> UsageError:
    """Say which states the act starts from, and which acts the state allows."""
    wanted = [LABELS[each] for each in ALLOWED[act][0]]
    possible = [ACTS[name] for name, (states, _) in ALLOWED.items() if state in states]
    found = LABELS[state]
    return UsageError(
        "SIGNAL_STATE",
        expected=Text(
            f"pour {ACTS[act].fr}, un signal {' ou '.join(each.fr for each in wanted)}",
            f"to {ACTS[act].en}, a signal that is {' or '.join(each.en for each in wanted)}",
        ),
        found=Text(f"{signal} : {found.fr}", f"{signal}: {found.en}"),
        todo=Text(
            f"possible maintenant : {', '.join(each.fr for each in possible)}",
            f"possible now: {', '.join(each.en for each in possible)}",
        ),
    )
