"""What the published table says of a signal's state: the state and the day."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from argos.core.clock import FixedClock
from argos.outputs.signals import latest
from argos.outputs.store import Outputs
from argos.publish.modelled.signals.states import tell, with_life, with_states
from argos.register import signals
from tests.signals import NIGHT, SIGNAL, publish, rows

pytestmark = pytest.mark.django_db
LATE = FixedClock(NIGHT + timedelta(hours=19, minutes=30))  # 00:30 of the 10th in Paris
STATE = ("state", "state_on", "explanation")


def test_the_register_s_state_and_local_day_stand_over_what_was_published():
    signals.explain("a", "grippe", "jeanne", LATE)
    known = rows({"signal": "b", "state": "closed", "state_on": NIGHT.date()}, {"signal": "a"})
    told = with_states(known)
    assert told.select("signal", *STATE).rows() == [
        ("b", "new", None, None), ("a", "explained", date(2021, 3, 10), None),
    ]  # fmt: skip
    assert told.drop(STATE).equals(known.drop(STATE))
    assert with_states(known.clear()).is_empty()


def test_an_act_is_published_as_the_same_signal_known_from_now(tmp_path: Path):
    outputs = Outputs(str(tmp_path))
    later = NIGHT + timedelta(minutes=1)
    publish(outputs, {"rank": 5, "known_from": later}, {"rank": 2}, {"signal": "other"})
    signals.acknowledge(SIGNAL["signal"], "jeanne", LATE)
    tell(outputs, SIGNAL["signal"], LATE)
    stored = outputs.rows("signals").collect()
    assert stored.height == 4
    told = latest(stored).filter(signal=SIGNAL["signal"]).row(0, named=True)
    assert told == {
        **SIGNAL, "rank": 5, "state": "seen", "state_on": date(2021, 3, 10),
        "known_from": LATE.now(),
    }  # fmt: skip


def test_without_evidence_a_signal_is_closed_and_with_new_evidence_open_again():
    signals.acknowledge("back", "jeanne", LATE)
    signals.close("back", "fin", "jeanne", LATE)
    later = FixedClock(LATE.now() + timedelta(days=5))
    returned = SIGNAL["origin"] + timedelta(days=4)
    known = rows({"signal": "gone", "state": "closed"}, {"signal": "back"}, {"signal": "on"})
    told = with_life(known, {"back": returned, "on": SIGNAL["first_day"]}, later)
    assert told.select("signal", "state", "state_on").rows() == [
        ("gone", "closed", SIGNAL["origin"]), ("back", "new", date(2021, 3, 15)),
        ("on", "new", None),
    ]  # fmt: skip
