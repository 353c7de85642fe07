"""The audit is only added to; the register knows of keys, never a key."""

import pytest

from argos.core.clock import FixedClock
from argos.core.errors import UsageError
from argos.register import key_register
from argos.register.audit import audit
from argos.register.models import AuditEntry, Key
from tests.unit.invented import NOW

pytestmark = pytest.mark.django_db
CLOCK = FixedClock(NOW)


def test_an_entry_tells_who_did_what_to_what_and_when():
    audit("erase", "persons", {"rows": 3}, who="dpo", clock=CLOCK)
    entry = AuditEntry.objects.get()
    assert (entry.who, entry.action, entry.object) == ("dpo", "erase", "persons")
    assert (entry.detail, entry.at) == ({"rows": 3}, NOW)


def test_without_a_name_the_account_of_the_system_is_noted(monkeypatch):
    monkeypatch.setenv("LOGNAME", "night-shift")
    assert audit("push", "b1", clock=CLOCK).who == "night-shift"


def test_an_entry_cannot_be_changed_or_removed():
    entry = audit("push", "b1", clock=CLOCK)
    entry.action = "nothing"
    for change in (
        entry.save,
        entry.delete,
        AuditEntry.objects.all().delete,
        lambda: AuditEntry.objects.update(action="nothing"),
    ):
        with pytest.raises(TypeError, match="only ever added"):
            change()
    assert AuditEntry.objects.get().action == "push"


def test_a_key_is_noted_once_and_retired_once():
    key_register.note_key("visits", "001-5f0c2a91", CLOCK)
    key_register.note_key("visits", "001-5f0c2a91", CLOCK)
    key_register.retire_key("visits", "001-5f0c2a91", "replaced", CLOCK)
    assert Key.objects.get().retired_at == NOW
    with pytest.raises(UsageError, match="KEY_NOT_IN_USE"):
        key_register.retire_key("visits", "001-5f0c2a91", "again", CLOCK)
    assert [e.action for e in AuditEntry.objects.order_by("id")] == ["make key", "retire key"]


def test_no_column_of_the_register_could_hold_a_key():
    assert {field.name for field in Key._meta.fields} == {
        "id", "purpose", "key_id", "made_at", "retired_at",
    }  # fmt: skip
